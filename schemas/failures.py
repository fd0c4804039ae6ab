"""Row types of what was not scored, and why."""

from typing import Annotated, NamedTuple, Optional

from schemas.columns import Column
from schemas.common import ATTEMPT, CANDIDATE


class Failure(NamedTuple):
    """One input that could not be scored (a dead letter), and what to do about it."""

    candidate_id: Annotated[str, CANDIDATE]
    recording_id: Annotated[
        str, Column("Recording or document that failed: <candidate_id>/<file name>", personal=True)
    ]
    attempt: Annotated[int, ATTEMPT]
    question_id: Annotated[str, Column("Question answered, as named by the file")]
    uri: Annotated[str, Column("Where the input is", personal=True)]
    stage: Annotated[
        str, Column("Stage that failed: find, fetch, probe, decode, read, score, fuse")
    ]
    kind: Annotated[str, Column("Kind of failure", vocabulary="failure_kinds")]
    message: Annotated[str, Column("What was wrong and what to do next")]
    cohort: Annotated[Optional[str], Column("Cohort from the manifest")]
    content_hash: Annotated[
        Optional[str], Column("SHA-256 of the file; NULL if it was not read to its end")
    ]


class IgnoredInput(NamedTuple):
    """One file or folder that the newest run over it did not score, and why."""

    uri_hash: Annotated[str, Column("SHA-256 of uri, which an index may not hold")]
    uri: Annotated[str, Column("Where the file or folder is", personal=True)]
    candidate_id: Annotated[
        Optional[str],
        Column(
            "Candidate, as named by the folder or the manifest; NULL for a folder", personal=True
        ),
    ]
    input_id: Annotated[
        Optional[str],
        Column("Of an input <candidate_id>/<file name>; NULL for what is none", personal=True),
    ]
    outcome: Annotated[str, Column("ignored or skipped", vocabulary="ignored_outcomes")]
    reason: Annotated[str, Column("Why it is not scored", vocabulary="ignored_reasons")]
    same_as: Annotated[
        Optional[str],
        Column("Recording or document that is scored in place of a skipped input", personal=True),
    ]
    cohort: Annotated[Optional[str], Column("Cohort from the manifest")]
