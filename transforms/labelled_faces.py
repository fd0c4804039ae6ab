"""Reads labelled faces: FER2013 in its official form, or any npz or csv like it."""

import csv
import math
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.labelled import PRIVATE_TEST, PUBLIC_TEST, TRAINING, FaceData
from schemas.labels import EMOTIONS, FERPLUS_VOTES
from schemas.sampling import FACE_SIZE
from transforms.errors import DataError, NoDataError
from transforms.labelled_files import Say, files_below, say_aside, without_copies

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
    votes = [part.votes for part in parts if part.votes is not None]
    return FaceData(
        np.concatenate([part.crops for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate(votes) if len(votes) == len(parts) else None,
        np.concatenate([part.usage for part in parts]),
    )


def _read_npz(file: Path) -> Iterator[FaceData]:
    try:
        with np.load(file, allow_pickle=False) as archive:
            data = {name.lower(): archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, AttributeError, BadZipFile, zlib.error) as error:
        raise DataError(f"{file.name} cannot be read as an npz of plain arrays") from error
    images, labels = _first(data, IMAGE_NAMES), _first(data, LABEL_NAMES)
    if images is None or labels is None:
        return  # some other archive
    usage = data.get("usage", np.full(labels.shape, ""))
    yield _checked(file, images, labels, data.get("ferplus_votes"), usage)


def _read_csv(file: Path) -> Iterator[FaceData]:
    csv.field_size_limit(sys.maxsize)
    with file.open(newline="", encoding="utf-8-sig", errors="replace") as stream:
        reader = csv.DictReader(stream, skipinitialspace=True, restval="")
        names = {name.strip().lower(): name for name in reader.fieldnames or ()}
        image = next((names[name] for name in IMAGE_NAMES if name in names), None)
        label = next((names[name] for name in LABEL_NAMES if name in names), None)
        if image is None or label is None:
            return
        usage = names.get("usage")
        rows = [(row[image], row[label], row[usage] if usage else "") for row in reader]
    try:
        flat = np.array([np.array(pixels.split(), np.uint8) for pixels, _, _ in rows])
        side = math.isqrt(flat.shape[1])
        images = flat.reshape(-1, side, side)
    except (ValueError, OverflowError, IndexError) as error:
        raise DataError(f"{file.name}: the pixels of its rows are not squares of 0-255") from error
    labels, usages = (np.array([row[column] for row in rows]) for column in (1, 2))
    yield _checked(file, images, labels, None, usages)


def _first(data: Mapping[str, NDArray[Any]], names: tuple[str, ...]) -> NDArray[Any] | None:
    return next((data[name] for name in names if name in data), None)


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
    if votes is not None and (
        votes.shape != (count, len(FERPLUS_VOTES)) or votes.dtype.kind != "u"
    ):
        raise DataError(
            f"{file.name}: ferplus_votes must be unsigned counts of shape ({count}, "
            f"{len(FERPLUS_VOTES)}), not {votes.dtype} {votes.shape}"
        )
    return FaceData(
        _as_crops(file, images),
        np.array([_index(file, "label", label, EMOTIONS) for label in labels.tolist()], np.int64),
        votes,
        np.array(
            [
                "" if part == "" else USAGES[_index(file, "usage", part, USAGES)]
                for part in usage.tolist()
            ]
        ),
    )


def _index(file: Path, kind: str, value: object, names: tuple[str, ...]) -> int:
    """Place of a name or whole number in `names`, whatever its type, case and spaces."""
    text = str(value).strip().lower()
    lower = [name.lower() for name in names]
    if text in lower:
        return lower.index(text)
    try:
        number = float(text)
    except ValueError:
        number = -1
    if number not in range(len(names)):
        raise DataError(
            f"{file.name}: {kind} {text!r} is neither 0-{len(names) - 1} nor one of "
            f"{', '.join(names)}"
        )
    return int(number)


def _as_crops(file: Path, images: NDArray[Any]) -> NDArray[np.uint8]:
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    colour = images.ndim == 4 and images.shape[-1] == 3
    if not (colour or images.ndim == 3) or 0 in images.shape:
        raise DataError(f"{file.name}: images of shape {images.shape}, want (n, 48, 48)")
    if images.dtype.kind not in "uif":
        raise DataError(f"{file.name}: images of type {images.dtype}, want uint8 or float")
    low, high = float(images.min()), float(images.max())
    if not (low >= 0 and high <= 255):  # also what is not a number
        raise DataError(f"{file.name}: grey levels from {low} to {high}, want 0-255 or 0-1")
    scale = 255 if high <= 1 + ROUNDING else 1
    levels = np.clip(np.rint(images * np.float64(scale)), 0, 255).astype(np.uint8)
    if not colour and levels.shape[1:] == (FACE_SIZE, FACE_SIZE):
        return levels
    grey = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if colour else image for image in levels)
    size = (FACE_SIZE, FACE_SIZE)
    crops = [cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in grey]
    return np.stack(crops).astype(np.uint8)
