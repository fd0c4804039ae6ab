"""What a command's exit code means, the same for every command."""

import enum


class ExitCode(enum.IntEnum):
    """Exit codes of `interviews` and of `python -m jobs.<command>`."""

    OK = 0
    FAILURES = 1
    """More inputs failed than allowed, or all; or a model is not fit to score."""
    USAGE = 2
    """Wrong use, or data or models that are missing; the message says what to change."""
    UNBALANCED = 3
    """Found is not scored + skipped + failed; nothing was published."""
    WORKER_DIED = 4
    """A local worker process was killed."""
    BROKEN_OFF = 5
    """The run broke off for another reason; the log says which."""
    AWAY = 6
    """The database, the storage or the job server stayed away."""
    LOCKED = 7
    """Another run holds the lock."""


STATUSES = {
    ExitCode.OK: "succeeded",
    ExitCode.FAILURES: "too_many_failed",
    ExitCode.UNBALANCED: "failed",
    ExitCode.WORKER_DIED: "failed",
    ExitCode.BROKEN_OFF: "failed",
    ExitCode.AWAY: "failed",
}
"""What `scoring_runs.status` says of a run that ends with a code: a key of
schemas.states.RUN_STATUSES. With another code no run was started."""
