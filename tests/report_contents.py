"""Candidates for the pages of the report, from the usual to the hostile."""

import datetime
import math
from dataclasses import replace

from jobs.report.contents import (
    CandidateContents,
    Compared,
    Cue,
    Medium,
    Moment,
    Overlay,
    RecordingPart,
    Spread,
    Telling,
    TraitReading,
    WordCount,
    WordPull,
)
from schemas.labels import EMOTIONS, TRAITS

BASE = {
    "angry": 0.06,
    "disgust": 0.03,
    "fear": 0.07,
    "happy": 0.38,
    "sad": 0.08,
    "surprise": 0.09,
    "neutral": 0.29,
}
WHY = {
    "no_face": "no verified face in the frame",
    "no_speech": "too little speech in the window",
    "not_scored": "of face and voice together: neither was scored",
}
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNo"
    "AAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
"""One grey pixel."""
HOSTILE = "<script>alert('x')</script>\u202e" + "Wrong&\"'" + "W" * 460


def scores(phase: float) -> dict[str, float]:
    """Seven scores that sum to one and sway with the phase."""
    raw = {
        emotion: share * (1.2 + math.sin(phase + 1.7 * place))
        for place, (emotion, share) in enumerate(BASE.items())
    }
    return {emotion: value / sum(raw.values()) for emotion, value in raw.items()}


def moments(duration: float, modalities: tuple[str, ...], seconds: float = 10.0) -> list[Moment]:
    """Bins of a recording; the voice pauses, and the face is gone for a while."""
    made = []
    bins = math.ceil(duration / seconds)
    for place, modality in enumerate(modalities):
        for number in range(bins):
            face_gone = 0.45 <= number / bins < 0.55
            pause = number % 9 == 4
            gone = {"face": face_gone, "voice": pause, "fused": face_gone and pause}[modality]
            state = {"face": "no_face", "voice": "no_speech", "fused": "not_scored"}[modality]
            made.append(
                Moment(
                    modality,
                    number * seconds,
                    min((number + 1) * seconds, duration),
                    0.0 if gone else 0.9,
                    state if gone else "scored",
                    WHY[state] if gone else "",
                    None if gone else scores(number / 3 + place),
                )
            )
    return made


def recording(question: str, attempt: int, duration: float, **changed: object) -> RecordingPart:
    modalities = ("fused", "face", "voice")
    part = RecordingPart(
        recording_id=f"grace/{question}",
        question_id=question,
        attempt=attempt,
        duration_seconds=duration,
        recorded_at=datetime.datetime(2026, 11, 2 + attempt, 14, 30, tzinfo=datetime.UTC),
        emotions={m: scores(attempt + len(question) + i) for i, m in enumerate(modalities)},
        face="",
        voice="",
        face_coverage=0.91,
        voice_coverage=0.74,
        blinks="17.2 blinks a minute, of 88.0 % of the time",
        blinks_counted=True,
        truncated=False,
        moments=moments(duration, modalities),
        telling=[
            Telling(f"grace/{question}", attempt, 30.0, 40.0, "face", "happy", 0.81, 0.031),
            Telling(f"grace/{question}", attempt, 80.0, 90.0, "voice", "neutral", 0.72, -0.017),
        ],
    )
    return replace(part, **changed)


def compared(n: int, modalities: tuple[str, ...] = ("fused", "face", "voice")) -> list[Compared]:
    shown = n >= 5
    made = []
    for place, modality in enumerate(modalities):
        own, others = scores(0.4 + place), scores(2.0 + place / 2)
        for emotion in EMOTIONS:
            made.append(
                Compared(
                    modality,
                    emotion,
                    own[emotion],
                    own[emotion],
                    others[emotion] if shown else None,
                    others[emotion] if shown else None,
                    n,
                    n < 30,
                    50.0 if shown else None,
                )
            )
    return made


def traits(n: int) -> list[TraitReading]:
    shown = n >= 5
    return [
        TraitReading(
            trait,
            0.42 + 0.05 * place,
            Spread(n, *((0.44, 0.5 + place / 100, 0.57) if shown else (None, None, None))),
            0.588 + place / 200,
            0.241 + place / 100,
        )
        for place, trait in enumerate(TRAITS)
    ]


def rich(medium: Medium | None = None) -> CandidateContents:
    """Two questions, one with three attempts, an essay, 41 others."""
    words = ("team", "learn", "design", "people", "result", "customer", "data", "school")
    return CandidateContents(
        candidate_id="grace",
        cohort="autumn 2026",
        run_date=datetime.date(2026, 11, 6),
        model_release="0.5.0",
        usable=True,
        reasons=[("Face seen in 42% of the frames.", "See that the face is lit, near and ahead.")],
        dominant="happy",
        dominant_share=0.412,
        compared=compared(41),
        traits=traits(41),
        recordings=[
            recording("motivation", 1, 95.0),
            recording("motivation", 2, 128.0),
            recording(
                "motivation",
                3,
                144.0,
                medium=medium,
                overlays=[
                    Overlay(PICTURE, f"The face at {s} s: bright places speak for happy.")
                    for s in (34, 85)
                ],
            ),
            recording("strengths", 1, 212.0, blinks="no picture that can be read"),
        ],
        documents=[("grace/essay", ""), ("grace/notes", "too few words: hand in a longer text")],
        failures=[("grace/broken", "the file cannot be decoded", "export or record it again")],
        words=[
            WordCount(word, 14 - place, None if place % 3 == 2 else 6 + 2 * place)
            for place, word in enumerate(words)
        ],
        word_pulls=[
            WordPull("grace/essay", trait, name, name == "sentence length", sign * (0.31 - i / 20))
            for i, trait in enumerate(TRAITS)
            for name, sign in (("friend", 1), ("wonder", -0.6), ("sentence length", 0.4))
        ],
        error_rates=[
            ("Emotions in faces", "right on 83.4 % of 3,372 pictures of people it never saw"),
            ("Emotions in voices", "right on 62.5 % of 1,199 clips of people it never saw"),
            ("Big Five in texts", "right on 58.8 % of 2,097 essays; guessing is right on 50 %"),
        ],
    )


def film(source: str, is_video: bool) -> Medium:
    return Medium(
        source,
        is_video,
        [Cue(0.0, 2.0, "I want to learn."), Cue(2.0, 9.0, "And <b>build</b> & repair things.")],
    )


def voice_only() -> CandidateContents:
    part = recording(
        "motivation",
        1,
        95.0,
        face="the recording has no picture",
        emotions={"fused": scores(1), "voice": scores(1)},
        face_coverage=None,
        moments=moments(95.0, ("fused", "voice")),
        telling=[],
        blinks="the recording has no picture that can be read",
    )
    return replace(
        rich(),
        compared=compared(12, ("fused", "voice")),
        recordings=[part],
        traits=[],
        documents=[],
        failures=[],
        words=[],
        word_pulls=[],
        reasons=[],
    )


def nothing_usable() -> CandidateContents:
    state = "no frame shows a usable face of the candidate: see that the face is lit"
    part = recording(
        "motivation",
        1,
        40.0,
        face=state,
        voice="the sound track is digital silence: check the microphone",
        emotions={},
        face_coverage=0.0,
        voice_coverage=0.0,
        moments=[
            Moment(m, 10.0 * i, 10.0 * i + 10, 0.0, s, WHY[s], None)
            for m, s in (("fused", "not_scored"), ("face", "no_face"), ("voice", "no_speech"))
            for i in range(4)
        ],
        telling=[],
        blinks="",
    )
    return replace(
        rich(),
        usable=False,
        reasons=[("too little was scored", "record a longer answer, in view of the camera")],
        dominant=None,
        dominant_share=None,
        compared=[],
        traits=[],
        recordings=[part],
        words=[],
        word_pulls=[],
    )


def _short() -> CandidateContents:
    return replace(rich(), recordings=[recording("motivation", 1, 95.0)])


def alone() -> CandidateContents:
    return replace(_short(), cohort="", compared=compared(0), traits=traits(0))


def cohort_of_two() -> CandidateContents:
    return replace(_short(), compared=compared(1), traits=traits(1))


def long_interview() -> CandidateContents:
    return replace(rich(), recordings=[recording("whole", 1, 7200.0)])


def many_attempts() -> CandidateContents:
    parts = [recording("motivation", attempt, 400.0) for attempt in range(1, 13)]
    return replace(rich(), recordings=parts)


def hostile() -> CandidateContents:
    part = recording("</script><img src=x onerror=alert(1)>" + "q" * 300, 1, 95.0)
    part = replace(part, recording_id=HOSTILE)
    return replace(
        rich(),
        candidate_id=HOSTILE,
        cohort=HOSTILE,
        recordings=[part, replace(part, attempt=2)],
        documents=[(HOSTILE, HOSTILE)],
        failures=[(HOSTILE, HOSTILE, HOSTILE)],
        words=[WordCount("<i>word" + "o" * 100, 3, 7), WordCount("{{ 7 * 7 }}", 2, None)],
        word_pulls=[WordPull(HOSTILE, "openness", "<b>" + "n" * 80, False, 0.2)],
    )


CASES = {
    "rich": rich,
    "voice_only": voice_only,
    "nothing_usable": nothing_usable,
    "alone": alone,
    "cohort_of_two": cohort_of_two,
    "long_interview": long_interview,
    "many_attempts": many_attempts,
    "hostile": hostile,
}
