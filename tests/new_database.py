"""Databases of their own on the server of the tests."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import text

from sql.engine import create_engine


@contextlib.contextmanager
def new_database(server_url: str, name: str) -> Iterator[str]:
    """The URL of a new, empty database, which is dropped at the end."""
    admin = create_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield server_url.replace("@/postgres", f"@/{name}")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
