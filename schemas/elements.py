"""Rows that travel between stages but are not written as they are."""

from typing import Mapping, NamedTuple, Optional, Tuple

RECORDING = "recording"
ESSAY = "essay"
TRANSCRIPT = "transcript"

VIDEO_EXTENSIONS = (
    ".mp4",
    ".mov",
    ".mkv",
    ".webm",
    ".avi",
    ".mpg",
    ".mpeg",
    ".ts",
    ".mts",
    ".m2ts",
)
AUDIO_EXTENSIONS = (".wav", ".flac", ".mp3", ".m4a", ".ogg")
ESSAY_EXTENSIONS = (".txt", ".md", ".pdf")
TRANSCRIPT_EXTENSIONS = (".vtt", ".srt")

KINDS = {
    **dict.fromkeys(VIDEO_EXTENSIONS + AUDIO_EXTENSIONS, RECORDING),
    **dict.fromkeys(ESSAY_EXTENSIONS, ESSAY),
    **dict.fromkeys(TRANSCRIPT_EXTENSIONS, TRANSCRIPT),
}
"""Lower-case extension to what the file is."""


class InputFile(NamedTuple):
    """One file to score."""

    input_id: str
    """<candidate_id>/<file name>: the recording_id or document_id of its rows."""
    candidate_id: str
    question_id: str
    uri: str
    kind: str
    """RECORDING, ESSAY or TRANSCRIPT."""
    recording_id: Optional[str]
    """Of a transcript: the recording beside it."""
    cohort: Optional[str]
    recorded_at: Optional[str]
    """ISO 8601."""
    consent_reference: Optional[str]
    attempt: int = 1
    """Which attempt at the question."""


def key_of(file: InputFile) -> str:
    """What tells an input from all others of a run: two attempts may have one name."""
    return f"{file.input_id}#{file.attempt}"


class Recording(NamedTuple):
    """What is known of a recording once it was decoded to its end."""

    file: InputFile
    content_hash: str
    duration_seconds: float
    truncated: bool
    has_picture: bool
    """Whether its picture, if any, could be read."""
    has_sound: bool
    rotation_degrees: Optional[int]
    frame_rate: Optional[float]
    variable_frame_rate: Optional[bool]
    frames: int
    windows: int
    eyes_read: bool
    """Whether release and sampling rate allowed the eyes to be read."""
    picture_trouble: Optional[str] = None
    sound_trouble: Optional[str] = None
    """Why there is a track that could not be read: a state of schemas.states.RECORDING_STATES."""
    video_stream: Optional[int] = None
    audio_stream: Optional[int] = None
    """Index in the container of the tracks that were read; None without."""
    video_streams: int = 0
    audio_streams: int = 0
    """Tracks of picture (covers left out) and sound in the container."""
    time_discontinuities: int = 0
    """How often the file's clock was set anew."""
    voice_gain_db: Optional[float] = None
    """Gain before scoring; None if no sound was decoded."""
    picture_message: Optional[str] = None
    sound_message: Optional[str] = None
    """What the trouble is, and what to do next; None without trouble."""


class ScoredFace(NamedTuple):
    """One face in one sampled frame, or one frame without a face."""

    recording: str
    """`key_of` its file."""
    frame: int
    time_seconds: float
    faces: int
    state: str
    """A state of schemas.states.FRAME_STATES."""
    track: int = -1
    """Number of the followed face; -1 without a face."""
    size: float = 0.0
    """Side of the face, pixels."""
    box: Optional[Tuple[float, ...]] = None
    landmarks: Optional[Tuple[float, ...]] = None
    confidence: Optional[float] = None
    yaw_degrees: Optional[float] = None
    scores: Optional[Mapping[str, Tuple[float, ...]]] = None
    """Face model to the emotions, whatever the state; None without a face."""
    eye_openness: Optional[float] = None
    """Gap between the lids over the width of the eye."""


class ScoredWindow(NamedTuple):
    """One window of a recording's sound."""

    recording: str
    """`key_of` its file."""
    window: int
    start_seconds: float
    end_seconds: float
    state: str
    """A state of schemas.states.VOICE_STATES."""
    speech_share: float
    scores: Optional[Mapping[str, Tuple[float, ...]]] = None
    """Voice model to the emotions; None if the window holds too little speech."""
