"""Parquet of earlier versions is read as today's."""

import datetime
from typing import Any

import pyarrow as pa
import pytest

from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
    PARQUET_DATASETS,
    RECORDING_SCORES,
    TEXT_SCORES,
    VOICE_SCORES,
    Dataset,
)
from sql.ledger import uri_hash
from tests.row_strategies import STAMP, example
from transforms.former_attempts import FormerAnswer, number_former
from transforms.former_parquet import (
    NOTHING_KNOWN,
    Former,
    FormerParquetError,
    is_former,
    renewed,
)
from transforms.parquet import schema_of, to_table

NFD, NFC = "zoe\N{COMBINING DIAERESIS}", "zo\N{LATIN SMALL LETTER E WITH DIAERESIS}"
NOON = datetime.datetime(2026, 11, 27, 12, tzinfo=datetime.UTC)
FORMER = Former({STAMP.run_id: "abc"}, {f"{NFC}/q1.mp4": 2, f"{NFC}/q1.txt": 3}, {})
NEW = ("attempt", "config_digest", "uri_hash", "left_out", "content_hash")


def written(dataset: Dataset, *without: str, **fields: Any) -> pa.Table:
    """A row as an earlier version wrote it."""
    table = to_table(dataset, [example(dataset.row_type, **fields)], STAMP)
    return table.drop_columns([name for name in without if name in table.column_names])


@pytest.mark.parametrize("dataset", PARQUET_DATASETS, ids=lambda dataset: dataset.name)
def test_any_file_gets_the_schema_of_today(dataset: Dataset) -> None:
    today = written(dataset)
    assert not is_former(today.column_names, dataset)
    gone = [name for name in NEW if name != "content_hash" or dataset is FAILURES]
    former = written(dataset, *gone)
    assert is_former(former.column_names, dataset)
    table = renewed(former, dataset, FORMER)
    assert table.schema == schema_of(dataset)
    assert table["config_digest"].to_pylist() == ["abc"]
    table.validate(full=True)
    assert not any(
        table[field.name].null_count for field in schema_of(dataset) if not field.nullable
    )
    assert renewed(former.slice(0, 0), dataset, FORMER).schema == schema_of(dataset)
    assert renewed(today, dataset, FORMER) == today


def test_ids_are_composed_and_addresses_are_not() -> None:
    names = {"candidate_id": NFD, "recording_id": f"{NFD}/q1.mp4", "uri": f"/in/{NFD}/q1.mp4"}
    former = written(RECORDING_SCORES, *NEW[:-1], **names)
    (row,) = renewed(former, RECORDING_SCORES, FORMER).to_pylist()
    assert (row["candidate_id"], row["recording_id"]) == (NFC, f"{NFC}/q1.mp4")
    assert row["uri"] == f"/in/{NFD}/q1.mp4"
    assert row["attempt"] == 2


def test_attempts_are_those_given_else_the_first() -> None:
    for name, attempt in ((f"{NFD}/q1.txt", 3), ("bob/q1.txt", 1)):
        former = written(TEXT_SCORES, "attempt", document_id=name)
        assert renewed(former, TEXT_SCORES, FORMER)["attempt"].to_pylist() == [attempt]
    failure = written(FAILURES, "attempt", recording_id=f"{NFC}/q1.mp4")
    assert renewed(failure, FAILURES, FORMER)["attempt"].to_pylist() == [1]


@pytest.mark.parametrize(
    ("dataset", "column", "former", "today"),
    [
        (RECORDING_SCORES, "face_labels", "votes", "ferplus"),
        (RECORDING_SCORES, "face_labels", "labels", "fer2013"),
        (RECORDING_SCORES, "face_labels", None, None),
        (TEXT_SCORES, "model", "tfidf", "text_tfidf"),
        (TEXT_SCORES, "model", "cnn_lstm", "text_cnn_lstm"),
        (TEXT_SCORES, "model", "text_tfidf", "text_tfidf"),
        (VOICE_SCORES, "model", "svm", "voice_svm"),
        (VOICE_SCORES, "model", "cnn_lstm", "voice_cnn_lstm"),
    ],
)
def test_values_have_the_names_of_today(
    dataset: Dataset, column: str, former: str | None, today: str | None
) -> None:
    table = written(dataset, *NEW[:-1], **{column: former})
    names = {"face_labels": "face_reading"}
    table = table.rename_columns([names.get(name, name) for name in table.column_names])
    assert renewed(table, dataset, FORMER)[column].to_pylist() == [today]


def test_what_no_earlier_file_says_has_a_value_that_means_so() -> None:
    recording = written(RECORDING_SCORES, *NEW[:-1], "blink_state", "voice_gain_db")
    (row,) = renewed(recording, RECORDING_SCORES, NOTHING_KNOWN).to_pylist()
    assert (row["blink_state"], row["voice_gain_db"]) == ("not_read", None)
    assert row["config_digest"] == "unknown"
    candidate = written(CANDIDATE_SCORES, *NEW)
    assert renewed(candidate, CANDIDATE_SCORES, FORMER)["left_out"].to_pylist() == [0]


def test_what_is_no_input_has_its_address_as_key() -> None:
    for outcome, input_id in (("ignored", None), ("skipped", "x")):
        former = written(IGNORED, *NEW, uri="/in/x", input_id="x", outcome=outcome)
        (row,) = renewed(former, IGNORED, FORMER).to_pylist()
        assert (row["uri_hash"], row["input_id"]) == (uri_hash("/in/x"), input_id)


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(FormerParquetError, match="uri is missing"):
        renewed(written(TEXT_SCORES, *NEW[:-1], "uri"), TEXT_SCORES, FORMER)
    table = written(TEXT_SCORES, *NEW[:-1], "words")
    table = table.append_column("words", pa.array(["many"]))
    with pytest.raises(FormerParquetError, match="another type"):
        renewed(table, TEXT_SCORES, FORMER)


def answer(name: str, hours: int, kind: str = "recording", **fields: Any) -> FormerAnswer:
    moment = NOON + datetime.timedelta(hours=hours)
    return FormerAnswer(f"ada/{name}", "ada", "q1", kind, moment, **fields)


def test_formats_of_a_question_are_attempts_in_the_order_of_their_times() -> None:
    answers = [answer("q1.mp4", 2), answer("q1.wav", 1), answer("q1.mp4", 3)]
    assert number_former(answers, {}) == {"ada/q1.wav": 1, "ada/q1.mp4": 2}
    essay = answer("q1.txt", 0, "essay")
    assert number_former([*answers, essay], {})["ada/q1.txt"] == 1


def test_what_is_counted_keeps_its_number() -> None:
    answers = [answer("q1.mp4", 2), answer("q1.wav", 1), answer("q1.avi", 3)]
    counted = number_former(answers, {})
    for name, number in counted.items():
        left = [each for each in answers if each.input_id != name]
        assert number_former(answers, {name: number}) == counted
        assert number_former([*left, *answers], {name: number}) == counted


def test_a_transcript_has_the_number_of_its_recording() -> None:
    answers = [
        answer("q1.mp4", 2),
        answer("q1.wav", 1),
        answer("q1.vtt", 0, "transcript", recording_id="ada/q1.mp4"),
    ]
    assert number_former(answers, {})["ada/q1.vtt"] == 2
