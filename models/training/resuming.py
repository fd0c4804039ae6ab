"""What lets a training resume as if nothing had interrupted it."""

from typing import Any

import keras


class DropoutByEpoch(keras.callbacks.Callback):
    """Makes what is dropped depend on the epoch only: a checkpoint lacks the generators' state."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        for variable in self.model.non_trainable_variables:
            if variable.path.endswith("seed_generator_state"):
                key, _ = keras.ops.convert_to_numpy(variable)
                drawn = epoch << 16  # far more than an epoch's batches
                variable.assign([key, drawn])
