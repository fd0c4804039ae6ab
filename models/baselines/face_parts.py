"""The parts of FER2013 that a face baseline trains on and is judged on."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.baselines.settings import Settings
from models.labelled import PUBLIC_TEST, TRAINING, FaceData
from models.training.trainer import InsufficientDataError
from models.training.trial import some_of


class LabelledCrops(NamedTuple):
    """Crops with FER2013's own labels."""

    crops: NDArray[np.uint8]
    """Shape (n, 48, 48)."""
    labels: NDArray[np.integer[Any]]
    """Index into EMOTIONS, shape (n,)."""


def parts_of(faces: FaceData, settings: Settings) -> tuple[LabelledCrops, LabelledCrops]:
    """A share of Training, and all of PublicTest.

    Raises:
        InsufficientDataError: if the faces lack one of these parts.
    """
    try:
        training, judged = faces.rows_of(TRAINING), faces.rows_of(PUBLIC_TEST)
    except ValueError as error:
        raise InsufficientDataError(str(error)) from error
    rows = (some_of(training, settings.fraction, settings.seed), judged)
    fit, judge = (LabelledCrops(faces.crops[part], faces.labels[part]) for part in rows)
    return fit, judge
