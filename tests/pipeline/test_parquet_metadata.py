"""A Parquet file says what it is, at a cost in proportion to its rows."""

import json

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.columns import to_record
from schemas.datasets import (
    CAVEAT,
    FAILURES,
    FRAME_SCORES,
    INPUTS,
    PARQUET_DATASETS,
    RECORDING_SCORES,
    SNAPSHOTS,
    TEXT_SCORES,
)
from schemas.details import FrameScore
from schemas.rows import RecordingScore, TextScore
from schemas.runs import RunStamp
from schemas.version import SCHEMA_VERSION, UNSAID_SCHEMA_VERSION, VERSION
from tests.row_strategies import example
from transforms.filing import removals
from transforms.former_parquet import NOTHING_KNOWN
from transforms.migrating import migrate_output
from transforms.parquet import (
    Batch,
    DamagedFileError,
    columns_in,
    read_file,
    said_in,
    schema_of,
    schema_version_of,
    to_table,
    write_file,
)

DATE = "2026-11-21"
STAMP = RunStamp("20261121T100001Z-1", DATE, "0.5.1+abc", "digest")
FRAMES = 60
"""Of half a minute, at two a second."""

BYTES_A_COLUMN = 220
"""Most that the end of a file may take for each column, all that it says included."""
SHARE_OF_FRAMES = 0.6
"""Most that the end of a file may take of what the rows of half a minute take."""


def frames(recording="ada/q.mp4", numbers=range(FRAMES)):
    random = np.random.default_rng(1)
    return [
        example(
            FrameScore,
            candidate_id="ada",
            recording_id=recording,
            attempt=1,
            frame=number,
            time_seconds=number / 2,
            emotions=tuple(random.dirichlet([1] * 7)),
            box=tuple(random.random(4)),
            landmarks=tuple(random.random(10)),
            confidence=random.random(),
            yaw_degrees=random.random(),
        )
        for number in numbers
    ]


def path_in(output, dataset, run_id=STAMP.run_id):
    return str(output / dataset.name / f"run_date={DATE}" / f"{run_id}-00001-00000.parquet")


def write(output, dataset, rows, stamp=STAMP):
    path = path_in(output, dataset, stamp.run_id)
    write_file(to_table(dataset, rows, stamp), path)
    return path


def end_of(path):
    """Bytes of a file's end, and of its rows."""
    end = pq.read_metadata(path).serialized_size + 8  # with its length and the magic number
    with open(path, "rb") as file:
        return end, len(file.read()) - end


def test_any_reader_sees_what_a_file_is(tmp_path):
    path = write(tmp_path, FRAME_SCORES, frames())
    shown = duckdb.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path])
    found = shown.fetchall()
    said = {bytes(key).decode(): bytes(value).decode() for key, value in found}
    columns = json.loads(said.pop("interview_scoring.columns"))
    assert said == {
        "interview_scoring.dataset": "frame_scores",
        "interview_scoring.key": json.dumps(FRAME_SCORES.key, separators=(",", ":")),
        "interview_scoring.schema_version": str(SCHEMA_VERSION),
        "interview_scoring.package_version": VERSION,
        "interview_scoring.model_release": "0.5.1+abc",
        "interview_scoring.caveat": CAVEAT,
    }
    assert list(columns) == columns_in(path)
    assert columns["happy"] == {"comment": "Face reads as happy", "unit": "probability, 0-1"}
    assert columns["frame"] == {"comment": "Number of the sampled frame, from 0"}
    assert said_in(path) == said | {"interview_scoring.columns": json.dumps(columns, **COMPACT)}


COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


@pytest.mark.parametrize("dataset", [*PARQUET_DATASETS, *SNAPSHOTS], ids=lambda d: d.name)
def test_every_dataset_says_what_each_of_its_columns_is(tmp_path, dataset):
    path = str(tmp_path / "file.parquet")
    write_file(pa.Table.from_pylist([], schema_of(dataset, ["r"])), path)
    said = said_in(path)
    columns = json.loads(said["interview_scoring.columns"])
    assert list(columns) == columns_in(path)
    comments = {c.name: c.comment for c in dataset.columns}
    for name, about in columns.items():
        unit = f" [{about['unit']}]" if "unit" in about else ""
        assert about["comment"] + unit == comments[name]
    assert said.get("interview_scoring.model_release") == ("r" if dataset.stamped else None)
    end, _ = end_of(path)
    assert end <= BYTES_A_COLUMN * len(columns) + 500


def test_types_read_back_as_they_were_written(tmp_path):
    """Lists, days, and moments in UTC, without a copy of Arrow's schema."""
    text = example(
        TextScore,
        document_id="ada/q.txt",
        recorded_at="2026-11-20T10:00:00+01:00",
        common_words=("wood", "work"),
        common_word_counts=(2, 1),
    )
    table = to_table(TEXT_SCORES, [text], STAMP)
    path = write(tmp_path, TEXT_SCORES, [text])
    assert read_file(path).equals(table)
    assert read_file(path).schema.equals(table.schema)
    assert read_file(path).schema.metadata == table.schema.metadata
    ledger = pa.Table.from_pylist([], schema_of(INPUTS))
    write_file(ledger, str(tmp_path / "inputs.parquet"))
    assert read_file(str(tmp_path / "inputs.parquet")).schema.equals(ledger.schema)


def test_the_end_of_a_file_is_in_proportion_to_a_recording(tmp_path):
    path = write(tmp_path, FRAME_SCORES, frames())
    end, rows = end_of(path)
    assert end <= SHARE_OF_FRAMES * rows
    for wide in (path, write(tmp_path, RECORDING_SCORES, [example(RecordingScore)])):
        end, _ = end_of(wide)
        assert end <= BYTES_A_COLUMN * len(columns_in(wide))
        with open(wide, "rb") as file:
            content = file.read()
        assert content.count(b"Candidate, as named by the folder") == 1
        assert b"ARROW:schema" not in content


def test_only_columns_by_which_rows_are_found_have_bounds(tmp_path):
    path = write(tmp_path, FRAME_SCORES, frames())
    group = pq.read_metadata(path).row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    bounded = {c.path_in_schema for c in columns if c.statistics and c.statistics.has_min_max}
    assert bounded == {"candidate_id", *FRAME_SCORES.key}


def test_a_file_without_a_row_taken_out_says_what_it_said(tmp_path):
    earlier = to_table(FRAME_SCORES, frames("ada/p.mp4") + frames(), STAMP)
    said = earlier.schema.metadata | {
        b"interview_scoring.schema_version": b"7",
        b"interview_scoring.package_version": b"0.0.7",
    }
    path = path_in(tmp_path, FRAME_SCORES)
    write_file(earlier.replace_schema_metadata(said), path)
    batch = Batch(str(tmp_path / ".staging"), "20261122T100001Z-2-00001", 1)
    gone = [{"recording_id": "ada/p.mp4", "attempt": 1} | to_record(STAMP)]
    (change,) = removals(str(tmp_path), batch, FRAME_SCORES, gone, RECORDING_SCORES.key)
    assert set(read_file(change.source)["recording_id"].to_pylist()) == {"ada/q.mp4"}
    assert said_in(change.source) == {k.decode(): v.decode() for k, v in said.items()}
    assert schema_version_of(change.source) == 7


def unlabelled(table, path):
    """As versions before wrote it."""
    fields = [field.with_metadata({"comment": "What it means"}) for field in table.schema]
    (path.parent).mkdir(parents=True)
    pq.write_table(table.cast(pa.schema(fields)), path, compression="zstd")


def test_files_that_say_nothing_are_read_as_before_and_are_of_version_one(tmp_path):
    table = to_table(FRAME_SCORES, frames(), STAMP)
    path = tmp_path / "earlier" / "file.parquet"
    unlabelled(table, path)
    assert read_file(str(path)).equals(table)
    assert said_in(str(path)) == {}
    assert schema_version_of(str(path)) == UNSAID_SCHEMA_VERSION == 1
    again = str(tmp_path / "again.parquet")
    write_file(read_file(str(path)), again)
    assert read_file(again).equals(table)
    assert schema_version_of(again) == 1, "its rows are none of today's"


def test_what_is_brought_to_this_version_says_so_and_its_own_release(tmp_path):
    table = to_table(RECORDING_SCORES, [example(RecordingScore)], STAMP)
    former = table.drop_columns(["config_digest", "attempt"]).replace_schema_metadata(None)
    path = path_in(tmp_path, RECORDING_SCORES)
    write_file(former, path)
    assert schema_version_of(path) == 1
    assert migrate_output(str(tmp_path), NOTHING_KNOWN._replace(order={STAMP.run_id: 1})) == 1
    assert schema_version_of(path) == SCHEMA_VERSION
    assert said_in(path)["interview_scoring.model_release"] == STAMP.model_release


def test_a_version_that_is_no_number_is_none(tmp_path):
    table = to_table(FAILURES, [], STAMP)
    path = str(tmp_path / "strange.parquet")
    for version in ("-1", "two", "²", ""):
        strange = {"interview_scoring.schema_version": version}
        write_file(table.replace_schema_metadata(strange), path)
        assert schema_version_of(path) == 1


def test_what_is_no_parquet_says_nothing(tmp_path):
    path = tmp_path / "damaged.parquet"
    path.write_bytes(b"PAR1 and then nothing")
    for ask in (schema_version_of, said_in, columns_in, read_file):
        with pytest.raises(DamagedFileError, match="damaged"):
            ask(str(path))
