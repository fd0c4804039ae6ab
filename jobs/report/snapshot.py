"""What a report reads is of one moment, whatever a run publishes meanwhile."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from sql.engine import translated

Row = Mapping[str, Any]
"""Column to value."""


@contextlib.contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A read-only transaction all of whose statements see the database as it is now.

    Pages that are read in one snapshot agree with each other. It blocks no run.

    Raises:
        DatabaseError: in place of the driver's exceptions.
    """
    with translated(engine), engine.connect() as opened:
        connection = opened.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            yield connection


def rows(connection: Connection, statement: str, **values: Any) -> list[Row]:
    """All rows of a statement with bound values."""
    return [dict(row) for row in connection.execute(text(statement), values).mappings()]
