"""Which file is that of which attempt, and what a page shows of it: film, captions, faces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from jobs.report.contents import RecordingPart
from jobs.report.media import find_file, medium_of
from jobs.report.overlays import overlays_of, rate_of, selection_for
from jobs.report.recording_parts import Attempt, ReadRecording
from jobs.report.releases import Releases, read_options
from jobs.report.snapshot import rows
from transforms.isolated import Isolated

_SIZES = """
    SELECT input_id, attempt, size FROM scores.inputs
    WHERE candidate_id = :candidate AND kind = 'recording'
"""
_OPTIONS = "SELECT options FROM scores.scoring_runs WHERE run_id = :run_id"


@dataclass(frozen=True)
class Wanted:
    """What a page says beyond the rows."""

    store: Path | None = None
    """Folder of the models that scored, for error rates and what moved texts; None for the
    default one."""
    media: Path | None = None
    """Folder with the recordings, to play them and to read documents again."""
    pages: Path = Path()
    """Folder in which the page will lie: addresses of recordings are relative to it."""
    overlays: bool = False
    """Whether to draw faces; needs `media`, and takes seconds a recording."""
    words: bool = True
    """Whether to read documents again, to say which words moved a trait."""


class Player:
    """Gives recordings their media, where a folder with them is named."""

    def __init__(
        self, connection: Connection, wanted: Wanted, releases: Releases, isolated: Isolated
    ) -> None:
        self._connection, self._wanted = connection, wanted
        self._releases, self._isolated = releases, isolated

    def played(self, candidate_id: str, recordings: Sequence[ReadRecording]) -> list[RecordingPart]:
        """The recordings with what can be played of them.

        Raises:
            MachineError: if this machine cannot open captions.
        """
        folder = self._wanted.media
        if folder is None or not recordings:
            return [each.part for each in recordings]
        files = self._files(folder, candidate_id, recordings)
        return [
            self._with_film(each, folder, files[own]) if (own := _own(each)) in files else each.part
            for each in recordings
        ]

    def _files(
        self, folder: Path, candidate_id: str, recordings: Sequence[ReadRecording]
    ) -> dict[Attempt, Path]:
        """Attempt to its file. A file is that of one attempt: the newest of its length.

        A new recording often takes the place of the file before; the older scores are not its.
        """
        sizes = {
            (row["input_id"], row["attempt"]): row["size"]
            for row in rows(self._connection, _SIZES, candidate=candidate_id)
        }
        taken: dict[Path, Attempt] = {}
        for each in sorted(recordings, key=lambda each: -each.part.attempt):
            file = find_file(folder, candidate_id, each.part.recording_id, each.row["uri"])
            if file and sizes.get(_own(each)) in (None, file.stat().st_size):
                taken.setdefault(file, _own(each))
        return {own: file for file, own in taken.items()}

    def _with_film(self, each: ReadRecording, folder: Path, file: Path) -> RecordingPart:
        is_video = each.row["frames"] > 0
        medium = medium_of(file, folder, self._wanted.pages, self._isolated, is_video)
        part = replace(each.part, medium=medium)
        return self._with_overlays(part, each, file) if self._wanted.overlays and is_video else part

    def _with_overlays(self, part: RecordingPart, each: ReadRecording, file: Path) -> RecordingPart:
        release = self._releases.find(each.row["model_release"])
        if release is None:
            return part
        options = self._options(each.row["run_id"])
        selection = selection_for(release, self._wanted.store, each.row["face_labels"], options)
        if selection is None:
            return part
        drawn = overlays_of(file, part.telling, selection, rate_of(options))
        return replace(part, overlays=drawn)

    def _options(self, run_id: str) -> Mapping[str, Any]:
        (row,) = rows(self._connection, _OPTIONS, run_id=run_id)
        return read_options(row["options"])


def _own(each: ReadRecording) -> Attempt:
    return each.part.recording_id, each.part.attempt
