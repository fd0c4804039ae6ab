"""Databases of older revisions: migrated so far and no further, with made-up rows."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.datasets import SCHEMA
from sql.migrate import MIGRATIONS


def upgrade_to(revision: str, connection: Connection) -> None:
    """Migrate an empty database to an older revision."""
    connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, revision)


def fill(connection: Connection, table: str, values: Mapping[str, Any]) -> None:
    """Insert a row as a table of an older revision takes it: what must be there is made up."""
    made_up = {
        "date": "2026-01-01", "timestamptz": "2026-01-01", "bool": "true", "text": "x",
        "_text": "{}", "_int8": "{}", "int8": "0", "float8": "0",
    }  # fmt: skip
    needed = connection.execute(
        text(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_schema = "
            ":schema AND table_name = :table AND is_nullable = 'NO' AND column_default IS NULL"
        ),
        {"schema": SCHEMA, "table": table},
    )
    row = {name: made_up[kind] for name, kind in needed.tuples()} | dict(values)
    into = sqlalchemy.table(table, *map(sqlalchemy.column, row), schema=SCHEMA)
    connection.execute(into.insert(), row)
