"""Opens recordings: decodes picture and sound, finds the faces, cuts the windows of speech.

Frames and samples are born and die in this stage; crops and windows go on to scoring in the
same fused stage, and only compact rows ever cross a shuffle.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import apache_beam as beam
from apache_beam.pvalue import PCollection, TaggedOutput

from models.runtime.threads import cores_for_each, use_one_thread
from models.selection import Selection
from schemas.elements import InputFile, Recording
from schemas.ledger import InputTime
from schemas.rows import Failure
from transforms.errors import InputError
from transforms.faces import FaceToScore, face_finder
from transforms.failures import FAILURES, to_failure
from transforms.inputs.fetch import local_copy
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.decoder import check_ffmpeg
from transforms.opening import WindowToScore, open_recording
from transforms.progress import Progress
from transforms.timing import TIMES, cpu_clock, time_of

FACES: Final = "faces"
WINDOWS: Final = "windows"


class _OpenRecordings(beam.DoFn):
    def __init__(
        self, frames_per_second: float, selection: Selection, progress: Progress, workers: int
    ) -> None:
        self._frames_per_second, self._selection = frames_per_second, selection
        self._progress, self._workers = progress, workers

    def setup(self) -> None:
        use_one_thread()
        check_ffmpeg()
        self._isolated = Isolated()
        self._finder = face_finder(self._selection, self._frames_per_second)
        self._threads = cores_for_each(self._workers)

    def teardown(self) -> None:
        self._isolated.close()

    def process(
        self, file: InputFile
    ) -> Iterator[
        Recording
        | TaggedOutput[Literal["faces"], FaceToScore]
        | TaggedOutput[Literal["windows"], WindowToScore]
        | TaggedOutput[Literal["failures"], Failure]
        | TaggedOutput[Literal["times"], InputTime]
    ]:
        content_hash, started = None, cpu_clock()
        try:
            with local_copy(file.uri) as copy:
                content_hash = copy.content_hash
                chosen = open_media(self._isolated, copy.path, self._finder)
                for item in open_recording(
                    file, copy, chosen, self._frames_per_second, self._finder, self._threads
                ):
                    if isinstance(item, FaceToScore):
                        yield TaggedOutput(FACES, item)  # type: ignore[misc]
                    elif isinstance(item, WindowToScore):
                        yield TaggedOutput(WINDOWS, item)  # type: ignore[misc]
                    else:
                        yield item
        except InputError as error:
            yield TaggedOutput(FAILURES, to_failure(file, error, content_hash))  # type: ignore[misc]
        yield time_of(file, started)
        self._progress.advance()


@dataclass
class OpenRecordings(beam.PTransform):
    """Open recordings.

    Input: InputFile of kind RECORDING. Output: by tag FACES (FaceToScore), WINDOWS
    (WindowToScore), FAILURES (Failure), TIMES (InputTime) and, as main output `recordings`,
    Recording. A Recording comes only after everything of it was decoded; a failed one has a
    Failure instead. `workers` share a machine's cores; 0 says that each core has one.
    """

    frames_per_second: float
    selection: Selection
    progress: Progress
    workers: int

    def expand(self, files: PCollection[InputFile]) -> Any:  # Beam's DoOutputsTuple
        opened = beam.ParDo(
            _OpenRecordings(self.frames_per_second, self.selection, self.progress, self.workers)
        )
        return files | "Open" >> opened.with_outputs(
            FACES, WINDOWS, FAILURES, TIMES, main="recordings"
        )
