"""What several integration tests read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import text
from sqlalchemy.engine import Connection

from sql.engine import create_engine
from sql.migrate import upgrade
from tests.browser import Watched, chromium
from tests.integration.hostile_inputs import SAMPLES
from tests.nights import Nights
from tests.opened_run import prepare
from tests.runs import score


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """One run on the bundled interviews, with the embedded database."""
    output = tmp_path_factory.mktemp("first")
    assert score(SAMPLES, output=output) == 0
    return output


@pytest.fixture
def scores(connection: Connection) -> Connection:
    """A connection on whose database a run is open."""
    prepare(connection)
    return connection


@pytest.fixture(scope="module")
def nights_template(server_url: str) -> Iterator[str]:
    """The URL of a server that has a migrated database to copy: see `database_like`."""
    admin = create_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE nights_template"))
    upgrade(server_url.replace("@/postgres", "@/nights_template"))
    yield server_url
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE nights_template WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def nights(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """An output and a database, and a stub that scores."""
    made = Nights(tmp_path / "out", migrated_url, monkeypatch)
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Watched]:
    """A page of its own, which must end without a complaint."""
    page = browser.new_page()
    watched = Watched(page)
    yield watched
    page.close()
    assert watched.complaints == []
