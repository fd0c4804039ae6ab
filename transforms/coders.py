"""Registers the row coder for every row type that crosses a shuffle."""

from apache_beam.coders.row_coder import RowCoder
from apache_beam.coders.typecoders import registry

from schemas.elements import InputFile, Recording, ScoredFace, ScoredWindow
from schemas.ledger import InputTime
from schemas.rows import (
    CandidateScore,
    Failure,
    FrameScore,
    RecordingScore,
    TextScore,
    TimelineScore,
    VoiceScore,
)

ROW_TYPES = (
    InputFile,
    Recording,
    ScoredFace,
    ScoredWindow,
    FrameScore,
    VoiceScore,
    TimelineScore,
    TextScore,
    RecordingScore,
    CandidateScore,
    Failure,
    InputTime,
)


def register_coders() -> None:
    """Register; harmless when repeated."""
    for row_type in ROW_TYPES:
        registry.register_coder(row_type, RowCoder)
