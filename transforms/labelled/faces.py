"""Reads labelled faces: FER2013 in its official form, or any npz or csv like it."""

import hashlib
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from models.labelled import FaceData
from transforms.errors import DataError, NoDataError
from transforms.labelled.face_values import face_data
from transforms.labelled.files import (
    Say,
    columns_of,
    files_below,
    open_csv,
    say_aside,
    without_copies,
)

LABEL_NAMES = ("emotion", "label", "labels")
IMAGE_NAMES = ("images", "pixels")


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
    yield face_data(file, images, labels, votes, usage)


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
    yield face_data(file, np.stack(crops), np.array(labels), None, np.array(usages))


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
