"""`person` shows everything that the database holds of one, and of nobody else."""

import datetime
from collections import Counter
from unicodedata import normalize

import pytest
from sqlalchemy import text

from schemas.columns import to_record
from schemas.datasets import CURRENT_OF, IGNORED, TABLES
from sql.errors import QueryError
from sql.named import find_query
from sql.tables import AUDIT_SCHEMA, metadata
from tests.seeded.asking import ask
from tests.seeded.frames import frame

PERSON = "p001"


def as_json(record):
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in record.items()
    }


def held(seeded, candidate):
    """What was written of a candidate, by table, as JSON has it."""
    found = {
        dataset.name: [
            as_json(to_record(row) | to_record(stamp))
            for row, stamp in rows
            if row.candidate_id == candidate
        ]
        for dataset, rows in seeded.rows.items()
    }
    found["inputs"] = [as_json(to_record(r)) for r in seeded.ledger if r.candidate_id == candidate]
    found[f"{AUDIT_SCHEMA}.person_category"] = [
        row._asdict() for row in seeded.declared if row.candidate_id == candidate
    ]
    return found


def in_any_order(records):
    return sorted(records, key=lambda record: sorted(map(str, record.items())))


def test_it_shows_every_row_of_every_table_with_all_its_columns(cohort):
    answer = ask(cohort.writer, "person", candidate=PERSON)
    expected = held(cohort.seeded, PERSON)
    expected[IGNORED.name] += [
        as_json(to_record(row) | to_record(stamp))
        for row, stamp in cohort.seeded.rows[IGNORED]
        if row.uri == f"/inbox/{PERSON}/old"
    ]
    shown = {name: list(rows.content) for name, rows in answer.groupby("table_name", sort=False)}
    current = {dataset.name for dataset in CURRENT_OF}
    for name, records in shown.items():
        flags = [record.pop("is_current") for record in records if name in current]
        assert in_any_order(records) == in_any_order(expected[name]), name
        assert any(flags) == (name in current)
    assert {name for name, records in expected.items() if records} == set(shown)
    assert next(iter(shown)) == "candidate_scores"
    assert len(shown["timeline_scores"]) > 10


def test_which_rows_are_current_is_shown(cohort):
    answer = ask(cohort.writer, "person", candidate=PERSON)
    for dataset in CURRENT_OF:
        rows = frame(cohort.seeded, dataset)
        mine = rows[(rows.candidate_id == PERSON) & rows.is_current]
        shown = answer[answer.table_name == dataset.name].content
        keys = {tuple(row[n] for n in dataset.key) for row in shown if row["is_current"]}
        assert keys == set(mine[list(dataset.key)].itertuples(index=False, name=None))


def test_failures_are_among_it(cohort):
    failed = next(iter(cohort.seeded.ledger[::-1]))
    assert failed.state == "failed"
    answer = ask(cohort.writer, "person", candidate=failed.candidate_id)
    counts = Counter(answer.table_name)
    expected = {name: len(rows) for name, rows in held(cohort.seeded, failed.candidate_id).items()}
    assert counts == {name: number for name, number in expected.items() if number}
    assert counts["failures"] >= 1


def test_every_table_about_people_is_asked(cohort):
    """A new table with a candidate in it must join the query."""
    about = {table.name for table in metadata.tables.values() if "candidate_id" in table.c}
    sql = find_query("person").sql
    assert {name for name in about if f"FROM {name}" in sql or f".{name}" in sql} == about
    assert {dataset.name for dataset in TABLES} - about == {"scoring_runs", "model_releases"}


def test_nobody_else_is_shown(cohort):
    answer = ask(cohort.writer, "person", candidate="p00")
    assert len(answer) == 0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_in_every_spelling(cohort, form):
    with cohort.owner.connect() as connection:
        connection.execute(text("SET search_path = scores"))
        connection.execute(
            text("INSERT INTO audit.person_category VALUES (:id, 'gender', 'woman', '2026-05-01')"),
            {"id": normalize("NFC", "zoë")},
        )
        sql = find_query("person").sql
        rows = connection.execute(text(sql), {"candidate": normalize(form, "zoë")}).all()
        connection.rollback()
    assert [(row.table_name, row.content["answer"]) for row in rows] == [
        ("audit.person_category", "woman")
    ]


def test_analysts_may_not_ask_it(cohort):
    with pytest.raises(QueryError, match="permission denied"):
        ask(cohort.analyst, "person", candidate=PERSON)
