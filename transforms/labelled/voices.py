"""Reads labelled data in the official layouts, sound through the nightly job's decoder."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.labels import EMOTIONS, ESSAY_TRAITS, RAVDESS_EMOTIONS, TRAITS
from transforms.errors import DataError, InputError, NoDataError
from transforms.isolated import Isolated
from transforms.labelled.files import (
    Say,
    columns_of,
    files_below,
    open_csv,
    say_aside,
    without_copies,
)
from transforms.media.decode import decode_sound
from transforms.media.probe import Probe

RAVDESS_NAME = re.compile(r"03-01-(\d\d)-\d\d-\d\d-\d\d-(\d\d)\.(wav|flac)$", re.IGNORECASE)
"""Audio-only speech: modality 03, channel 01, emotion, intensity, statement, repetition, actor."""

DUPLICATE, DUPLICATED = "03-01-03-01-02-02-07", "03-01-03-01-02-01-07"
"""The same recording under two names."""


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
        DataError: if there is no such file below the folder, or one cannot be read.
    """
    clips, labels, actors = [], [], []
    names = {
        path: match
        for path in files_below(folder, ".wav", ".flac")
        if (match := RAVDESS_NAME.match(path.name))
    }
    emotions = {path: ravdess_emotion(path, match[1]) for path, match in names.items()}
    with Isolated() as isolated:
        for path in without_copies(without_duplicates(emotions, say), say):
            try:
                found = Probe(*isolated.run("probe", str(path), "probe", "unreadable_media"))
                samples = io.BytesIO()
                decode_sound(str(path), found, samples)
            except InputError as error:
                raise DataError(f"{path.name}: {error}") from error
            clips.append(np.frombuffer(samples.getvalue(), np.int16))
            labels.append(EMOTIONS.index(emotions[path]))
            actors.append(int(names[path][2]))
    if not clips:
        raise NoDataError(f"no 03-01-*.wav or .flac, as RAVDESS names its speech, below {folder}")
    return VoiceData(clips, np.array(labels), np.array(actors))


def ravdess_emotion(path: Path, code: str) -> str:
    """Emotion of a code in a RAVDESS name.

    Raises:
        DataError: if RAVDESS has no such code.
    """
    if code not in RAVDESS_EMOTIONS:
        raise DataError(f"{path.name}: RAVDESS has no emotion {code}; 01-08 are known")
    return RAVDESS_EMOTIONS[code]


def without_duplicates(files: Mapping[Path, str], say: Say) -> dict[Path, str]:
    """All files but RAVDESS's duplicate where the recording that it repeats is there too."""
    stems = {path.stem for path in files}
    if not {DUPLICATE, DUPLICATED} <= stems:
        return dict(files)
    say(f"{DUPLICATE} left out: the same recording as {DUPLICATED}.")
    return {path: label for path, label in files.items() if path.stem != DUPLICATE}


def read_essays(folder: Path, say: Say = say_aside) -> TextData:
    """Pennebaker & King essays: csv with TEXT, cEXT, cNEU, cAGR, cCON, cOPN, in any case.

    Args:
        folder: the file itself, or a folder with such files; an essay that several of them hold
            is read once.
        say: told which files were read and how many essays were left out.

    Raises:
        DataError: if there is none, or an answer is neither y nor n.
    """
    columns = [ESSAY_TRAITS[trait].lower() for trait in TRAITS]
    found: dict[tuple[str, tuple[bool, ...]], Path] = {}
    texts, labels, repeated = [], [], 0
    for path in files_below(folder, ".csv"):
        if not {"text", *columns} <= columns_of(path):
            continue
        with open_csv(path) as reader:
            rows = list(reader)
        if not rows:
            raise DataError(f"{path.name} has no essay")
        for number, row in enumerate(rows, start=1):
            traits = tuple(_is_high(path, number, row[column], column) for column in columns)
            if found.setdefault((_plain(row["text"]), traits), path) == path:
                texts.append(row["text"])
                labels.append(traits)
            else:
                repeated += 1
        say(f"Essays of {path.name}: {len(rows):,}.")
    if not texts:
        names = ", ".join(ESSAY_TRAITS.values())
        raise NoDataError(f"no csv with TEXT and {names} below {folder}")
    if repeated:
        say(f"Essays left out because another file holds them: {repeated:,}.")
    return TextData(texts, np.array(labels, dtype=np.int64))


def without_repeats(essays: TextData, say: Say) -> TextData:
    """Each essay once, however it is spaced: a repeated one is no second observation.

    Raises:
        DataError: if one is there with two answers.
    """
    first: dict[str, int] = {}
    kept = []
    for number, text in enumerate(essays.texts):
        same = first.setdefault(_plain(text), number)
        if (essays.labels[same] != essays.labels[number]).any():
            raise DataError(
                f"essays {same + 1} and {number + 1} are the same text with two answers; delete one"
            )
        if same == number:
            kept.append(number)
    if repeated := len(essays.texts) - len(kept):
        say(f"Essays left out because they are repeated: {repeated:,}.")
    return TextData([essays.texts[number] for number in kept], essays.labels[kept])


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_high(path: Path, number: int, answer: str, column: str) -> bool:
    if (known := answer.strip().lower()) not in ("y", "n"):
        name = next(name for name in ESSAY_TRAITS.values() if name.lower() == column)
        raise DataError(f"{path.name}: {name} of essay {number} is neither y nor n")
    return known == "y"
