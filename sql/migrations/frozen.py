"""Runs the frozen DDL of a revision."""

from pathlib import Path

from alembic import op


def execute_beside(revision: str) -> None:
    """Execute the .sql file that stands beside a revision's .py file.

    It goes past op.execute, which would read the colons of comments as parameters.
    """
    ddl = Path(revision).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(ddl)
