"""How far a baseline is run, and why one cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.training.trial import Split, smaller


class BaselineError(Exception):
    """A baseline cannot be run with what was given; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """How far a baseline is run, the same for all of them.

    Raises:
        ValueError: if a number is out of range.
    """

    seed: int = 2026
    """Of every random choice."""
    epochs: int | None = None
    """Of a network, instead of its own number."""
    fraction: float = 1.0
    """Share of each training part, in (0, 1]; what is judged stays whole."""
    folds: int | None = None
    """How many of the folds are judged; None for all."""
    splits: int = 100
    """Shuffles that choose the penalty of the thesis's SVM."""
    precision: str = "float32"
    """Of the arithmetic in the training of a face network, as of `FaceTrainingOptions`."""
    weights: Path | None = None
    """File with published weights."""
    work: Path | None = None
    """Folder with a training's held-out predictions."""

    def __post_init__(self) -> None:
        if not 0 < self.fraction <= 1:
            raise ValueError(f"a fraction lies in (0, 1], not {self.fraction}")
        for name in ("epochs", "folds", "splits"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be at least 1, not {value}")

    def smaller(self, splits: Sequence[Split]) -> list[Split]:
        """The splits to run, with what each may train on."""
        return smaller(splits, self.fraction, self.folds, self.seed)
