"""Works out the fusions on validation data and chooses one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.calibration import fit_temperature
from models.evaluation.metrics import classification_metrics
from models.evaluation.predictions import PredictionsError, Validation
from models.fusion import FUSIONS, WEIGHTINGS, WEIGHTS, Fusion, face_weights, fuse, log_scores
from schemas.labels import EMOTIONS

PAIRS_PER_CLASS = 2000
MOST_FACES = 5
"""A clip shows a face more than once, and always the same person: its frames agree more than
faces of several people do. So each pair has one to five faces."""


class Pairs(NamedTuple):
    """Faces and a voice of the same class, drawn at random: the nearest to clips there is."""

    labels: NDArray[np.int64]
    """Shape (n,)."""
    faces: NDArray[np.int64]
    """Rows of the face's predictions, shape (n, MOST_FACES)."""
    counts: NDArray[np.int64]
    """How many of them, from the first, make up the clip, 1 to MOST_FACES, shape (n,)."""
    voices: NDArray[np.int64]
    """Rows of the voice's predictions, shape (n,)."""

    def mean_of_faces(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Mean of (n, d) values over each pair's faces, shape (pairs, d)."""
        taken = np.arange(MOST_FACES) < self.counts[:, np.newaxis]
        sums = np.zeros((len(self.labels), values.shape[1]))
        for column in range(MOST_FACES):
            sums += taken[:, [column]] * values[self.faces[:, column]]
        means: NDArray[np.float64] = sums / self.counts[:, np.newaxis]
        return means

    def seen(self, face: Validation) -> NDArray[np.float64]:
        """Mean scores of each pair's faces, shape (n, 7)."""
        return self.mean_of_faces(face.probabilities)

    def heard(self, voice: Validation) -> NDArray[np.float64]:
        """Scores of each pair's voice, shape (n, 7)."""
        return voice.probabilities[self.voices]


def draw_pairs(
    face_labels: NDArray[np.integer],
    voice_labels: NDArray[np.integer],
    face_rows: NDArray[np.integer],
    voice_rows: NDArray[np.integer],
    rng: np.random.Generator,
    faces: int | None = None,
) -> Pairs:
    """Draw PAIRS_PER_CLASS pairs of each class from the rows allowed.

    Args:
        face_labels, voice_labels: index into EMOTIONS of all held-out items.
        face_rows, voice_rows: which of them may be drawn.
        rng: source of the draw.
        faces: how many faces each pair has; None for one to MOST_FACES.

    Raises:
        PredictionsError: if a class has no face or no voice among them.
    """
    labels = np.repeat(np.arange(len(EMOTIONS)), PAIRS_PER_CLASS)
    drawn_faces, drawn_voices = [], []
    for label, name in enumerate(EMOTIONS):
        of_face = face_rows[face_labels[face_rows] == label]
        of_voice = voice_rows[voice_labels[voice_rows] == label]
        if not len(of_face) or not len(of_voice):
            raise PredictionsError(
                f"no held-out face or voice is labelled {name} in one half of the people: train "
                "face and voice on more data"
            )
        drawn_faces.append(rng.choice(of_face, (PAIRS_PER_CLASS, MOST_FACES)))
        drawn_voices.append(rng.choice(of_voice, PAIRS_PER_CLASS))
    low, high = (1, MOST_FACES) if faces is None else (faces, faces)
    counts = rng.integers(low, high, size=len(labels), endpoint=True)
    return Pairs(labels, np.concatenate(drawn_faces), counts, np.concatenate(drawn_voices))


def halves(of: Validation, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Two halves: True for the first, shape (n,).

    Nobody is in both where the people are known; else each class is halved.
    """
    if of.people is not None:
        named, inverse = np.unique(of.people, return_inverse=True)
        by_person: NDArray[np.bool_] = (rng.permutation(len(named)) % 2 == 0)[inverse]
        return by_person
    first = np.zeros(len(of.labels), dtype=np.bool_)
    for label in np.unique(of.labels):
        rows = np.flatnonzero(of.labels == label)
        first[rows] = rng.permutation(len(rows)) % 2 == 0
    return first


def fit_fusions(face: Validation, voice: Validation, pairs: Pairs) -> dict[str, Fusion]:
    """Every fusion of FUSIONS, worked out from predictions and the pairs drawn of them."""
    faces = np.unique(pairs.faces)
    voices = np.unique(pairs.voices)
    matrices = [
        Validation(of.labels[rows], of.probabilities[rows]).confusion_matrix
        for of, rows in ((face, faces), (voice, voices))
    ]
    seen, heard = pairs.seen(face), pairs.heard(voice)
    fusions = {}
    for name in WEIGHTINGS:
        weights = face_weights(name, *matrices)
        fused = fuse(seen, heard, weights)
        assert fused is not None
        temperature = fit_temperature(pairs.labels, fused)
        fusions[name] = Fusion(name, tuple(weights), temperature=temperature)
    inputs = np.concatenate([log_scores(seen), log_scores(heard)], axis=1)
    # The pairs are many, but drawn from few voices: together they weigh as much as those.
    shares = np.full(len(inputs), len(voices) / len(inputs))
    learned = LogisticRegression(max_iter=2000).fit(inputs, pairs.labels, sample_weight=shares)
    table = tuple(tuple(row) for row in learned.coef_.tolist())
    return fusions | {"stacked": Fusion("stacked", (), table, tuple(learned.intercept_.tolist()))}


def pairs_by_half(
    face: Validation, voice: Validation, seed: int, faces: int | None = None
) -> Iterator[tuple[Pairs, Pairs]]:
    """Pairs to fit on and pairs of the other half of the people to judge, then the reverse.

    Args:
        face, voice: held-out predictions of the two modalities.
        seed: of the halves and the draw.
        faces: how many faces a pair to judge has; None for one to MOST_FACES.

    Raises:
        PredictionsError: if a class has no face or no voice in a half.
    """
    rng = np.random.default_rng(seed)
    first_faces, first_voices = halves(face, rng), halves(voice, rng)
    for first in (True, False):
        fit, judge = (
            draw_pairs(
                face.labels,
                voice.labels,
                np.flatnonzero(first_faces == half),
                np.flatnonzero(first_voices == half),
                rng,
                count,
            )
            # What is shipped is fitted to any number of faces, however many are judged.
            for half, count in ((first, None), (not first, faces))
        )
        yield fit, judge


def compare_fusions(
    face: Validation, voice: Validation, seed: int, faces: int | None = None
) -> dict[str, dict[str, Any]]:
    """Judge every fusion on pairs of people it was not worked out from.

    Args:
        face, voice, seed, faces: as for `pairs_by_half`.

    Returns:
        "face alone", "voice alone" and each of FUSIONS to its metrics.

    Raises:
        PredictionsError: as `pairs_by_half`.
    """
    labels: list[NDArray[np.int64]] = []
    scores: dict[str, list[NDArray[np.float64]]] = {}
    for fit, judge in pairs_by_half(face, voice, seed, faces):
        seen, heard = judge.seen(face), judge.heard(voice)
        labels.append(judge.labels)
        scores.setdefault("face alone", []).append(seen)
        scores.setdefault("voice alone", []).append(heard)
        for name, fusion in fit_fusions(face, voice, fit).items():
            fused = fusion.fuse(seen, heard)
            assert fused is not None
            scores.setdefault(name, []).append(fused)
    truth = np.concatenate(labels)
    return {
        name: classification_metrics(truth, np.concatenate(parts)) for name, parts in scores.items()
    }


def choose_fusions(
    faces: Mapping[str, Validation], voice: Validation, seed: int, voice_temperature: float = 1.0
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Work out every fusion for each reading of faces and choose the best one of each.

    No clips with labelled picture and sound are at hand: faces and a voice of the same class are
    drawn at random and paired, every class as often, so accuracy is the mean recall (UAR).

    Args:
        faces: held-out predictions by reading, the default one first, each judged by the labels
            that it learned.
        voice: held-out predictions of the voice.
        seed: of the draw.
        voice_temperature: with which the two voice models' mean was made `voice`.

    Returns:
        Files and card of the fusion artefact.

    Raises:
        PredictionsError: as `pairs_by_half`.
    """
    chosen = {
        reading: _choose(face, voice, seed, voice_temperature) for reading, face in faces.items()
    }
    (default, (content, facts)), *others = chosen.items()
    whole = {
        **content,
        "reading": default,
        "readings": {reading: of_other for reading, (of_other, _) in others},
    }
    card = {
        "purpose": "Decision-level fusion of face and voice",
        "data": "held-out predictions of the face and voice models",
        "split": f"{PAIRS_PER_CLASS} random pairs a class of 1 to {MOST_FACES} faces (FER2013 "
        "PublicTest) and one voice (RAVDESS, out of fold) of the same class, not real clips; "
        "worked out on one half of faces and actors, judged on the other, and the reverse; "
        "shipped: worked out on all",
        "licence_of_data": "FER2013: research use; RAVDESS: CC BY-NC-SA 4.0",
        "options": {"seed": seed},
        "reading": default,
        **facts,
        "readings": {reading: of_other for reading, (_, of_other) in others},
        "must_not_be_used_for": ["deciding about a person", "inferring what somebody feels"],
    }
    return {WEIGHTS: json.dumps(whole, indent=2).encode()}, card


def _choose(
    face: Validation, voice: Validation, seed: int, voice_temperature: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is stored of the fusions for one reading of faces, and what the card says of them."""
    metrics = compare_fusions(face, voice, seed)
    everything = draw_pairs(
        face.labels,
        voice.labels,
        np.arange(len(face.labels)),
        np.arange(len(voice.labels)),
        np.random.default_rng(seed),
    )
    fusions = fit_fusions(face, voice, everything)
    stacked = fusions["stacked"]
    content = {
        "default": max(FUSIONS, key=lambda name: float(metrics[name]["accuracy"])),
        "labels": list(EMOTIONS),
        "face_weights": {name: list(fusions[name].weights) for name in WEIGHTINGS},
        "temperatures": {name: fusions[name].temperature for name in WEIGHTINGS},
        "stacked": {"table": stacked.table, "bias": stacked.bias},
        "voice_temperature": voice_temperature,
    }
    facts = {
        "face_confusion_matrix": face.confusion_matrix,
        "voice_confusion_matrix": voice.confusion_matrix,
        "metrics": metrics,
        "metrics_with_one_face_a_pair": compare_fusions(face, voice, seed, faces=1),
    }
    return content, facts
