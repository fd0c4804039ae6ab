"""How the faces of a recording were read; before, there was one way only."""

from sql.migrations.frozen import execute_beside

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
