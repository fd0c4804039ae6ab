"""Row types of scores, with the meaning of each column.

A score is a model's reading of a performance, not a fact about a person.
"""

import datetime
from typing import Annotated, NamedTuple, Optional, Tuple

from schemas.columns import Column
from schemas.common import ATTEMPT, CANDIDATE, RECORDING, Vector, distribution, share
from schemas.labels import TRAITS


class TextScore(NamedTuple):
    """One essay or transcript and a text model's reading of it."""

    candidate_id: Annotated[str, CANDIDATE]
    document_id: Annotated[str, Column("Document: <candidate_id>/<file name>", personal=True)]
    attempt: Annotated[int, ATTEMPT]
    recording_id: Annotated[
        Optional[str], Column("Recording of which this is the transcript", personal=True)
    ]
    question_id: Annotated[str, Column("Question answered, as named by the file")]
    cohort: Annotated[Optional[str], Column("Cohort from the manifest")]
    recorded_at: Annotated[
        Optional[str], Column("When it was written, from the manifest", stored_as=datetime.datetime)
    ]
    consent_reference: Annotated[Optional[str], Column("Consent record from the manifest")]
    kind: Annotated[str, Column("essay or transcript")]
    uri: Annotated[str, Column("Where the document was read", personal=True)]
    content_hash: Annotated[str, Column("SHA-256 of the file")]
    model: Annotated[str, Column("Text model that scored it; a + joins several")]
    state: Annotated[str, Column("scored, or why there is no score", vocabulary="text_states")]
    words: Annotated[int, Column("Words in the document", "words")]
    traits: Annotated[
        Optional[Vector], Column("Text reads as high in {label}", "probability, 0-1", TRAITS)
    ]
    common_words: Annotated[
        Tuple[str, ...], Column("The 15 most common lemmas, most common first", personal=True)
    ]
    common_word_counts: Annotated[Tuple[int, ...], Column("Count of each common word", "words")]


class RecordingScore(NamedTuple):
    """One recording: how face, voice and their fusion read over its length."""

    candidate_id: Annotated[str, CANDIDATE]
    recording_id: Annotated[str, RECORDING]
    attempt: Annotated[int, ATTEMPT]
    question_id: Annotated[str, Column("Question answered, as named by the file")]
    cohort: Annotated[Optional[str], Column("Cohort from the manifest")]
    recorded_at: Annotated[
        Optional[str],
        Column("When it was recorded, from the manifest", stored_as=datetime.datetime),
    ]
    consent_reference: Annotated[Optional[str], Column("Consent record from the manifest")]
    uri: Annotated[str, Column("Where the recording was read", personal=True)]
    content_hash: Annotated[str, Column("SHA-256 of the file")]
    duration_seconds: Annotated[float, Column("Length of what was decoded", "s")]
    truncated: Annotated[bool, Column("Whether a track ends before its declared length")]
    rotation_degrees: Annotated[
        Optional[int], Column("Clockwise turn applied from the container's metadata", "deg")
    ]
    frame_rate: Annotated[Optional[float], Column("Mean frame rate of the file", "frames/s")]
    variable_frame_rate: Annotated[
        Optional[bool], Column("Whether the file's frames are unevenly spaced in time")
    ]
    modalities: Annotated[str, Column("Modalities with a score: face+voice, face, voice or none")]
    fusion: Annotated[str, Column("Fusion used: equal, prefer_face, prefer_voice or stacked")]
    face_state: Annotated[str, Column("scored, or why not", vocabulary="recording_states")]
    voice_state: Annotated[str, Column("scored, or why not", vocabulary="recording_states")]
    frames: Annotated[int, Column("Frames sampled", "frames")]
    frames_scored: Annotated[int, Column("Frames with a scored face", "frames")]
    windows: Annotated[int, Column("Voice windows", "windows")]
    windows_scored: Annotated[int, Column("Voice windows with a score", "windows")]
    dominant: Annotated[Optional[str], Column("Emotion with the highest fused score")]
    emotions: Annotated[
        Optional[Vector], distribution("Face and voice fused read as {label}", "{label}")
    ]
    deviation: Annotated[
        Optional[Vector],
        distribution("Deviation over time of the fused {label} score", "{label}_deviation"),
    ]
    share: Annotated[
        Optional[Vector],
        share("Share of scored time in which {label} is on top", "{label}_share"),
    ]
    face_emotions: Annotated[
        Optional[Vector], distribution("Face reads as {label}, mean over frames", "face_{label}")
    ]
    face_deviation: Annotated[
        Optional[Vector],
        distribution("Deviation over frames of face {label}", "face_{label}_deviation"),
    ]
    face_share: Annotated[
        Optional[Vector],
        share("Share of scored frames in which {label} is on top", "face_{label}_share"),
    ]
    voice_emotions: Annotated[
        Optional[Vector],
        distribution("Voice reads as {label}, mean over windows", "voice_{label}"),
    ]
    voice_deviation: Annotated[
        Optional[Vector],
        distribution("Deviation over windows of voice {label}", "voice_{label}_deviation"),
    ]
    voice_share: Annotated[
        Optional[Vector],
        share("Share of scored windows in which {label} is on top", "voice_{label}_share"),
    ]
    blink_state: Annotated[str, Column("counted, or why not", vocabulary="blink_states")]
    blinks: Annotated[Optional[int], Column("Blinks counted", "blinks")]
    blinks_per_minute: Annotated[
        Optional[float], Column("Blinks a minute of the time in which the eyes were read", "1/min")
    ]
    blink_coverage: Annotated[
        Optional[float], Column("Share of the sampled time in which the eyes were read", "0-1")
    ]
    face_labels: Annotated[
        Optional[str],
        Column("Labels by which the face was read: fer2013 or ferplus; NULL without a face score"),
    ]
    video_stream: Annotated[
        Optional[int], Column("Index in the file of the picture track read; NULL without")
    ]
    audio_stream: Annotated[
        Optional[int], Column("Index in the file of the sound track read; NULL without")
    ]
    video_streams: Annotated[
        Optional[int], Column("Picture tracks in the file, covers left out", "tracks")
    ]
    audio_streams: Annotated[Optional[int], Column("Sound tracks in the file", "tracks")]
    time_discontinuities: Annotated[
        Optional[int], Column("How often the file's clock starts again or jumps", "jumps")
    ]
    voice_gain_db: Annotated[
        Optional[float],
        Column("Gain before scoring, < 0 where lowered; NULL if no sound was decoded", "dB"),
    ]
    face_message: Annotated[
        Optional[str],
        Column("Why the picture could not be read and what to do next; NULL where it could"),
    ]
    voice_message: Annotated[
        Optional[str],
        Column("Why the sound could not be read and what to do next; NULL where it could"),
    ]
    frames_gated: Annotated[
        Optional[int],
        Column(
            "Frames in which the candidate's face is too small or turned away; "
            "NULL if scored before they were counted",
            "frames",
        ),
    ]
    ungated_face_emotions: Annotated[
        Optional[Vector],
        distribution(
            "Face reads as {label}, mean over scored and gated frames: to compare with",
            "ungated_face_{label}",
        ),
    ]


class CandidateScore(NamedTuple):
    """One candidate: the newest scored attempt at each question, each counting the same."""

    candidate_id: Annotated[str, CANDIDATE]
    cohort: Annotated[Optional[str], Column("Cohort from the manifest")]
    usable: Annotated[bool, Column("Whether there is enough to coach with; see reasons")]
    reasons: Annotated[
        Tuple[str, ...],
        Column("Why it is not usable, or what is missing", vocabulary="usability_reasons"),
    ]
    reason_values: Annotated[
        Tuple[float, ...], Column("Of each reason the share or count that its meaning names")
    ]
    recordings: Annotated[int, Column("Recordings in here, one a question", "recordings")]
    documents: Annotated[int, Column("Essays and transcripts in here", "documents")]
    failures: Annotated[int, Column("Inputs that failed", "inputs")]
    left_out: Annotated[
        int,
        Column("Answers not in here: only other releases or options scored them", "answers"),
    ]
    duration_seconds: Annotated[float, Column("Length of all recordings", "s")]
    frames: Annotated[int, Column("Frames sampled", "frames")]
    frames_scored: Annotated[int, Column("Frames with a scored face", "frames")]
    windows: Annotated[int, Column("Voice windows", "windows")]
    windows_scored: Annotated[int, Column("Voice windows with a score", "windows")]
    face_coverage: Annotated[Optional[float], Column("Frames scored / frames sampled", "0-1")]
    voice_coverage: Annotated[Optional[float], Column("Windows scored / windows", "0-1")]
    words: Annotated[int, Column("Words in all documents", "words")]
    dominant: Annotated[Optional[str], Column("Emotion with the highest fused mean")]
    emotions: Annotated[
        Optional[Vector], distribution("Fused {label}, mean over recordings", "{label}")
    ]
    deviation: Annotated[
        Optional[Vector],
        distribution(
            "Deviation of fused {label} within and between recordings", "{label}_deviation"
        ),
    ]
    share: Annotated[
        Optional[Vector],
        share("Share of scored time in which fused {label} is on top", "{label}_share"),
    ]
    face_dominant: Annotated[Optional[str], Column("Emotion with the highest face mean")]
    face_emotions: Annotated[
        Optional[Vector], distribution("Face {label}, mean over recordings", "face_{label}")
    ]
    face_deviation: Annotated[
        Optional[Vector],
        distribution(
            "Deviation of face {label} within and between recordings", "face_{label}_deviation"
        ),
    ]
    face_share: Annotated[
        Optional[Vector],
        share("Share of scored frames in which {label} is on top", "face_{label}_share"),
    ]
    voice_dominant: Annotated[Optional[str], Column("Emotion with the highest voice mean")]
    voice_emotions: Annotated[
        Optional[Vector], distribution("Voice {label}, mean over recordings", "voice_{label}")
    ]
    voice_deviation: Annotated[
        Optional[Vector],
        distribution(
            "Deviation of voice {label} within and between recordings", "voice_{label}_deviation"
        ),
    ]
    voice_share: Annotated[
        Optional[Vector],
        share("Share of scored windows in which {label} is on top", "voice_{label}_share"),
    ]
    traits: Annotated[
        Optional[Vector],
        Column("Texts read as high in {label}, mean over documents", "probability, 0-1", TRAITS),
    ]
