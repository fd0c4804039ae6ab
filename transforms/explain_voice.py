"""Explains the voice of a recording: which windows moved its score, and where the models looked.

Sound is chosen, decoded, cut and scored as the nightly job does it, so windows have the scores of
their rows in voice_scores, and the recording that of its row in recording_scores.
"""

import tempfile
from typing import NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from models.face.finder import FaceFinder
from models.selection import Selection
from models.summary import summarise
from models.voice.explanation import (
    Contribution,
    Moment,
    TellsMoments,
    attention_of,
    attention_over_time,
    explain_voice,
    strongest_moments,
)
from models.voice.level import levels_over_time
from schemas.elements import ScoredWindow
from schemas.labels import EMOTIONS
from schemas.sampling import SAMPLE_RATE
from schemas.states import RECORDING_STATES
from transforms.errors import InputError
from transforms.fuse import unheard_because
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.chosen import Chosen
from transforms.media.sound import decode_sound
from transforms.media.truncation import refuse_fragment
from transforms.opening import WindowToScore, windows_of
from transforms.scoring import Scorers, score_windows


class StrongWindow(NamedTuple):
    """One of the windows that moved the score most."""

    start_seconds: float
    end_seconds: float
    contribution: Contribution
    moments: Tuple[Moment, ...]
    """Those that count most, seconds from the start of the recording; none are told without a
    model that tells them."""


class VoiceExplanation(NamedTuple):
    """A recording's voice and what moved its score for one emotion."""

    seconds: float
    """How long the sound is."""
    gain_db: float
    """Of the level below over that of the file."""
    levels: NDArray[np.float32]
    """Level of the sound every 30 ms, dB of full scale."""
    windows: Tuple[ScoredWindow, ...]
    """All, in order of time, with the scores of each model."""
    scores: NDArray[np.float64]
    """Of the windows with a score as the ensemble combines them, shape (n, 7), n > 0."""
    probabilities: Tuple[float, ...]
    """The recording's seven, in the order of EMOTIONS, sum 1."""
    emotion: str
    """Which is explained."""
    strongest: Tuple[StrongWindow, ...]
    """Strongest pull first."""
    tellers: Tuple[str, ...]
    """Models that tell where they looked."""
    attention: Optional[NDArray[np.float32]]
    """Over the recording, as `attention_over_time` has it; None without tellers."""


class _Read(NamedTuple):
    """Everything that is kept of the sound."""

    windows: list[ScoredWindow]
    attention: dict[int, NDArray[np.float32]]
    """By number of window."""
    levels: NDArray[np.float32]
    seconds: float
    gain_db: float


def explain_recording(
    path: str, selection: Selection, emotion: str | None = None, count: int = 5
) -> VoiceExplanation:
    """Explain the voice score of a recording.

    Args:
        path: local recording.
        selection: the models, as the night has them.
        emotion: one of EMOTIONS; None for the one with the highest score.
        count: windows told at most.

    Raises:
        InputError: if the recording cannot be read, or its voice has no score.
        ArtefactError: if a model is missing or altered.
    """
    scorers = selection.load("voice")
    tellers = {name: each for name, each in scorers.items() if isinstance(each, TellsMoments)}
    with Isolated() as isolated:
        # Where a file has several pictures, faces say which sets the clock.
        chosen = open_media(isolated, path, FaceFinder(selection.artefact("face_mesh")))
    read = _read(path, chosen, scorers, tuple(tellers.values()))
    heard = {each.window: each for each in read.windows if each.scores is not None}
    if not heard:
        raise _without_score(unheard_because(read.windows))
    scores = np.array([selection.voice.combine(each.scores or {}) for each in heard.values()])
    summary = summarise(scores)
    assert summary is not None  # some are heard
    asked = emotion or summary.dominant
    pulls = explain_voice(scores, list(heard), EMOTIONS.index(asked))
    return VoiceExplanation(
        read.seconds,
        read.gain_db,
        read.levels,
        tuple(read.windows),
        scores,
        summary.mean,
        asked,
        tuple(_strong(each, heard[each.window], read.attention) for each in pulls[:count]),
        tuple(tellers),
        attention_over_time(list(read.attention.values()), list(read.attention))
        if tellers
        else None,
    )


def _read(path: str, chosen: Chosen, scorers: Scorers, tellers: tuple[TellsMoments, ...]) -> _Read:
    """Score the sound window by window: its samples are in memory nowhere as a whole."""
    if chosen.sound is None:
        raise chosen.sound_trouble.error() if chosen.sound_trouble else _without_score("no_sound")
    with tempfile.TemporaryFile() as spool:
        sound = decode_sound(path, chosen, spool)
        if chosen.picture is None:
            refuse_fragment(len(sound) / SAMPLE_RATE, chosen.sound_declared)
        windows: list[ScoredWindow] = []
        attention = {}
        for window in windows_of(sound):
            windows += score_windows([WindowToScore("", window)], scorers)
            if tellers and window.state == "scored":
                attention[window.index] = attention_of(tellers, window)
        levels, length = levels_over_time(sound), len(sound)
    return _Read(windows, attention, levels, length / SAMPLE_RATE, sound.gain_db)


def _strong(
    contribution: Contribution, window: ScoredWindow, attention: dict[int, NDArray[np.float32]]
) -> StrongWindow:
    within = strongest_moments(attention[window.window]) if attention else []
    return StrongWindow(
        window.start_seconds,
        window.end_seconds,
        contribution,
        tuple(each._replace(seconds=window.start_seconds + each.seconds) for each in within),
    )


def _without_score(state: str) -> InputError:
    term = RECORDING_STATES[state]
    return InputError("score", state, f"The voice has no score: {term.meaning}; {term.remedy}.")
