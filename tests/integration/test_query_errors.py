"""What interviews query says where a query cannot be answered, and to whom."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from jobs.query_scores import ask, main
from jobs.questions import Question
from sql import reads
from sql.engine import create_engine, transaction
from sql.errors import QueryError
from sql.revision import FORMER, is_former
from tests.older_database import upgrade_to


def said(url: str, sql: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of the error."""
    assert main(["--database", url, sql]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.removeprefix("interviews query: ").splitlines()


def test_a_misspelt_table_lists_the_closest_first(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(database_url, 'SELECT 1 FROM scores . "failure"', capsys)
    assert lines[0].startswith('relation "scores.failure" does not exist')
    assert lines[-1].startswith(
        "Tables and views: failures, failure_kinds, failures_by_kind, blink_states"
    )
    assert "alembic_version" not in lines[-1]


@pytest.mark.parametrize("spelled", ["domnant", "c.domnant", 'c."domnant"', "upper(c . Domnant)"])
def test_a_misspelt_column_lists_those_of_the_tables_in_the_query(
    database_url: str, spelled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = f"SELECT 'failures', {spelled} FROM candidate_overview AS c, recording_scores"  # noqa: S608
    lines = said(database_url, sql, capsys)
    assert "domnant does not exist" in lines[0].replace('"', "")
    first, second = (line for line in lines if line.startswith("Columns of"))
    names = first.removeprefix("Columns of candidate_overview: ").split(", ")
    assert names[:2] == ["dominant", "dominant_score"]
    assert {"candidate_id", "cohort", "left_out"} <= set(names)
    assert second.startswith("Columns of recording_scores: dominant, ")


def test_of_several_lines_the_wrong_one_is_named(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(database_url, "\n-- é\nSELECT count(*)\nFORM failures WHERE", capsys)
    assert lines[-1] == "It is in line 4 of the query."


def refused(url: str, sql: str, seconds: float) -> str:
    with (
        pytest.raises(QueryError) as caught,
        ask(url, Question(sql, {}), None, seconds) as answer,
    ):
        list(answer.rows)
    return str(caught.value)


def test_a_table_that_is_being_changed(migrated_url: str) -> None:
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        connection.execute(text("LOCK TABLE scores.failures IN ACCESS EXCLUSIVE MODE"))
        error = refused(migrated_url, "TABLE failures", seconds=0.2)
    engine.dispose()
    assert "canceling statement due to lock timeout" in error
    assert "A migration or a run is writing to a table of this query. Ask again" in error


def test_a_slow_query_is_told_to_ask_for_less(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is that of all fetches together."""
    monkeypatch.setattr(reads, "BATCH", 2)
    slow = "SELECT pg_sleep(0.05) FROM generate_series(1, 100)"
    error = refused(database_url, slow, seconds=0.25)
    assert "canceling statement due to statement timeout" in error
    assert "Filter by candidate_id or cohort, or allow more time: --seconds." in error


@pytest.fixture
def reader(migrated_url: str) -> Iterator[str]:
    """The URL of a user who may read a view, but no table."""
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        connection.execute(text("CREATE ROLE query_reader LOGIN; CREATE ROLE query_owner"))
        connection.execute(text("GRANT USAGE ON SCHEMA scores TO query_reader"))
        connection.execute(text("GRANT SELECT ON scores.candidate_overview TO query_reader"))
        connection.execute(text("GRANT SELECT ON scores.failures TO query_owner"))
    yield migrated_url.replace("//postgres@", "//query_reader@")
    with transaction(engine) as connection:
        connection.execute(text("DROP OWNED BY query_reader, query_owner"))
        connection.execute(text("DROP ROLE query_reader, query_owner"))
    engine.dispose()


def test_who_may_read_little_is_told_who_may_more(
    reader: str, migrated_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--database", reader, "--format", "csv"]) == 0
    rows = [line.split(",")[:2] for line in capsys.readouterr().out.splitlines()]
    assert [name for name, kind in rows if kind in ("table", "view")] == ["candidate_overview"]
    assert main(["--database", reader, "TABLE candidate_overview"]) == 0
    capsys.readouterr()
    assert said(reader, "SELECT * FROM failures", capsys) == [
        "permission denied for table failures.",
        "failures is read by: postgres, query_owner, scores_writer. Connect as one, or have its "
        "role granted to you.",
    ]
    unknown = said(reader, "SELECT * FROM candidates", capsys)
    assert unknown[-1] == "Tables and views: candidate_overview"

    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        connection.execute(text("REVOKE USAGE ON SCHEMA scores FROM query_reader"))
    engine.dispose()
    hidden = said(reader, "SELECT * FROM candidate_overview", capsys)
    assert hidden[0] == 'relation "candidate_overview" does not exist.'
    assert hidden[1].startswith(
        "candidate_overview is read by: postgres, query_reader, scores_analyst"
    )
    assert main(["--database", reader]) == 2
    assert "You may read no score tables. These roles may: postgres" in capsys.readouterr().err


def test_a_database_of_an_earlier_version_is_to_be_migrated(
    fresh_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = create_engine(fresh_url)
    with transaction(engine) as connection:
        upgrade_to("0009", connection)
    engine.dispose()
    assert main(["--database", fresh_url, "--query", "percentile", "--candidate", "ada"]) == 2
    assert f"{FORMER}." in capsys.readouterr().err.splitlines()
    assert main(["--database", fresh_url, "SELECT text_state FROM candidate_overview"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"{FORMER}."


def test_who_may_not_read_the_revision_sees_by_the_tables_who_wrote_them(
    reader: str, migrated_url: str
) -> None:
    owner, engine = create_engine(migrated_url), create_engine(reader)
    assert not is_former(engine)
    with transaction(owner) as connection:
        connection.execute(text("DROP TABLE scores.ignored CASCADE"))
    assert is_former(engine)
    owner.dispose()
    engine.dispose()
