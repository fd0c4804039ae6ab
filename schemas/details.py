"""Row types of what a recording consists of: its frames, windows of voice and ten seconds."""

from typing import Annotated, NamedTuple, Optional, Tuple

from schemas.columns import Column
from schemas.common import ATTEMPT, CANDIDATE, RECORDING, Vector, distribution


class FrameScore(NamedTuple):
    """One sampled video frame and the model's reading of the candidate's face in it."""

    candidate_id: Annotated[str, CANDIDATE]
    recording_id: Annotated[str, RECORDING]
    attempt: Annotated[int, ATTEMPT]
    frame: Annotated[int, Column("Number of the sampled frame, from 0")]
    time_seconds: Annotated[float, Column("Presentation time of the frame", "s")]
    state: Annotated[str, Column("scored, or why there is no score", vocabulary="frame_states")]
    faces: Annotated[int, Column("Verified faces in view, the candidate's included")]
    emotions: Annotated[Optional[Vector], distribution("Face reads as {label}", "{label}")]
    box: Annotated[
        Optional[Vector],
        Column(
            "Face box, {label}",
            "share of frame width or height",
            ("x", "y", "width", "height"),
            "box_{label}",
        ),
    ]
    landmarks: Annotated[
        Optional[Vector],
        Column(
            "Landmark {label}",
            "share of frame width (x) or height (y)",
            tuple(
                f"{point}_{axis}"
                for point in ("right_eye", "left_eye", "nose", "mouth_right", "mouth_left")
                for axis in "xy"
            ),
        ),
    ]
    confidence: Annotated[Optional[float], Column("Landmark model's face presence", "0-1")]
    yaw_degrees: Annotated[Optional[float], Column("Head turned to its left (+) or right", "deg")]
    eye_openness: Annotated[
        Optional[float], Column("Gap between the lids, read at 14 or more frames/s", "eye widths")
    ]
    gated_emotions: Annotated[
        Optional[Vector],
        distribution(
            "Face that is too small or turned away reads as {label}: in no score, to compare with",
            "gated_{label}",
        ),
    ]


class VoiceScore(NamedTuple):
    """One window of sound and one voice model's reading of it."""

    candidate_id: Annotated[str, CANDIDATE]
    recording_id: Annotated[str, RECORDING]
    attempt: Annotated[int, ATTEMPT]
    model: Annotated[str, Column("Voice model that scored it")]
    window: Annotated[int, Column("Number of the window, from 0")]
    start_seconds: Annotated[float, Column("Start of the window", "s")]
    end_seconds: Annotated[float, Column("End of the window", "s")]
    state: Annotated[str, Column("scored, or why there is no score", vocabulary="voice_states")]
    speech_share: Annotated[
        float, Column("Share of the window in which speech was detected", "0-1")
    ]
    emotions: Annotated[Optional[Vector], distribution("Voice reads as {label}", "{label}")]


class TimelineScore(NamedTuple):
    """Ten seconds of a recording, as face, voice or both together read."""

    candidate_id: Annotated[str, CANDIDATE]
    recording_id: Annotated[str, RECORDING]
    attempt: Annotated[int, ATTEMPT]
    modality: Annotated[str, Column("face, voice or fused")]
    bin: Annotated[int, Column("Number of the ten seconds, from 0")]
    start_seconds: Annotated[float, Column("Start of the bin", "s")]
    end_seconds: Annotated[float, Column("End of the bin, or of the recording", "s")]
    readings: Annotated[
        int, Column("Frames of the face, windows of the voice, seconds with any of both")
    ]
    scored: Annotated[int, Column("Of these, with a score")]
    scored_share: Annotated[float, Column("scored / readings", "0-1")]
    state: Annotated[
        str,
        Column("scored, or the most frequent reason why nothing is", vocabulary="timeline_states"),
    ]
    states: Annotated[
        Tuple[str, ...],
        Column("All states in the bin, most frequent first", vocabulary="timeline_states"),
    ]
    state_counts: Annotated[Tuple[int, ...], Column("Readings in each state")]
    emotions: Annotated[
        Optional[Vector], distribution("Reads as {label}, mean over the bin", "{label}")
    ]
