"""Face labels under their usual names, and models as the registry names them."""

from sql.migrations.frozen import execute_beside

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
