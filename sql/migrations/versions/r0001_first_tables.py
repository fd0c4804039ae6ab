"""First tables, comments and views. Frozen: their DDL stands beside this file."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Past op.execute: it would read the colons of comments as parameters.
    ddl = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(ddl)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
