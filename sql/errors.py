"""What can go wrong with the database, in words that say what to do next.

Neither a password nor a value of a row reaches a message: PostgreSQL puts failing rows into
DETAIL, so only its primary message is kept, and DETAIL only where it names what depends on a view.
"""

import re

import psycopg2
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

TRANSIENT_SQLSTATES = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock detected
        "53300",  # too many connections
        "57P01",  # server is shutting down
        "57P02",  # server crashed and restarts
        "57P03",  # server is starting up
    }
)
# A refused login arrives without SQLSTATE; these are the answers that change by waiting.
_SERVER_BUSY = re.compile(
    r"starting up|shutting down|recovery mode|too many (clients|connections)|connection slots"
)


class DatabaseError(Exception):
    """The score database cannot do what was asked; the message says what to do next."""


class InvalidUrlError(DatabaseError):
    """The database URL cannot be used."""


class UnavailableError(DatabaseError):
    """The server does not answer or refuses us."""


class RejectedRowsError(DatabaseError):
    """The database refuses rows that break one of its constraints."""


class QueryError(DatabaseError):
    """A statement is wrong, too slow, or not allowed."""


class NotAllowedError(QueryError):
    """The user lacks a right."""


class UnknownQueryError(QueryError):
    """There is no documented query of this name."""


class ParameterError(QueryError):
    """A parameter of a query is missing, unknown, or cannot be sent."""


def redact(url: str) -> str:
    """The URL without its password, fit for messages and logs (works for broken URLs too)."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "<not a URL>"
    # The last @ ends the password even where the user forgot to percent-encode one.
    user, at, place = rest.rpartition("@")
    if at and ":" in user:
        user = user.partition(":")[0] + ":***"
    place = re.sub(r"((?:ssl)?password)=[^&]*", r"\1=***", place, flags=re.IGNORECASE)
    return f"{scheme}://{user}{at}{place}"


def is_transient(exception: BaseException) -> bool:
    """Whether the same transaction may succeed when tried again a little later."""
    if isinstance(exception, DatabaseError):
        return exception.__cause__ is not None and is_transient(exception.__cause__)
    if isinstance(exception, DBAPIError):
        return exception.connection_invalidated or is_transient(exception.orig or Exception())
    if not isinstance(exception, psycopg2.OperationalError | psycopg2.InterfaceError):
        return False
    if exception.pgcode:
        return exception.pgcode in TRANSIENT_SQLSTATES or exception.pgcode.startswith("08")
    message = str(exception)
    return "FATAL" not in message or _SERVER_BUSY.search(message) is not None


def explain(exception: Exception, url: str = "") -> DatabaseError:
    """Turn an exception of the driver into one of ours. Raise the result `from` it."""
    cause = exception.orig if isinstance(exception, DBAPIError) else exception
    if not isinstance(cause, psycopg2.Error):
        kind = type(exception).__name__
        return DatabaseError(f"The database layer failed ({kind}); this is a defect, report it.")
    diagnosis = cause.diag.message_primary or str(cause).strip() or type(cause).__name__
    place = f" ({redact(url)})" if url else ""
    if is_transient(exception) or cause.pgcode is None:
        return UnavailableError(
            f"The database{place} is not available: {diagnosis}\n"
            "Check that the server runs, that the URL is right and that the user may log in."
        )
    if cause.pgcode.startswith("23"):
        table, constraint = cause.diag.table_name, cause.diag.constraint_name
        return RejectedRowsError(
            f"The database refuses rows of {table}: {diagnosis}"
            + (f" [{constraint}]" if constraint else "")
        )
    if cause.pgcode == "2BP01":  # of a migration; a CASCADE would drop what users made
        return DatabaseError(
            f"{diagnosis}: {cause.diag.message_detail}. Keep its definition "
            "(SELECT pg_get_viewdef('its name')), drop it, run again, and create it anew."
        )
    if cause.pgcode == "57014":
        return QueryError(f"Stopped: {diagnosis}. Ask for less, or allow more time.")
    if cause.pgcode == "55P03":
        return QueryError(f"Stopped: {diagnosis}. Another transaction holds it; try again.")
    if cause.pgcode == "42P11":  # of run_query, which opens a cursor
        return QueryError("One statement at a time, and one that returns rows, like a SELECT.")
    if cause.pgcode in ("42P01", "3F000"):
        return QueryError(f"{diagnosis}. Is it misspelt, or has no run written here yet?")
    if cause.pgcode == "42501":
        return NotAllowedError(f"{diagnosis}. Ask the owner of the database to grant it.")
    return QueryError(diagnosis)


DRIVER_ERRORS = (SQLAlchemyError, psycopg2.Error)
"""What `explain` understands."""
