"""Writes a report: a folder with a page for the night and one for each candidate, or one page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import Engine

from jobs.report.candidate_data import CandidateReader
from jobs.report.chosen import choose
from jobs.report.contents import CandidateContents, CandidateLine
from jobs.report.folder import Folder, ReportError, check_page, open_folder, write_whole
from jobs.report.night_page import INDEX, render_night
from jobs.report.page_names import page_name
from jobs.report.pages import render_candidate
from jobs.report.playing import Wanted
from jobs.report.shell import asset
from jobs.report.snapshot import snapshot

ASSETS = ("report.css", "night.css", "report.js", "night.js", "plotly.min.js")

CANDIDATES, MEDIA = "candidates", "media"
"""Folders of a report, for pages and for recordings that are copied."""

Progress = Callable[[int, int], object]
"""Told how many pages of how many are written."""


@dataclass(frozen=True)
class ReportOptions:
    """What goes into a report."""

    candidates: tuple[str, ...] = ()
    """Who; everybody if none is named."""
    cohorts: tuple[str, ...] = ()
    """Of which cohorts; "" is that of those without one; of all if none is named."""
    media: Path | None = None
    """Folder with the recordings that pages play."""
    copy_media: bool = False
    """Whether the report gets copies of them, instead of referring to where they lie."""
    overlays: bool = False
    """Whether pages show which places of a face moved its scores; needs `media`."""
    store: Path | None = None
    """Folder of the models that scored; None for the default one."""

    def __post_init__(self) -> None:
        if (self.copy_media or self.overlays) and self.media is None:
            option = "--copy_media" if self.copy_media else "--overlays"
            raise ReportError(f"{option} needs --media DIR, the folder with the recordings")

    def of_page_in(self, folder: Path) -> Wanted:
        """What a page of this folder says beyond the rows."""
        return Wanted(self.store, self.media, folder, self.overlays)


class Written(NamedTuple):
    """What was written."""

    page: Path
    """To open."""
    candidates: int
    removed: int
    """Files of an earlier report that this one does not have."""
    played: int
    """Recordings whose files were found, where a folder with them is named."""
    recordings: int


def write_report(
    engine: Engine,
    folder: Path,
    options: ReportOptions | None = None,
    progress: Progress = lambda done, total: None,
) -> Written:
    """Write the report of a database into a folder, in place of an earlier one.

    All pages tell of the same moment, whatever a run publishes meanwhile. Files are replaced one
    by one, each whole, the night page last; files that no report wrote are left alone.

    Args:
        engine: of the score database.
        folder: made if it is not there.
        options: everybody by default.
        progress: is told after each page.

    Raises:
        ReportError: if a candidate or cohort is unknown, or the folder cannot be used.
        DatabaseError: if the database is away, or has no score tables.
    """
    options = options or ReportOptions()
    with snapshot(engine) as connection, open_folder(folder) as report:
        night = choose(connection, options.candidates, options.cohorts)
        people = night.candidates
        played = recordings = 0
        report.expect(f"assets/{name}" for name in ASSETS)
        report.expect(f"{CANDIDATES}/{line.page}" for line in people)
        for name in ASSETS:
            report.write(f"assets/{name}", asset(name))
        with CandidateReader(connection, options.of_page_in(folder / CANDIDATES)) as reader:
            for done, line in enumerate(people, 1):
                contents = _read(reader, line)
                found, there = _played(contents)
                played, recordings = played + found, recordings + there
                if options.copy_media:
                    contents = _with_copies(contents, report)
                report.write(f"{CANDIDATES}/{line.page}", _encoded(render_candidate(contents)))
                progress(done, len(people))
        pages = render_night(night, not (options.candidates or options.cohorts))
        report.expect(pages)
        for name in sorted(pages, key=lambda each: each == INDEX):
            report.write(name, _encoded(pages[name]))
        removed = report.finish()
    return Written(folder / INDEX, len(people), removed, played, recordings)


def write_page(engine: Engine, file: Path, options: ReportOptions) -> Written:
    """Write one candidate's page with all that it needs, to send.

    Raises:
        ReportError: if the candidate is unknown, the file cannot be written, or is there and
            was not written by a report.
        DatabaseError: if the database is away, or has no score tables.
    """
    check_page(file)
    with snapshot(engine) as connection:
        (line,) = choose(connection, options.candidates, options.cohorts).candidates
        with CandidateReader(connection, options.of_page_in(file.parent)) as reader:
            contents = _read(reader, line)
    write_whole(file, _encoded(render_candidate(contents, inline_assets=True)))
    return Written(file, 1, 0, *_played(contents))


def _read(reader: CandidateReader, line: CandidateLine) -> CandidateContents:
    contents = reader.read(line.candidate_id)
    assert contents is not None  # the snapshot has whom it listed
    return contents


def _played(contents: CandidateContents) -> tuple[int, int]:
    """Recordings whose files were found, and all: one counts once, whatever its attempts."""
    found = {part.recording_id for part in contents.recordings if part.medium is not None}
    return len(found), len({part.recording_id for part in contents.recordings})


def _encoded(page: str) -> bytes:
    return page.encode("utf-8", "replace")


def _with_copies(contents: CandidateContents, report: Folder) -> CandidateContents:
    """The contents with recordings that lie in the report."""
    parts = []
    for place, part in enumerate(contents.recordings):
        if part.medium is not None and part.medium.path is not None:
            name = f"{MEDIA}/{_copy_name(contents.candidate_id, place, part.medium.path)}"
            report.expect([name])
            report.copy(name, part.medium.path)
            part = replace(part, medium=replace(part.medium, source=f"../{name}"))
        parts.append(part)
    return replace(contents, recordings=parts)


def _copy_name(candidate_id: str, place: int, path: Path) -> str:
    """A name without anything that an address or a file system minds."""
    extension = (
        path.suffix.lower() if path.suffix[1:].isascii() and path.suffix[1:].isalnum() else ""
    )
    return f"{page_name(candidate_id).removesuffix('.html')}-{place + 1}{extension}"
