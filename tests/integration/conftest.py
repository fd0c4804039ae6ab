"""What several integration tests read."""

import pytest
from sqlalchemy.engine import Connection

from tests.integration.hostile_inputs import SAMPLES
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
