"""A recording's level does not change its scores, and silence is not made louder."""

import wave

import numpy as np
import pytest
import soundfile

from schemas.datasets import RECORDING_SCORES
from schemas.labels import EMOTIONS
from tests.recorded import VOICE
from tests.runs import parquet_rows, score


def decibel(value):
    return 10 ** (value / 20)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The night's row of each copy of one voice, by the candidate's name."""
    folder = tmp_path_factory.mktemp("loudness")
    with wave.open(str(VOICE)) as file:
        rate, sound = file.getframerate(), np.frombuffer(file.readframes(10**7), "<i2") / 32768
    sound = sound / np.abs(sound).max() * 0.9
    rng = np.random.default_rng(1)
    dither = (rng.integers(-1, 2, len(sound)) + rng.integers(-1, 2, len(sound))) / 32768
    room = np.zeros(40 * len(sound))
    hiss = rng.normal(0, 1e-4, len(sound) + len(room))
    copies = {
        "plain": (sound, "PCM_16"),
        "quiet": (sound * decibel(-50), "PCM_16"),
        "quiet_24": (sound * decibel(-50), "PCM_24"),
        "quieter_24": (sound * decibel(-70), "PCM_24"),
        "quiet_float": (sound * decibel(-85), "FLOAT"),
        "hot_float": (sound * decibel(12), "FLOAT"),
        "integers_as_float": (np.round(sound * 32767), "FLOAT"),
        "quiet_offset": (sound * decibel(-50) + 0.2, "PCM_24"),
        "sparse": (np.concatenate([sound, room]) + hiss, "PCM_24"),
        "zeros": (0 * sound, "PCM_16"),
        "dithered": (dither, "PCM_16"),
    }
    for name, (samples, kind) in copies.items():
        (folder / name).mkdir()
        soundfile.write(folder / name / "q.wav", samples, rate, subtype=kind)
    assert score(folder, output=folder / "out") == 0
    written = parquet_rows(folder / "out", RECORDING_SCORES)
    return {row["candidate_id"]: row for row in written.values()}


def voice_of(row):
    return np.array([row[f"voice_{emotion}"] for emotion in EMOTIONS])


@pytest.mark.parametrize(
    "name",
    ["quiet_24", "quieter_24", "quiet_offset", "quiet_float", "hot_float", "integers_as_float"],
)
def test_the_level_changes_no_score(rows, name):
    """But for rounding in 8-bit integers: 0.008 at most here, see test_voice_scorers."""
    assert rows[name]["voice_state"] == "scored"
    np.testing.assert_allclose(voice_of(rows[name]), voice_of(rows["plain"]), atol=0.02)
    assert rows[name]["windows_scored"] == rows["plain"]["windows_scored"]


def test_sixteen_bits_at_minus_fifty_db_lose_detail(rows):
    """Nine bits are left, and their noise is heard: the file holds no more."""
    moved = np.abs(voice_of(rows["quiet"]) - voice_of(rows["plain"])).max()
    assert 0.001 < moved < 0.12


@pytest.mark.parametrize("name", ["zeros", "dithered"])
def test_silence_stays_silent(rows, name):
    assert rows[name]["voice_state"] == "silent"
    assert all(rows[name][f"voice_{emotion}"] is None for emotion in EMOTIONS)


def test_the_gain_is_in_the_row(rows):
    gains = {name: row["voice_gain_db"] for name, row in rows.items()}
    assert gains["plain"] == 0
    assert gains["quieter_24"] - gains["quiet_24"] == pytest.approx(20, abs=0.5)
    assert gains["hot_float"] == pytest.approx(-11.1, abs=0.1)  # a peak of 0.9 and 12 dB
    assert gains["sparse"] == 0
    assert gains["zeros"] == 0
