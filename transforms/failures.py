"""Dead letters of all stages meet in one row type."""

from typing import Final

from schemas.elements import InputFile
from schemas.failures import Failure
from transforms.errors import InputError

FAILURES: Final = "failures"
"""Tag of the failures of every stage."""


def to_failure(file: InputFile, error: InputError, content_hash: str | None = None) -> Failure:
    """The dead letter of an input, whose bytes have this SHA-256 if they were read."""
    return Failure(
        candidate_id=file.candidate_id,
        recording_id=file.input_id,
        attempt=file.attempt,
        question_id=file.question_id,
        uri=file.uri,
        stage=error.stage,
        kind=error.kind,
        message=error.message,
        cohort=file.cohort,
        content_hash=content_hash,
    )
