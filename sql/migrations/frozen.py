"""Runs the frozen DDL of a revision."""

from pathlib import Path

from alembic import op


def execute_beside(revision: str) -> None:
    """Execute the .sql file that stands beside a revision's .py file.

    It goes to the driver, past what would read colons or percent signs as parameters.
    """
    ddl = Path(revision).with_suffix(".sql").read_text(encoding="utf-8")
    cursor = op.get_bind().connection.cursor()
    cursor.execute(ddl)
    cursor.close()
