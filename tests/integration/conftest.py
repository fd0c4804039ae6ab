"""What several integration tests read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from sql.engine import create_engine, transaction
from sql.migrate import upgrade
from tests.browser import Watched, chromium
from tests.integration.hostile_inputs import SAMPLES
from tests.many_people import complete
from tests.many_rows import fill
from tests.nights import Nights
from tests.opened_run import prepare
from tests.runs import score
from tests.scored_rows import ScoredRows
from tests.seeded.database import SeededDatabase, seeded_database


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


@pytest.fixture
def rows(connection: Connection) -> ScoredRows:
    """Writes rows of scores to the database of `connection`."""
    return ScoredRows(connection)


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
def cohort(server_url: str) -> Iterator[SeededDatabase]:
    """The seeded cohort. Change nothing in it."""
    with seeded_database(server_url) as made:
        yield made


@pytest.fixture(scope="session")
def many_engine(server_url: str) -> Iterator[Engine]:
    """A database of 4,000 candidates in 1,000 cohorts, with 30,000 rows of recordings."""
    admin = create_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE many TEMPLATE template0"))
    url = server_url.replace("@/postgres", "@/many")
    upgrade(url)
    engine = create_engine(url)
    with transaction(engine) as connection:
        fill(connection, candidates=4_000, cohorts=1_000, timelines=600)
        complete(connection)
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE many WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def many(many_engine: Engine) -> Iterator[Connection]:
    """A connection to it."""
    with many_engine.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Watched:
    """A tab for all tests: once it has compiled the scripts, a page opens in half the time."""
    return Watched(browser.new_page())


@pytest.fixture
def browser_page(tab: Watched) -> Iterator[Watched]:
    """The tab as a new one is; its page must end without a complaint."""
    tab.reset()
    yield tab
    assert tab.complaints == []
