"""The fusion of a recording may be the learned one: its comment says so."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ddl = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(ddl)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
