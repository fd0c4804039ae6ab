"""Fixtures for the database: a real PostgreSQL, the embedded one, migrated to head once.

And the settings of every property test.
"""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlalchemy.engine import Connection, Engine

from sql.engine import create_engine
from sql.migrate import upgrade
from sql.server.embedded import close_embedded, open_embedded
from tests.new_database import new_database

# No test is timed: on a loaded machine the first example alone can take a second.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server with an empty database."""
    directory = tmp_path_factory.mktemp("server") / "database"
    yield open_embedded(directory)
    close_embedded(directory)


@pytest.fixture(scope="session")
def database_url(server_url: str) -> str:
    """A database migrated to head. Leave it empty: write in the `connection` of a test."""
    upgrade(server_url)
    return server_url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction that is rolled back after the test."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def fresh_url(server_url: str) -> Iterator[str]:
    """An empty database of the test's own, for what must be committed or migrated."""
    with new_database(server_url, f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture
def migrated_url(fresh_url: str) -> str:
    """A database of the test's own, migrated to head."""
    upgrade(fresh_url)
    return fresh_url
