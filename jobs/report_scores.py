"""Writes the report: pages about the night and about each candidate.

interviews report --output scores --to report
interviews report --output scores --to ada.html --single_file --candidate ada
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.exit_codes import ExitCode
from jobs.kept_database import database_errors, named_database
from jobs.options import FOLDER, CommandError, leave, run_command
from schemas.datasets import CAVEAT

if TYPE_CHECKING:
    from jobs.report.writing import ReportOptions, Written


@click.command(
    help="Write the report: a folder of pages that opens from disk, without a network.",
    epilog=f"Open index.html of the folder in a browser. {CAVEAT}",
)
@click.option("--output", type=FOLDER, help="folder that interviews score wrote")
@click.option("--database", metavar="URL", help="PostgreSQL server; default: $DATABASE_URL")
@click.option(
    "--to",
    "destination",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="folder of the report, made or replaced; with --single_file, the page to write",
)
@click.option(
    "--candidate",
    "candidates",
    multiple=True,
    metavar="ID",
    help="only this candidate; may be repeated",
)
@click.option(
    "--cohort",
    "cohorts",
    multiple=True,
    metavar="NAME",
    help='only candidates of this cohort, "" for those without one; may be repeated',
)
@click.option(
    "--media",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="folder with the recordings: pages play them where they lie",
)
@click.option("--copy_media", is_flag=True, help="copy the recordings into the report")
@click.option(
    "--overlays",
    is_flag=True,
    help="show in three telling frames which places of the face moved the score; seconds a "
    "recording",
)
@click.option(
    "--single_file", is_flag=True, help="write the page of one --candidate whole, to send"
)
@click.option(
    "--models",
    "store",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="folder with the releases that scored; default: $INTERVIEW_ARTEFACTS, else the shipped "
    "one",
)
def command(
    *,
    output: Path | None,
    database: str | None,
    destination: Path,
    candidates: tuple[str, ...],
    cohorts: tuple[str, ...],
    media: Path | None,
    copy_media: bool,
    overlays: bool,
    single_file: bool,
    store: Path | None,
) -> ExitCode:
    """Write the report, then name the page to open."""
    from jobs.report.wording import counted
    from jobs.report.writing import ReportOptions

    options = ReportOptions(candidates, cohorts, media, copy_media, overlays, store)
    if single_file:
        _check_page(destination, options)
    else:
        check_destination(destination)
    with database_errors(), named_database(output, database) as url:
        written = _write(url, destination, options, single_file)
    files = counted(written.removed, "file")
    removed = f", {files} of an earlier report removed" if written.removed else ""
    print(f"{counted(written.candidates, 'candidate')} written{removed}. {CAVEAT}")
    if media is not None and written.played < written.recordings:
        print(_what_was_found(written, media))
    print(f"Open: {written.page}")
    return ExitCode.OK


def check_destination(folder: Path) -> None:
    """See early whether a report may be written to a folder.

    Raises:
        CommandError: if it holds other things, or is no folder.
    """
    from jobs.report.folder import check_folder

    if ":/" in str(folder):
        raise CommandError(f"{folder} is not a local folder: a report is opened from disk")
    check_folder(folder)


def write_after_run(url: str, folder: Path, store: Path | None) -> Path:
    """Write the report as the last step of a run; returns the page to open.

    Raises:
        CommandError, DatabaseError: the message says why it could not be written.
    """
    from jobs.report.writing import ReportOptions, write_report
    from sql.engine import create_engine

    engine = create_engine(url)
    try:
        with pages_progress() as progress:
            options = ReportOptions(store=store)
            return write_report(engine, folder, options, progress).page
    finally:
        engine.dispose()


def _check_page(file: Path, options: "ReportOptions") -> None:
    from jobs.report.folder import check_page

    if len(options.candidates) != 1 or options.cohorts:
        raise CommandError("--single_file is the page of one candidate: name one --candidate")
    if options.copy_media:
        raise CommandError("--single_file is one file: --copy_media has nowhere to copy to")
    if file.suffix.lower() != ".html":
        raise CommandError("with --single_file, --to must end in .html")
    check_page(file)


def _what_was_found(written: "Written", media: Path) -> str:
    """What to tell where pages cannot play every recording."""
    found = f"{written.played:,}" if written.played else "none"
    others = "it" if written.recordings == 1 else "the others" if written.played else "them"
    return (
        f"Recordings found below {media}: {found} of {written.recordings:,}. Pages cannot play "
        f"{others}."
    )


def _write(url: str, destination: Path, options: "ReportOptions", single_file: bool) -> "Written":
    from jobs.report.writing import write_page, write_report
    from sql.engine import create_engine

    engine = create_engine(url)
    try:
        if single_file:
            return write_page(engine, destination, options)
        with pages_progress() as progress:
            return write_report(engine, destination, options, progress)
    finally:
        engine.dispose()


@contextlib.contextmanager
def pages_progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's standard error; nothing in a log."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Writing pages", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.report_scores`."""
    return run_command(command, arguments, "interviews report")


if __name__ == "__main__":
    leave(main())
