"""Reads the essays of Pennebaker and King (1999)."""

from pathlib import Path

import numpy as np

from models.labelled import TextData
from schemas.labels import ESSAY_TRAITS, TRAITS
from transforms.errors import DataError, NoDataError
from transforms.labelled.files import Say, columns_of, files_below, open_csv, say_aside


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
