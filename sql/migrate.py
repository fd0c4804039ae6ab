"""Bring a database to the tables that this version of the package writes.

A migration is a file in `sql/migrations/versions`: explicit, frozen DDL. To add one, change the
row types or views, run `python -m sql.ddl`, and write the difference into the next revision; a
test proves that the migrated database equals `sql.tables`.
"""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.datasets import SCHEMA
from sql.engine import single_transaction
from sql.errors import DatabaseError
from sql.migration_lock import migration_lock
from sql.roles import grant_roles

MIGRATIONS = Path(__file__).parent / "migrations"

_logger = logging.getLogger(__name__)


def upgrade(url: str) -> None:
    """Create or update schema, tables, comments, views and roles, all or nothing.

    Needs no right to create anything where the database is up to date already. Several processes
    may call it at once. Where the server refuses to create roles, a warning says so.

    Raises:
        LockedError: if another process keeps it from being changed for too long.
        DatabaseError: if the database cannot be reached or changed, or is newer than the package.
    """
    with single_transaction(url) as connection:
        upgrade_connection(connection)


def unknown_revision(revision: str | None) -> DatabaseError:
    """The error of a database that a newer version migrated."""
    return DatabaseError(
        f"The database stands at revision {revision}, which this version does not know. "
        "Install the version of interview scoring that wrote it, or a newer one."
    )


def upgrade_connection(connection: Connection) -> None:
    """`upgrade` within the caller's transaction."""
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    with migration_lock(connection):
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Percent signs of the path are not interpolation.
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
    current = context.get_current_revision()
    if current == head:
        return
    if current is None:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    _logger.info("migrating the database from revision %s to %s", current or "none", head)
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise unknown_revision(current) from error
    # Nobody has rights yet on what a migration created.
    grant_roles(connection)
