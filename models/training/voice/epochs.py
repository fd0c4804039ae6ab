"""Trains a voice network for a fixed number of epochs, and resumes where it was interrupted."""

from pathlib import Path

import keras

from models.training.resuming import DropoutByEpoch
from models.training.voice.batches import Batches


def fit_epochs(
    model: keras.Model,
    batches: Batches,
    schedule: keras.optimizers.schedules.LearningRateSchedule,
    weight_decay: float,
    epochs: int,
    checkpoint: Path,
) -> None:
    """Train with AdamW.

    Args:
        model: gives probabilities of the emotions.
        batches: of the training clips.
        schedule: learning rate by step.
        weight_decay: decoupled, of all trained weights.
        epochs: how many.
        checkpoint: folder where the state after every epoch is kept and resumed from.
    """
    model.compile(
        keras.optimizers.AdamW(schedule, weight_decay=weight_decay, clipnorm=1.0),
        "categorical_crossentropy",
        weighted_metrics=["accuracy"],
        jit_compile=False,  # on a CPU, XLA takes a minute to compile and is then slower
    )
    backup = keras.callbacks.BackupAndRestore(str(checkpoint), delete_checkpoint=False)
    # A resumed training starts in a later epoch, of which the batches do not know.
    shuffle = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: batches.start(epoch))
    # They are shuffled, in an order that a resumed training finds again: Keras need not.
    callbacks = [backup, shuffle, DropoutByEpoch()]
    model.fit(batches, epochs=epochs, callbacks=callbacks, shuffle=False, verbose=2)
