"""Whether a candidate has enough data, why not, and the smallest groups that are shown."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.vocabulary import Term


class Threshold(NamedTuple):
    """A limit that each database can change: a row of its table `thresholds`."""

    value: float
    unit: str
    meaning: str


THRESHOLDS = {
    "minimum_scored_frames": Threshold(
        10, "frames", "scored frames from which a face alone makes a candidate usable"
    ),
    "minimum_scored_windows": Threshold(
        3, "windows", "scored windows from which a voice alone makes a candidate usable"
    ),
    "minimum_face_coverage": Threshold(
        0.5, "0-1", "share of the frames with a scored face, below which the face is rarely seen"
    ),
    "minimum_voice_coverage": Threshold(
        0.2, "0-1", "share of the windows with scored speech, below which it is rarely heard"
    ),
    "small_n": Threshold(30, "candidates", "others below which a comparison is marked as small_n"),
    "least_n": Threshold(5, "candidates", "others below which no comparison is shown"),
    "least_group_n": Threshold(10, "candidates", "of a group, below which its rates are not shown"),
}
"""By code. Ten frames are two seconds at the default rate: less of a face says nothing about a
performance. An answer has pauses: every second window without speech is normal."""

Limits = Mapping[str, float]
"""Code of a threshold to its value."""

DEFAULT_LIMITS: Limits = {code: threshold.value for code, threshold in THRESHOLDS.items()}

USABILITY_REASONS = {
    "too_little_scored": Term(
        "too few frames and windows were scored, and no text; the value counts both",
        "record a longer answer, in view of the camera",
    ),
    "face_rarely_seen": Term(
        "the face was scored in few of the frames; the value is their share",
        "see that the face is lit, near and ahead",
    ),
    "speech_rarely_heard": Term(
        "speech was scored in few of the windows; the value is their share",
        "check the microphone, and that the answer is spoken",
    ),
    "no_face_score": Term(
        "no recording has a score of the face; the value counts recordings",
        "see face_state and face_message of the recordings",
    ),
    "no_voice_score": Term(
        "no recording has a score of the voice; the value counts recordings",
        "see voice_state and voice_message of the recordings",
    ),
    "no_text_score": Term(
        "no document has a score; the value counts documents", "see state of the documents"
    ),
    "truncated_recording": Term(
        "recordings end before their declared length; the value counts them", "upload them again"
    ),
    "failed_inputs": Term(
        "inputs failed; the value counts them", "see kind and message of the failures"
    ),
}
"""Why a candidate is not usable, or what is missing."""

_PROSE: Mapping[str, str | tuple[str, str]] = {
    "too_little_scored": "too little was scored",
    "face_rarely_seen": "face seen in {:.0%} of the frames",
    "speech_rarely_heard": "speech heard in {:.0%} of the windows",
    "no_face_score": "no face score",
    "no_voice_score": "no voice score",
    "no_text_score": "no text score",
    "truncated_recording": ("{:.0f} truncated recording", "{:.0f} truncated recordings"),
    "failed_inputs": ("{:.0f} input failed", "{:.0f} inputs failed"),
}
"""Of a count: for one, and for another number."""


def in_words(reasons: Sequence[str], values: Sequence[float]) -> str:
    """Reasons of a candidate as a line of prose."""
    return "; ".join(
        _of(_PROSE[reason], value) for reason, value in zip(reasons, values, strict=True)
    )


def _of(prose: str | tuple[str, str], value: float) -> str:
    one, others = (prose, prose) if isinstance(prose, str) else prose
    return (one if value == 1 else others).format(value)
