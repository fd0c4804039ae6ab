"""What the shipped voices make of what is no voice, and of voices that were recorded badly."""

import numpy as np
import pytest

from models.registry import load
from models.store import load_release
from models.training.voice.conditions import by_telephone, clipped
from models.voice.windows import WINDOW_SAMPLES, cut_windows
from tests.synthetic_voice import RATE, synthetic_voice

SECONDS = 8
TIME = np.arange(SECONDS * RATE) / RATE
VOICE = synthetic_voice(SECONDS)


def noise(colour):
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=len(TIME)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20) ** colour
    sound = np.fft.irfft(spectrum, len(TIME))
    return (0.1 * sound / sound.std()).astype(np.float32)


def music():
    """Chords of plucked strings over a drum, two a second."""
    sound = np.zeros(len(TIME))
    for beat in range(2 * SECONDS):
        since = TIME - beat / 2
        heard = since >= 0
        for note in (220, 277.2, 329.6)[: 1 + beat % 3]:
            for harmonic in range(1, 6):
                pluck = np.sin(2 * np.pi * note * harmonic * since) / harmonic
                sound += heard * pluck * np.exp(-4 * np.maximum(since, 0))
        sound += heard * np.sin(2 * np.pi * 60 * since) * np.exp(-20 * np.maximum(since, 0))
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


SILENT = {
    "silence": np.zeros(len(TIME), np.float32),
    "an offset": np.full(len(TIME), 0.2, np.float32),
    "white noise": noise(0),
    "pink noise": noise(0.5),
    "brown noise": noise(1),
    "hum": (0.1 * np.sin(2 * np.pi * 50 * TIME)).astype(np.float32),
}


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_speech_gets_no_score(name):
    windows = list(cut_windows(SILENT[name]))
    assert len(windows) == 1 + (len(TIME) - WINDOW_SAMPLES) // RATE
    assert {window.state for window in windows} == {"no_speech"}


@pytest.fixture(scope="module", params=load_release().ensembles["voice"])
def scorer(request):
    return load(load_release().artefacts[request.param])


def scores(scorer, sound):
    return scorer.score([window for window in cut_windows(sound) if window.state == "scored"])


def test_music_with_a_beat_is_taken_for_speech_and_scored_as_probabilities(scorer):
    """A limit that models/README.md tells: it is no noise, and nothing else sorts it out."""
    windows = list(cut_windows(music()))
    assert {window.state for window in windows} == {"scored"}
    found = scorer.score(windows)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


def test_a_voice_by_telephone_reads_alike(scorer):
    changed = by_telephone(VOICE, np.random.default_rng(2))
    found, clean = scores(scorer, changed), scores(scorer, VOICE)
    assert len(found) == len(clean) == 5
    # Half the sum of the differences: the share of probability that moves.
    assert np.abs(found.mean(axis=0) - clean.mean(axis=0)).sum() / 2 < 0.25


def test_a_clipped_voice_is_scored_in_every_window(scorer):
    """Pulses that are cut off sound sharper, and may read otherwise; RAVDESS's voices, cut as
    much, are recognised as often (`conditions` in the card)."""
    found = scores(scorer, clipped(VOICE, np.random.default_rng(2)))
    assert found.shape == (5, 7)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


@pytest.mark.parametrize("decibels", [-6, 20, 40])
def test_loudness_changes_nothing(scorer, decibels):
    louder = VOICE * np.float32(10 ** (decibels / 20))
    # Steps of 8-bit integers: see TOLERANCES in test_voice_scorers.
    np.testing.assert_allclose(scores(scorer, louder), scores(scorer, VOICE), atol=0.05)
