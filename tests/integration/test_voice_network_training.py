"""Training of the voice CNN-LSTM, with Keras."""

import numpy as np
import pytest

from models.training.voice.batches import Batches
from models.training.voice.fit import CnnLstmOptions, fit_cnn_lstm
from models.voice.preprocessing import log_mel
from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice

SPECTROGRAM = log_mel(synthetic_voice(WINDOW_SAMPLES / 16000))


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


def test_an_interrupted_training_resumes_in_the_epoch_where_it_broke_off(tmp_path, monkeypatch):
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
        fit_cnn_lstm(spectrograms, labels, options, tmp_path / "work")
    breaking.clear()
    started.clear()
    model = fit_cnn_lstm(spectrograms, labels, options, tmp_path / "work")
    assert started[:2] in ([0, 1], [0, 2])  # made for epoch 0, then sent on by the callback
    assert model.optimizer.iterations.numpy() == 3 * 2
