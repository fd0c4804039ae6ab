"""Parquet: sorted, typed, staged by workers and brought to its place by the launcher."""

import os

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
from apache_beam.testing.test_pipeline import TestPipeline

from schemas.columns import to_record
from schemas.datasets import (
    FAILURES,
    FRAME_SCORES,
    IGNORED,
    PARQUET_DATASETS,
    RECORDING_SCORES,
    TEXT_SCORES,
)
from schemas.details import FrameScore
from schemas.failures import Failure, IgnoredInput
from schemas.rows import TextScore
from schemas.runs import RunStamp
from sql.ledger import uri_hash
from sql.pending import PendingFile
from tests.row_strategies import example
from transforms.filing import (
    PublishError,
    additions,
    carry_out,
    discard,
    empty_files,
    removals,
    runs_in,
    staging_folder,
    without,
)
from transforms.parquet import Batch, WriteParquet, read_file, shard_of, to_table, write_file

DATE = "2026-11-21"


def stamp(number, date=DATE):
    return RunStamp(f"20261121T10000{number}Z-{number}", date, "0.1.0+abc", "digest")


def failure(name, message="Export again.", candidate="ada"):
    return example(
        Failure,
        candidate_id=candidate,
        recording_id=f"{candidate}/{name}",
        uri=f"/{name}",
        message=message,
        cohort="spring",
    )


def batch_of(output, number, shards=3, batch=1):
    run_id = stamp(number).run_id
    folder = f"{staging_folder(str(output), run_id)}/{batch:05d}"
    return Batch(folder, f"{run_id}-{batch:05d}", shards)


def stage(rows, batch, number, dataset=FAILURES, date=DATE):
    """As workers do."""
    with TestPipeline() as pipeline:
        created = pipeline | beam.Create(rows, reshuffle=False).with_output_types(dataset.row_type)
        created | WriteParquet(dataset, stamp(number, date), batch)


def publish(output, rows, number, shards=3, date=DATE):
    """A batch that only adds."""
    batch = batch_of(output, number, shards)
    stage(rows, batch, number, date=date)
    carry_out(additions(str(output), date, batch, (FAILURES,)))
    discard(str(output))


def published(output, dataset=FAILURES):
    return pq.read_table(output / dataset.name).to_pylist()


def names(output, dataset=FAILURES):
    return sorted(row["recording_id"] for row in published(output, dataset))


def removed(rows, number, date=DATE):
    """What the database says of rows that are to go."""
    return [to_record(row) | to_record(stamp(number, date)) for row in rows]


def files_of(folder):
    """Files below a folder, and what tells whether one was written again."""
    found = (path for path in folder.rglob("*.parquet") if ".staging" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in found}


def test_the_same_rows_in_any_order_make_the_same_table():
    rows = [failure("b.mp4"), failure("a.mp4"), failure("c.mp4")]
    forward, backward = (to_table(FAILURES, order, stamp(1)) for order in (rows, rows[::-1]))
    assert forward == backward
    assert forward.column("recording_id").to_pylist() == ["ada/a.mp4", "ada/b.mp4", "ada/c.mp4"]
    assert set(forward.column("run_id").to_pylist()) == {stamp(1).run_id}


def test_workers_write_a_file_for_every_shard_and_nowhere_else(tmp_path):
    batch = batch_of(tmp_path, 1)
    rows = [failure(f"{n}.mp4", candidate=whose) for whose in ("ada", "bob") for n in (2, 1)]
    with TestPipeline() as pipeline:
        created = pipeline | beam.Create(rows, reshuffle=False).with_output_types(Failure)
        created | WriteParquet(FAILURES, stamp(1), batch)
    staged = {part: read_file(batch.path(FAILURES, part)).to_pylist() for part in range(3)}
    expected = {
        part: [
            f"{whose}/{n}.mp4"
            for whose in ("ada", "bob")
            for n in (1, 2)
            if part == shard_of(whose, 3)
        ]
        for part in range(3)
    }
    assert {p: [row["recording_id"] for row in of] for p, of in staged.items()} == expected
    assert shard_of("ada", 3) != shard_of("bob", 3)
    assert files_of(tmp_path) == {}
    with pytest.raises(FileNotFoundError):
        pq.read_table(tmp_path / "failures")


def test_files_with_rows_are_added_to_those_of_before(tmp_path):
    publish(tmp_path, [failure("a.mp4"), failure("b.mp4")], 1, shards=5)
    before = files_of(tmp_path)
    publish(tmp_path, [failure("c.mp4")], 2, shards=2)
    assert names(tmp_path) == ["ada/a.mp4", "ada/b.mp4", "ada/c.mp4"]
    after = files_of(tmp_path)
    assert {name: after[name] for name in before} == before
    run_ids = [stamp(1).run_id, stamp(2).run_id]
    parts = [shard_of("ada", 5), shard_of("ada", 2)]
    assert sorted(after) == [
        f"failures/run_date={DATE}/{run_id}-00001-{part:05d}.parquet"
        for run_id, part in zip(run_ids, parts, strict=True)
    ]
    assert not (tmp_path / ".staging").exists()
    assert runs_in(str(tmp_path)) == set(run_ids)


def test_an_empty_dataset_is_there_and_empty(tmp_path):
    carry_out(empty_files(str(tmp_path), stamp(1), batch_of(tmp_path, 1)))
    for dataset in PARQUET_DATASETS:
        table = pq.read_table(tmp_path / dataset.name)
        assert table.num_rows == 0
        assert set(dataset.key) <= set(table.column_names)
    assert empty_files(str(tmp_path), stamp(2), batch_of(tmp_path, 2)) == [], "one is enough"
    before = files_of(tmp_path)
    publish(tmp_path, [], 2)
    assert files_of(tmp_path) == before


def test_readers_see_the_date_as_a_column(tmp_path):
    publish(tmp_path, [failure("a.mp4")], 1)
    (row,) = published(tmp_path)
    assert str(row["run_date"]) == DATE


def test_a_row_that_is_replaced_leaves_its_file_whatever_its_date(tmp_path):
    """And the file of the run that wrote it only."""
    publish(tmp_path, [failure("a.mp4"), failure("b.mp4")], 1, date="2026-11-20")
    publish(tmp_path, [failure("c.mp4")], 2)
    kept = {path: seen for path, seen in files_of(tmp_path).items() if DATE in path}
    batch = batch_of(tmp_path, 3)
    stage([failure("a.mp4", "Better now.")], batch, 3)
    gone = removed([failure("a.mp4")], 1, "2026-11-20")
    output = str(tmp_path)
    files = [
        *removals(output, batch, FAILURES, gone, FAILURES.key),
        *additions(output, DATE, batch, (FAILURES,)),
    ]
    assert names(tmp_path) == ["ada/a.mp4", "ada/b.mp4", "ada/c.mp4"], "nothing happened yet"
    carry_out(files)
    assert sorted(
        (row["recording_id"], str(row["run_date"]), row["message"]) for row in published(tmp_path)
    ) == [
        ("ada/a.mp4", DATE, "Better now."),
        ("ada/b.mp4", "2026-11-20", "Export again."),
        ("ada/c.mp4", DATE, "Export again."),
    ]
    assert kept.items() <= files_of(tmp_path).items()


def test_a_file_without_a_row_left_is_deleted(tmp_path):
    publish(tmp_path, [failure("a.mp4")], 1)
    publish(tmp_path, [failure("b.mp4")], 2)
    batch = batch_of(tmp_path, 3)
    carry_out(
        removals(str(tmp_path), batch, FAILURES, removed([failure("a.mp4")], 1), FAILURES.key)
    )
    (path,) = files_of(tmp_path)
    assert stamp(2).run_id in path
    assert names(tmp_path) == ["ada/b.mp4"]


def test_rows_that_are_in_no_file_change_none(tmp_path):
    publish(tmp_path, [failure("a.mp4")], 1)
    absent = removed([failure("x.mp4")], 1) + removed([failure("y.mp4")], 2)
    assert removals(str(tmp_path), batch_of(tmp_path, 3), FAILURES, absent, FAILURES.key) == []


def test_a_row_that_another_output_has_newer_goes_wherever_it_is(tmp_path):
    """The database names the newest run, whose file is in the other output."""
    publish(tmp_path, [failure("a.mp4"), failure("b.mp4")], 1)
    newer = removed([failure("a.mp4")], 2)
    carry_out(removals(str(tmp_path), batch_of(tmp_path, 3), FAILURES, newer, FAILURES.key))
    assert names(tmp_path) == ["ada/b.mp4"]


def test_a_row_is_taken_out_where_its_run_has_an_empty_file_too(tmp_path):
    """As a run has that found nothing for a dataset and gave it its first file."""
    carry_out(empty_files(str(tmp_path), stamp(1), batch_of(tmp_path, 1)))
    second = batch_of(tmp_path, 1, batch=2)
    stage([failure("a.mp4"), failure("b.mp4")], second, 1)
    output = str(tmp_path)
    carry_out(additions(output, DATE, second, (FAILURES,)))
    files = [name for name in sorted(files_of(tmp_path)) if name.startswith("failures/")]
    assert [read_file(str(tmp_path / name)).num_rows for name in files] == [0, 2]
    gone = removed([failure("a.mp4")], 1)
    carry_out(removals(output, batch_of(tmp_path, 2), FAILURES, gone, FAILURES.key))
    assert names(tmp_path) == ["ada/b.mp4"]


def test_the_frames_of_a_recording_go_together(tmp_path):
    batch = batch_of(tmp_path, 1, 1)
    frames = [
        example(FrameScore, candidate_id="ada", recording_id=f"ada/{q}.mp4", attempt=n, frame=frame)
        for q in "pq"
        for n in (1, 2)
        for frame in range(3)
    ]
    stage(frames, batch, 1, FRAME_SCORES)
    output = str(tmp_path)
    carry_out(additions(output, DATE, batch, (FRAME_SCORES,)))
    row = {"recording_id": "ada/q.mp4", "attempt": 1} | to_record(stamp(1))
    later = batch_of(tmp_path, 2)
    carry_out(removals(output, later, FRAME_SCORES, [row], RECORDING_SCORES.key))
    left = [
        (r["recording_id"], r["attempt"], r["frame"]) for r in published(tmp_path, FRAME_SCORES)
    ]
    assert left == [
        (frame.recording_id, frame.attempt, frame.frame)
        for frame in frames
        if (frame.recording_id, frame.attempt) != ("ada/q.mp4", 1)
    ]


def test_rows_are_told_apart_by_the_columns_that_are_named():
    rows = [failure("a.mp4"), failure("a.mp4")._replace(attempt=2), failure("b.mp4")]
    table = to_table(FAILURES, rows, stamp(1))
    for key, keys, left in (
        (("recording_id", "attempt"), {("ada/a.mp4", 2)}, [("ada/a.mp4", 1), ("ada/b.mp4", 1)]),
        (("recording_id",), {("ada/a.mp4",)}, [("ada/b.mp4", 1)]),
        (("recording_id",), {("ada/c.mp4",)}, [(r.recording_id, r.attempt) for r in rows]),
        (("candidate_id",), {("ada",)}, []),
    ):
        kept = without(table, key, keys).to_pylist()
        assert [(row["recording_id"], row["attempt"]) for row in kept] == left
        assert without(table, key, keys).schema == table.schema


@pytest.mark.parametrize("done", range(4))
def test_what_was_done_before_a_kill_is_passed_over(tmp_path, done):
    publish(tmp_path, [failure("a.mp4")], 1)
    publish(tmp_path, [failure("b.mp4"), failure("c.mp4")], 2)
    batch = batch_of(tmp_path, 3, 1)
    stage([failure("d.mp4")], batch, 3)
    output = str(tmp_path)
    gone = removed([failure("a.mp4")], 1) + removed([failure("b.mp4")], 2)
    files = removals(output, batch, FAILURES, gone, FAILURES.key)
    files += additions(output, DATE, batch, (FAILURES,))
    assert [file.source is None for file in files] == [True, False, False]
    carry_out(files[:done])
    for _ in range(2):
        carry_out(files)
        assert names(tmp_path) == ["ada/c.mp4", "ada/d.mp4"]


def test_what_a_killed_run_staged_is_never_read_and_goes(tmp_path):
    stage([failure("dead.mp4")], batch_of(tmp_path, 1), 1)
    publish(tmp_path, [failure("a.mp4")], 2)
    assert names(tmp_path) == ["ada/a.mp4"]
    assert not (tmp_path / ".staging").exists()
    discard(str(tmp_path))


def test_a_folder_name_is_not_a_pattern(tmp_path):
    output = tmp_path / "out [1]*"
    publish(output, [failure("a.mp4")], 1)
    batch = batch_of(output, 2)
    stage([failure("b.mp4")], batch, 2)
    gone = removed([failure("a.mp4")], 1)
    carry_out(
        [
            *removals(str(output), batch, FAILURES, gone, FAILURES.key),
            *additions(str(output), DATE, batch, (FAILURES,)),
        ]
    )
    assert names(output) == ["ada/b.mp4"]


def test_a_file_that_cannot_be_moved_says_what_to_do_and_is_moved_later(tmp_path):
    batch = batch_of(tmp_path, 1)
    text = example(TextScore, document_id="ada/q.txt")
    for dataset, rows in ((FAILURES, [failure("b.mp4")]), (TEXT_SCORES, [text])):
        stage(rows, batch, 1, dataset)
    output = str(tmp_path)
    files = additions(output, DATE, batch, (TEXT_SCORES, FAILURES))
    (tmp_path / TEXT_SCORES.name).write_text("a file where a folder belongs")
    with pytest.raises(PublishError, match=r"cannot be brought to its place .* run again"):
        carry_out(files)
    os.remove(tmp_path / TEXT_SCORES.name)
    carry_out(files)
    assert names(tmp_path) == ["ada/b.mp4"]
    assert len(published(tmp_path, TEXT_SCORES)) == 1


def test_rows_of_the_launcher_lie_beside_those_of_workers(tmp_path):
    rows = [
        IgnoredInput(uri_hash(uri), uri, whose, None, "ignored", "unsupported_type", None, None)
        for uri, whose in (("/in/1.db", "ada"), ("/in/2.db", None), ("/in/3.db", "bob"))
    ]
    batch = batch_of(tmp_path, 1)
    write_file(to_table(IGNORED, rows, stamp(1)), batch.path(IGNORED, 0))
    stage([failure("a.mp4")], batch, 1)
    carry_out(additions(str(tmp_path), DATE, batch, (FAILURES, IGNORED)))
    assert names(tmp_path) == ["ada/a.mp4"]
    found = {row["uri"]: row["candidate_id"] for row in published(tmp_path, IGNORED)}
    assert found == {row.uri: row.candidate_id for row in rows}


def test_a_snapshot_is_moved_over_the_one_of_before(tmp_path):
    target = str(tmp_path / "inputs" / "inputs.parquet")
    for number in (1, 2):
        staged = str(tmp_path / ".staging" / f"{number}.parquet")
        write_file(to_table(FAILURES, [failure(f"{number}.mp4")], stamp(number)), staged)
        carry_out([PendingFile(staged, target)])
        assert read_file(target).column("recording_id").to_pylist() == [f"ada/{number}.mp4"]
