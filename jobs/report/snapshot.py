"""What a report reads is of one moment, whatever a run publishes meanwhile."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from sql.engine import translated
from sql.errors import NotAllowedError
from sql.revision import check_revision

Row = Mapping[str, Any]
"""Column to value."""


@contextlib.contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A read-only transaction all of whose statements see the database as it is now.

    Pages that are read in one snapshot agree with each other. It blocks no run.

    Raises:
        FormerError: if the database is to be migrated first.
        NotAllowedError: if the user may not read all that a report needs.
        DatabaseError: if there are no scores, and in place of the driver's exceptions.
    """
    try:
        with translated(engine), engine.connect() as opened:
            connection = opened.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with connection.begin():
                check_revision(connection)
                yield connection
    except NotAllowedError as error:
        raise NotAllowedError(
            f"{_diagnosis(error)}. A report reads the tables of scores, not the views alone: "
            "connect as a user with the role scores_writer, or as the owner of the tables."
        ) from error


def _diagnosis(error: NotAllowedError) -> str:
    return str(error).partition(". ")[0]


def rows(connection: Connection, statement: str, **values: Any) -> list[Row]:
    """All rows of a statement with bound values."""
    return [dict(row) for row in connection.execute(text(statement), values).mappings()]
