"""Says before a training what its essays lack, instead of breaking off in its last fold."""

from models.labelled import TextData
from models.text.vocabulary import build_vocabulary
from models.training.text.folds import stratified_folds
from models.training.trainer import InsufficientDataError


def require_essays(
    data: TextData, folds: int, minimum_essays: int, seed: int, inner_folds: int = 0
) -> None:
    """Every training part must hold both answers to each trait twice, and shared words.

    Args:
        data: labelled essays.
        folds: of the training.
        minimum_essays: in how many essays of a training part some word must stand.
        seed: of the folds.
        inner_folds: into which each training part is split again; 0 for none.

    Raises:
        InsufficientDataError: if one does not.
    """
    words = [text.split() for text in data.texts]
    for training, _ in stratified_folds(data.labels, folds, seed):
        if inner_folds:
            stratified_folds(data.labels[training], inner_folds, seed)
        if not build_vocabulary([words[i] for i in training], minimum_essays):
            raise InsufficientDataError(
                f"{len(words)} essays are too few or too short: no word stands in "
                f"{minimum_essays} essays of a training part; give more essays or a larger "
                "--fraction"
            )
