"""The fusion of a recording may be the learned one: its comment says so."""

from sql.migrations.frozen import execute_beside

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
