"""Parquet: sorted, typed, published whole."""

import os

import apache_beam as beam
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from apache_beam.testing.test_pipeline import TestPipeline

from schemas.datasets import FAILURES, IGNORED, TEXT_SCORES
from schemas.rows import Failure, IgnoredInput
from schemas.runs import RunStamp
from transforms.parquet import (
    PublishError,
    WriteParquet,
    discard,
    publish,
    read_partition,
    stage,
    staging_folder,
    to_table,
)


def stamp(number):
    return RunStamp(f"20261121T10000{number}Z-{number}", "2026-11-21", "0.1.0+abc")


def failure(name, message="Export again."):
    kind = "unreadable_media"
    return Failure("ada", f"ada/{name}", "q", f"/{name}", "probe", kind, message, "spring")


def write(output, rows, number, shards=3):
    with TestPipeline() as pipeline:
        created = pipeline | beam.Create(rows, reshuffle=False).with_output_types(Failure)
        created | WriteParquet(
            FAILURES, stamp(number), staging_folder(output, stamp(number)), shards
        )
    publish(output, stamp(number), {FAILURES: shards})
    discard(output, stamp(number))


def test_the_same_rows_in_any_order_make_the_same_table():
    rows = [failure("b.mp4"), failure("a.mp4"), failure("c.mp4")]
    forward, backward = (to_table(FAILURES, order, stamp(1)) for order in (rows, rows[::-1]))
    assert forward == backward
    assert forward.column("recording_id").to_pylist() == ["ada/a.mp4", "ada/b.mp4", "ada/c.mp4"]
    assert set(forward.column("run_id").to_pylist()) == {stamp(1).run_id}


def test_columns_say_what_they_mean():
    schema = to_table(FAILURES, [], stamp(1)).schema
    for field in schema:
        assert field.metadata[b"comment"]
    assert not schema.field("message").nullable


def test_a_rerun_replaces_its_date_and_leaves_nothing_behind(tmp_path):
    output = str(tmp_path)
    write(output, [failure("a.mp4"), failure("b.mp4")], 1, shards=5)
    write(output, [failure("a.mp4", "Better now.")], 2, shards=2)
    rows = read_partition(output, FAILURES, "2026-11-21")
    assert [(row["recording_id"], row["message"]) for row in rows] == [("ada/a.mp4", "Better now.")]
    files = os.listdir(tmp_path / "failures" / "run_date=2026-11-21")
    assert len(files) == 2
    assert all("Z-2-" in name for name in files)
    assert not list((tmp_path / ".staging").glob("*"))


def test_an_empty_dataset_is_there_and_empty(tmp_path):
    write(str(tmp_path), [], 1)
    table = pq.read_table(tmp_path / "failures")
    assert table.num_rows == 0
    assert "recording_id" in table.column_names


def test_readers_see_the_date_as_a_column(tmp_path):
    write(str(tmp_path), [failure("a.mp4")], 1)
    (row,) = pq.read_table(tmp_path / "failures").to_pylist()
    assert str(row["run_date"]) == "2026-11-21"


def test_what_a_killed_run_staged_is_never_read_and_goes_with_the_next(tmp_path):
    output = str(tmp_path)
    with TestPipeline() as pipeline:
        (
            pipeline
            | beam.Create([failure("dead.mp4")], reshuffle=False)
            | WriteParquet(FAILURES, stamp(1), staging_folder(output, stamp(1)), 1)
        )
    with pytest.raises(FileNotFoundError):
        pq.read_table(tmp_path / "failures")
    write(output, [failure("a.mp4")], 2)
    assert len(read_partition(output, FAILURES, "2026-11-21")) == 1
    assert len(list((tmp_path / ".staging").glob("*"))) == 1  # it might be alive
    discard(output, stamp(2)._replace(run_id="20261122T110000Z-2"))
    assert not list((tmp_path / ".staging").glob("*"))


def test_an_incomplete_run_is_not_published(tmp_path):
    output = str(tmp_path)
    write(output, [failure("a.mp4")], 1)
    with pytest.raises(PublishError, match="nothing was published"):
        publish(output, stamp(2), {FAILURES: 1})
    assert len(read_partition(output, FAILURES, "2026-11-21")) == 1


def test_a_folder_name_is_not_a_pattern(tmp_path):
    output = str(tmp_path / "out [1]*")
    write(output, [failure("a.mp4")], 1)
    write(output, [failure("b.mp4")], 2)
    (row,) = read_partition(output, FAILURES, "2026-11-21")
    assert row["recording_id"] == "ada/b.mp4"


def test_all_datasets_of_a_date_are_of_one_run(tmp_path):
    """Where one cannot be published, none is."""
    output = str(tmp_path)
    write(output, [failure("a.mp4")], 1)
    (tmp_path / TEXT_SCORES.name).write_text("a file where a folder belongs")
    with TestPipeline() as pipeline:
        for dataset, rows in ((FAILURES, [failure("b.mp4")]), (TEXT_SCORES, [])):
            created = pipeline | f"Create {dataset.name}" >> beam.Create(rows, reshuffle=False)
            written = WriteParquet(dataset, stamp(2), staging_folder(output, stamp(2)), 1)
            created | f"Write {dataset.name}" >> written
    with pytest.raises(PublishError, match=r"cannot be a folder .* nothing was published"):
        publish(output, stamp(2), {FAILURES: 1, TEXT_SCORES: 1})
    (row,) = read_partition(output, FAILURES, "2026-11-21")
    assert row["recording_id"] == "ada/a.mp4"


def test_rows_of_the_launcher_are_published_in_one_file_beside_those_of_workers(tmp_path):
    output, folder = str(tmp_path), staging_folder(str(tmp_path), stamp(1))
    rows = [
        IgnoredInput(whose, f"/in/{n}.db", f"/in/{n}.db", "ignored", "unsupported_type", None, None)
        for n, whose in enumerate(["ada", None, "bob", "ada", None])
    ]
    stage(IGNORED, rows[::-1], stamp(1), folder)
    with TestPipeline() as pipeline:
        created = pipeline | beam.Create([failure("a.mp4")], reshuffle=False)
        created | WriteParquet(FAILURES, stamp(1), folder, 3)
    with pytest.raises(PublishError, match="ignored: 1 of 3 staged files"):
        publish(output, stamp(1), {FAILURES: 3, IGNORED: 3})
    publish(output, stamp(1), {FAILURES: 3, IGNORED: 1})
    (path,) = (tmp_path / "ignored" / "run_date=2026-11-21").iterdir()
    found = pq.read_table(pa.BufferReader(path.read_bytes())).to_pylist()
    assert [(row["candidate_id"], row["uri"]) for row in found] == [
        (row.candidate_id, row.uri) for row in rows
    ]
