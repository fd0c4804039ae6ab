"""Brings labelled faces of any type and shape into one: crops, labels, votes, part of the data."""

import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.labelled import PRIVATE_TEST, PUBLIC_TEST, TRAINING, FaceData
from schemas.labels import EMOTION_WORDS, EMOTIONS, FERPLUS_VOTES
from schemas.sampling import FACE_SIZE
from transforms.errors import DataError

USAGES = (TRAINING, PUBLIC_TEST, PRIVATE_TEST)
"""What `usage` 0, 1 and 2 mean in an npz."""

ROUNDING = 0.01
"""By how much resizing may lift a grey level above 1."""


def face_data(
    file: Path,
    images: NDArray[Any],
    labels: NDArray[Any],
    votes: NDArray[Any] | None,
    usage: NDArray[Any],
) -> FaceData:
    """Check and convert what a file holds.

    Args:
        file: whose name errors say.
        images: n faces of any size, grey or colour, levels 0-255 or 0-1, also as rows of pixels.
        labels: n numbers or names of EMOTIONS.
        votes: counts of FER+'s votes, shape (n, 10), if known.
        usage: n numbers or names of USAGES; "" where the part is not known.

    Raises:
        DataError: if they are not as many, or one has no meaning here.
    """
    count = len(images) if images.ndim else 0
    if not count or labels.shape != (count,) or usage.shape != (count,):
        raise DataError(
            f"{file.name}: images {images.shape}, labels {labels.shape} and usage {usage.shape} "
            "must be as many, with one label and one usage each"
        )
    return FaceData(
        _as_crops(file, images),
        np.array(
            [
                _index(file, number, "label", EMOTION_WORDS.get(label, label), EMOTIONS)
                for number, label in enumerate(_texts(labels), start=1)
            ],
            np.int64,
        ),
        None if votes is None else _as_votes(file, votes, count),
        np.array(
            [
                USAGES[_index(file, number, "usage", part, USAGES)] if part else ""
                for number, part in enumerate(_texts(usage), start=1)
            ]
        ),
    )


def _as_votes(file: Path, votes: NDArray[Any], count: int) -> NDArray[np.uint8]:
    counts = votes.dtype.kind in "uif" and votes.shape == (count, len(FERPLUS_VOTES))
    if not (counts and ((votes >= 0) & (votes <= 255) & (votes % 1 == 0)).all()):
        raise DataError(
            f"{file.name}: ferplus_votes must be whole numbers from 0 to 255 of shape ({count}, "
            f"{len(FERPLUS_VOTES)}), not {votes.dtype} {votes.shape} with others"
        )
    return votes.astype(np.uint8)


def _index(file: Path, number: int, kind: str, text: str, names: tuple[str, ...]) -> int:
    """Place of a name or whole number in `names`, whatever its case."""
    lower = [name.lower() for name in names]
    if text in lower:
        return lower.index(text)
    try:
        value = float(text)
    except ValueError:
        value = -1
    if value not in range(len(names)):
        raise DataError(
            f"{file.name}, row {number}: {kind} {text!r} is neither 0-{len(names) - 1} nor one of "
            f"{', '.join(names)}"
        )
    return int(value)


def _texts(values: NDArray[Any]) -> list[str]:
    """Names or numbers of any type as lower-case text without spaces around."""
    texts = (
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for value in values.tolist()
    )
    return [text.strip().lower() for text in texts]


def _as_crops(file: Path, images: NDArray[Any]) -> NDArray[np.uint8]:
    images = _channels_last(images)
    colour = images.ndim == 4 and images.shape[-1] == 3
    if not (colour or images.ndim == 3) or 0 in images.shape:
        raise DataError(f"{file.name}: images of shape {images.shape}, want (n, 48, 48)")
    if images.dtype.kind not in "uif":
        raise DataError(f"{file.name}: images of type {images.dtype}, want uint8 or float")
    low, high = float(images.min()), float(images.max())
    if not (low >= 0 and high <= 255):  # also what is not a number
        raise DataError(f"{file.name}: grey levels from {low} to {high}, want 0-255 or 0-1")
    size = (FACE_SIZE, FACE_SIZE)
    if images.dtype == np.uint8 and high > 1 and images.shape[1:] == size:
        return images
    scale = np.float64(255 if high <= 1 + ROUNDING else 1)
    crops = np.empty((len(images), *size), np.uint8)
    for crop, image in zip(crops, images, strict=True):
        levels = np.clip(np.rint(image * scale), 0, 255).astype(np.uint8)
        grey = cv2.cvtColor(levels, cv2.COLOR_RGB2GRAY) if colour else levels
        crop[:] = grey if grey.shape == size else cv2.resize(grey, size, None, 0, 0, cv2.INTER_AREA)
    return crops


def _channels_last(images: NDArray[Any]) -> NDArray[Any]:
    """Faces in rows as squares, one channel dropped, three at the end."""
    if images.ndim == 2 and math.isqrt(images.shape[1]) ** 2 == images.shape[1]:
        return images.reshape(len(images), *[math.isqrt(images.shape[1])] * 2)
    if images.ndim == 4:
        if images.shape[-1] not in (1, 3) and images.shape[1] in (1, 3):
            images = np.moveaxis(images, 1, -1)
        if images.shape[-1] == 1:
            return images[..., 0]
    return images
