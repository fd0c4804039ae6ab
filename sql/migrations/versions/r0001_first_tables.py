"""First tables, comments and views. Frozen: their DDL stands beside this file."""

from sql.migrations.frozen import execute_beside

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
