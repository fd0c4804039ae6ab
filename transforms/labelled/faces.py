"""Reads labelled faces: FER2013 in its official form, or any npz or csv like it."""

import hashlib
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from models.labelled import PRIVATE_TEST, PUBLIC_TEST, TRAINING, FaceData
from schemas.labels import EMOTION_WORDS, EMOTIONS, FERPLUS_VOTES
from schemas.sampling import FACE_SIZE
from transforms.errors import DataError, NoDataError
from transforms.labelled.files import (
    Say,
    columns_of,
    files_below,
    open_csv,
    say_aside,
    without_copies,
)

USAGES = (TRAINING, PUBLIC_TEST, PRIVATE_TEST)
"""What `usage` 0, 1 and 2 mean in an npz."""

LABEL_NAMES = ("emotion", "label", "labels")
IMAGE_NAMES = ("images", "pixels")

ROUNDING = 0.01
"""By how much resizing may lift a grey level above 1."""


def read_faces(path: Path, say: Say = say_aside) -> FaceData:
    """Read all labelled faces of a file, or of the npz or csv files below a folder.

    An npz holds `images` (uint8, n x 48 x 48; other sizes, colour and [0, 1] are converted),
    `emotion` (FER2013's numbers 0-6, or names) and, if known, `usage` (0-2 or names) and
    `ferplus_votes` (n x 10). A csv has fer2013.csv's columns: `emotion`, `pixels`, `Usage`.
    A face that several files hold with the same label is read once.

    Args:
        path: the file or folder.
        say: told how many copies were left out.

    Raises:
        DataError: if there is no such file, one does not hold what it must, or there are faces
            both as npz and as csv, which may be the same ones.
    """
    found = {
        file: part
        for file in files_below(path, ".npz", ".csv")
        for part in (_read_npz if file.suffix.lower() == ".npz" else _read_csv)(file)
    }
    if not found:
        raise NoDataError(
            f"no labelled faces below {path}: want an npz with images and emotion, or a csv"
        )
    by_suffix = {file.suffix.lower(): file for file in found}
    if len(by_suffix) > 1:
        both = " and ".join(file.name for file in by_suffix.values())
        raise DataError(f"{both} hold faces, which may be the same ones: keep npz or csv")
    parts = [found[file] for file in without_copies(dict.fromkeys(found), say)]
    if len(parts) > 1:
        parts = _once(parts, say)
    votes = [part.votes for part in parts if part.votes is not None]
    return FaceData(
        np.concatenate([part.crops for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate(votes) if len(votes) == len(parts) else None,
        np.concatenate([part.usage for part in parts]),
    )


def _once(parts: Sequence[FaceData], say: Say) -> list[FaceData]:
    """Without the faces that another file holds too, with the same label.

    Within a file each face counts, as FER2013 has some twice; one that is in several parts of it
    stays in each. What a file that names the parts says goes before one that does not.
    """
    known: set[tuple[bytes, int, str]] = set()
    kept, repeated = [], 0
    for part in sorted(parts, key=lambda part: bool((part.usage == "").any())):
        crops = [hashlib.sha256(crop.tobytes()).digest() for crop in part.crops]
        keys = list(zip(crops, part.labels.tolist(), part.usage.tolist(), strict=True))
        new = np.array([key not in known for key in keys])
        repeated += int((~new).sum())
        known.update(keys, ((crop, label, "") for crop, label, _ in keys))
        if new.any():
            kept.append(part.take(new))
    if repeated:
        say(f"Faces left out because another file holds them: {repeated:,}.")
    return kept


def _read_npz(file: Path) -> Iterator[FaceData]:
    try:
        archive = np.load(file, allow_pickle=False)
        if not isinstance(archive, NpzFile):
            raise DataError(f"{file.name} cannot be read as an npz: it is a single array (npy)")
        with archive:
            names = {name.lower(): name for name in archive.files}
            image, label = _first(names, IMAGE_NAMES), _first(names, LABEL_NAMES)
            if image is None or label is None:
                return  # some other archive
            images, labels = archive[image], archive[label]
            votes, usage = (
                archive[names[name]] if name in names else None
                for name in ("ferplus_votes", "usage")
            )
    except (OSError, ValueError, EOFError, AttributeError, BadZipFile, zlib.error) as error:
        raise DataError(f"{file.name} cannot be read as an npz of plain arrays") from error
    labels = _column(labels)
    usage = np.array("") if usage is None else _column(usage)
    if usage.ndim == 0:  # one for all
        usage = np.full(labels.shape, usage)
    yield _checked(file, images, labels, votes, usage)


def _read_csv(file: Path) -> Iterator[FaceData]:
    names = {name: name for name in columns_of(file)}
    image, label = _first(names, IMAGE_NAMES), _first(names, LABEL_NAMES)
    if image is None or label is None:
        return
    crops: list[NDArray[np.uint8]] = []
    labels, usages = [], []
    with open_csv(file) as rows:
        for number, row in enumerate(rows, start=1):
            crops.append(_pixels(file, image, number, row[image]))
            if crops[-1].shape != crops[0].shape:
                raise DataError(
                    f"{file.name}: {image} of row {number} are {crops[-1].size} numbers, those of "
                    f"row 1 are {crops[0].size}"
                )
            labels.append(row[label])
            usages.append(row.get("usage", ""))
    if not crops:
        raise DataError(f"{file.name} names {image} and {label} but has no row below them")
    yield _checked(file, np.stack(crops), np.array(labels), None, np.array(usages))


def _pixels(file: Path, column: str, number: int, text: str) -> NDArray[np.uint8]:
    """Square of grey levels from numbers that spaces or commas part."""
    try:
        levels = np.array(text.strip(" []").replace(",", " ").split(), np.uint8)
        side = max(1, math.isqrt(levels.size))
        return levels.reshape(side, side)
    except (ValueError, OverflowError) as error:
        raise DataError(
            f"{file.name}: {column} of row {number} are no square of whole numbers from 0 to 255"
        ) from error


def _first(names: Mapping[str, str], wanted: tuple[str, ...]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _column(values: NDArray[Any]) -> NDArray[Any]:
    """Shape (n, 1) as (n,)."""
    return values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values


def _checked(
    file: Path,
    images: NDArray[Any],
    labels: NDArray[Any],
    votes: NDArray[Any] | None,
    usage: NDArray[Any],
) -> FaceData:
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
