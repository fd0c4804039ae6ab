"""Runs the graph on a Beam runner: progress, and what to do when a worker dies."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import apache_beam as beam
import psutil
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineResult
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jobs.beam_options import workers_of
from jobs.config import ScoringConfig
from jobs.exit_codes import ExitCode
from jobs.graph import GraphOptions, build_graph
from models.selection import Selection
from schemas.runs import RunStamp
from transforms.inputs.identify import Found
from transforms.parquet import staging_folder
from transforms.progress import ProgressListener


def run_graph(
    config: ScoringConfig,
    options: PipelineOptions,
    selection: Selection,
    found: Found,
    stamp: RunStamp,
    on_death: Callable[[], object],
) -> PipelineResult:
    """Build the graph and run it to its end, with a progress bar.

    Args:
        config: the run's configuration.
        options: Beam's.
        selection: the models that score.
        found: the inputs.
        stamp: what every row carries.
        on_death: called before the process ends because a worker was killed.

    Returns:
        Beam's result, with the run's counters.
    """
    with _progress(len(found.files)) as listener:
        pipeline = beam.Pipeline(options=options)
        staging = staging_folder(config.output, stamp)
        build_graph(
            pipeline,
            found,
            GraphOptions(
                config.frames_per_second,
                selection,
                stamp,
                staging,
                listener.progress,
                workers_of(options),
            ),
        )
        with _dead_workers_end_the_run(on_death):
            result = pipeline.run()
            result.wait_until_finish()
    return result


@contextlib.contextmanager
def _progress(total: int) -> Iterator[ProgressListener]:
    """A bar on a terminal; in a log the inputs done, every half minute and at the end."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("inputs"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Scoring", total=total)
        with ProgressListener(lambda: bar.advance(task)) as listener:
            yield listener


def _interrupted(error: BaseException | None) -> bool:
    """Whether a worker process ended because somebody pressed Ctrl-C, as the launcher does too."""
    codes = (-signal.SIGINT, 128 + signal.SIGINT)
    return any(str(error).endswith(f"return code {code}") for code in codes)


@contextlib.contextmanager
def _dead_workers_end_the_run(on_death: Callable[[], object]) -> Iterator[None]:
    """A local worker process that is killed leaves Beam's runner waiting for ever: end the run.

    What it has written is harmless: Parquet is published by a finished run only, and database
    rows are written again by the next.
    """
    before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        if _interrupted(arguments.exc_value):
            return
        before(arguments)
        if arguments.thread is not None and arguments.thread.name == "run_worker":
            print(
                "interviews score: a worker process died, probably for lack of memory; nothing "
                "was published. Run again with fewer workers (--direct_num_workers).",
                file=sys.stderr,
                flush=True,
            )
            # The other workers would wait two minutes for a launcher that is gone.
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            with contextlib.suppress(Exception):
                on_death()
            os._exit(ExitCode.WORKER_DIED)  # the runner's threads could not be joined

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = before
