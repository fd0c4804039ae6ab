"""Judges the voice CNN-LSTM, trains it on all clips and packages it."""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from models.labelled import VoiceData
from models.training import resuming
from models.training.export import to_onnx
from models.training.fingerprint import fingerprint
from models.training.trainer import Trained, Trainer
from models.training.voice import architecture, augmentation, batches, epochs, fit, rendering
from models.training.voice.examples import windows_of
from models.training.voice.fit import CnnLstmOptions, fit_cnn_lstm
from models.training.voice.judge import Predict
from models.training.voice.protocol import judge_and_train
from models.training.voice.rendering import render_clips
from models.training.voice.sufficiency import require_voices
from models.voice.cnn_lstm import GRAPH
from models.voice.preprocessing import log_mel

NAME = "voice_cnn_lstm"

CODE = (architecture, augmentation, batches, epochs, fit, rendering, resuming)
"""Modules that decide what a training gives."""


def train(data: VoiceData, options: CnnLstmOptions, work: Path) -> Trained:
    """Judge with actors held out, then train on all clips.

    Args:
        data: labelled clips.
        options: hyperparameters.
        work: folder for checkpoints; an interrupted training on the same clips with the same
            options resumes from them.

    Raises:
        InsufficientDataError: if an emotion is missing in a training part, there are fewer than
            two actors, or no clip holds speech.
    """
    require_voices(data, options.folds, options.seed)
    examples = windows_of(data.clips, log_mel)
    spectrograms = render_clips(data.clips, log_mel, options.renderings, options.seed)
    start = fingerprint((data.labels, data.actors, *data.clips), options, CODE)

    def fit_part(training: NDArray[np.integer], name: str) -> keras.Model:
        checkpoint = work / f"{NAME}-{start}" / name
        return fit_cnn_lstm(spectrograms[training], data.labels[training], options, checkpoint)

    def predictor(model: keras.Model) -> Predict:
        return lambda features: np.asarray(model.predict(features, batch_size=64, verbose=0))

    model, card, held_out = judge_and_train(
        NAME,
        data,
        examples,
        fit_part,
        predictor,
        options={**options._asdict(), "distortion": options.distortion._asdict()},
        architecture="log-mel 384 x 64, three convolutions over time, LSTM both ways, attention "
        "and statistics, temperature",
        scoring={},
        libraries=("keras", "tf2onnx", "onnxruntime", "librosa", "numpy"),
    )
    sized = f"{card.architecture}; {model.count_params():,} parameters"
    graph = to_onnx(model, examples.features[:64])
    return Trained({GRAPH: graph}, replace(card, architecture=sized), held_out)


TRAINER = Trainer(CnnLstmOptions, train)
