"""Runs the graph on a Beam runner: options, progress, and what to do when a worker dies."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners.runner import PipelineResult
from tqdm import tqdm

from jobs.config import ScoringConfig
from jobs.graph import GraphOptions, build_graph
from models.fusion import Fusion
from models.store import Release
from models.text.document import default_text_model
from schemas.rows import RunStamp
from transforms.inputs.find import Found
from transforms.parquet import staging_folder
from transforms.progress import ProgressListener

EXIT_WORKER_DIED = 4


def pipeline_options(config: ScoringConfig) -> PipelineOptions:
    """Beam's options of a run; the local runner unless another is named."""
    # The DirectRunner by its inner name: under its own it first tries to download another one.
    options = PipelineOptions(list(config.beam_arguments))
    standard = options.view_as(StandardOptions)
    if standard.runner in (None, "DirectRunner"):
        standard.runner = "FnApiRunner"
    return options


def score(
    config: ScoringConfig,
    options: PipelineOptions,
    found: Found,
    release: Release,
    stamp: RunStamp,
) -> PipelineResult:
    """Build the graph and run it to its end, with a progress bar.

    Args:
        config: the run's configuration.
        options: from `pipeline_options`.
        found: the inputs.
        release: the models that score.
        stamp: what every row carries.

    Returns:
        Beam's result, with the run's counters.
    """
    total = len(found.files)
    bar = tqdm(total=total, unit="input", desc="Scoring", mininterval=_interval())
    with bar, ProgressListener(bar.update) as listener:
        pipeline = beam.Pipeline(options=options)
        build_graph(
            pipeline,
            found,
            GraphOptions(
                config.frames_per_second,
                config.text_model or default_text_model(release.artefacts),
                config.face_reading,
                config.voice_model,
                Fusion.load(release.artefacts["fusion"], config.fusion, config.face_reading),
                release.version,
                stamp,
                staging_folder(config.output, stamp),
                listener.progress,
            ),
        )
        with _dead_workers_end_the_run():
            result = pipeline.run()
            result.wait_until_finish()
    return result


@contextlib.contextmanager
def _dead_workers_end_the_run() -> Iterator[None]:
    """A local worker process that is killed leaves Beam's runner waiting for ever: end the run.

    What it has written is harmless: Parquet is published by a finished run only, and database
    rows are written again by the next.
    """
    before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        before(arguments)
        if arguments.thread is not None and arguments.thread.name == "run_worker":
            print(
                "score-interviews: a worker process died, probably for lack of memory; nothing "
                "was published. Run again with fewer workers (--direct_num_workers).",
                file=sys.stderr,
                flush=True,
            )
            os._exit(EXIT_WORKER_DIED)  # the runner's threads could not be joined

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = before


def _interval() -> float:
    """Seconds between two states of the progress bar: a log wants fewer than a terminal."""
    return 0.1 if sys.stderr.isatty() else 30.0
