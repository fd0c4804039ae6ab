"""Row type of the ledger: every input that was ever found, and what became of it."""

import datetime
from typing import Annotated, NamedTuple, Optional

from schemas.columns import Column


class LedgerEntry(NamedTuple):
    """One attempt that lay at an address, and what became of it."""

    uri_hash: Annotated[str, Column("SHA-256 of uri, which an index may not hold")]
    uri: Annotated[str, Column("Where the input is or was", personal=True)]
    input_id: Annotated[
        str, Column("Recording or document: <candidate_id>/<file name>", personal=True)
    ]
    attempt: Annotated[
        int, Column("Which attempt at the question, from 1; 0 while another input has its content")
    ]
    candidate_id: Annotated[
        str, Column("Candidate, as named by the folder or the manifest", personal=True)
    ]
    question_id: Annotated[str, Column("Question answered, as named by the file")]
    kind: Annotated[str, Column("recording, essay or transcript; unknown where the name is wrong")]
    cohort: Annotated[Optional[str], Column("Cohort from the manifest")]
    recorded_at: Annotated[
        Optional[str],
        Column("When it was recorded, from the manifest", stored_as=datetime.datetime),
    ]
    consent_reference: Annotated[Optional[str], Column("Consent record from the manifest")]
    size: Annotated[Optional[int], Column("Length of the file; NULL if unknown", "bytes")]
    changed_at: Annotated[
        Optional[str],
        Column("When the file was last changed; NULL if unknown", stored_as=datetime.datetime),
    ]
    content_hash: Annotated[
        Optional[str], Column("SHA-256 of the file; NULL if it was never read to its end")
    ]
    state: Annotated[str, Column("What became of it", vocabulary="input_states")]
    reason: Annotated[Optional[str], Column("Kind of failure, or truncated, or why it is skipped")]
    same_as: Annotated[
        Optional[str], Column("Recording or document with the same content", personal=True)
    ]
    scored_whole: Annotated[
        bool, Column("Whether a release has scored it to its end: other bytes are another attempt")
    ]
    tries: Annotated[int, Column("Tries since it was last scored or changed", "tries")]
    tried_at: Annotated[Optional[str], Column("Last try", stored_as=datetime.datetime)]
    first_seen: Annotated[str, Column("When it was first found", stored_as=datetime.datetime)]
    last_seen: Annotated[str, Column("When it was last found", stored_as=datetime.datetime)]
    run_id: Annotated[Optional[str], Column("Run that tried it last")]
    model_release: Annotated[Optional[str], Column("Release with which it was tried last")]
    config_digest: Annotated[Optional[str], Column("SHA-256 of the options of the last try")]
    cpu_seconds: Annotated[
        Optional[float], Column("CPU time of the last try, near enough to compare inputs", "s")
    ]


class InputTime(NamedTuple):
    """What scoring one input took: from the workers to the ledger, not kept as it is."""

    candidate_id: Annotated[str, Column("Candidate", personal=True)]
    input_id: Annotated[str, Column("Recording or document", personal=True)]
    attempt: Annotated[int, Column("Which attempt")]
    cpu_seconds: Annotated[float, Column("CPU time", "s")]
