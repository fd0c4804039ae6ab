"""Recordings, documents and timelines of the seeded cohort."""

import datetime
import hashlib
import math
from typing import NamedTuple

import numpy as np

from schemas.labels import EMOTIONS
from schemas.rows import RecordingScore, TextScore, TimelineScore, Vector
from tests.seeded.people import Person

FIRST_DAY = datetime.datetime(2026, 5, 18, 8, tzinfo=datetime.UTC)
"""A Monday. What is recorded is recorded in the two weeks from here on."""

BIN_SECONDS = 10
FRAMES_PER_SECOND = 5
WORDS = ("team", "work", "plan", "people", "time", "project", "learn", "help", "goal", "change")


class Attempt(NamedTuple):
    """Which attempt of whom."""

    person: Person
    question: str
    number: int
    """From 1 on."""
    day: int
    """Of the two weeks, 0-13."""


def distribution(random: np.random.Generator, taste: np.ndarray, firmness: float) -> Vector:
    """Three decimals for each emotion, which sum to one."""
    drawn = np.round(random.dirichlet(taste * firmness + 0.05), 3)
    drawn[drawn.argmax()] += 1 - drawn.sum()
    return tuple(np.round(drawn, 3).tolist())


def spread(random: np.random.Generator) -> Vector:
    return tuple(np.round(random.uniform(0.02, 0.2, len(EMOTIONS)), 3).tolist())


def mixed(face: Vector | None, voice: Vector | None, face_weight: float) -> Vector | None:
    """Face and voice fused by a weighted mean; one alone where there is one."""
    if face is None or voice is None:
        return face or voice
    pairs = zip(face, voice, strict=True)
    return tuple(round(face_weight * f + (1 - face_weight) * v, 4) for f, v in pairs)


def dominant_of(scores: Vector | None) -> str | None:
    return None if scores is None else EMOTIONS[int(np.argmax(scores))]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def moment(random: np.random.Generator, day: int) -> str:
    """Some time between 8 and 20 o'clock of a day."""
    later = datetime.timedelta(days=day, minutes=int(random.integers(0, 12 * 60)))
    return (FIRST_DAY + later).isoformat()


def perform(random: np.random.Generator, made: Attempt, taste: np.ndarray) -> RecordingScore:
    """One attempt, as the older release scores it with the default options.

    Args:
        random: where numbers are drawn from.
        made: whose attempt at what.
        taste: float, shape (7,), sums to one: what they are prone to show.
    """
    person = made.person
    seconds = float(round(random.uniform(12, 40), 1))
    has_face = random.random() > 0.08
    has_voice = random.random() > 0.1 and not person.is_scarce
    frames = round(seconds * FRAMES_PER_SECOND)
    share_seen = random.uniform(0, 0.12) if person.is_scarce else random.beta(8, 2)
    seen = round(frames * share_seen) if has_face else 0
    gated = round((frames - seen) * random.uniform(0, 1)) if has_face else 0
    windows = max(1, math.floor(seconds) - 2)
    heard = round(windows * random.beta(6, 3)) if has_voice else 0
    face = distribution(random, taste, 9) if seen else None
    voice = distribution(random, taste, 4) if heard else None
    turned_away = distribution(random, taste, 3)
    ungated = mixed(face, turned_away, seen / (seen + gated)) if face and gated else face
    name = f"{person.candidate_id}/{made.question}.mp4"
    return RecordingScore(
        candidate_id=person.candidate_id,
        recording_id=name,
        attempt=made.number,
        question_id=made.question,
        cohort=person.cohort,
        recorded_at=moment(random, made.day) if random.random() > 0.1 else None,
        consent_reference=f"consent-{person.candidate_id}",
        uri=f"/inbox/{name}",
        content_hash=sha256(f"{name} {made.number}"),
        duration_seconds=seconds,
        truncated=bool(random.random() < 0.02),
        rotation_degrees=0,
        frame_rate=30.0,
        variable_frame_rate=False,
        modalities="+".join(n for n, s in (("face", face), ("voice", voice)) if s) or "none",
        fusion="stacked",
        face_state="scored" if face else "no_face",
        voice_state="scored" if voice else str(random.choice(["silent", "no_speech"])),
        frames=frames,
        frames_scored=seen,
        windows=windows,
        windows_scored=heard,
        **_summaries(random, face, voice, 0.5),
        blink_state="frames_too_few",
        blinks=None,
        blinks_per_minute=None,
        blink_coverage=None,
        face_labels="ferplus" if face else None,
        video_stream=0,
        audio_stream=1,
        video_streams=1,
        audio_streams=1,
        time_discontinuities=0,
        voice_gain_db=-1.5,
        face_message=None,
        voice_message=None,
        frames_gated=gated,
        ungated_face_emotions=ungated,
    )


def fused_anew(
    random: np.random.Generator, row: RecordingScore, fusion: str, face_weight: float
) -> RecordingScore:
    """The same recording with another fusion of the same faces and voices."""
    summaries = _summaries(random, row.face_emotions, row.voice_emotions, face_weight)
    return row._replace(
        fusion=fusion, **{k: summaries[k] for k in ("dominant", "emotions", "deviation", "share")}
    )


def scored_anew(random: np.random.Generator, row: RecordingScore) -> RecordingScore:
    """The same recording as a newer release reads it: a little otherwise."""
    face, voice = (
        None if old is None else distribution(random, np.array(old), 60)
        for old in (row.face_emotions, row.voice_emotions)
    )
    return row._replace(**_summaries(random, face, voice, 0.5))


def read_anew(random: np.random.Generator, row: TextScore) -> TextScore:
    """The same document as a newer release reads it."""
    moved = random.uniform(-0.1, 0.1, 5)
    traits = row.traits and tuple(np.round(np.array(row.traits) + moved, 2).tolist())
    return row._replace(traits=traits)


def _summaries(
    random: np.random.Generator, face: Vector | None, voice: Vector | None, face_weight: float
) -> dict[str, Vector | str | None]:
    fused = mixed(face, voice, face_weight)
    found: dict[str, Vector | str | None] = {"dominant": dominant_of(fused)}
    for prefix, scores in (("", fused), ("face_", face), ("voice_", voice)):
        found[f"{prefix}emotions"] = scores
        found[f"{prefix}deviation"] = scores and spread(random)
        found[f"{prefix}share"] = scores and distribution(random, np.array(scores), 20)
    return found


def timeline_of(random: np.random.Generator, row: RecordingScore) -> tuple[TimelineScore, ...]:
    """Its bins of ten seconds, by modality."""
    found = []
    for number in range(math.ceil(row.duration_seconds / BIN_SECONDS)):
        start = number * BIN_SECONDS
        end = min(row.duration_seconds, start + BIN_SECONDS)
        for modality, rate, scores, missing in (
            ("face", FRAMES_PER_SECOND, row.face_emotions, "no_face"),
            ("voice", 1, row.voice_emotions, "no_speech"),
            ("fused", 1, row.emotions, "not_scored"),
        ):
            readings = max(1, round((end - start) * rate))
            scored = int(random.integers(0, readings + 1)) if scores else 0
            counts = {"scored": scored, missing: readings - scored}
            states = sorted((s for s in counts if counts[s]), key=lambda s: (-counts[s], s))
            found.append(
                TimelineScore(
                    candidate_id=row.candidate_id,
                    recording_id=row.recording_id,
                    attempt=row.attempt,
                    modality=modality,
                    bin=number,
                    start_seconds=float(start),
                    end_seconds=float(end),
                    readings=readings,
                    scored=scored,
                    scored_share=scored / readings,
                    state="scored" if scored else missing,
                    states=tuple(states),
                    state_counts=tuple(counts[s] for s in states),
                    emotions=distribution(random, np.array(scores), 12) if scored else None,
                )
            )
    return tuple(found)


def write_text(
    random: np.random.Generator, person: Person, question: str, recording: RecordingScore | None
) -> tuple[int, TextScore]:
    """An essay, or the transcript of a recording; and the day on which it was written, 0-13."""
    kind = "transcript" if recording else "essay"
    name = f"{person.candidate_id}/{question}.{'txt' if recording else 'pdf'}"
    day = int(random.integers(0, 14))
    words = int(random.integers(20, 400))
    state = "too_short" if words < 50 else "scored"
    traits = tuple(round(t, 2) for t in random.uniform(0.2, 0.8, 5).tolist())
    common = random.choice(WORDS, 3, replace=False)
    return day, TextScore(
        candidate_id=person.candidate_id,
        document_id=name,
        attempt=recording.attempt if recording else 1,
        recording_id=recording.recording_id if recording else None,
        question_id=question,
        cohort=person.cohort,
        recorded_at=recording.recorded_at if recording else moment(random, day),
        consent_reference=f"consent-{person.candidate_id}",
        kind=kind,
        uri=f"/inbox/{name}",
        content_hash=sha256(f"{name} {recording.attempt if recording else 1}"),
        model="text_tfidf",
        state=state,
        words=words,
        traits=traits if state == "scored" else None,
        common_words=tuple(common.tolist()),
        common_word_counts=(5, 3, 2),
    )
