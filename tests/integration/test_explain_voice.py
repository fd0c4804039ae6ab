"""Explaining the voice of the sample interviews, as the night scores them."""

import wave
from pathlib import Path

import cv2
import numpy as np
import pytest

from jobs.explain_voice import NOT_EVIDENCE, main
from models.selection import Wanted, select
from models.voice.explanation import TellsMoments
from schemas.datasets import CAVEAT, RECORDING_SCORES, VOICE_SCORES
from schemas.labels import EMOTIONS
from tests.runs import parquet_rows
from tests.synthetic_voice import synthetic_voice
from transforms.explain_voice import explain_recording

SAMPLES = Path(__file__).parents[1] / "samples" / "interviews"
RECORDINGS = ("ada/motivation.mp4", "grace/motivation.wav")
SOUND = SAMPLES / RECORDINGS[1]


class Teller:
    """Says the same of each window, and looks at its last second but for one moment."""

    def score(self, windows):
        return np.tile([0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], (len(windows), 1))

    def moments(self, window):
        weights = np.zeros(76)
        weights[51:], weights[60] = 1, 25
        return weights / weights.sum()


@pytest.fixture
def arguments(tmp_path):
    """A good command line; a later option wins."""
    return ["--input", str(SOUND), "--output", str(tmp_path / "new" / "voice.png")]


@pytest.fixture
def recorded(tmp_path):
    """Writes sound to a file."""

    def write(sound):
        path = tmp_path / "recorded.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes((np.asarray(sound) * 32767).astype("<i2").tobytes())
        return str(path)

    return write


def row_of(output, name):
    (row,) = (
        r for r in parquet_rows(output, RECORDING_SCORES).values() if r["recording_id"] == name
    )
    return row


def window_rows(output, name):
    """By model, in order."""
    by_model = {}
    for row in parquet_rows(output, VOICE_SCORES).values():
        if row["recording_id"] == name:
            by_model.setdefault(row["model"], []).append(row)
    return {m: sorted(rows, key=lambda row: row["window"]) for m, rows in by_model.items()}


def test_writes_the_picture_and_prints_scores_and_windows(arguments, capsys):
    assert main([*arguments, "--emotion", "sad"]) == 0
    printed = capsys.readouterr().out
    assert CAVEAT in printed
    lines = printed.splitlines()
    assert [line.split()[0] for line in lines[:7]] == list(EMOTIONS)
    shares = [float(line.split()[1].rstrip("%")) for line in lines[:7]]
    assert sum(shares) == pytest.approx(100, abs=0.4)
    assert [line.split()[0] for line in lines[:7] if line.endswith("<")] == ["sad"]
    assert lines[7] == "9 of 9 windows scored; all pulls sum to the distance from guessing, 14.3%."
    assert lines[8].split()[:3] == ["seconds", "score", "pull"]
    told = lines[9:14]
    assert [line.split()[0] for line in told] == ["1", "2", "3", "4", "5"]
    assert all(" points" in line for line in told)
    picture = cv2.imread(arguments[3])
    assert picture.shape[0] > 600
    assert picture.shape[1] == 1560
    assert picture.std() > 20


@pytest.mark.parametrize("name", RECORDINGS)
def test_scores_are_those_of_the_nights_rows(first, name):
    explained = explain_recording(str(SAMPLES / name), select())
    row, windows = row_of(first, name), window_rows(first, name)
    assert explained.probabilities == tuple(row[f"voice_{emotion}"] for emotion in EMOTIONS)
    assert explained.emotion == EMOTIONS[int(np.argmax(explained.probabilities))]
    assert explained.gain_db == row["voice_gain_db"]
    assert len(explained.scores) == row["windows_scored"]
    assert windows.keys() == set(select().voice.models)
    for model, rows in windows.items():
        assert [
            (w.window, w.start_seconds, w.end_seconds, w.state, w.speech_share, w.scores[model])
            for w in explained.windows
        ] == [
            (r["window"], r["start_seconds"], r["end_seconds"], r["state"], r["speech_share"],
             tuple(r[emotion] for emotion in EMOTIONS))
            for r in rows
        ]  # fmt: skip


@pytest.mark.parametrize("model", select().voice.models)
def test_a_chosen_model_alone_has_its_rows(first, model):
    name = RECORDINGS[1]
    explained = explain_recording(str(SOUND), select(wanted=Wanted(voice_models=(model,))))
    rows = [[r[emotion] for emotion in EMOTIONS] for r in window_rows(first, name)[model]]
    np.testing.assert_array_equal(explained.scores, rows)


def test_pulls_are_the_windows_part_in_the_score():
    explained = explain_recording(str(SOUND), select(), "happy", count=99)
    score = explained.probabilities[EMOTIONS.index("happy")]
    pulls = [each.contribution.pull for each in explained.strongest]
    assert sum(pulls) == pytest.approx(score - 1 / 7, abs=1e-9)
    assert [abs(pull) for pull in pulls] == sorted(map(abs, pulls), reverse=True)
    for each in explained.strongest:
        window = explained.windows[each.contribution.window]
        assert (each.start_seconds, each.end_seconds) == (window.start_seconds, window.end_seconds)
        combined = explained.scores[each.contribution.window, EMOTIONS.index("happy")]
        assert each.contribution.score == combined  # all windows of the sample are scored


def test_attention_is_what_the_shipped_ensemble_tells(arguments, capsys):
    """Whichever models it has."""
    scorers = select().load("voice")
    tellers = tuple(name for name, each in scorers.items() if isinstance(each, TellsMoments))
    explained = explain_recording(str(SOUND), select())
    assert explained.tellers == tellers
    assert (explained.attention is not None) == bool(tellers)
    assert all(bool(each.moments) == bool(tellers) for each in explained.strongest)
    if explained.attention is not None:
        assert len(explained.attention) == 8 * 25 + 76
        assert np.nanmean(explained.attention) == pytest.approx(1, abs=0.1)
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert (NOT_EVIDENCE in printed) == ("looked at most" in printed) == bool(tellers)
    assert ("No attention is shown" in printed) == (not tellers)
    for name in scorers.keys() - set(tellers):
        assert name in printed


def test_a_model_that_tells_moments_is_listened_to(arguments, monkeypatch, capsys):
    monkeypatch.setattr("models.selection.load", lambda artefact: Teller())
    explained = explain_recording(str(SOUND), select())
    assert explained.tellers == select().voice.models
    for each in explained.strongest:
        assert each.moments[-1].seconds <= each.end_seconds
        strongest = max(each.moments, key=lambda moment: moment.times_even)
        assert strongest.seconds == pytest.approx(each.start_seconds + 60.5 * 0.04)
        assert strongest.times_even == pytest.approx(76 * 25 / 49)
    np.testing.assert_array_equal(explained.attention[:51], 0)
    peak = 76 * 25 / 49
    assert explained.attention[60] == pytest.approx(peak / 3)  # three windows cover it
    assert explained.attention[60 + 8 * 25] == pytest.approx(peak)  # the last alone
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert NOT_EVIDENCE in printed
    assert "1       0.0 - 3.1 " in printed
    assert ", 2.42 s" in printed


def test_windows_without_speech_are_gaps(recorded):
    spoken = synthetic_voice(6)
    sound = np.concatenate([spoken, np.zeros(16_000 * 8), spoken])
    explained = explain_recording(recorded(sound), select())
    states = [window.state for window in explained.windows]
    assert set(states) == {"scored", "no_speech"}
    assert states[0] == states[-1] == "scored"
    assert len(explained.scores) == states.count("scored")
    assert explained.seconds == pytest.approx(20)
    for each in explained.strongest:
        assert explained.windows[each.contribution.window].state == "scored"


@pytest.mark.parametrize(
    ("sound", "message"),
    [
        (np.zeros(48_000), "the sound track is digital silence; check the microphone"),
        (0.1 * np.sin(np.arange(48_000) / 50), "no window holds enough speech; check the micro"),
        (synthetic_voice(0.4), "shorter than the minimum; record a longer answer"),
    ],
    ids=["silent", "hum", "short"],
)
def test_a_voice_without_a_score_is_refused_with_the_reason(
    arguments, recorded, sound, message, capsys
):
    assert main([*arguments, "--input", recorded(sound)]) == 2
    said = capsys.readouterr().err
    assert "The voice has no score: " in said
    assert message in said
    assert not Path(arguments[3]).exists()


def test_a_film_without_sound_is_refused(arguments, tmp_path, capsys):
    path = tmp_path / "mute.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (320, 240))
    for _ in range(12):
        writer.write(np.full((240, 320, 3), 90, np.uint8))
    writer.release()
    assert main([*arguments, "--input", str(path)]) == 2
    assert "The voice has no score: the recording has no sound track" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--input", str(SAMPLES / "nobody.mp4")], "Cannot be fetched"),
        (["--input", str(SAMPLES / "grace" / "strengths.pdf")], "The container cannot be read"),
        (["--output", "voice.jpg"], "must end in .png"),
        (["--release", "8.0.0"], "releases there: "),
        (["--voice_model", "text_tfidf"], "has no voice model 'text_tfidf'; choose "),
        (["--emotion", "bored"], "'bored' is not one of"),
    ],
)
def test_what_cannot_be_explained_says_what_to_do(arguments, options, message, capsys):
    assert main([*arguments, *options]) == 2
    said = capsys.readouterr().err
    assert "interviews explain-voice" in said
    assert message in said
