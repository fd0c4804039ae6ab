"""Time stamps of the log, and who speaks at which level."""

import datetime
import logging
import re
from collections.abc import Iterator

import pytest

from jobs import score_interviews
from jobs.exit_codes import ExitCode
from jobs.logs import LEVELS, OURS, formatter

THEIRS = ("apache_beam", "alembic", "sqlalchemy", "PIL")


@pytest.fixture(autouse=True)
def _levels_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in (None, *OURS)]
    before = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


def test_a_line_has_its_moment_in_utc() -> None:
    record = logging.LogRecord("transforms.x", logging.WARNING, "", 0, "%d left", (2,), None)
    moment = datetime.datetime(2026, 11, 28, 22, 0, 3, 999_000, tzinfo=datetime.UTC)
    record.created = moment.timestamp()
    assert formatter().format(record) == "2026-11-28T22:00:03Z WARNING transforms.x: 2 left"


@pytest.mark.parametrize("name", LEVELS)
def test_only_our_loggers_follow_the_level(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score_interviews, "run_or_explain", lambda _: ExitCode.OK)
    arguments = ["--input", "in", "--output", "out", "--log_level", name]
    assert score_interviews.main(arguments) == ExitCode.OK
    for ours in ("jobs.books", "sql.migrate", "transforms.media.open", "models", "schemas"):
        assert logging.getLogger(ours).getEffectiveLevel() == LEVELS[name]
    for theirs in THEIRS:
        assert logging.getLogger(theirs).getEffectiveLevel() >= logging.WARNING


def test_a_level_of_another_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert score_interviews.main(["--log_level", "loud"]) == ExitCode.USAGE
    assert re.search(r"'loud' is not one of 'debug', 'info'", capsys.readouterr().err)
