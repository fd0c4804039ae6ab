"""The exit code of a run and its row in the database tell the same, however it ends.

Runs that break off are in `test_exit_codes.py`, killed and interrupted ones in `test_killed.py`.
"""

import shutil

import pytest

from jobs import batches
from jobs.exit_codes import STATUSES, ExitCode
from schemas.datasets import CANDIDATE_SCORES, FAILURES, TEXT_SCORES
from sql.errors import DatabaseError, UnavailableError
from tests.integration.hostile_inputs import ESSAY
from tests.runs import database_rows, ledger, parquet_rows, score, statuses, tables
from transforms.errors import MachineError
from transforms.parquet import list_files, read_file, write_file


@pytest.fixture
def folder(tmp_path):
    """Four essays that differ, one a candidate."""
    for number in range(4):
        path = tmp_path / "in" / f"candidate{number}" / "q.txt"
        path.parent.mkdir(parents=True)
        path.write_text(f"{ESSAY.read_text()} {number}")
    return tmp_path / "in"


@pytest.fixture
def run(folder, tmp_path, migrated_url):
    """Scores the folder into one output and database."""

    def run(*options):
        return score(folder, output=tmp_path, options=["--database", migrated_url, *options])

    return run


def spoil(folder, number):
    """Empty the first essays."""
    for each in range(number):
        (folder / f"candidate{each}" / "q.txt").write_bytes(b"")


@pytest.mark.parametrize(
    ("spoiled", "limit", "code"),
    [
        (0, "0.3", ExitCode.OK),
        (1, "0.3", ExitCode.OK),
        (2, "0.3", ExitCode.FAILURES),
        (3, "1", ExitCode.OK),
        (4, "0.3", ExitCode.FAILURES),
        (4, "1", ExitCode.FAILURES),
    ],
)
def test_failures_are_weighed_the_same(
    folder, run, tmp_path, migrated_url, capsys, spoiled, limit, code
):
    spoil(folder, spoiled)
    assert run("--maximum_failed_share", limit) == code
    assert statuses(migrated_url) == [STATUSES[code]]
    assert len(parquet_rows(tmp_path, TEXT_SCORES)) == 4 - spoiled, "what was scored is published"
    said = capsys.readouterr().out
    assert ("Nothing was scored" in said) is (spoiled == 4)
    assert ("more than --maximum_failed_share" in said) is (spoiled == 2)


def test_a_run_with_skipped_inputs_has_succeeded(folder, run, migrated_url):
    for number in range(3):
        shutil.copy(folder / "candidate0/q.txt", folder / f"candidate0/copy{number}.txt")
    assert run("--maximum_failed_share", "0") == ExitCode.OK
    assert statuses(migrated_url) == ["succeeded"]


def test_a_night_without_inputs_has_succeeded(folder, run, tmp_path, migrated_url, capsys):
    shutil.rmtree(folder)
    (folder / "candidate0").mkdir(parents=True)
    (folder / "candidate0" / "notes.docx").write_bytes(b"x")
    assert run() == ExitCode.OK
    (folder / "candidate0" / "notes.docx").unlink()
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["succeeded", "succeeded"]
    assert "0 inputs = 0 scored + 0 skipped + 0 failed; 0 others" in capsys.readouterr().out
    assert not any(tables(migrated_url).values())


TWO_A_BATCH = ("--batch_minutes", "0.1")
"""Opening an essay counts as three seconds."""


def lose_a_row(monkeypatch, number):
    """A worker writes a row less than it should in a batch, counted from 1."""
    read = batches.read_staged

    def read_staged(tasks, batch, stamp, voice_models):
        if batch.name.endswith(f"-{number:05d}"):
            (path,) = list_files(f"{batch.folder}/{TEXT_SCORES.name}")
            write_file(read_file(path).slice(1), path)
        return read(tasks, batch, stamp, voice_models)

    monkeypatch.setattr(batches, "read_staged", read_staged)


def test_a_batch_whose_books_do_not_balance_is_not_published(
    run, tmp_path, migrated_url, monkeypatch, capsys
):
    with monkeypatch.context() as patch:
        lose_a_row(patch, 2)
        assert run(*TWO_A_BATCH) == ExitCode.UNBALANCED
    assert statuses(migrated_url) == ["failed"]
    before = parquet_rows(tmp_path, TEXT_SCORES)
    assert set(before) == {("candidate0/q.txt",), ("candidate1/q.txt",)}
    assert database_rows(migrated_url, TEXT_SCORES) == before
    said = capsys.readouterr().out
    assert "4 inputs = 2 scored + 0 skipped + 0 failed" in said
    assert "candidate2" not in said
    assert ledger(migrated_url, "state", "tries") == {
        f"candidate{number}/q.txt": ("scored" if number < 2 else "waiting", 0)
        for number in range(4)
    }
    assert run(*TWO_A_BATCH) == ExitCode.OK
    after = parquet_rows(tmp_path, TEXT_SCORES)
    assert len(after) == 4
    assert {key: after[key] for key in before} == before


def test_what_earlier_runs_published_is_not_in_a_summary_without_rows(
    run, migrated_url, monkeypatch, capsys
):
    assert run() == ExitCode.OK
    lose_a_row(monkeypatch, 1)
    capsys.readouterr()
    assert run("--rescore") == ExitCode.UNBALANCED
    said = capsys.readouterr().out
    assert "4 inputs = 0 scored + 0 skipped + 0 failed" in said
    assert "candidate0" not in said, "what an earlier run published is not this one's"
    assert statuses(migrated_url) == ["succeeded", "failed"]


def test_a_run_that_scored_nothing_leaves_the_scores_of_other_bytes(
    folder, run, tmp_path, migrated_url
):
    assert run() == ExitCode.OK
    before = parquet_rows(tmp_path, TEXT_SCORES)
    spoil(folder, 4)
    assert run() == ExitCode.FAILURES
    assert statuses(migrated_url) == ["succeeded", "too_many_failed"]
    assert len(before) == 4
    assert parquet_rows(tmp_path, TEXT_SCORES) == before
    assert database_rows(migrated_url, TEXT_SCORES) == before
    failures = parquet_rows(tmp_path, FAILURES)
    assert {key: row["attempt"] for key, row in failures.items()} == dict.fromkeys(before, 2)
    assert database_rows(migrated_url, FAILURES) == failures
    candidates = parquet_rows(tmp_path, CANDIDATE_SCORES)
    assert [(row["documents"], row["failures"]) for row in candidates.values()] == [(1, 1)] * 4


def refuse(error):
    def broken(*_):
        raise error

    return broken


LOST = [
    (UnavailableError("No answer."), ExitCode.AWAY),
    (DatabaseError("Disk full."), ExitCode.BROKEN_OFF),
]


@pytest.mark.parametrize(("error", "code"), LOST)
def test_a_run_whose_end_is_lost_has_published_its_batches(
    run, tmp_path, migrated_url, capsys, caplog, error, code
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.publishing.Publisher.publish_end", refuse(error))
        patch.setattr("jobs.books.Books.close", refuse(error))
        assert run() == code
    said = capsys.readouterr().err
    assert str(error) in said
    assert "othing was published" not in said
    assert "The run's row still says that it is running" in caplog.text
    assert len(parquet_rows(tmp_path, TEXT_SCORES)) == 4
    assert statuses(migrated_url) == ["running"]
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["failed", "succeeded"]


@pytest.mark.parametrize("lost", ["publish_listing", "publish_end"])
@pytest.mark.parametrize(("error", "code"), LOST)
def test_a_run_that_breaks_off_after_its_last_batch_has_not_succeeded(
    run, tmp_path, migrated_url, lost, error, code
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"jobs.publishing.Publisher.{lost}", refuse(error))
        assert run() == code
    assert statuses(migrated_url) == ["failed"]
    assert len(parquet_rows(tmp_path, TEXT_SCORES)) == 4
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["failed", "succeeded"]


@pytest.mark.parametrize(("error", "code"), LOST)
def test_a_batch_that_is_not_published_and_a_lost_end_become_a_failed_run(
    run, tmp_path, migrated_url, error, code
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.publishing.Publisher.publish", refuse(error))
        patch.setattr("jobs.books.Books.close", refuse(error))
        assert run() == code
    assert not list(tmp_path.glob("*_scores"))
    assert not any(tables(migrated_url).values())
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["failed", "succeeded"]


def test_what_broke_a_run_off_is_told_before_its_lost_end(
    run, migrated_url, capsys, caplog, monkeypatch
):
    monkeypatch.setattr(batches, "score_night", refuse(MachineError("Too many open files")))
    monkeypatch.setattr("jobs.books.Books.close", refuse(UnavailableError("No answer.")))
    assert run() == ExitCode.BROKEN_OFF
    assert "Too many open files. The batch in work was not published" in capsys.readouterr().err
    assert "still says that it is running. No answer." in caplog.text
    assert statuses(migrated_url) == ["running"]


@pytest.mark.parametrize("error", [BrokenPipeError(), OSError(28, "No space"), KeyboardInterrupt()])
def test_a_summary_that_nobody_can_read_changes_nothing(
    folder, run, migrated_url, monkeypatch, error
):
    spoil(folder, 2)

    def broken(*_):
        raise error

    monkeypatch.setattr("jobs.summary.print_summary", broken)
    monkeypatch.setattr("jobs.score_interviews.stop_printing", lambda: None)
    assert run() == ExitCode.FAILURES
    assert statuses(migrated_url) == ["too_many_failed"]


def test_staged_files_that_stay_change_nothing(run, migrated_url, monkeypatch, caplog):
    answers = iter([None, OSError(5, "Input/output error")])

    def broken(*_):
        if error := next(answers):  # the first belongs to earlier runs
            raise error

    monkeypatch.setattr("jobs.books.discard", broken)
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["succeeded"]
    assert "could not be deleted" in caplog.text
