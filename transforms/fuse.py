"""Fuses a recording: one RecordingScore with its frame and voice rows, or the failure it had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import apache_beam as beam
import numpy as np
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.util import CoGroupByKey

from models.face.blinks import find_blinks
from models.face.tracking import Sighting, candidate_tracks
from models.selection import Ensemble, Selection
from models.summary import Summary, summarise, summarise_fused
from schemas.elements import Recording, ScoredFace, ScoredWindow, key_of
from schemas.labels import EMOTIONS
from schemas.rows import FrameScore, RecordingScore, VoiceScore

FRAME_ROWS: Final = "frame_rows"
VOICE_ROWS: Final = "voice_rows"


class FusedRecording(NamedTuple):
    """All rows of one recording."""

    score: RecordingScore
    frames: tuple[FrameScore, ...]
    voices: tuple[VoiceScore, ...]


def frame_rows(
    recording: Recording, faces: Sequence[ScoredFace], ensemble: Ensemble
) -> tuple[FrameScore, ...]:
    """One row a frame: the candidate's face as the ensemble reads it, or why there is none."""
    chosen = candidate_tracks(
        Sighting(face.frame, face.track, face.size) for face in faces if face.track >= 0
    )
    by_frame: dict[int, ScoredFace] = {}
    for face in sorted(faces, key=lambda face: (face.frame, face.track)):
        if face.track in chosen or face.frame not in by_frame:
            by_frame[face.frame] = face
    rows = []
    for number, face in sorted(by_frame.items()):
        candidate = face.track in chosen
        state = face.state if candidate or face.track < 0 else "other_face"
        rows.append(
            FrameScore(
                candidate_id=recording.file.candidate_id,
                recording_id=recording.file.input_id,
                attempt=recording.file.attempt,
                frame=number,
                time_seconds=face.time_seconds,
                state=state,
                faces=face.faces,
                emotions=_combined(face, ensemble) if candidate else None,
                box=face.box if candidate else None,
                landmarks=face.landmarks if candidate else None,
                confidence=face.confidence if candidate else None,
                yaw_degrees=face.yaw_degrees if candidate else None,
                eye_openness=face.eye_openness if candidate else None,
            )
        )
    return tuple(rows)


def voice_rows(
    recording: Recording, windows: Sequence[ScoredWindow], ensemble: Ensemble
) -> tuple[VoiceScore, ...]:
    """One row a window and model of the ensemble."""
    return tuple(
        VoiceScore(
            candidate_id=recording.file.candidate_id,
            recording_id=recording.file.input_id,
            attempt=recording.file.attempt,
            model=model,
            window=window.window,
            start_seconds=window.start_seconds,
            end_seconds=window.end_seconds,
            state=window.state,
            speech_share=window.speech_share,
            emotions=None if window.scores is None else tuple(window.scores[model]),
        )
        for model in ensemble.models
        for window in windows
    )


def _combined(scored: ScoredFace | ScoredWindow, ensemble: Ensemble) -> tuple[float, ...] | None:
    """The ensemble's scores, seven numbers; None if there are none."""
    return None if scored.scores is None else tuple(ensemble.combine(scored.scores).tolist())


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
    heard = [
        ((window.start_seconds + window.end_seconds) / 2, scores)
        for window in windows
        if (scores := _combined(window, selection.voice)) is not None
    ]
    face = np.array([frame.emotions for frame in seen]).reshape(-1, len(EMOTIONS))
    voice = np.array([scores for _, scores in heard]).reshape(-1, len(EMOTIONS))
    fused = summarise_fused(
        np.array([frame.time_seconds for frame in seen]),
        face,
        np.array([centre for centre, _ in heard]),
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
    )
    return FusedRecording(score, frames, voice_rows(recording, windows, selection.voice))


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
    if not windows:
        return "silent" if recording.has_sound else recording.sound_trouble or "no_sound"
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
    FRAME_ROWS and VOICE_ROWS and, as main output `recordings`, exactly one RecordingScore for
    each Recording.
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
            | "Fuse" >> fuse.with_outputs(FRAME_ROWS, VOICE_ROWS, main="recordings")
        )
