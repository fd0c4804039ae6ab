"""Rows of what a recording consists of: its frames, its windows of voice, its timeline."""

from collections.abc import Iterator, Sequence

from models.face.tracking import Sighting, candidate_tracks
from models.fusion import Fusion
from models.selection import Ensemble
from models.timeline import Reading, timelines_of
from schemas.details import FrameScore, TimelineScore, VoiceScore
from schemas.elements import Recording, ScoredFace, ScoredWindow
from schemas.states import GATED


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
    key = _key(recording)
    rows = []
    for number, face in sorted(by_frame.items()):
        candidate = face.track in chosen
        state = face.state if candidate or face.track < 0 else "other_face"
        rows.append(
            FrameScore(
                *key,
                frame=number,
                time_seconds=face.time_seconds,
                state=state,
                faces=face.faces,
                emotions=combined(face, ensemble) if candidate and state == "scored" else None,
                box=face.box if candidate else None,
                landmarks=face.landmarks if candidate else None,
                confidence=face.confidence if candidate else None,
                yaw_degrees=face.yaw_degrees if candidate else None,
                eye_openness=face.eye_openness if candidate else None,
                gated_emotions=combined(face, ensemble) if candidate and state in GATED else None,
            )
        )
    return tuple(rows)


def voice_rows(
    recording: Recording, windows: Sequence[ScoredWindow], ensemble: Ensemble
) -> tuple[VoiceScore, ...]:
    """One row a window and model of the ensemble."""
    key = _key(recording)
    return tuple(
        VoiceScore(
            *key,
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


def combined(scored: ScoredFace | ScoredWindow, ensemble: Ensemble) -> tuple[float, ...] | None:
    """The ensemble's scores, seven numbers; None if there are none."""
    return None if scored.scores is None else tuple(ensemble.combine(scored.scores).tolist())


def timeline_rows(
    recording: Recording, face: Sequence[Reading], voice: Sequence[Reading], fusion: Fusion
) -> Iterator[TimelineScore]:
    """One row for every bin in which a modality has a reading.

    Args:
        recording: what is known of it.
        face: its sampled frames, each with a state of FRAME_STATES.
        voice: its windows, each with a state of VOICE_STATES.
        fusion: of the two.
    """
    key = _key(recording)
    timelines = timelines_of(face, voice, recording.duration_seconds, fusion)
    for modality, bins in timelines.items():
        for each in bins:
            yield TimelineScore(
                *key,
                modality=modality,
                bin=each.number,
                start_seconds=each.start_seconds,
                end_seconds=each.end_seconds,
                readings=each.readings,
                scored=each.scored,
                scored_share=each.scored / each.readings,
                state=each.state,
                states=each.states,
                state_counts=each.counts,
                emotions=each.emotions,
            )


def _key(recording: Recording) -> tuple[str, str, int]:
    """The first columns of each row: candidate, recording and attempt."""
    return recording.file.candidate_id, recording.file.input_id, recording.file.attempt
