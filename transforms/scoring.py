"""Scores faces and windows in batches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.transforms.util import BatchElements

from models.registry import Scorer
from models.runtime.threads import use_one_thread
from models.selection import Selection
from schemas.elements import ScoredFace, ScoredWindow
from transforms.faces import FaceToScore
from transforms.opening import WindowToScore
from transforms.timing import cpu_time

FACE_BATCH = 64
"""Faces that are scored together."""

WINDOW_BATCH = 16
"""Windows of sound that are scored together; a batch holds 3 MB of samples."""

Scorers = Mapping[str, Scorer]


def score_faces(batch: Sequence[FaceToScore], scorers: Scorers) -> Iterator[ScoredFace]:
    """Score the crops of a batch with each model; items without a crop pass unscored, in order."""
    crops = [item.crop for item in batch if item.crop is not None]
    scores = _by_item(crops, scorers)
    for item in batch:
        yield item.row._replace(scores=None if item.crop is None else next(scores))


def score_windows(batch: Sequence[WindowToScore], scorers: Scorers) -> Iterator[ScoredWindow]:
    """Score the windows of a batch that hold speech with each model; others pass unscored."""
    scores = _by_item([item.window for item in batch if item.window.state == "scored"], scorers)
    for recording, window in batch:
        yield ScoredWindow(
            recording=recording,
            window=window.index,
            start_seconds=window.start_seconds,
            end_seconds=window.end_seconds,
            state=window.state,
            speech_share=window.speech_share,
            scores=next(scores) if window.state == "scored" else None,
        )


def _by_item(items: Sequence[Any], scorers: Scorers) -> Iterator[dict[str, tuple[float, ...]]]:
    """Of each item, model to scores."""
    if not items:
        return
    rows = {name: scorer.score(items).tolist() for name, scorer in scorers.items()}
    for number in range(len(items)):
        yield {name: tuple(of_model[number]) for name, of_model in rows.items()}


@beam.typehints.with_output_types(ScoredFace)
class _ScoreFaces(beam.DoFn):
    def __init__(self, selection: Selection) -> None:
        self._selection = selection

    def setup(self) -> None:
        use_one_thread()
        self._scorers = self._selection.load("face")

    def process(self, batch: list[Any]) -> Iterator[ScoredFace]:
        with cpu_time("score faces"):
            scored = list(score_faces(batch, self._scorers))
        yield from scored


@beam.typehints.with_output_types(ScoredWindow)
class _ScoreWindows(beam.DoFn):
    def __init__(self, selection: Selection) -> None:
        self._selection = selection

    def setup(self) -> None:
        use_one_thread()
        self._scorers = self._selection.load("voice")

    def process(self, batch: list[Any]) -> Iterator[ScoredWindow]:
        with cpu_time("score voices"):
            scored = list(score_windows(batch, self._scorers))
        yield from scored


@dataclass
class ScoreFaces(beam.PTransform):
    """Score faces, in batches across frames and recordings.

    Input: FaceToScore. Output: one ScoredFace each; a face's score does not depend on its batch.
    """

    selection: Selection

    def expand(self, faces: PCollection[FaceToScore]) -> PCollection[ScoredFace]:
        return (
            faces
            | "Batch" >> BatchElements(min_batch_size=FACE_BATCH, max_batch_size=FACE_BATCH)
            | "Score" >> beam.ParDo(_ScoreFaces(self.selection))
        )


@dataclass
class ScoreWindows(beam.PTransform):
    """Score windows of sound, in batches across recordings.

    Input: WindowToScore. Output: one ScoredWindow each; its scores do not depend on its batch.
    """

    selection: Selection

    def expand(self, windows: PCollection[WindowToScore]) -> PCollection[ScoredWindow]:
        return (
            windows
            | "Batch" >> BatchElements(min_batch_size=WINDOW_BATCH, max_batch_size=WINDOW_BATCH)
            | "Score" >> beam.ParDo(_ScoreWindows(self.selection))
        )
