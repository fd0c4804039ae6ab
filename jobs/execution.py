"""Runs the graph on a Beam runner: progress, and what to do when a worker dies."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence

import apache_beam as beam
import psutil
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners.runner import PipelineResult
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from jobs.beam_options import runs_here, workers_of
from jobs.exit_codes import ExitCode
from jobs.graph import GraphOptions, build_graph
from models.selection import Selection
from schemas.elements import InputFile
from schemas.runs import RunStamp
from transforms.parquet import Batch
from transforms.progress import Progress, ProgressListener


class Runner:
    """Runs the graph on one batch after another."""

    def __init__(
        self,
        options: PipelineOptions,
        frames_per_second: float,
        selection: Selection,
        stamp: RunStamp,
        on_death: Callable[[], object],
    ) -> None:
        """Keep what the batches of a run share.

        Args:
            options: Beam's.
            frames_per_second: that are scored.
            selection: the models that score.
            stamp: what every row carries.
            on_death: called before the process ends because a worker was killed.
        """
        self._options, self._frames_per_second = options, frames_per_second
        self._selection, self._stamp, self._on_death = selection, stamp, on_death

    def run(self, files: Sequence[InputFile], batch: Batch, progress: Progress) -> PipelineResult:
        """Score files into the staging folder of a batch."""
        runner = self._options.view_as(StandardOptions).runner
        graph_options = GraphOptions(
            self._frames_per_second,
            self._selection,
            self._stamp,
            batch,
            progress if runs_here(runner) else Progress(),
            workers_of(self._options),
        )
        pipeline = beam.Pipeline(options=self._options)
        build_graph(pipeline, files, graph_options)
        with _dead_workers_end_the_run(self._on_death):
            result = pipeline.run()
            result.wait_until_finish()
        return result


@contextlib.contextmanager
def night_progress(total: int) -> Iterator[ProgressListener]:
    """A bar on a terminal; in a log the inputs done, at the end."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("inputs"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console) as bar:
        task = bar.add_task("Scoring", total=total)
        with ProgressListener(total, lambda done: bar.update(task, completed=done)) as listener:
            yield listener


def _interrupted(error: BaseException | None) -> bool:
    """Whether a worker process ended because somebody pressed Ctrl-C, as the launcher does too."""
    codes = (-signal.SIGINT, 128 + signal.SIGINT)
    return any(str(error).endswith(f"return code {code}") for code in codes)


@contextlib.contextmanager
def _dead_workers_end_the_run(on_death: Callable[[], object]) -> Iterator[None]:
    """A local worker process that is killed leaves Beam's runner waiting for ever: end the run.

    What it has written is harmless: nothing of a batch is published before all of it is there.
    """
    before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        if _interrupted(arguments.exc_value):
            return
        before(arguments)
        if arguments.thread is not None and arguments.thread.name == "run_worker":
            print(
                "interviews score: a worker process died, probably for lack of memory; nothing "
                "of its batch was published. Run again, with fewer workers (--direct_num_workers).",
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
