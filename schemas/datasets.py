"""The datasets and tables that a run writes: name, row type, key."""

from typing import NamedTuple

from schemas.columns import PhysicalColumn, columns_of
from schemas.ledger import InputTime, LedgerEntry
from schemas.rows import (
    CandidateScore,
    Failure,
    FrameScore,
    IgnoredInput,
    RecordingScore,
    TextScore,
    TimelineScore,
    VoiceScore,
)
from schemas.runs import ModelRelease, RunStamp, ScoringRun

CAVEAT = "A score is a model's reading of a performance, not a fact about a person."
"""What every surface that shows a score says."""

SCHEMA = "scores"
"""Schema of the score database."""


class Dataset(NamedTuple):
    """A set of rows; the columns of `key` identify one."""

    name: str
    row_type: type
    key: tuple[str, ...]
    stamped: bool = True
    """Whether the rows carry a RunStamp (run bookkeeping itself does not)."""

    @property
    def columns(self) -> tuple[PhysicalColumn, ...]:
        return columns_of(self.row_type) + (columns_of(RunStamp) if self.stamped else ())


SCORED_BY = ("model_release", "config_digest")
"""A score belongs to the models and options that made it: no run overwrites what it is not."""

_RECORDING = ("recording_id", "attempt")

FRAME_SCORES = Dataset("frame_scores", FrameScore, (*_RECORDING, "frame", *SCORED_BY))
VOICE_SCORES = Dataset("voice_scores", VoiceScore, (*_RECORDING, "model", "window", *SCORED_BY))
TEXT_SCORES = Dataset("text_scores", TextScore, ("document_id", "attempt", *SCORED_BY))
RECORDING_SCORES = Dataset("recording_scores", RecordingScore, (*_RECORDING, *SCORED_BY))
TIMELINE_SCORES = Dataset(
    "timeline_scores", TimelineScore, (*_RECORDING, "modality", "bin", *SCORED_BY)
)
CANDIDATE_SCORES = Dataset("candidate_scores", CandidateScore, ("candidate_id", *SCORED_BY))
FAILURES = Dataset("failures", Failure, (*_RECORDING, *SCORED_BY))
IGNORED = Dataset("ignored", IgnoredInput, ("uri_hash",))

DETAILS = (FRAME_SCORES, VOICE_SCORES, TIMELINE_SCORES)
"""Datasets with several rows for one of RECORDING_SCORES, with which they come and go."""

PARQUET_DATASETS = (
    FRAME_SCORES,
    VOICE_SCORES,
    TIMELINE_SCORES,
    TEXT_SCORES,
    RECORDING_SCORES,
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
)
"""Written under <output>/<name>/run_date=YYYY-MM-DD/."""

SCORING_RUNS = Dataset("scoring_runs", ScoringRun, ("run_id",), stamped=False)
MODEL_RELEASES = Dataset("model_releases", ModelRelease, ("model_release",), stamped=False)
INPUTS = Dataset("inputs", LedgerEntry, ("uri_hash", "input_id", "attempt"), stamped=False)

INPUT_TIMES = Dataset("input_times", InputTime, ("input_id", "attempt"), stamped=False)
"""Staged by the workers for the ledger, and never published."""

SNAPSHOTS = (MODEL_RELEASES, SCORING_RUNS, INPUTS)
"""Written whole, as <output>/<name>/<name>.parquet."""

TABLES = (
    MODEL_RELEASES,
    SCORING_RUNS,
    INPUTS,
    TEXT_SCORES,
    RECORDING_SCORES,
    TIMELINE_SCORES,
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
)
"""Tables of the score database, in an order that satisfies foreign keys."""

CURRENT_OF = {
    TEXT_SCORES: ("candidate_id", "question_id", "kind", "attempt"),
    RECORDING_SCORES: ("candidate_id", "question_id", "attempt"),
    CANDIDATE_SCORES: ("candidate_id",),
}
"""Of the rows that are equal in these columns one is current: that of the newest run. In the
database a column `is_current` says which."""
