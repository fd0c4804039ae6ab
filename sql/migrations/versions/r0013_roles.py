"""Group roles: scores_writer for the job, scores_analyst and scores_auditor for people."""

from sql.migrations.frozen import execute_beside

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Roles belong to the whole server: drop them by hand.")
