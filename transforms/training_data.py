"""Reads labelled data in the official layouts, sound through the nightly job's decoder."""

import csv
import io
import re
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.labels import EMOTIONS, ESSAY_TRAITS, RAVDESS_EMOTIONS, TRAITS
from transforms.errors import DataError, InputError, NoDataError
from transforms.isolated import Isolated
from transforms.labelled_files import Say, files_below, say_aside, without_copies
from transforms.media import decode_sound
from transforms.probe import Probe

RAVDESS_NAME = re.compile(r"03-01-(\d\d)-\d\d-\d\d-\d\d-(\d\d)\.(wav|flac)$", re.IGNORECASE)
"""Audio-only speech: modality 03, channel 01, emotion, intensity, statement, repetition, actor."""

DUPLICATE = "03-01-03-01-02-02-07"
"""The same recording as 03-01-03-01-02-01-07."""


class VoiceData(NamedTuple):
    """Labelled clips of speech."""

    clips: list[NDArray[np.int16]]
    """Mono samples at SAMPLE_RATE."""
    labels: NDArray[np.int64]
    """Index into EMOTIONS."""
    actors: NDArray[np.int64]
    """Who speaks: groups that must not be split."""


class TextData(NamedTuple):
    """Labelled essays."""

    texts: list[str]
    labels: NDArray[np.int64]
    """1 if high in the trait, shape (n, 5), columns TRAITS."""


def read_voices(folder: Path, say: Say = say_aside) -> VoiceData:
    """RAVDESS speech by its official file names, 03-01-*.wav or .flac, at any depth.

    Args:
        folder: the file itself, or a folder with such files.
        say: told how many copies were left out.

    Raises:
        DataError: if there is no such file below the folder.
    """
    isolated = Isolated()
    clips, labels, actors = [], [], []
    names = {
        path: match
        for path in files_below(folder, ".wav", ".flac")
        if (match := RAVDESS_NAME.match(path.name)) and path.stem != DUPLICATE
    }
    for path, match in names.items():
        if match[1] not in RAVDESS_EMOTIONS:
            raise DataError(f"{path.name}: RAVDESS has no emotion {match[1]}")
    emotions = {path: RAVDESS_EMOTIONS[match[1]] for path, match in names.items()}
    for path in without_copies(emotions, say):
        try:
            found = Probe(*isolated.run("probe", str(path), "probe", "unreadable_media"))
            samples = io.BytesIO()
            decode_sound(str(path), found, samples)
        except InputError as error:
            raise DataError(f"{path.name}: {error}") from error
        clips.append(np.frombuffer(samples.getvalue(), np.int16))
        labels.append(EMOTIONS.index(emotions[path]))
        actors.append(int(names[path][2]))
    isolated.close()
    if not clips:
        raise NoDataError(f"no 03-01-*.wav or .flac, as RAVDESS names its speech, below {folder}")
    return VoiceData(clips, np.array(labels), np.array(actors))


def read_essays(folder: Path, say: Say = say_aside) -> TextData:
    """Pennebaker & King essays: a csv with TEXT, cEXT, cNEU, cAGR, cCON, cOPN.

    Args:
        folder: the file itself, or a folder with it, below which essays.csv comes first.
        say: told which file was read.

    Raises:
        DataError: if there is none.
    """
    files = sorted(files_below(folder, ".csv"), key=_essays_first)
    columns = [ESSAY_TRAITS[trait] for trait in TRAITS]
    for path in files:
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")  # the official file
        csv.field_size_limit(sys.maxsize)
        reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
        if not {"TEXT", *ESSAY_TRAITS.values()} <= set(reader.fieldnames or ()):
            continue
        rows = list(reader)
        if not rows:
            raise DataError(f"{path.name} has no essay")
        labels = [
            [_is_high(path, number, row[column], column) for column in columns]
            for number, row in enumerate(rows, start=1)
        ]
        say(f"Essays of {path.name}: {len(rows):,}.")
        return TextData([row["TEXT"] for row in rows], np.array(labels, dtype=np.int64))
    raise NoDataError(f"no csv with TEXT and {', '.join(ESSAY_TRAITS.values())} below {folder}")


def _essays_first(path: Path) -> tuple[bool, str]:
    return path.name.lower() != "essays.csv", str(path)


def _is_high(path: Path, number: int, answer: str, column: str) -> bool:
    if (known := answer.strip().lower()) not in ("y", "n"):
        raise DataError(f"{path.name}: {column} of essay {number} is neither y nor n")
    return known == "y"
