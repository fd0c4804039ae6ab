"""Scores faces and windows in batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import apache_beam as beam
import numpy as np
from apache_beam.pvalue import PCollection
from apache_beam.transforms.util import BatchElements

from models.face.cnn import BATCH as FACE_BATCH
from models.face.cnn import FaceScorer
from models.runtime.threads import use_one_thread
from models.store import load_release
from models.voice.scorers import VoiceCnnLstm, VoiceSvm
from schemas.elements import ScoredFace, ScoredWindow
from transforms.recordings import FaceToScore, WindowToScore
from transforms.timing import cpu_time

WINDOW_BATCH = 16
"""Windows of sound that are scored together; a batch holds 3 MB of samples."""


def score_faces(batch: Sequence[FaceToScore], scorer: FaceScorer) -> Iterator[ScoredFace]:
    """Score the crops of a batch; items without a crop pass unscored, in order."""
    crops = [item.crop for item in batch if item.crop is not None]
    scores = iter(scorer.score(np.stack(crops)).tolist() if crops else ())
    for item in batch:
        emotions = None
        if item.crop is not None:
            emotions = tuple(next(scores))
        yield item.row._replace(emotions=emotions)


def score_windows(
    batch: Sequence[WindowToScore], svm: VoiceSvm, cnn_lstm: VoiceCnnLstm
) -> Iterator[ScoredWindow]:
    """Score the windows of a batch that hold speech with both models; others pass unscored."""
    speaking = [item.window for item in batch if item.window.state == "scored"]
    by_svm = iter(svm.score(speaking) if speaking else ())
    by_cnn_lstm = iter(cnn_lstm.score(speaking) if speaking else ())
    for recording_id, window in batch:
        spoken = window.state == "scored"
        yield ScoredWindow(
            recording_id,
            window.index,
            window.start_seconds,
            window.end_seconds,
            window.state,
            window.speech_share,
            tuple(next(by_svm).tolist()) if spoken else None,
            tuple(next(by_cnn_lstm).tolist()) if spoken else None,
        )


@beam.typehints.with_output_types(ScoredFace)
class _ScoreFaces(beam.DoFn):
    def __init__(self, release: str, reading: Optional[str]) -> None:
        self._release, self._reading = release, reading

    def setup(self) -> None:
        use_one_thread()
        artefact = load_release(self._release).artefacts["face_cnn"]
        self._scorer = FaceScorer(artefact, self._reading)

    def process(self, batch: list[Any]) -> Iterator[ScoredFace]:
        with cpu_time("score faces"):
            scored = list(score_faces(batch, self._scorer))
        yield from scored


@beam.typehints.with_output_types(ScoredWindow)
class _ScoreWindows(beam.DoFn):
    def __init__(self, release: str) -> None:
        self._release = release

    def setup(self) -> None:
        use_one_thread()
        artefacts = load_release(self._release).artefacts
        self._svm = VoiceSvm(artefacts["voice_svm"])
        self._cnn_lstm = VoiceCnnLstm(artefacts["voice_cnn_lstm"])

    def process(self, batch: list[Any]) -> Iterator[ScoredWindow]:
        with cpu_time("score voices"):
            scored = list(score_windows(batch, self._svm, self._cnn_lstm))
        yield from scored


@dataclass
class ScoreFaces(beam.PTransform):
    """Score faces, in batches across frames and recordings.

    Input: FaceToScore. Output: one ScoredFace each; a face's score does not depend on its batch.
    """

    release: str
    reading: Optional[str] = None
    """One of FACE_READINGS; the release's default if None."""

    def expand(self, faces: PCollection[FaceToScore]) -> PCollection[ScoredFace]:
        return (
            faces
            | "Batch" >> BatchElements(min_batch_size=FACE_BATCH, max_batch_size=FACE_BATCH)
            | "Score" >> beam.ParDo(_ScoreFaces(self.release, self.reading))
        )


@dataclass
class ScoreWindows(beam.PTransform):
    """Score windows of sound with both voice models, in batches.

    Input: WindowToScore. Output: one ScoredWindow each; its scores do not depend on its batch.
    """

    release: str

    def expand(self, windows: PCollection[WindowToScore]) -> PCollection[ScoredWindow]:
        return (
            windows
            | "Batch" >> BatchElements(min_batch_size=WINDOW_BATCH, max_batch_size=WINDOW_BATCH)
            | "Score" >> beam.ParDo(_ScoreWindows(self.release))
        )
