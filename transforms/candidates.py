"""Aggregates a candidate's recordings, texts and failures."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.summary import Summary, summarise_recordings
from schemas.columns import from_record
from schemas.datasets import CURRENT_OF, FAILURES, RECORDING_SCORES, TEXT_SCORES, Dataset
from schemas.failures import Failure
from schemas.labels import EMOTIONS, TRAITS
from schemas.rows import CandidateScore, RecordingScore, TextScore
from schemas.usability import DEFAULT_LIMITS, Limits
from sql.ledger import ScoredBy

Record = Mapping[str, Any]


def aggregate_candidate(
    candidate_id: str,
    recordings: Sequence[RecordingScore],
    texts: Sequence[TextScore],
    failures: Sequence[Failure],
    left_out: int = 0,
    limits: Limits = DEFAULT_LIMITS,
) -> CandidateScore:
    """Describe one candidate; recordings count the same, whatever their length.

    Args:
        candidate_id: who it is.
        recordings, texts: one for each question.
        failures: inputs that could not be scored.
        left_out: answers that only other releases or options scored.
        limits: thresholds that decide whether it is usable, and for which reasons it is not.

    Returns:
        The row; scores are None where no recording or document was scored.
    """
    recordings = sorted(recordings, key=lambda row: row.recording_id)
    texts = sorted(texts, key=lambda row: row.document_id)
    failures = sorted(failures, key=lambda row: row.recording_id)
    frames = sum(row.frames for row in recordings)
    frames_scored = sum(row.frames_scored for row in recordings)
    windows = sum(row.windows for row in recordings)
    windows_scored = sum(row.windows_scored for row in recordings)
    fused = _summary(recordings, "")
    face = _summary(recordings, "face_")
    voice = _summary(recordings, "voice_")
    traits = [row.traits for row in texts if row.traits is not None]
    enough = (
        frames_scored >= limits["minimum_scored_frames"]
        or windows_scored >= limits["minimum_scored_windows"]
        or bool(traits)
    )
    reasons = _reasons(
        enough,
        recordings,
        texts,
        failures,
        (frames, frames_scored),
        (windows, windows_scored),
        limits,
    )
    # A candidate of failures only belongs to a cohort as well, or figures by cohort are biased.
    cohorts = [
        *(row.cohort for row in recordings),
        *(row.cohort for row in texts),
        *(row.cohort for row in failures),
    ]
    cohort = next(filter(None, cohorts), None)
    return CandidateScore(
        candidate_id=candidate_id,
        cohort=cohort,
        usable=enough,
        reasons=tuple(reasons),
        reason_values=tuple(reasons.values()),
        recordings=len(recordings),
        documents=len(texts),
        failures=len(failures),
        left_out=left_out,
        duration_seconds=float(sum(row.duration_seconds for row in recordings)),
        frames=frames,
        frames_scored=frames_scored,
        windows=windows,
        windows_scored=windows_scored,
        face_coverage=frames_scored / frames if frames else None,
        voice_coverage=windows_scored / windows if windows else None,
        words=sum(row.words for row in texts),
        dominant=fused.dominant if fused else None,
        emotions=fused.mean if fused else None,
        deviation=fused.deviation if fused else None,
        share=fused.share if fused else None,
        face_dominant=face.dominant if face else None,
        face_emotions=face.mean if face else None,
        face_deviation=face.deviation if face else None,
        face_share=face.share if face else None,
        voice_dominant=voice.dominant if voice else None,
        voice_emotions=voice.mean if voice else None,
        voice_deviation=voice.deviation if voice else None,
        voice_share=voice.share if voice else None,
        traits=tuple(np.mean(traits, axis=0).tolist()) if traits else None,
    )


def _summary(recordings: Sequence[RecordingScore], prefix: str) -> Summary | None:
    return summarise_recordings(
        [
            Summary(
                getattr(row, f"{prefix}emotions"),
                getattr(row, f"{prefix}deviation"),
                getattr(row, f"{prefix}share"),
            )
            for row in recordings
            if getattr(row, f"{prefix}emotions") is not None
        ]
    )


def _reasons(
    enough: bool,
    recordings: Sequence[RecordingScore],
    texts: Sequence[TextScore],
    failures: Sequence[Failure],
    frames: tuple[int, int],
    windows: tuple[int, int],
    limits: Limits,
) -> dict[str, float]:
    """Reasons and their values, the most serious first: see schemas.usability.USABILITY_REASONS."""
    reasons: dict[str, float] = {}
    if not enough:
        reasons["too_little_scored"] = frames[1] + windows[1]
    if frames[0] and frames[1] < limits["minimum_face_coverage"] * frames[0]:
        reasons["face_rarely_seen"] = frames[1] / frames[0]
    if windows[0] and windows[1] < limits["minimum_voice_coverage"] * windows[0]:
        reasons["speech_rarely_heard"] = windows[1] / windows[0]
    if recordings and not any(row.face_emotions for row in recordings):
        reasons["no_face_score"] = len(recordings)
    if recordings and not any(row.voice_emotions for row in recordings):
        reasons["no_voice_score"] = len(recordings)
    if texts and not any(row.traits for row in texts):
        reasons["no_text_score"] = len(texts)
    if truncated := sum(row.truncated for row in recordings):
        reasons["truncated_recording"] = truncated
    if failures:
        reasons["failed_inputs"] = len(failures)
    return {reason: float(value) for reason, value in reasons.items()}


class Answers(NamedTuple):
    """What a candidate's aggregate is made of."""

    recordings: tuple[RecordingScore, ...]
    texts: tuple[TextScore, ...]
    failures: tuple[Failure, ...]
    left_out: int
    """Answers that only other releases or options scored."""

    @property
    def is_empty(self) -> bool:
        return not (self.recordings or self.texts or self.failures)


def answers_of(held: Mapping[Dataset, Sequence[Record]], scored_by: Sequence[ScoredBy]) -> Answers:
    """Choose of each question the newest attempt that has a score, else the newest.

    Args:
        held: a candidate's rows of RECORDING_SCORES, TEXT_SCORES and FAILURES, of all releases,
            with `is_current`.
        scored_by: releases x options that belong together, the one in question first.
    """
    recordings = _newest(RECORDING_SCORES, held, scored_by)
    texts = _newest(TEXT_SCORES, held, scored_by)
    failures = {
        (row["recording_id"], row["attempt"]): row
        for row in held[FAILURES]
        if (row["model_release"], row["config_digest"]) in scored_by
    }
    return Answers(
        tuple(from_record(row, RecordingScore) for row in recordings.values()),
        tuple(from_record(row, TextScore) for row in texts.values()),
        tuple(from_record(row, Failure) for row in failures.values()),
        _only_elsewhere(RECORDING_SCORES, held, recordings)
        + _only_elsewhere(TEXT_SCORES, held, texts),
    )


_A_SCORE = {RECORDING_SCORES: EMOTIONS[0], TEXT_SCORES: TRAITS[0]}
"""A column that is NULL exactly where nothing was scored."""


def _question(dataset: Dataset, row: Record) -> tuple[Any, ...]:
    """What a row answers: what is current of one attempt at it is one row."""
    return tuple(row[name] for name in CURRENT_OF[dataset] if name != "attempt")


def _newest(
    dataset: Dataset, held: Mapping[Dataset, Sequence[Record]], scored_by: Sequence[ScoredBy]
) -> dict[tuple[Any, ...], Record]:
    """Of each question the row to aggregate."""

    def rank(row: Record) -> tuple[Any, ...]:
        has_score = row[_A_SCORE[dataset]] is not None
        # Of equals, those of the release in question, which comes first.
        by = -scored_by.index((row["model_release"], row["config_digest"]))
        return has_score, row["attempt"], row["is_current"], by, row[dataset.key[0]]

    ours = (r for r in held[dataset] if (r["model_release"], r["config_digest"]) in scored_by)
    return {_question(dataset, row): row for row in sorted(ours, key=rank)}


def _only_elsewhere(
    dataset: Dataset,
    held: Mapping[Dataset, Sequence[Record]],
    chosen: Collection[tuple[Any, ...]],
) -> int:
    return len({_question(dataset, row) for row in held[dataset]} - set(chosen))
