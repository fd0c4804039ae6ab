"""A candidate's recordings: scores, what they lack, their course over time, telling moments."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy.engine import Connection

from jobs.report.contents import Moment, RecordingPart, Scores, Telling
from jobs.report.meanings import Meanings
from jobs.report.snapshot import Row, rows
from jobs.report.telling import EXACT, TOLD, Bin, pulls
from jobs.report.wording import sentence
from schemas.labels import EMOTIONS

PREFIXES = {"fused": "", "face": "face_", "voice": "voice_"}
"""Modality to what its columns begin with."""

Attempt = tuple[str, int]
"""Recording and attempt."""

_SCORES = ", ".join(f"{prefix}{emotion}" for prefix in PREFIXES.values() for emotion in EMOTIONS)

_RECORDINGS = f"""
    SELECT recording_id, question_id, attempt, recorded_at, uri, duration_seconds, truncated,
        fusion, face_labels, face_state, voice_state, face_message, voice_message, frames,
        frames_scored, windows, windows_scored, blink_state, blinks, blinks_per_minute,
        blink_coverage, {_SCORES}, run_id, model_release
    FROM scores.v_recording
    WHERE candidate_id = :candidate
    ORDER BY question_id, attempt, recording_id
"""  # noqa: S608

_MOMENTS = f"""
    SELECT recording_id, attempt, modality, start_seconds, end_seconds, scored, scored_share,
        state, {", ".join(EMOTIONS)}
    FROM scores.v_timeline
    WHERE candidate_id = :candidate
    ORDER BY recording_id, attempt, modality, bin
"""  # noqa: S608


class ReadRecording(NamedTuple):
    """A recording for the page, and the row that it is made from."""

    part: RecordingPart
    row: Row


def read_recordings(
    connection: Connection, candidate_id: str, meanings: Meanings
) -> list[ReadRecording]:
    """The current scores of every attempt, by question and attempt: two statements."""
    found = rows(connection, _RECORDINGS, candidate=candidate_id)
    bins: dict[Attempt, list[Row]] = defaultdict(list)
    for row in rows(connection, _MOMENTS, candidate=candidate_id) if found else ():
        bins[row["recording_id"], row["attempt"]].append(row)
    return [
        ReadRecording(_part(row, bins[row["recording_id"], row["attempt"]], meanings), row)
        for row in found
    ]


def scores_of(row: Row, prefix: str = "") -> Scores | None:
    """Emotion to score; None without one."""
    if row[f"{prefix}{EMOTIONS[0]}"] is None:
        return None
    return {emotion: row[f"{prefix}{emotion}"] for emotion in EMOTIONS}


def _part(row: Row, bins: Sequence[Row], meanings: Meanings) -> RecordingPart:
    emotions = {modality: scores_of(row, prefix) for modality, prefix in PREFIXES.items()}
    return RecordingPart(
        recording_id=row["recording_id"],
        question_id=row["question_id"],
        attempt=row["attempt"],
        duration_seconds=row["duration_seconds"],
        recorded_at=row["recorded_at"],
        emotions={modality: scores for modality, scores in emotions.items() if scores},
        face=_state(row, "face", meanings),
        voice=_state(row, "voice", meanings),
        face_coverage=row["frames_scored"] / row["frames"] if row["frames"] else None,
        voice_coverage=row["windows_scored"] / row["windows"] if row["windows"] else None,
        blinks=_blinks(row, meanings),
        blinks_counted=_has_blinks(row),
        truncated=row["truncated"],
        moments=[_moment(each, meanings) for each in bins],
        telling=list(_telling(row, bins)),
    )


def _state(row: Row, modality: str, meanings: Meanings) -> str:
    """Why a modality has no score, and what to do; empty where it has."""
    code = row[f"{modality}_state"]
    if code == "scored":
        return ""
    told = meanings.of("recording_states", code)
    message = row[f"{modality}_message"]
    return f"{sentence(told.meaning)} {sentence(message)}" if message else told.sentences


def _blinks(row: Row, meanings: Meanings) -> str:
    if not _has_blinks(row):
        return sentence(meanings.of("blink_states", row["blink_state"]).meaning)
    coverage = row["blink_coverage"] or 0.0
    return (
        f"{row['blinks_per_minute']:.0f} blinks a minute ({row['blinks']} counted while the eyes "
        f"were read, in {coverage:.0%} of the time)."
    )


def _has_blinks(row: Row) -> bool:
    return row["blink_state"] == "counted" and row["blinks_per_minute"] is not None


def _moment(row: Row, meanings: Meanings) -> Moment:
    return Moment(
        modality=row["modality"],
        start_seconds=row["start_seconds"],
        end_seconds=row["end_seconds"],
        scored_share=row["scored_share"],
        state=row["state"],
        why=meanings.of("timeline_states", row["state"]).meaning,
        emotions=scores_of(row),
    )


def _telling(recording: Row, moments: Sequence[Row]) -> Iterator[Telling]:
    for modality in EXACT:
        bins = [
            Bin(row["start_seconds"], row["end_seconds"], row["scored"], list(scores.values()))
            for row in moments
            if row["modality"] == modality and (scores := scores_of(row)) and row["scored"]
        ]
        for found in pulls(bins)[:TOLD]:
            yield Telling(
                recording_id=recording["recording_id"],
                attempt=recording["attempt"],
                start_seconds=found.bin.start_seconds,
                end_seconds=found.bin.end_seconds,
                modality=modality,
                emotion=found.emotion,
                score=found.score,
                pull=found.pull,
            )
