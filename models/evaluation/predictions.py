"""Held-out predictions: what a training's models said of items that they were not trained on."""

import zlib
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.store import ArtefactError


class PredictionsError(ArtefactError, ValueError):
    """Kept predictions are missing, damaged or too few; the message says what to do.

    A ValueError like what is wrong with any other data, so that who only wants to know whether two
    trainings can be combined need not ask why they cannot.
    """


class HeldOut(NamedTuple):
    """A model's predictions on items that it was not trained on."""

    labels: NDArray[np.int64]
    """Shape (n,), index into EMOTIONS; of texts (n, 5), 0 or 1, columns TRAITS."""
    probabilities: NDArray[np.float64]
    """Shape (n, 7), or of texts (n, 5); calibrated, each fold by the others."""
    groups: NDArray[np.str_] | None = None
    """Subgroup of each item where the data name one ("male", "female"), shape (n,)."""
    people: NDArray[np.int64] | None = None
    """Who is seen or heard in each item, where known, shape (n,)."""
    features: NDArray[np.float32] | None = None
    """What the last layer was given, for fusion at feature level: shape (n, d)."""


class Kept(NamedTuple):
    """Held-out predictions as a training kept them."""

    held_out: HeldOut
    version: str
    """Of the artefact that was saved with them."""


def keep(held_out: HeldOut, work: Path, name: str, version: str) -> None:
    """Keep predictions in the work folder, for the choice of the fusion and the evaluation.

    Args:
        held_out: the predictions.
        work: folder of the training.
        name: of the model; of a face model, whose label schemes are judged apart, of the scheme
            too: "face_cnn-ferplus".
        version: of the artefact that is saved with them.
    """
    known = {field: values for field, values in held_out._asdict().items() if values is not None}
    np.savez_compressed(_file(work, name), version=np.array(version), **known)


def read_kept(work: Path, name: str) -> Kept:
    """Read what `keep` kept.

    Raises:
        PredictionsError: if the model was not trained with this folder, or the file is damaged or
            holds something else.
    """
    path = _file(work, name)
    train = f"interviews train {name.partition('-')[0]} with --work {work}"
    try:
        with np.load(path, allow_pickle=False) as data:
            kept = {field: data[field] for field in (*HeldOut._fields, "version") if field in data}
    except FileNotFoundError as error:
        raise PredictionsError(f"no {path.name}: first run {train}") from error
    except (OSError, ValueError, TypeError, EOFError, BadZipFile, zlib.error) as error:
        raise PredictionsError(f"{path.name} is damaged: delete it and run {train}") from error
    version = kept.pop("version", None)
    counts = {len(np.atleast_1d(values)) for values in kept.values()}
    if version is None or not {"labels", "probabilities"} <= set(kept) or len(counts) != 1:
        raise PredictionsError(
            f"{path.name} does not hold labels, as many probabilities and a version: run {train}"
        )
    return Kept(HeldOut(**kept), str(version))


def is_kept(work: Path, name: str) -> bool:
    """Whether predictions of this name lie in the work folder."""
    return _file(work, name).exists()


def _file(work: Path, name: str) -> Path:
    return work / f"{name}_held_out.npz"
