"""Connections to the score database: a checked URL, time limits, UTC, errors that help."""

import contextlib
from collections.abc import Iterator

import sqlalchemy
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError

from sql.errors import DRIVER_ERRORS, InvalidUrlError, explain, redact

DRIVER = "postgresql+psycopg2"
CONNECT_SECONDS = 10
STATEMENT_SECONDS = 300
VANISHED_SECONDS = 60
"""After which a server from which nothing comes, not even TCP's acknowledgement, counts as away."""


def parse_url(url: str) -> URL:
    """Check a database URL; `postgresql://` and `postgres://` mean psycopg2.

    Raises:
        InvalidUrlError: if it is not the URL of a PostgreSQL database.
    """
    try:
        parsed = sqlalchemy.make_url(url)
    except (ArgumentError, ValueError):
        # Not chained: the cause may quote the password.
        raise InvalidUrlError(f"Cannot read the database URL {redact(url)}. {_EXAMPLE}") from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername=DRIVER)
    if parsed.drivername != DRIVER:
        raise InvalidUrlError(f"{redact(url)} is not a PostgreSQL URL. {_EXAMPLE}")
    if not parsed.database:
        raise InvalidUrlError(f"{redact(url)} names no database. {_EXAMPLE}")
    if "@" in (parsed.host or ""):
        raise InvalidUrlError(f"{redact(url)}: write @ in a password as %40. {_EXAMPLE}")
    return parsed


_EXAMPLE = "Write it like postgresql://user:password@host:5432/database."


def has_password(url: str) -> bool:
    """Whether a database URL, right or wrong, contains a password, in whichever place."""
    if "://" not in url:
        return "password" in url.lower()
    with contextlib.suppress(ArgumentError, ValueError):
        names = {name.lower() for name in sqlalchemy.make_url(url).query}
        if names & {"password", "sslpassword"}:
            return True
    return redact(url) != url


def create_engine(url: str, statement_seconds: float = STATEMENT_SECONDS) -> Engine:
    """An engine for one process: never share it across a fork, `dispose()` of it at the end.

    Raises:
        InvalidUrlError: if the URL cannot be used. Nothing is connected yet.
    """
    parsed = parse_url(url)
    own = parsed.query.get("options", "")
    options = [own] if isinstance(own, str) else list(own)
    options += ["-c timezone=UTC", f"-c statement_timeout={round(statement_seconds * 1000)}"]
    return sqlalchemy.create_engine(
        parsed.difference_update_query(["options"]),
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            # A server whose machine has vanished never answers: nobody waits for it without end.
            "keepalives_idle": VANISHED_SECONDS // 2,
            "keepalives_interval": VANISHED_SECONDS // 6,
            "keepalives_count": 3,
            "tcp_user_timeout": VANISHED_SECONDS * 1000,
            "application_name": "interview-scoring",
            "client_encoding": "utf8",
            "options": " ".join(filter(None, options)),
        },
    )


@contextlib.contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction: committed at the end, rolled back on any exception.

    Raises:
        DatabaseError: in place of the driver's exceptions; ask `is_transient` whether to retry.
    """
    with translated(engine), engine.begin() as connection:
        yield connection


@contextlib.contextmanager
def single_transaction(url: str) -> Iterator[Connection]:
    """`transaction` on an engine of its own, which is disposed of at the end."""
    engine = create_engine(url)
    try:
        with transaction(engine) as connection:
            yield connection
    finally:
        engine.dispose()


@contextlib.contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Raise the driver's exceptions as DatabaseError."""
    try:
        yield
    except DRIVER_ERRORS as error:
        raise explain(error, str(engine.url)) from error
