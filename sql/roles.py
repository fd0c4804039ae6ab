"""The group roles of the score database, and what each may do; `roles.sql` says it."""

import logging
import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

from sql.migration_lock import migration_lock

AUDITOR = "scores_auditor"
WRITER = "scores_writer"
ANALYST = "scores_analyst"

_STATEMENTS = Path(__file__).with_suffix(".sql")

_logger = logging.getLogger(__name__)


def grant_roles(connection: Connection) -> list[str]:
    """Create the roles that are missing, and give each what it may do and nothing else.

    Part of the caller's transaction. May be repeated: a server may refuse to create roles, until an
    administrator has made them.

    Args:
        connection: of the user who owns the schema.

    Raises:
        LockedError: if another process keeps us from it for too long.

    Returns:
        What was not done and why, also logged as warnings; empty if all was.
    """
    with migration_lock(connection):
        notices = _execute(connection)
    for notice in notices:
        _logger.warning("%s", notice)
    return notices


def _execute(connection: Connection) -> list[str]:
    """What the statements say of what they did not do."""
    connection.execute(text("SET LOCAL client_min_messages = notice"))
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.notices.clear()
    # The driver's own cursor: SQLAlchemy's would clear the notices.
    with driver.cursor() as cursor:
        cursor.execute(_STATEMENTS.read_text(encoding="utf-8"))
    notices = [re.sub(r"^[A-Z]+:\s+", "", notice.strip()) for notice in driver.notices]
    driver.notices.clear()
    return notices
