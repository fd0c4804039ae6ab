"""Reads RAVDESS speech, through the nightly job's decoder."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from models.labelled import VoiceData
from schemas.labels import EMOTIONS, RAVDESS_EMOTIONS
from transforms.errors import DataError, InputError, NoDataError
from transforms.isolated import Isolated
from transforms.labelled.files import (
    Say,
    files_below,
    say_aside,
    without_copies,
)
from transforms.media.choose import open_media
from transforms.media.sound import decode_sound

RAVDESS_NAME = re.compile(r"03-01-(\d\d)-\d\d-\d\d-\d\d-(\d\d)\.(wav|flac)$", re.IGNORECASE)
"""Audio-only speech: modality 03, channel 01, emotion, intensity, statement, repetition, actor."""

DUPLICATE, DUPLICATED = "03-01-03-01-02-02-07", "03-01-03-01-02-01-07"
"""The same recording under two names."""


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
                chosen = open_media(isolated, str(path))
                if chosen.sound is None:
                    raise InputError("probe", "no_stream", "It holds no sound; export it again.")
                sound = decode_sound(str(path), chosen, io.BytesIO())
            except InputError as error:
                raise DataError(f"{path.name}: {error}") from error
            clips.append(sound[:])
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
