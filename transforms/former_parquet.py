"""Reads Parquet of earlier versions as today's: names, values and columns, a table at a time."""

import functools
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
    RECORDING_SCORES,
    TEXT_SCORES,
    VOICE_SCORES,
    Dataset,
)
from sql.ledger import uri_hash
from transforms.parquet import schema_of


class Former(NamedTuple):
    """What the files of earlier versions do not say."""

    digests: Mapping[str, str]
    """Run to the digest of its options."""
    attempts: Mapping[str, int]
    """Id of a recording or document, in NFC, to its attempt; 1 where there is none."""
    order: Mapping[str, int]
    """Run to its place among all runs."""


NOTHING_KNOWN = Former({}, {}, {})


class FormerParquetError(Exception):
    """A file cannot be read as today's; the message says why."""


UNKNOWN_DIGEST = "unknown"
"""`config_digest` of rows of which nothing says with which options they were scored."""

_RENAMED = {"face_reading": "face_labels"}

_VALUES: Mapping[Dataset, Mapping[str, Mapping[str, str]]] = {
    RECORDING_SCORES: {"face_labels": {"votes": "ferplus", "labels": "fer2013"}},
    TEXT_SCORES: {"model": {"tfidf": "text_tfidf", "cnn_lstm": "text_cnn_lstm"}},
    VOICE_SCORES: {"model": {"svm": "voice_svm", "cnn_lstm": "voice_cnn_lstm"}},
}

_NAMED = ("candidate_id", "recording_id", "document_id", "question_id", "input_id", "same_as")
"""Columns that had the Unicode form of the file system."""

_SINCE: Mapping[str, Any] = {"left_out": 0, "blink_state": "not_read"}
"""Columns that must not be NULL, and what they say in rows of before there were any."""


def is_former(columns: Collection[str], dataset: Dataset) -> bool:
    """Whether a file with these columns is of an earlier version."""
    return not set(schema_of(dataset).names) <= set(columns)


def renewed(table: pa.Table, dataset: Dataset, former: Former) -> pa.Table:
    """The rows of a file of any earlier version, with today's schema.

    Columns that were renamed and values that are called otherwise get today's names, ids their NFC.
    Attempt and digest come from `former`, unless the file has them. What no earlier file says is
    NULL. Addresses stay as they are.

    Args:
        table: as `transforms.parquet.read_file` reads it.
        dataset: whose file it is.
        former: what the file does not say.

    Raises:
        FormerParquetError: if a column that must not be NULL is missing, or has another type.
    """
    columns = {_RENAMED.get(name, name): table.column(name) for name in table.column_names}
    for name in _NAMED:
        if name in columns:
            columns[name] = _mapped(columns[name], lambda text: unicodedata.normalize("NFC", text))
    for name, values in _VALUES.get(dataset, {}).items():
        if name in columns:
            columns[name] = _mapped(columns[name], functools.partial(_word, values))
    _add_keys(columns, dataset, former)
    if dataset is CANDIDATE_SCORES and "reason_values" not in columns:
        _code_reasons(columns)
    schema = schema_of(dataset)
    try:
        arrays = [_column(columns, field, table.num_rows) for field in schema]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise FormerParquetError(f"a column of {dataset.name} has another type: {error}") from error
    if dataset.stamped:
        releases = arrays[schema.get_field_index("model_release")].unique().to_pylist()
        schema = schema_of(dataset, releases)
    return pa.Table.from_arrays(arrays, schema=schema)


def _add_keys(columns: dict[str, pa.ChunkedArray], dataset: Dataset, former: Former) -> None:
    """Add the columns of today's keys that are missing."""
    if "config_digest" not in columns and "run_id" in columns:
        digests = former.digests
        columns["config_digest"] = _mapped(
            columns["run_id"], lambda run: digests.get(run, UNKNOWN_DIGEST)
        )
    if "attempt" in dataset.key and "attempt" not in columns:
        # Failures were never counted: the database gives them 1, too.
        attempts = {} if dataset is FAILURES else former.attempts
        ids = columns[dataset.key[0]]
        columns["attempt"] = _mapped(ids, lambda name: attempts.get(name, 1), pa.int64())
    if dataset is IGNORED and "uri_hash" not in columns and "uri" in columns:
        columns["uri_hash"] = _mapped(columns["uri"], uri_hash)
        # What is no input had its address as its id.
        skipped = pc.equal(columns["outcome"], "skipped")
        columns["input_id"] = pc.if_else(skipped, columns["input_id"], None)


def _code_reasons(columns: dict[str, pa.ChunkedArray]) -> None:
    """Reasons were prose; each now is a code with a value, which other columns have."""
    prose = columns["reasons"].to_pylist()
    values = {name: columns[name].to_pylist() for name in _REASON_COLUMNS}
    coded = [
        _coded(texts, {name: column[number] for name, column in values.items()})
        for number, texts in enumerate(prose)
    ]
    columns["reasons"] = pa.chunked_array([pa.array([list(r) for r in coded], _TEXTS)])
    columns["reason_values"] = pa.chunked_array(
        [pa.array([list(r.values()) for r in coded], _NUMBERS)]
    )


def _coded(texts: Sequence[str], row: Mapping[str, Any]) -> dict[str, float]:
    scored = row["frames_scored"] + row["windows_scored"]
    meant = {
        "too little was scored": ("too_little_scored", scored),
        "face seen in less": ("face_rarely_seen", row["face_coverage"]),
        "speech heard in less": ("speech_rarely_heard", row["voice_coverage"]),
        "no face score": ("no_face_score", row["recordings"]),
        "no voice score": ("no_voice_score", row["recordings"]),
        "no text score": ("no_text_score", row["documents"]),
        "a recording is truncated": ("truncated_recording", 1),
        f"{row['failures']} input": ("failed_inputs", row["failures"]),
    }
    return {
        code: float(value)
        for text in texts
        for start, (code, value) in meant.items()
        if text.startswith(start)
    }


_REASON_COLUMNS = (
    "frames_scored",
    "windows_scored",
    "face_coverage",
    "voice_coverage",
    "recordings",
    "documents",
    "failures",
)
_TEXTS, _NUMBERS = pa.list_(pa.string()), pa.list_(pa.float64())


def _word(words: Mapping[str, str], text: str) -> str:
    return words.get(text, text)


def _mapped(
    column: pa.ChunkedArray, function: Callable[[str], Any], type_: pa.DataType | None = None
) -> pa.ChunkedArray:
    """A function of each value of a column of text; NULL stays."""
    texts = [chunk.cast(pa.string()) for chunk in column.chunks]
    coded = pc.dictionary_encode(pa.concat_arrays(texts) if texts else pa.array([], pa.string()))
    values = pa.array(map(function, coded.dictionary.to_pylist()), type=type_ or pa.string())
    return pa.chunked_array([values.take(coded.indices)])


def _column(columns: Mapping[str, pa.ChunkedArray], field: pa.Field, rows: int) -> pa.ChunkedArray:
    if field.name in columns:
        return columns[field.name].cast(field.type)
    if field.name in _SINCE:
        return pa.chunked_array([pa.repeat(pa.scalar(_SINCE[field.name], field.type), rows)])
    if not field.nullable and rows:
        raise FormerParquetError(f"the column {field.name} is missing, and cannot be made up")
    return pa.chunked_array([pa.nulls(rows, field.type)])
