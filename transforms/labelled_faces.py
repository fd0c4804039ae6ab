"""Reads labelled faces: FER2013 in its official form, or any npz or csv like it."""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.labelled import PRIVATE_TEST, PUBLIC_TEST, TRAINING, FaceData
from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE
from transforms.errors import DataError

USAGES = (TRAINING, PUBLIC_TEST, PRIVATE_TEST)
"""What `usage` 0, 1 and 2 mean in an npz."""

LABEL_NAMES = ("emotion", "label", "labels")
IMAGE_NAMES = ("images", "pixels")


def read_faces(path: Path) -> FaceData:
    """Read all labelled faces of a file, or of the npz (or else csv) files below a folder.

    An npz holds `images` (uint8, n x 48 x 48; other sizes, colour and [0, 1] are converted),
    `emotion` (FER2013's numbers 0-6, or names) and, if known, `usage` (0-2 or names) and
    `ferplus_votes` (n x 10). A csv has fer2013.csv's columns: `emotion`, `pixels`, `Usage`.

    Raises:
        DataError: if there is no such file, or one does not hold what it must.
    """
    for suffix, read in ((".npz", _read_npz), (".csv", _read_csv)):
        files = [path] if path.is_file() else sorted(path.rglob(f"*{suffix}"))
        parts = [part for file in files if file.suffix == suffix for part in read(file)]
        if parts:
            votes = [part.votes for part in parts if part.votes is not None]
            return FaceData(
                np.concatenate([part.crops for part in parts]),
                np.concatenate([part.labels for part in parts]),
                np.concatenate(votes) if len(votes) == len(parts) else None,
                np.concatenate([part.usage for part in parts]),
            )
    raise DataError(
        f"no labelled faces below {path}: want an npz with images and emotion, or a csv"
    )


def _read_npz(file: Path) -> Iterator[FaceData]:
    try:
        with np.load(file, allow_pickle=False) as archive:
            data = {name: archive[name] for name in archive.files}
    except (OSError, ValueError) as error:
        raise DataError(f"{file.name} is not an npz without objects: {error}") from error
    images, labels = _first(data, IMAGE_NAMES), _first(data, LABEL_NAMES)
    if images is None or labels is None:
        return  # some other archive
    usage = data.get("usage", np.full(len(labels), "", dtype=np.str_))
    if np.issubdtype(usage.dtype, np.integer):
        usage = np.array(USAGES)[usage]
    yield _checked(file, images, labels, data.get("ferplus_votes"), usage)


def _read_csv(file: Path) -> Iterator[FaceData]:
    csv.field_size_limit(sys.maxsize)
    with file.open(newline="", encoding="utf-8-sig", errors="replace") as stream:
        reader = csv.DictReader(stream, skipinitialspace=True)
        names = {name.strip().lower(): name for name in reader.fieldnames or ()}
        image = next((names[name] for name in ("pixels", "images") if name in names), None)
        label = next((names[name] for name in LABEL_NAMES if name in names), None)
        if image is None or label is None:
            return
        rows = [
            (row[image], row[label], row[names["usage"]] if "usage" in names else "")
            for row in reader
        ]
    try:
        flat = np.array([np.array(pixels.split(), np.uint8) for pixels, _, _ in rows])
        side = int(np.sqrt(flat.shape[1]))
        images = flat.reshape(-1, side, side)
    except (ValueError, OverflowError, IndexError) as error:
        raise DataError(f"{file.name}: pixels are not squares of 0-255: {error}") from error
    labels = np.array([label.strip() for _, label, _ in rows])
    yield _checked(file, images, labels, None, np.array([usage.strip() for _, _, usage in rows]))


def _first(data: Mapping[str, NDArray[Any]], names: tuple[str, ...]) -> NDArray[Any] | None:
    return next((data[name] for name in names if name in data), None)


def _checked(
    file: Path,
    images: NDArray[Any],
    labels: NDArray[Any],
    votes: NDArray[Any] | None,
    usage: NDArray[Any],
) -> FaceData:
    counts = {len(images), len(labels), len(usage), *(() if votes is None else (len(votes),))}
    if len(counts) != 1 or not len(images):
        raise DataError(f"{file.name}: {len(images)} images for {len(labels)} labels")
    classes = np.array([_label(file, label) for label in labels.ravel().tolist()], np.int64)
    return FaceData(_as_crops(file, images), classes, votes, usage.astype(np.str_))


def _label(file: Path, label: object) -> int:
    text = str(label).lower()
    if text in EMOTIONS:
        return EMOTIONS.index(text)
    if text.isdigit() and int(text) < len(EMOTIONS):
        return int(text)
    raise DataError(
        f"{file.name}: label {text!r} is neither 0-{len(EMOTIONS) - 1} nor one of "
        f"{', '.join(EMOTIONS)}"
    )


def _as_crops(file: Path, images: NDArray[Any]) -> NDArray[np.uint8]:
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[-1] != 3):
        raise DataError(f"{file.name}: images of shape {images.shape}, want (n, 48, 48)")
    if np.issubdtype(images.dtype, np.floating):
        images = images * (255 if images.max() <= 1 else 1)
    images = np.clip(images, 0, 255).astype(np.uint8)
    if images.shape[1:] == (FACE_SIZE, FACE_SIZE):
        return images
    grey = (
        image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in images
    )
    size = (FACE_SIZE, FACE_SIZE)
    return np.stack(
        [cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in grey]
    ).astype(np.uint8)
