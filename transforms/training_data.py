"""Reads labelled data in the official layouts, sound through the nightly job's decoder."""

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.face.labelled import FaceData
from schemas.labels import EMOTIONS, ESSAY_TRAITS, RAVDESS_EMOTIONS, TRAITS
from transforms.isolated import Isolated
from transforms.media import decode_sound
from transforms.probe import Probe

RAVDESS_NAME = re.compile(r"03-01-(\d\d)-\d\d-\d\d-\d\d-(\d\d)\.(wav|flac)$", re.IGNORECASE)
"""Audio-only speech: modality 03, channel 01, emotion, intensity, statement, repetition, actor."""

DUPLICATE = "03-01-03-01-02-02-07"
"""The same recording as 03-01-03-01-02-01-07."""


class DataError(Exception):
    """Labelled data is missing or has another layout; the message says what was looked for."""


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


def read_faces(folder: Path) -> FaceData:
    """FER2013 as fer2013.npz (images, emotion, usage, ferplus_votes) or the official fer2013.csv.

    Raises:
        DataError: if neither is below the folder.
    """
    for path in sorted(folder.rglob("fer2013.npz")):
        with np.load(path, allow_pickle=False) as data:
            kept = data["usage"] <= 1
            votes = data["ferplus_votes"][kept] if "ferplus_votes" in data else None
            return FaceData(
                data["images"][kept],
                data["emotion"][kept].astype(np.int64),
                votes,
                data["usage"][kept] == 0,
            )
    for path in sorted(folder.rglob("fer2013.csv")):
        with path.open(newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["Usage"] != "PrivateTest"]
        pixels = [np.array(row["pixels"].split(), np.uint8).reshape(48, 48) for row in rows]
        return FaceData(
            np.stack(pixels),
            np.array([int(row["emotion"]) for row in rows]),
            None,
            np.array([row["Usage"] == "Training" for row in rows]),
        )
    raise DataError(f"no fer2013.npz or fer2013.csv below {folder}")


def read_voices(folder: Path) -> VoiceData:
    """RAVDESS speech: Actor_xx/03-01-*.wav (official) or .flac.

    Raises:
        DataError: if there is no such file below the folder.
    """
    isolated = Isolated()
    clips, labels, actors = [], [], []
    for path in sorted(folder.rglob("Actor_*/03-01-*")):
        match = RAVDESS_NAME.search(path.name)
        if not match or path.stem == DUPLICATE:
            continue
        found = Probe(*isolated.run("probe", str(path), "probe", "unreadable_media"))
        samples = io.BytesIO()
        decode_sound(str(path), found, samples)
        clips.append(np.frombuffer(samples.getvalue(), np.int16))
        labels.append(EMOTIONS.index(RAVDESS_EMOTIONS[match[1]]))
        actors.append(int(match[2]))
    isolated.close()
    if not clips:
        raise DataError(f"no Actor_xx/03-01-*.wav or .flac below {folder}")
    return VoiceData(clips, np.array(labels), np.array(actors))


def read_essays(folder: Path) -> TextData:
    """Pennebaker & King essays: essays.csv with TEXT, cEXT, cNEU, cAGR, cCON, cOPN.

    Raises:
        DataError: if there is none below the folder.
    """
    for path in sorted(folder.rglob("essays.csv")):
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")  # the official file
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        labels = [[row[ESSAY_TRAITS[trait]].lower() == "y" for trait in TRAITS] for row in rows]
        return TextData([row["TEXT"] for row in rows], np.array(labels, dtype=np.int64))
    raise DataError(f"no essays.csv below {folder}")
