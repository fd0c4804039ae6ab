"""What the counts of a run mean."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.exit_codes import STATUSES, ExitCode
from jobs.outcome import Outcome, counted
from schemas.failures import IgnoredInput
from schemas.states import RUN_STATUSES


def outcome(scored, skipped, failed, found=None):
    total = scored + skipped + failed if found is None else found
    return Outcome(total, scored, failed, (SKIPPED,) * skipped, (), 0.0, 1.0, {})


SKIPPED = IgnoredInput("hash", "uri", None, None, "skipped", "already_scored", None, None)


@pytest.mark.parametrize(
    ("counts", "limit", "code"),
    [
        (outcome(6, 0, 0), 0.3, ExitCode.OK),
        (outcome(6, 0, 0), 0.0, ExitCode.OK),
        (outcome(7, 0, 3), 0.3, ExitCode.OK),  # at the limit, not above it
        (outcome(6, 0, 4), 0.3, ExitCode.FAILURES),
        (outcome(1, 0, 9), 1.0, ExitCode.OK),
        (outcome(0, 0, 1), 0.3, ExitCode.FAILURES),
        (outcome(0, 0, 9), 1.0, ExitCode.FAILURES),  # no limit allows that nothing is scored
        (outcome(0, 9, 1), 0.3, ExitCode.FAILURES),
        (outcome(6, 90, 4), 0.3, ExitCode.FAILURES),  # of those that were tried
        (outcome(6, 0, 1)._replace(held_back={"unreadable_media": 1}), 0.3, ExitCode.FAILURES),
        (outcome(1, 9, 0), 0.0, ExitCode.OK),
        (outcome(0, 3, 0), 0.0, ExitCode.OK),
        (outcome(0, 0, 0), 0.0, ExitCode.OK),
        (outcome(6, 0, 0, found=7), 0.3, ExitCode.UNBALANCED),
        (outcome(0, 0, 6, found=5), 1.0, ExitCode.UNBALANCED),
    ],
)
def test_the_counts_decide_the_exit_code(counts, limit, code):
    assert counts.exit_code(limit) == code


NUMBERS = st.integers(0, 1_000)


@given(NUMBERS, NUMBERS, NUMBERS, st.integers(0, 100))
def test_a_share_is_compared_exactly(scored, skipped, failed, percent):
    tried = scored + failed
    too_many = failed > 0 and (scored == 0 or Fraction(failed, tried) > Fraction(percent, 100))
    code = ExitCode.FAILURES if too_many else ExitCode.OK
    assert outcome(scored, skipped, failed).exit_code(percent / 100) == code
    assert (
        outcome(scored, skipped, failed, tried + skipped + 1).exit_code(1.0) == ExitCode.UNBALANCED
    )


def test_every_status_is_in_the_vocabulary_and_every_end_has_one():
    assert set(STATUSES.values()) | {"running"} == set(RUN_STATUSES)
    assert set(ExitCode) - set(STATUSES) == {ExitCode.USAGE, ExitCode.LOCKED}


def test_what_was_ignored_is_counted_by_reason():
    reasons = ["special_file", *["unsupported_type"] * 2]
    rows = [SKIPPED._replace(outcome="ignored", reason=reason) for reason in reasons]
    assert counted(rows) == (
        "2 with an extension that is not scored, 1 of a special kind (pipe, socket or device)"
    )
