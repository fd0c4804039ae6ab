"""What several integration tests read."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser
from sqlalchemy.engine import Connection, Engine

from schemas.datasets import CANDIDATE_SCORES, RECORDING_SCORES, TEXT_SCORES
from sql.engine import create_engine, transaction
from sql.migrate import upgrade
from tests.browser import Watched, chromium
from tests.integration.hostile_inputs import SAMPLES
from tests.many_people import complete
from tests.many_rows import fill
from tests.new_database import new_database
from tests.nights import Nights
from tests.opened_run import prepare
from tests.runs import score
from tests.scored_rows import ScoredRows
from tests.seeded.database import SeededDatabase, seeded_database
from tests.seeded.frames import frame


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
    with new_database(server_url, "nights_template") as url:
        upgrade(url)
        yield server_url


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


@pytest.fixture(scope="module")
def candidates(cohort: SeededDatabase) -> pd.DataFrame:
    return frame(cohort.seeded, CANDIDATE_SCORES)


@pytest.fixture(scope="module")
def recordings(cohort: SeededDatabase) -> pd.DataFrame:
    return frame(cohort.seeded, RECORDING_SCORES)


@pytest.fixture(scope="module")
def texts(cohort: SeededDatabase) -> pd.DataFrame:
    return frame(cohort.seeded, TEXT_SCORES)


@pytest.fixture(scope="session")
def many_engine(server_url: str) -> Iterator[Engine]:
    """A database of 4,000 candidates in 1,000 cohorts, with 30,000 rows of recordings."""
    with new_database(server_url, "many") as url:
        upgrade(url)
        engine = create_engine(url)
        with transaction(engine) as connection:
            fill(connection, candidates=4_000, cohorts=1_000, timelines=600)
            complete(connection)
        yield engine
        engine.dispose()


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
