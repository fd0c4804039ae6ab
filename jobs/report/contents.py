"""What the pages of the report say: values without markup, from which figures and text are made."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

Scores = Mapping[str, float]
"""Emotion or trait to its score, 0-1."""


class Compared(NamedTuple):
    """A measure of a candidate beside the others of the cohort: a row of v_compare."""

    modality: str
    """fused, face, voice or text."""
    measure: str
    """An emotion, or a trait of texts."""
    score: float
    share: float | None
    """Share of scored time in which the emotion is on top."""
    others_score: float | None
    """Mean of the others; None below the least number that may be shown."""
    others_share: float | None
    n: int
    """Others."""
    small_n: bool
    percentile: float | None
    """0-100; None as others_score."""


class Spread(NamedTuple):
    """How a measure is spread among the others of the cohort; None where nobody may be told."""

    n: int
    """Others, as of v_compare."""
    low: float | None
    """First quartile."""
    median: float | None
    high: float | None
    """Third quartile."""


class TraitReading(NamedTuple):
    """One of the Big Five, a scale of its own."""

    trait: str
    score: float
    cohort: Spread
    accuracy: float | None
    """Of the model on essays of people it never saw, where guessing is 0.5."""
    error: float | None
    """Root of the model's mean squared error on the same (Brier), to draw the uncertainty."""


class Moment(NamedTuple):
    """Ten seconds of a recording by one modality: a row of v_timeline."""

    modality: str
    start_seconds: float
    end_seconds: float
    scored_share: float
    state: str
    """scored, or the code why not."""
    why: str
    """The state's meaning, in words."""
    emotions: Scores | None


class Telling(NamedTuple):
    """A moment that moved a recording's score most."""

    recording_id: str
    attempt: int
    start_seconds: float
    end_seconds: float
    modality: str
    emotion: str
    score: float
    pull: float
    """By how much it moves the mean of the recording, signed."""


class Cue(NamedTuple):
    """A caption of a transcript."""

    start_seconds: float
    end_seconds: float
    text: str


@dataclass(frozen=True)
class Medium:
    """A recording that the page plays."""

    source: str
    """Address relative to the page, or file:// address; quoted for use in HTML attributes."""
    is_video: bool
    cues: Sequence[Cue] = ()
    path: Path | None = None
    """Where the file lies, for whoever copies it; no page shows it."""


class Overlay(NamedTuple):
    """A picture of a telling frame."""

    source: str
    """PNG as a data: address."""
    note: str
    """What it shows, in words."""


@dataclass(frozen=True)
class RecordingPart:
    """An attempt at a recording."""

    recording_id: str
    question_id: str
    attempt: int
    duration_seconds: float
    recorded_at: datetime.datetime | None
    emotions: Mapping[str, Scores]
    """Modality (fused, face, voice) to its seven scores; absent without a score."""
    face: str
    """State of the face, in words, with what to do; empty where it was scored."""
    voice: str
    face_coverage: float | None
    voice_coverage: float | None
    blinks: str
    """Blinks a minute with coverage, in words; or why not, in words."""
    truncated: bool
    moments: Sequence[Moment]
    telling: Sequence[Telling]
    medium: Medium | None = None
    overlays: Sequence[Overlay] = ()
    blinks_counted: bool = False


@dataclass(frozen=True)
class WordCount:
    """A common word of the candidate's texts (they come first), or of the cohort's."""

    word: str
    own: int
    """How often the candidate used it; 0 of a word that only is common in the cohort."""
    cohort_people: int | None
    """Others of the cohort among whose common words it is; None below five."""


@dataclass(frozen=True)
class WordPull:
    """What a word or habit of writing moved a trait by."""

    document_id: str
    trait: str
    name: str
    stylistic: bool
    log_odds: float


@dataclass(frozen=True)
class CandidateContents:
    """Everything on a candidate's page."""

    candidate_id: str
    cohort: str
    run_date: datetime.date
    model_release: str
    usable: bool
    reasons: Sequence[tuple[str, str]]
    """Why not, or what is missing, in words; and what to do."""
    dominant: str | None
    """Emotion with the highest fused mean."""
    dominant_share: float | None
    """Share of the scored time in which it is on top."""
    compared: Sequence[Compared]
    traits: Sequence[TraitReading]
    recordings: Sequence[RecordingPart]
    """The current scores of every attempt, by question and attempt."""
    documents: Sequence[tuple[str, str]]
    """Essays and transcripts: id, and state in words (empty where scored)."""
    failures: Sequence[tuple[str, str, str]]
    """Inputs that failed: id, what is wrong, what to do."""
    words: Sequence[WordCount]
    word_pulls: Sequence[WordPull]
    error_rates: Sequence[tuple[str, str]]
    """What the models got right of people they never saw: what of, and the figure in words."""
    is_fusion_learned: bool = False
    """Whether the weights of face and voice together were learned, from acted clips."""


@dataclass(frozen=True)
class CandidateLine:
    """A candidate in the list of the night page."""

    candidate_id: str
    cohort: str
    page: str
    """Name of the page's file."""
    usable: bool
    reasons: str
    dominant: str | None
    dominant_score: float | None
    recordings: int
    documents: int
    failures: int
    run_date: datetime.date


@dataclass(frozen=True)
class RunLine:
    """A run, for the course of the last nights."""

    run_id: str
    run_date: datetime.date
    status: str
    found: int
    scored: int
    skipped: int
    failed: int
    media_seconds: float
    wall_seconds: float | None
    stage_seconds: Scores
    """Stage to CPU seconds."""
    means: Scores
    """Emotion to the mean fused score of what the run scored."""


@dataclass(frozen=True)
class InputLine:
    """An input that failed, was skipped or is ignored."""

    input_id: str
    outcome: str
    """failed, skipped or ignored."""
    reason: str
    meaning: str
    remedy: str


@dataclass(frozen=True)
class NightContents:
    """Everything on the night page."""

    run: RunLine | None
    """The newest run; None before the first."""
    model_release: str
    code_version: str
    usable: int
    """Candidates with enough to coach with, of all."""
    candidates: Sequence[CandidateLine]
    inputs: Sequence[InputLine]
    """All of the newest run that failed, were skipped or ignored."""
    slowest: Sequence[tuple[str, float, float | None]]
    """Input, its length in seconds, CPU seconds (None if unknown)."""
    distributions: Mapping[str, Sequence[int]]
    """Emotion or trait to the counts of candidates in ten equal bins from 0 to 1."""
    nights: Sequence[RunLine]
    """The last runs, oldest first, the newest included."""
