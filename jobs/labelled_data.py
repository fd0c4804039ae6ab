"""Labelled data as the jobs that train take them: a share of them, checked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.labelled import PUBLIC_TEST, TRAINING, FaceData, TextData, VoiceData
from models.training.trial import some_of
from transforms.errors import DataError
from transforms.labelled.essays import read_essays
from transforms.labelled.faces import read_faces
from transforms.labelled.voices import read_voices


@contextmanager
def of_the_data() -> Iterator[None]:
    """Around what can only fail because of the data: its ValueError is a DataError."""
    try:
        yield
    except ValueError as error:
        raise DataError(str(error)) from error


def faces_to_train_and_judge(
    folder: Path,
) -> tuple[FaceData, NDArray[np.intp], NDArray[np.intp]]:
    """All faces, and which of them are FER2013's Training and PublicTest.

    Raises:
        DataError: if there are none, or none of one of these parts.
    """
    faces = read_faces(folder)
    with of_the_data():
        return faces, faces.rows_of(TRAINING), faces.rows_of(PUBLIC_TEST)


def some_faces(folder: Path, fraction: float, seed: int) -> FaceData:
    """A share of Training and as large a share of PublicTest.

    Raises:
        DataError: as `faces_to_train_and_judge`.
    """
    faces, *parts = faces_to_train_and_judge(folder)
    return faces.take(np.concatenate([some_of(part, fraction, seed) for part in parts]))


def some_voices(folder: Path, fraction: float, seed: int) -> VoiceData:
    """A share of the clips.

    Raises:
        DataError: if there are none.
    """
    data = read_voices(folder)
    return data.take(some_of(np.arange(len(data.labels)), fraction, seed))


def some_essays(folder: Path, fraction: float, seed: int) -> TextData:
    """A share of the essays.

    Raises:
        DataError: if there are none.
    """
    data = read_essays(folder)
    return data.take(some_of(np.arange(len(data.labels)), fraction, seed))


READERS: dict[str, Callable[[Path, float, int], Any]] = {
    "face": some_faces,
    "voice": some_voices,
    "text": some_essays,
}
"""Modality to what reads its labelled data: from a folder, a share in (0, 1] and a seed."""
