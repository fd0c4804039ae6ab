"""The gain of the sound, and why a picture or a sound could not be read."""

from sql.migrations.frozen import execute_beside

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
