"""The graph of the scoring job: which transform feeds which."""

from typing import NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.transforms.util import Reshuffle

from models.selection import Selection
from schemas import datasets
from schemas.datasets import TABLES, Dataset
from schemas.elements import RECORDING, InputFile
from schemas.rows import Failure
from schemas.runs import RunStamp
from transforms.candidates import AggregateCandidates
from transforms.coders import register_coders
from transforms.database import WriteDatabase
from transforms.failures import FAILURES, GatherFailures
from transforms.fuse import FRAME_ROWS, VOICE_ROWS, FuseRecordings
from transforms.inputs.identify import Found
from transforms.parquet import WriteParquet
from transforms.progress import Progress
from transforms.recordings import FACES, WINDOWS, OpenRecordings
from transforms.scoring import ScoreFaces, ScoreWindows
from transforms.texts import ScoreTexts

INPUTS_A_SHARD = 50
"""One Parquet file a dataset for so many inputs: their rows must fit in a worker's memory."""


def shards_for(found: Found) -> int:
    """Number of Parquet files of each dataset that the graph writes."""
    return 1 + len(found.files) // INPUTS_A_SHARD


class GraphOptions(NamedTuple):
    """What the graph needs to know of a run; nothing in it is secret."""

    frames_per_second: float
    selection: Selection
    stamp: RunStamp
    staging: str
    progress: Progress
    workers: int
    """That share a machine's cores; 0 says that each core has one."""


def build_graph(pipeline: beam.Pipeline, found: Found, options: GraphOptions) -> None:
    """Add the job's transforms to a pipeline."""
    register_coders()
    files = (
        pipeline
        | "Create inputs" >> beam.Create(found.files, reshuffle=False).with_output_types(InputFile)
        | "Spread inputs" >> Reshuffle()
    )
    unnamed = pipeline | "Create unnamed" >> beam.Create(
        found.failures, reshuffle=False
    ).with_output_types(Failure)
    recordings = files | "Take recordings" >> beam.Filter(lambda file: file.kind == RECORDING)
    documents = files | "Take documents" >> beam.Filter(lambda file: file.kind != RECORDING)

    opened = recordings | "Open recordings" >> OpenRecordings(
        options.frames_per_second, options.selection, options.progress, options.workers
    )
    texts = documents | "Score texts" >> ScoreTexts(options.selection, options.progress)
    fused = {
        "recording": opened.recordings,
        "faces": opened[FACES] | "Score faces" >> ScoreFaces(options.selection),
        "windows": opened[WINDOWS] | "Score windows" >> ScoreWindows(options.selection),
    } | "Fuse recordings" >> FuseRecordings(options.selection)
    failures = (
        unnamed,
        opened[FAILURES],
        texts[FAILURES],
    ) | "Gather failures" >> GatherFailures()
    candidates = {
        "recordings": fused.recordings,
        "texts": texts.texts,
        "failures": failures,
    } | "Aggregate candidates" >> AggregateCandidates()

    rows: dict[Dataset, PCollection] = {
        datasets.FRAME_SCORES: fused[FRAME_ROWS],
        datasets.VOICE_SCORES: fused[VOICE_ROWS],
        datasets.TEXT_SCORES: texts.texts,
        datasets.RECORDING_SCORES: fused.recordings,
        datasets.CANDIDATE_SCORES: candidates,
        datasets.FAILURES: failures,
    }
    for dataset, written in rows.items():
        written | f"Write {dataset.name}" >> WriteParquet(
            dataset, options.stamp, options.staging, shards_for(found)
        )
        if dataset in TABLES:
            written | f"Upsert {dataset.name}" >> WriteDatabase(dataset, options.stamp)
