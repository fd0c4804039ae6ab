"""The datasets and tables that a run writes: name, row type, key."""

from typing import NamedTuple

from schemas.columns import PhysicalColumn, columns_of
from schemas.rows import (
    CandidateScore,
    Failure,
    FrameScore,
    IgnoredInput,
    RecordingScore,
    TextScore,
    VoiceScore,
)
from schemas.runs import ModelRelease, RunStamp, ScoringRun

CAVEAT = "A score is a model's reading of a performance, not a fact about a person."
"""What every surface that shows a score says."""

SCHEMA = "scores"
"""Schema of the score database."""


class Dataset(NamedTuple):
    """A set of rows; `key` names the columns that identify one within a model release."""

    name: str
    row_type: type
    key: tuple[str, ...]
    stamped: bool = True
    """Whether the rows carry a RunStamp (run bookkeeping itself does not)."""

    @property
    def columns(self) -> tuple[PhysicalColumn, ...]:
        return columns_of(self.row_type) + (columns_of(RunStamp) if self.stamped else ())

    @property
    def primary_key(self) -> tuple[str, ...]:
        return self.key + (("model_release",) if self.stamped else ())


FRAME_SCORES = Dataset("frame_scores", FrameScore, ("recording_id", "frame"))
VOICE_SCORES = Dataset("voice_scores", VoiceScore, ("recording_id", "model", "window"))
TEXT_SCORES = Dataset("text_scores", TextScore, ("document_id",))
RECORDING_SCORES = Dataset("recording_scores", RecordingScore, ("recording_id",))
CANDIDATE_SCORES = Dataset("candidate_scores", CandidateScore, ("candidate_id",))
FAILURES = Dataset("failures", Failure, ("recording_id",))
IGNORED = Dataset("ignored", IgnoredInput, ("input_id",))

PARQUET_DATASETS = (
    FRAME_SCORES,
    VOICE_SCORES,
    TEXT_SCORES,
    RECORDING_SCORES,
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
)
"""Written under <output>/<name>/run_date=YYYY-MM-DD/."""

SCORING_RUNS = Dataset("scoring_runs", ScoringRun, ("run_id",), stamped=False)
MODEL_RELEASES = Dataset("model_releases", ModelRelease, ("model_release",), stamped=False)

TABLES = (
    MODEL_RELEASES,
    SCORING_RUNS,
    TEXT_SCORES,
    RECORDING_SCORES,
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
)
"""Tables of the score database, in an order that satisfies foreign keys."""
