"""sql/README.md shows what the seeded cohort answers today."""

import pytest

from sql.ddl import VIEWS
from sql.named import named_queries
from sql.reads import run_query
from tests.guide.page import PAGE, part_of, parts
from tests.guide.questions import EXAMPLES
from tests.guide.views import RESULTS, reader_of
from tests.integration.test_query_plans import NEWEST

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(cohort):
    return parts(cohort)


@pytest.mark.parametrize("name", ["picture", "questions", "results"])
def test_the_page_is_up_to_date(made, name):
    assert part_of(TEXT, name) == made[name], "run python -m tests.guide"


def test_every_query_and_view_is_shown():
    assert sorted(example.name for example in EXAMPLES) == sorted(set(named_queries()) - NEWEST)
    assert sorted(RESULTS) == sorted(path.stem for path in VIEWS.glob("*.sql"))


@pytest.mark.parametrize("view", RESULTS)
def test_a_view_has_a_result(cohort, view):
    _, rows = run_query(reader_of(view, cohort), RESULTS[view])
    assert 1 < len(rows) < 7
    assert f"FROM {view}\n" in RESULTS[view]
