"""Views as users find them: comments, what is hidden, and the opening of each file."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.datasets import CAVEAT, TABLES
from sql.ddl import VIEWS
from sql.tables import table_of

VIEW_FILES = sorted(VIEWS.glob("*.sql"))
HIDDEN = {"consent_reference", "common_words", "common_word_counts"}


def columns_of_views(connection: Connection) -> list[tuple[str, str, str | None]]:
    found = connection.execute(
        text(
            "SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_class AS c "
            "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 "
            "WHERE c.relkind = 'v' AND c.relnamespace = 'scores'::regnamespace"
        )
    )
    return [tuple(row) for row in found]


def test_every_view_and_every_column_has_a_comment(connection: Connection) -> None:
    columns = columns_of_views(connection)
    assert {view for view, _, _ in columns} == {path.stem for path in VIEW_FILES}
    assert [row[:2] for row in columns if not row[2]] == []
    comments = connection.execute(
        text(
            "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class "
            "WHERE relkind = 'v' AND relnamespace = 'scores'::regnamespace"
        )
    )
    caveat = CAVEAT.removeprefix("A score")
    assert [view for view, said in comments.tuples() if not (said or "").endswith(caveat)] == []


def test_a_column_that_passes_through_says_what_its_table_says(connection: Connection) -> None:
    """Of those in views of one table; others compute columns under the names of tables."""
    described = {
        (dataset.name, column.name): column.comment
        for dataset in TABLES
        for column in table_of(dataset).columns
    }
    sources = {"v_candidate": "candidate_scores", "v_recording": "recording_scores"}
    sources |= {"candidate_overview": "candidate_scores"}
    other = [
        (view, name, comment)
        for view, name, comment in columns_of_views(connection)
        if view in sources
        and name not in ("cohort", "dominant_score")
        and described[sources[view], name] != comment
    ]
    assert other == []


def test_no_view_shows_consent_records_or_words_of_texts(connection: Connection) -> None:
    assert [row[:2] for row in columns_of_views(connection) if row[1] in HIDDEN] == []


@pytest.mark.parametrize("path", VIEW_FILES, ids=lambda path: path.stem)
def test_a_file_opens_with_what_a_row_is_and_drops_nothing(path) -> None:
    sql = path.read_text(encoding="utf-8")
    assert sql.startswith("-- A row is ")
    assert f"\nCREATE OR REPLACE VIEW scores.{path.stem} " in sql
    assert not re.search(r"\b(DROP|CASCADE)\b|\.\*", sql)
