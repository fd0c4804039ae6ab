"""Views for analysts, with a comment on every column; the index that a cohort's texts are found by."""

from sql.migrations.frozen import execute_beside

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: views of users may stand on these.")
