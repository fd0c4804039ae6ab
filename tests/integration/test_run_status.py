"""The exit code of a run and its row in the database tell the same, however it ends.

Runs that break off are in `test_exit_codes.py`, killed and interrupted ones in `test_killed.py`.
"""

import shutil

import pytest

from jobs import night
from jobs.exit_codes import STATUSES, ExitCode
from schemas.datasets import FAILURES, TEXT_SCORES
from sql.errors import DatabaseError, UnavailableError
from tests.integration.hostile_inputs import ESSAY
from tests.runs import database_rows, parquet_rows, score, statuses
from transforms.errors import MachineError


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


def test_books_that_do_not_balance_are_not_published(
    folder, run, tmp_path, migrated_url, monkeypatch, capsys
):
    assert run() == ExitCode.OK
    before = parquet_rows(tmp_path, TEXT_SCORES)
    count = night.outcome_of

    def lose_one(*arguments):
        counts = count(*arguments)
        return counts._replace(scored=counts.scored - 1)

    monkeypatch.setattr(night, "outcome_of", lose_one)
    capsys.readouterr()
    shutil.rmtree(folder / "candidate0")
    assert run() == ExitCode.UNBALANCED
    assert statuses(migrated_url) == ["succeeded", "failed"]
    assert parquet_rows(tmp_path, TEXT_SCORES) == before
    said = capsys.readouterr().out
    assert "3 inputs = 2 scored + 0 skipped + 0 failed" in said
    assert "candidate0" not in said, "what an earlier run published is not this one's"


def test_a_run_that_scored_nothing_replaces_its_date_like_any_other(
    folder, run, tmp_path, migrated_url
):
    assert run() == ExitCode.OK
    spoil(folder, 4)
    assert run() == ExitCode.FAILURES
    assert statuses(migrated_url) == ["succeeded", "too_many_failed"]
    assert parquet_rows(tmp_path, TEXT_SCORES) == database_rows(migrated_url, TEXT_SCORES) == {}
    failures = parquet_rows(tmp_path, FAILURES)
    assert len(failures) == 4
    assert database_rows(migrated_url, FAILURES) == failures


def refuse(error):
    def broken(*_):
        raise error

    return broken


CLOSE = "jobs.books.close_run"
LOST = [
    (UnavailableError("No answer."), ExitCode.AWAY),
    (DatabaseError("Disk full."), ExitCode.BROKEN_OFF),
]


@pytest.mark.parametrize(("error", "code"), LOST)
def test_a_published_run_whose_end_is_lost_says_that_it_was_published(
    folder, run, tmp_path, migrated_url, capsys, error, code
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CLOSE, refuse(error))
        assert run() == code
    said = capsys.readouterr().err
    assert "The run was published, but its row in scoring_runs still says" in said
    assert str(error) in said
    assert "othing was published" not in said
    assert len(parquet_rows(tmp_path, TEXT_SCORES)) == 4
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["running", "succeeded"], "it has not failed"


@pytest.mark.parametrize(("error", "code"), LOST)
def test_a_run_that_is_not_published_and_whose_end_is_lost_becomes_failed(
    run, tmp_path, migrated_url, capsys, error, code
):
    count = night.outcome_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(night, "outcome_of", lambda *given: count(*given)._replace(scored=0))
        patch.setattr(CLOSE, refuse(error))
        assert run() == code
    said = capsys.readouterr().err
    assert "Nothing was published, but its row in scoring_runs still says" in said
    assert not list(tmp_path.glob("*_scores"))
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["failed", "succeeded"]


def test_what_broke_a_run_off_is_told_before_its_lost_end(
    run, migrated_url, capsys, caplog, monkeypatch
):
    monkeypatch.setattr(night, "score", refuse(MachineError("Too many open files")))
    monkeypatch.setattr(CLOSE, refuse(UnavailableError("No answer.")))
    assert run() == ExitCode.BROKEN_OFF
    assert "Too many open files. Nothing was published" in capsys.readouterr().err
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
    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("jobs.books.discard", broken)
    assert run() == ExitCode.OK
    assert statuses(migrated_url) == ["succeeded"]
    assert "could not be deleted" in caplog.text
