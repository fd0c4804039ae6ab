"""What the CNN-LSTM hears in training."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.voice.augmentation import (
    at_speed,
    band_limited,
    compressed,
    in_room,
    with_noise,
    with_white_noise,
)
from models.training.voice.cnn_lstm import CnnLstmOptions, train_cnn_lstm
from models.training.voice.rendering import Batches, Distortion, distort
from models.voice.preprocessing import log_mel
from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice

VOICE = synthetic_voice(WINDOW_SAMPLES / 16000)
SPECTROGRAM = log_mel(VOICE)


def rng(seed=0):
    return np.random.default_rng(seed)


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_a_distorted_spectrogram_is_one(seed):
    distorted = distort(SPECTROGRAM, Distortion(), rng(seed))
    assert distorted.shape == (384, 64)
    assert distorted.dtype == np.float32
    assert distorted.min() >= 0
    assert distorted.max() <= 1
    np.testing.assert_array_equal(distorted, distort(SPECTROGRAM, Distortion(), rng(seed)))


def test_distorting_does_not_touch_its_input_and_silence_stays_in_range():
    before = SPECTROGRAM.copy()
    distort(SPECTROGRAM, Distortion(), rng())
    np.testing.assert_array_equal(SPECTROGRAM, before)
    silence = distort(np.zeros((384, 64), np.float32), Distortion(), rng())
    assert np.isfinite(silence).all()


@pytest.mark.parametrize("colour", [0, 0.5, 1])
@pytest.mark.parametrize("decibels", [10, 30])
def test_noise_lies_as_far_below_as_asked(colour, decibels):
    noise = with_noise(VOICE, decibels, colour, rng()) - VOICE
    assert 20 * np.log10(VOICE.std() / noise.std()) == pytest.approx(decibels, abs=0.3)


def test_every_change_keeps_type_and_length_but_speed():
    for changed in (
        with_white_noise(VOICE, 20, rng()),
        in_room(VOICE, 0.3, 0.5, rng()),
        band_limited(VOICE, 300, 3400),
        compressed(VOICE, 0.7),
    ):
        assert changed.shape == VOICE.shape
        assert changed.dtype == np.float32
        assert np.isfinite(changed).all()
        assert np.abs(changed - VOICE).max() > 1e-3
    assert len(at_speed(VOICE, 1.1)) == pytest.approx(len(VOICE) / 1.1, abs=2)


def test_speed_raises_the_pitch_and_a_band_takes_what_is_outside():
    time = np.arange(16000) / 16000
    tone = np.sin(2 * np.pi * 1000 * time).astype(np.float32)
    faster = at_speed(tone, 1.1)
    assert np.abs(np.fft.rfft(faster)).argmax() * 16000 / len(faster) == pytest.approx(1100, abs=2)
    assert band_limited(tone, 2000, 7000)[8000:].std() < 0.3 * tone.std()


def test_batches_cover_an_epoch_balance_classes_and_repeat():
    labels = np.array([0] * 10 + list(range(1, 7)))
    spectrograms = np.repeat(SPECTROGRAM[np.newaxis, np.newaxis], len(labels), 0).astype(np.float16)
    first, second = (Batches(spectrograms, labels, 6, 0.1, seed=3) for _ in range(2))
    assert len(first) == 3
    targets = np.concatenate([first[i][1] for i in range(3)])
    weights = np.concatenate([first[i][2] for i in range(3)])
    assert sorted(targets.argmax(axis=1)) == sorted(labels)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-6)
    totals = np.bincount(targets.argmax(axis=1), weights)
    np.testing.assert_allclose(totals, len(labels) / 7, rtol=1e-6)
    np.testing.assert_array_equal(first[1][0], second[1][0])
    first.on_epoch_end()
    assert (first.order != second.order).any()
    second.start(epoch=1)
    np.testing.assert_array_equal(first[2][0], second[2][0])


def test_an_interrupted_training_goes_on_in_the_epoch_where_it_broke_off(tmp_path, monkeypatch):
    labels = np.tile(np.arange(7), 2)
    spectrograms = np.repeat(SPECTROGRAM[np.newaxis, np.newaxis], 14, 0).astype(np.float16)
    options = CnnLstmOptions(epochs=3, batch=7, filters=4, memory=4)
    start, started, breaking = Batches.start, [], [2]

    def watched(batches, epoch):
        started.append(epoch)
        if epoch in breaking:
            raise InterruptedError
        start(batches, epoch)

    monkeypatch.setattr(Batches, "start", watched)
    with pytest.raises(InterruptedError):
        train_cnn_lstm(spectrograms, labels, options, tmp_path / "work")
    breaking.clear()
    started.clear()
    model = train_cnn_lstm(spectrograms, labels, options, tmp_path / "work")
    assert started[:2] in ([0, 1], [0, 2])  # made for epoch 0, then sent on by the callback
    assert model.optimizer.iterations.numpy() == 3 * 2
