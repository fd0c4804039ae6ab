"""Fuses a recording: one RecordingScore with its frame and voice rows, or the failure it had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import apache_beam as beam
import numpy as np
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.util import CoGroupByKey
from numpy.typing import NDArray

from models.face.blinks import find_blinks
from models.selection import Selection
from models.summary import Summary, summarise, summarise_fused
from models.timeline import Reading
from schemas.details import FrameScore, TimelineScore, VoiceScore
from schemas.elements import Recording, ScoredFace, ScoredWindow, key_of
from schemas.labels import EMOTIONS
from schemas.rows import RecordingScore
from transforms.details import combined, frame_rows, timeline_rows, voice_rows

FRAME_ROWS: Final = "frame_rows"
VOICE_ROWS: Final = "voice_rows"
TIMELINE_ROWS: Final = "timeline_rows"


class FusedRecording(NamedTuple):
    """All rows of one recording."""

    score: RecordingScore
    frames: tuple[FrameScore, ...]
    voices: tuple[VoiceScore, ...]
    timeline: tuple[TimelineScore, ...]


def fuse_recording(
    recording: Recording,
    faces: Sequence[ScoredFace],
    windows: Sequence[ScoredWindow],
    selection: Selection,
) -> FusedRecording:
    """Bring everything of one recording together.

    Args:
        recording: what is known of it.
        faces, windows: its scored parts, in any order.
        selection: the models of the run.

    Returns:
        Its rows; the scores of a modality without a score are None, with a state.
    """
    # Of a picture or sound that broke off nothing counts: it would stand for the whole.
    faces = () if recording.picture_trouble else faces
    windows = () if recording.sound_trouble else windows
    windows = sorted(windows, key=lambda window: window.window)
    frames = frame_rows(recording, faces, selection.face)
    seen = [frame for frame in frames if frame.emotions is not None]
    spoken = [
        Reading(
            (window.start_seconds + window.end_seconds) / 2,
            window.state,
            combined(window, selection.voice),
        )
        for window in windows
    ]
    heard = [reading for reading in spoken if reading.scores is not None]
    face = _stacked(frame.emotions for frame in seen)
    voice = _stacked(reading.scores for reading in heard)
    gated = [frame.gated_emotions for frame in frames if frame.gated_emotions is not None]
    ungated = summarise(np.concatenate([face, _stacked(gated)]))
    fused = summarise_fused(
        np.array([frame.time_seconds for frame in seen]),
        face,
        np.array([reading.seconds for reading in heard]),
        voice,
        selection.fusion,
    )
    modalities = "+".join(
        name for name, scores in (("face", face), ("voice", voice)) if len(scores)
    )
    file = recording.file
    score = RecordingScore(
        candidate_id=file.candidate_id,
        recording_id=file.input_id,
        attempt=file.attempt,
        question_id=file.question_id,
        cohort=file.cohort,
        recorded_at=file.recorded_at,
        consent_reference=file.consent_reference,
        uri=file.uri,
        content_hash=recording.content_hash,
        duration_seconds=recording.duration_seconds,
        truncated=recording.truncated,
        rotation_degrees=recording.rotation_degrees,
        frame_rate=recording.frame_rate,
        variable_frame_rate=recording.variable_frame_rate,
        modalities=modalities or "none",
        fusion=selection.fusion.name,
        face_state=_face_state(recording, len(seen)),
        voice_state=_voice_state(recording, windows, len(heard)),
        frames=len(frames),
        frames_scored=len(seen),
        windows=len(windows),
        windows_scored=len(heard),
        **_columns("", fused),
        **_columns("face_", summarise(face)),
        **_columns("voice_", summarise(voice)),
        **_blink_columns(recording, frames),
        face_labels=selection.face_labels if seen else None,
        video_stream=recording.video_stream,
        audio_stream=recording.audio_stream,
        video_streams=recording.video_streams,
        audio_streams=recording.audio_streams,
        time_discontinuities=recording.time_discontinuities,
        voice_gain_db=recording.voice_gain_db,
        face_message=recording.picture_message,
        voice_message=recording.sound_message,
        frames_gated=len(gated),
        ungated_face_emotions=ungated.mean if ungated else None,
    )
    sighted = [Reading(frame.time_seconds, frame.state, frame.emotions) for frame in frames]
    return FusedRecording(
        score,
        frames,
        voice_rows(recording, windows, selection.voice),
        tuple(timeline_rows(recording, sighted, spoken, selection.fusion)),
    )


def _stacked(scores: Iterable[Any]) -> NDArray[np.float64]:
    """Scores as rows, shape (n, 7)."""
    return np.array(list(scores), dtype=np.float64).reshape(-1, len(EMOTIONS))


def _columns(prefix: str, summary: Summary | None) -> dict[str, Any]:
    columns: dict[str, Any] = {
        f"{prefix}emotions": summary.mean if summary else None,
        f"{prefix}deviation": summary.deviation if summary else None,
        f"{prefix}share": summary.share if summary else None,
    }
    if not prefix:
        columns["dominant"] = summary.dominant if summary else None
    return columns


def _blink_columns(recording: Recording, frames: Sequence[FrameScore]) -> dict[str, Any]:
    """Blinks of the candidate; NULL with a state where they cannot be told."""
    if not recording.has_picture:
        return _no_blinks("no_picture")
    openness = [frame.eye_openness for frame in frames]
    found = find_blinks(
        [frame.time_seconds for frame in frames],
        [np.nan if value is None else value for value in openness],
    )
    if found.intervals is None:
        unread = found.state == "eyes_unreadable" and not recording.eyes_read
        return _no_blinks("not_read" if unread else found.state)
    return {
        "blink_state": found.state,
        "blinks": len(found.intervals),
        "blinks_per_minute": found.per_minute,
        "blink_coverage": found.coverage,
    }


def _no_blinks(state: str) -> dict[str, Any]:
    columns = ("blinks", "blinks_per_minute", "blink_coverage")
    return {"blink_state": state, **dict.fromkeys(columns)}


def _face_state(recording: Recording, scored: int) -> str:
    if not recording.has_picture:
        return recording.picture_trouble or "no_picture"
    return "scored" if scored else "no_face"


def _voice_state(recording: Recording, windows: Sequence[ScoredWindow], scored: int) -> str:
    if scored:
        return "scored"
    if not windows and not recording.has_sound:
        return recording.sound_trouble or "no_sound"
    return unheard_because(windows)


def unheard_because(windows: Sequence[ScoredWindow]) -> str:
    """Why no window of a sound that was decoded has a score: a key of RECORDING_STATES."""
    if not windows:
        return "silent"
    return "too_short" if all(window.state == "too_short" for window in windows) else "no_speech"


class _FuseRecordings(beam.DoFn):
    def __init__(self, selection: Selection) -> None:
        self._selection = selection

    def process(
        self, group: tuple[str, Mapping[str, Iterable[Any]]]
    ) -> Iterator[
        RecordingScore
        | TaggedOutput[Literal["frame_rows"], FrameScore]
        | TaggedOutput[Literal["voice_rows"], VoiceScore]
        | TaggedOutput[Literal["timeline_rows"], TimelineScore]
    ]:
        _, parts = group
        # Without its Recording the end was not reached: its failure is already written, and rows
        # of a part of it would count it twice.
        for recording in parts["recording"]:
            faces, windows = list(parts["faces"]), list(parts["windows"])
            fused = fuse_recording(recording, faces, windows, self._selection)
            for frame in fused.frames:
                yield TaggedOutput(FRAME_ROWS, frame)  # type: ignore[misc]
            for voice in fused.voices:
                yield TaggedOutput(VOICE_ROWS, voice)  # type: ignore[misc]
            for part in fused.timeline:
                yield TaggedOutput(TIMELINE_ROWS, part)  # type: ignore[misc]
            yield fused.score


_KEYED_TYPES = {
    "recording": tuple[str, Recording],
    "faces": tuple[str, ScoredFace],
    "windows": tuple[str, ScoredWindow],
}


def _keyed(row: Any) -> tuple[str, Any]:
    return (key_of(row.file) if isinstance(row, Recording) else row.recording, row)


@dataclass
class FuseRecordings(beam.PTransform):
    """Fuse recordings.

    Input: {"recording": Recording, "faces": ScoredFace, "windows": ScoredWindow}. Output: by tag
    FRAME_ROWS, VOICE_ROWS and TIMELINE_ROWS and, as main output `recordings`, exactly one
    RecordingScore for each Recording.
    """

    selection: Selection

    def expand(self, parts: Any) -> Any:  # Beam's DoOutputsTuple
        keyed = {
            name: rows | f"Key {name}" >> beam.Map(_keyed).with_output_types(_KEYED_TYPES[name])
            for name, rows in parts.items()
        }
        fuse = beam.ParDo(_FuseRecordings(self.selection))
        return (
            keyed
            | "Group" >> CoGroupByKey()
            | "Fuse" >> fuse.with_outputs(FRAME_ROWS, VOICE_ROWS, TIMELINE_ROWS, main="recordings")
        )
