"""Finds clips whose name says the acted emotion, and scores them as the night does."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from models.selection import Selection
from schemas.elements import (
    AUDIO_EXTENSIONS,
    RECORDING,
    VIDEO_EXTENSIONS,
    InputFile,
    ScoredFace,
    ScoredWindow,
)
from schemas.labels import EMOTION_WORDS, EMOTIONS
from transforms.errors import InputError, NoDataError
from transforms.faces import FaceToScore, face_finder
from transforms.fuse import FusedRecording, fuse_recording
from transforms.inputs.fetch import local_copy
from transforms.isolated import Isolated
from transforms.labelled.files import Say, files_below, say_aside, without_copies
from transforms.labelled.voices import ravdess_emotion, without_duplicates
from transforms.media.choose import open_media
from transforms.opening import WindowToScore, open_recording
from transforms.scoring import score_faces, score_windows

RAVDESS_CLIP = re.compile(r"0[123]-01-(\d\d)-\d\d-\d\d-\d\d-(\d\d)")
"""Speech with picture and sound (01), picture alone (02) or sound alone (03): emotion, actor."""


class LabelledClip(NamedTuple):
    """One clip and the emotion acted in it."""

    path: Path
    label: int
    """Index into EMOTIONS."""
    actor: int = 0
    """RAVDESS's number of who is seen or heard; 0 where the name does not say."""


def read_clips(folder: Path, say: Say = say_aside) -> list[LabelledClip]:
    """Find the clips below a folder that say their emotion.

    The emotion is RAVDESS's code, else a word of EMOTION_WORDS in the file's name ("sad_3.mp4"),
    else the name of its folder ("happy/ann.mp4"). Other files and copies are left out.

    Raises:
        DataError: if there is none, a name has RAVDESS's form but no code of its emotions, or
            copies say different emotions.
    """
    files = files_below(folder, *VIDEO_EXTENSIONS, *AUDIO_EXTENSIONS)
    named = {path: name for path in files if (name := _emotion(path))}
    if not named:
        raise NoDataError(f"no clip below {folder} says its emotion in its name or its folder's")
    return [
        LabelledClip(path, EMOTIONS.index(named[path]), _actor(path))
        for path in without_copies(without_duplicates(named, say), say)
    ]


def _actor(path: Path) -> int:
    match = RAVDESS_CLIP.fullmatch(path.stem)
    return int(match[2]) if match else 0


def _emotion(path: Path) -> str | None:
    if match := RAVDESS_CLIP.fullmatch(path.stem):
        return ravdess_emotion(path, match[1])
    for name in (path.stem, path.parent.name):
        found = {
            EMOTION_WORDS[word]
            for word in re.split(r"[^a-z]+", name.lower())
            if word in EMOTION_WORDS
        }
        if len(found) == 1:
            return found.pop()
    return None


def score_clips(
    clips: Iterable[LabelledClip],
    selection: Selection,
    frames_per_second: float,
    say: Say = say_aside,
) -> list[FusedRecording | None]:
    """Score clips one after the other.

    Args:
        clips: labelled clips.
        selection: the models, as a night has them.
        frames_per_second: frames sampled, as the nightly job is told.
        say: told which files could not be scored, and why.

    Returns:
        All rows of each clip; None where the night would have a failure.

    Raises:
        ArtefactError: if a model is missing or altered.
    """
    finder = face_finder(selection, frames_per_second)
    face_scorers, voice_scorers = selection.load("face"), selection.load("voice")

    def score(path: Path, isolated: Isolated) -> FusedRecording:
        name = f"{path.parent.name}/{path.name}"
        file = InputFile(
            input_id=name,
            candidate_id=path.parent.name,
            question_id=path.stem,
            uri=str(path),
            kind=RECORDING,
            recording_id=None,
            cohort=None,
            recorded_at=None,
            consent_reference=None,
        )
        faces: list[ScoredFace] = []
        windows: list[ScoredWindow] = []
        with local_copy(str(path)) as copy:
            chosen = open_media(isolated, copy.path, finder)
            for item in open_recording(file, copy, chosen, frames_per_second, finder):
                if isinstance(item, FaceToScore):
                    faces += score_faces([item], face_scorers)
                elif isinstance(item, WindowToScore):
                    windows += score_windows([item], voice_scorers)
                else:
                    recording = item  # it comes last
        return fuse_recording(recording, faces, windows, selection)

    scores: list[FusedRecording | None] = []
    with Isolated() as isolated:
        for clip in clips:
            try:
                scores.append(score(clip.path, isolated))
            except InputError as error:
                scores.append(None)
                say(f"{clip.path.name} has no score: {error}")
    return scores
