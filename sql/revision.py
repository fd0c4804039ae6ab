"""Which version wrote a score database, for those who read it and may not migrate it."""

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from schemas.datasets import SCHEMA
from sql.catalogue import relations
from sql.ddl import VIEWS
from sql.engine import transaction
from sql.errors import DatabaseError, NotAllowedError
from sql.migrate import MIGRATIONS, unknown_revision
from sql.tables import metadata

PACKAGED = frozenset(
    [
        *(view.stem for view in VIEWS.glob("*.sql")),
        *(table.name for table in metadata.tables.values() if table.schema == SCHEMA),
    ]
)
"""Tables and views of scores in this version."""

FORMER = (
    "The scores were written by an earlier version. Bring them to this one: interviews migrate "
    "--output FOLDER, and --database URL if they are on a server"
)

_THERE = text(
    "SELECT EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = :schema AND c.relname = 'alembic_version')"
)
_REVISION = text(f"SELECT version_num FROM {SCHEMA}.alembic_version")  # noqa: S608


class FormerError(DatabaseError):
    """An earlier version wrote the database, and it was not migrated yet."""


def check_revision(connection: Connection) -> None:
    """See that this version can read all of a database.

    Raises:
        FormerError: if it is to be migrated first.
        NotAllowedError: if the user may not read which version wrote it.
        DatabaseError: if it has no score tables, or a newer version wrote it.
    """
    revision = _revision(connection)
    if revision is None:
        raise DatabaseError("The database holds no score tables; run interviews score.")
    known = _known()
    if revision not in known:
        raise unknown_revision(revision)
    if revision != known[0]:
        raise FormerError(f"{FORMER}.")


def is_former(engine: Engine) -> bool:
    """Whether an earlier version wrote a database.

    Where the user may not read the revision, the tables and views that there are decide.

    Raises:
        DatabaseError: if the server is away.
    """
    try:
        with transaction(engine) as connection:
            revision = _revision(connection)
    except NotAllowedError:
        return not {relation.name for relation in relations(engine)} >= PACKAGED
    return revision in _known()[1:]


def _revision(connection: Connection) -> str | None:
    """Of the last migration; None if there was none."""
    if not connection.execute(_THERE, {"schema": SCHEMA}).scalar_one():
        return None
    return connection.execute(_REVISION).scalar_one_or_none()


def _known() -> list[str]:
    """Every revision of this version, the newest first."""
    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
