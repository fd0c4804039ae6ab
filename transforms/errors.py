"""The domain errors: an input that cannot be scored, labelled data that cannot be read."""

import errno


class InputError(Exception):
    """An input failed for a reason of its own; it becomes one row of `failures`.

    Attributes:
        stage: where it failed (see schemas.failures.Failure).
        kind: one of schemas.states.FAILURE_KINDS.
    """

    def __init__(self, stage: str, kind: str, message: str) -> None:
        super().__init__(message)
        self.stage, self.kind, self.message = stage, kind, message


class MachineError(Exception):
    """This machine failed, not an input: it ends the run, and nothing is published."""


MACHINE_ERRNOS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)
"""Of an OSError that no input is to blame for."""


class DataError(Exception):
    """Labelled data is missing or has another layout; the message says what was looked for."""


class NoDataError(DataError):
    """There is no labelled data of the kind; what there is need not be wrong."""
