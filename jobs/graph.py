"""The graph of the scoring job: which transform feeds which."""

from collections.abc import Sequence
from typing import NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.transforms.util import Reshuffle

from models.selection import Selection
from schemas import datasets
from schemas.datasets import Dataset
from schemas.elements import RECORDING, InputFile
from schemas.runs import RunStamp
from transforms.coders import register_coders
from transforms.failures import FAILURES
from transforms.fuse import FRAME_ROWS, TIMELINE_ROWS, VOICE_ROWS, FuseRecordings
from transforms.parquet import Batch, WriteParquet
from transforms.progress import Progress
from transforms.recordings import FACES, WINDOWS, OpenRecordings
from transforms.scoring import ScoreFaces, ScoreWindows
from transforms.texts import ScoreTexts
from transforms.timing import TIMES

INPUTS_A_SHARD = 50
"""One Parquet file a dataset for so many inputs: their rows must fit in a worker's memory."""

WRITTEN = (
    datasets.FRAME_SCORES,
    datasets.VOICE_SCORES,
    datasets.TIMELINE_SCORES,
    datasets.TEXT_SCORES,
    datasets.RECORDING_SCORES,
    datasets.FAILURES,
)
"""Datasets of which the graph writes files; the launcher adds what needs the database."""


def shards_for(files: Sequence[InputFile]) -> int:
    """Number of Parquet files of each dataset that the graph writes."""
    return 1 + len(files) // INPUTS_A_SHARD


class GraphOptions(NamedTuple):
    """What the graph needs to know of a run; nothing in it is secret."""

    frames_per_second: float
    selection: Selection
    stamp: RunStamp
    batch: Batch
    progress: Progress
    workers: int
    """That share a machine's cores; 0 says that each core has one."""


def build_graph(pipeline: beam.Pipeline, files: Sequence[InputFile], options: GraphOptions) -> None:
    """Add the job's transforms to a pipeline: files in, staged Parquet out."""
    register_coders()
    spread = (
        pipeline
        | "Create inputs" >> beam.Create(files, reshuffle=False).with_output_types(InputFile)
        | "Spread inputs" >> Reshuffle()
    )
    recordings = spread | "Take recordings" >> beam.Filter(lambda file: file.kind == RECORDING)
    documents = spread | "Take documents" >> beam.Filter(lambda file: file.kind != RECORDING)

    opened = recordings | "Open recordings" >> OpenRecordings(
        options.frames_per_second, options.selection, options.progress, options.workers
    )
    texts = documents | "Score texts" >> ScoreTexts(options.selection, options.progress)
    fused = {
        "recording": opened.recordings,
        "faces": opened[FACES] | "Score faces" >> ScoreFaces(options.selection),
        "windows": opened[WINDOWS] | "Score windows" >> ScoreWindows(options.selection),
    } | "Fuse recordings" >> FuseRecordings(options.selection)
    times = (opened[TIMES], texts[TIMES]) | "Gather times" >> beam.Flatten()
    failures = (opened[FAILURES], texts[FAILURES]) | "Gather failures" >> beam.Flatten()

    rows: dict[Dataset, PCollection] = {
        datasets.FRAME_SCORES: fused[FRAME_ROWS],
        datasets.VOICE_SCORES: fused[VOICE_ROWS],
        datasets.TIMELINE_SCORES: fused[TIMELINE_ROWS],
        datasets.TEXT_SCORES: texts.texts,
        datasets.RECORDING_SCORES: fused.recordings,
        datasets.FAILURES: failures,
    }
    rows[datasets.INPUT_TIMES] = times
    for dataset in rows:
        rows[dataset] | f"Write {dataset.name}" >> WriteParquet(
            dataset, options.stamp, options.batch
        )
