"""Evaluates trained models on labelled data, through the code that scores at night."""

import argparse
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import track

from models.evaluation.held_out import held_out_readings
from models.evaluation.report import Reading, write_report
from models.evaluation.score import (
    MODELS,
    read_labelled_essays,
    read_labelled_faces,
    read_labelled_voices,
    readings_of_clips,
)
from models.store import ARTEFACTS, CURRENT_RELEASE, ArtefactError, Release, load_release
from schemas.sampling import FRAMES_PER_SECOND
from transforms.errors import DataError, InputError, NoDataError
from transforms.labelled.clips import read_clips, score_clips
from transforms.labelled.essays import read_essays, without_repeats
from transforms.labelled.faces import read_faces
from transforms.labelled.files import Say
from transforms.labelled.voices import read_voices

WRONG_USE = 2

Read = Callable[[Path, Sequence[str], Release, Say], list[Reading]]


def _faces(data: Path, wanted: Sequence[str], release: Release, say: Say) -> list[Reading]:
    return read_labelled_faces(read_faces(data, say), wanted, release, _track)


def _voices(data: Path, wanted: Sequence[str], release: Release, say: Say) -> list[Reading]:
    return read_labelled_voices(*read_voices(data, say), wanted, release, _track)


def _essays(data: Path, wanted: Sequence[str], release: Release, say: Say) -> list[Reading]:
    essays = without_repeats(read_essays(data, say), say)
    return read_labelled_essays(*essays, wanted, release, _track)


def _clips(data: Path, wanted: Sequence[str], release: Release, say: Say) -> list[Reading]:
    clips = read_clips(data, say)
    scores = score_clips(_track(clips, "clips"), release, FRAMES_PER_SECOND, say)
    means = {
        "face": [score and score.face_emotions for score in scores],
        "voice": [score and score.voice_emotions for score in scores],
        "fused": [score and score.emotions for score in scores],
    }
    labels, actors = (np.array([clip[place] for clip in clips]) for place in (1, 2))
    return readings_of_clips(labels, actors, means)


READERS: dict[str, Read] = {"face": _faces, "voice": _voices, "text": _essays, "clips": _clips}
"""First word of the models they serve."""

FOUND_BY_THEMSELVES = ("face", "voice", "text")
"""What is evaluated when no model is named; clips could hide in any folder of recordings."""


def evaluate_models(data: Path, wanted: Sequence[str], release: Release) -> list[Reading]:
    """Read labelled data with the models wanted, each kind of data where there is some.

    Args:
        data: file or folder of labelled data.
        wanted: of MODELS; none means all for which there is data, but not clips.
        release: the trained models.

    Returns:
        One reading a model that scored anything; the others are named in the notes.

    Raises:
        DataError: if a wanted model has no data, or nothing could be scored.
    """
    if not data.exists():
        raise DataError(f"there is no {data}")
    readings: list[Reading] = []
    missing: list[str] = []
    unread: list[str] = []
    for kind, read in READERS.items():
        if any(model.startswith(kind) for model in wanted or FOUND_BY_THEMSELVES):
            notes: list[str] = []
            try:
                found = read(data, wanted or MODELS, release, notes.append)
            except NoDataError as error:
                missing.append(str(error))
                continue
            notes += (
                f"{reading.model} is left out: none of {reading.not_scored:,} items can be judged."
                for reading in found
                if not len(reading.labels)
            )
            scored = [reading._replace(notes=notes) for reading in found if len(reading.labels)]
            readings += scored
            unread += [] if scored else notes
    if (wanted and missing) or not (readings or unread):
        raise DataError("; ".join(missing))
    if not readings:
        raise DataError(f"nothing below {data} could be scored: {' '.join(unread)}")
    return readings


def _track(items: Sequence[Any], name: str) -> Iterable[Any]:
    return track(items, name, console=Console(stderr=True))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evaluate-models",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--data",
        type=Path,
        help="faces (npz or csv with images and labels), RAVDESS-named sound, an essays csv: the "
        "file itself or a folder with any of them; for the model clips, a folder of recordings "
        "that say the acted emotion in their name (RAVDESS's code or a word)",
    )
    source.add_argument(
        "--held_out",
        type=Path,
        metavar="WORK",
        help="instead: the --work folder of train-models, whose held-out predictions are judged",
    )
    add(
        "--model",
        nargs="+",
        action="extend",
        default=[],
        choices=MODELS,
        metavar="MODEL",
        help=f"one or more of: {' '.join(MODELS)}; none: all but clips, as far as there is data",
    )
    add("--report", type=Path, required=True, help="folder for JSON, plots and README.md")
    add("--release", default=CURRENT_RELEASE, help="which trained models")
    add("--artefacts", type=Path, default=ARTEFACTS, help="where artefacts lie")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Command line; 2 for wrong use, missing data or models."""
    parser = _parser()
    options = parser.parse_args(sys.argv[1:] if argv is None else argv)
    if options.report.exists() and not options.report.is_dir():
        parser.error(f"--report {options.report} is a file; name a folder")
    try:
        _make_writable(options.report)
        release = load_release(options.release, options.artefacts)
        if options.held_out is not None:
            readings = held_out_readings(options.held_out, options.model or MODELS, release)
            if not readings:
                raise DataError(f"{options.held_out} holds no predictions of the models wanted")
        else:
            readings = evaluate_models(options.data, options.model, release)
        page = write_report(readings, options.report, _command(options))
    except (DataError, InputError, ArtefactError, OSError) as error:
        print(f"evaluate-models: {error}", file=sys.stderr)
        return WRONG_USE
    Console().print(Markdown(page.read_text(encoding="utf-8")))
    print(f"written: {options.report}")
    return 0


def _make_writable(folder: Path) -> None:
    """Before anything is scored, which may take an hour.

    Raises:
        DataError: if nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataError(f"--report {folder} cannot be written ({reason}); name another") from error


def _command(options: argparse.Namespace) -> str:
    """What was typed, without this machine's folders."""
    words = ["python", "-m", "jobs.evaluate_models"]
    words += ["--data", "DIR"] if options.held_out is None else ["--held_out", "WORK"]
    words += ["--model", *options.model] if options.model else []
    words += ["--release", options.release]
    words += [] if options.artefacts == ARTEFACTS else ["--artefacts", "ARTEFACTS"]
    return shlex.join([*words, "--report", "REPORT"])


if __name__ == "__main__":
    sys.exit(main())
