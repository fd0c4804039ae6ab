"""Runs the earlier systems' models on the same splits as ours: one row of the comparison each."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from models.face.labelled import PUBLIC_TEST, TRAINING
from models.metrics import classification_metrics
from schemas.labels import TRAITS
from transforms.errors import DataError, InputError
from transforms.labelled_faces import read_faces
from transforms.training_data import read_essays, read_voices

Row = Callable[[Path, int], dict[str, Any]]
"""From the folder of the data and a seed to figures, ready for JSON."""

PLAIN_CNN_EPOCHS = 20
HONEST_FOLDS = "five folds by actor"


def _hog_svm(data: Path, seed: int) -> dict[str, Any]:
    from models.face.earlier import judge_hog_svm

    faces = read_faces(data)
    training, judged = (faces.of(faces.usage == part) for part in (TRAINING, PUBLIC_TEST))
    return judge_hog_svm((training.crops, training.labels), (judged.crops, judged.labels))


def _plain_cnn(data: Path, seed: int) -> dict[str, Any]:
    from models.face.earlier import build_plain_cnn
    from models.face.preprocessing import prepare_crops
    from models.face.training import FaceTrainingOptions, soft_targets, train_face_cnn

    faces = read_faces(data)
    training, judged = (faces.of(faces.usage == part) for part in (TRAINING, PUBLIC_TEST))
    options = FaceTrainingOptions(epochs=PLAIN_CNN_EPOCHS, learning_rate=1e-3, seed=seed)
    targets, hard = (soft_targets(part.labels, None, 1.0) for part in (training, judged))
    model = train_face_cnn(
        training.crops, targets, (judged.crops, hard), options, build=build_plain_cnn
    )
    scores = model.predict(prepare_crops(judged.crops), batch_size=256, verbose=0)
    return classification_metrics(judged.labels, scores)


def _voice(name: str, data: Path, seed: int) -> dict[str, Any]:
    from models.voice.earlier import EARLIER, first_windows, judge_earlier
    from models.voice.examples import windows_of
    from models.voice.features import statistics

    voices = read_voices(data)
    features, clips = first_windows(*windows_of(voices.clips, statistics))
    row = EARLIER[name]
    return judge_earlier(row, features, voices.labels[clips], voices.actors[clips], seed=seed)


def _bag_of_words(data: Path, seed: int) -> dict[str, Any]:
    from models.text.earlier import bag_of_words_svm
    from models.text.evaluation import stratified_folds

    essays = read_essays(data)
    folds = stratified_folds(essays.labels, 10, seed)
    right = bag_of_words_svm(essays.texts, essays.labels, folds, seed) == essays.labels
    traits = dict(zip(TRAITS, right.mean(axis=0).tolist(), strict=True))
    return {"macro_accuracy": float(right.mean()), "accuracy": traits}


ROWS: dict[str, tuple[str, Row]] = {
    "face-hog-svm": ("HOG + linear SVM; Training -> PublicTest", _hog_svm),
    "face-plain-cnn": ("plain CNN; Training -> PublicTest", _plain_cnn),
    "voice-svm": (f"68 statistics + SVM, C by 100 splits; {HONEST_FOLDS}", partial(_voice, "svm")),
    "voice-knn": (f"68 statistics + k-NN; {HONEST_FOLDS}", partial(_voice, "knn")),
    "voice-random-forest": (
        f"68 statistics + random forest; {HONEST_FOLDS}",
        partial(_voice, "randomforest"),
    ),
    "voice-extra-trees": (
        f"68 statistics + extra trees; {HONEST_FOLDS}",
        partial(_voice, "extratrees"),
    ),
    "voice-gradient-boosting": (
        f"68 statistics + gradient boosting; {HONEST_FOLDS}",
        partial(_voice, "gradientboosting"),
    ),
    "text-bag-of-words": ("bag of words + linear SVM; ten folds", _bag_of_words),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="earlier-systems",
        description=__doc__,
        epilog="rows: " + "; ".join(f"{name} ({text})" for name, (text, _) in ROWS.items()),
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("rows", nargs="+", choices=ROWS, metavar="ROW", help="which rows to run, one or more")
    add("--data", type=Path, required=True, help="folder with FER2013, RAVDESS, essays.csv")
    add("--report", type=Path, help="folder for <row>.json")
    add("--seed", type=int, default=2026, help="of every random choice")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Command line; 2 for wrong use or missing data."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    options = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    for name in options.rows:
        description, run = ROWS[name]
        try:
            with Console(stderr=True).status(description):
                figures = run(options.data, options.seed)
        except (DataError, InputError, ValueError) as error:
            print(f"earlier-systems: {error}", file=sys.stderr)
            return 2
        text = json.dumps({"row": name, "description": description, **figures}, indent=2)
        print(text)
        if options.report is not None:
            options.report.mkdir(parents=True, exist_ok=True)
            (options.report / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
