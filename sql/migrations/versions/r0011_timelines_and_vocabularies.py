"""Timelines, vocabularies with their tables, thresholds, and what people declare."""

from sql.migrations.frozen import execute_beside

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_beside(__file__)


def downgrade() -> None:
    raise NotImplementedError("Restore a dump: going back would drop scores.")
