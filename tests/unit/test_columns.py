"""One definition of a column serves Parquet, the database and the README."""

import datetime
import math
from typing import Annotated, Any, NamedTuple, Optional, Tuple

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.columns import Column, arrow_schema, columns_of, to_record
from schemas.datasets import PARQUET_DATASETS, TABLES
from schemas.failures import IgnoredInput
from schemas.labels import EMOTIONS
from schemas.rows import CandidateScore, RecordingScore, TextScore
from schemas.runs import ScoringRun
from tests.row_strategies import example, rows


class Small(NamedTuple):
    name: Annotated[str, Column("Name", personal=True)]
    level: Annotated[Optional[float], Column("Level", "dB")]
    axes: Annotated[
        Optional[Tuple[float, ...]], Column("Place on {label}", "m", ("x", "y"), "at_{label}")
    ]
    tags: Annotated[Tuple[str, ...], Column("Tags")]
    day: Annotated[str, Column("Day", stored_as=datetime.date)]


def test_a_row_type_expands_into_columns_in_order() -> None:
    columns = columns_of(Small)
    assert [(c.meaning, c.unit) for c in columns if c.unit] == [
        *(("Level", "dB"), ("Place on x", "m"), ("Place on y", "m")),
    ]
    assert [(c.name, c.type_name, c.nullable, c.comment, c.personal) for c in columns] == [
        ("name", "str", False, "Name", True),
        ("level", "float", True, "Level [dB]", False),
        ("at_x", "float", True, "Place on x [m]", False),
        ("at_y", "float", True, "Place on y [m]", False),
        ("tags", "str[]", False, "Tags", False),
        ("day", "date", False, "Day", False),
    ]


def test_parquet_schema_carries_types_and_nullability() -> None:
    schema = arrow_schema(Small)
    assert schema.names == ["name", "level", "at_x", "at_y", "tags", "day"]
    assert schema.types == [
        *(pa.string(), pa.float64(), pa.float64(), pa.float64()),
        *(pa.list_(pa.string()), pa.date32()),
    ]
    assert [field.nullable for field in schema] == [False, True, True, True, False, False]


def test_a_row_flattens_into_a_record() -> None:
    assert to_record(Small("ada", None, (1, 2.5), ("a", "b"), "2026-03-01")) == {
        "name": "ada",
        "level": None,
        "at_x": 1.0,
        "at_y": 2.5,
        "tags": ["a", "b"],
        "day": datetime.date(2026, 3, 1),
    }


def test_an_absent_vector_is_absent_under_each_label() -> None:
    record = to_record(example(RecordingScore))
    assert {record[name] for name in EMOTIONS} == {None}


def test_moments_without_a_zone_are_utc() -> None:
    record = to_record(example(ScoringRun, started_at="2026-03-01T22:00:00"))
    assert record["started_at"] == datetime.datetime(2026, 3, 1, 22, tzinfo=datetime.UTC)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"level is .*: a score is a finite number or NULL"):
        to_record(Small("ada", wrong, None, (), "2026-03-01"))
    with pytest.raises(ValueError, match="axes is"):
        to_record(Small("ada", None, (0.0, wrong), (), "2026-03-01"))


def test_a_vector_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        to_record(Small("ada", None, (0.0,), (), "2026-03-01"))


def test_a_required_field_without_value_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Small\.name must not be NULL"):
        to_record(Small(None, None, None, (), "2026-03-01"))  # type: ignore[arg-type]


def test_a_field_needs_exactly_one_column() -> None:
    class Bare(NamedTuple):
        name: Annotated[str, "no column"]

    with pytest.raises(TypeError, match=r"Bare\.name needs exactly one Column"):
        columns_of(Bare)


def test_a_column_may_not_occur_twice() -> None:
    class Twice(NamedTuple):
        x: Annotated[float, Column("x")]
        place: Annotated[Tuple[float, ...], Column("{label}", labels=("x", "y"))]

    with pytest.raises(TypeError, match="Twice defines a column twice"):
        columns_of(Twice)


@pytest.mark.parametrize(
    "dataset", dict.fromkeys([*TABLES, *PARQUET_DATASETS]), ids=lambda d: d.name
)
def test_every_column_has_a_meaning_and_keys_are_never_null(dataset: Any) -> None:
    columns = {column.name: column for column in dataset.columns}
    assert all(column.comment.strip() for column in columns.values())
    assert not any(columns[name].nullable for name in dataset.key)


@settings(max_examples=30)
@given(st.one_of(rows(RecordingScore), rows(CandidateScore), rows(TextScore), rows(IgnoredInput)))
def test_rows_survive_arrow(row: Any) -> None:
    record = to_record(row)
    table = pa.Table.from_pylist([record], schema=arrow_schema(type(row)))
    assert table.to_pylist() == [record]
