"""Opens recordings: decodes picture and sound, finds the faces, cuts the windows of speech.

Frames and samples are born and die in this stage; crops and windows go on to scoring in the
same fused stage, and only compact rows ever cross a shuffle.
"""

import contextlib
import functools
import math
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import apache_beam as beam
import numpy as np
from apache_beam.metrics.metric import Metrics
from apache_beam.pvalue import PCollection, TaggedOutput
from numpy.typing import NDArray

from models.face.blinks import MINIMUM_RATE
from models.face.eyes import EyeReader
from models.face.finder import FaceFinder, FoundFace
from models.runtime.threads import cores_for_each, use_one_thread
from models.selection import Selection
from models.voice.level import DITHER
from models.voice.windows import Window, cut_windows
from schemas.elements import InputFile, Recording, ScoredFace
from schemas.rows import Failure
from schemas.sampling import SAMPLE_RATE
from transforms.errors import InputError
from transforms.failures import FAILURES, to_failure
from transforms.inputs.fetch import LocalCopy, local_copy
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.chosen import Chosen
from transforms.media.decoder import DamagedError, check_ffmpeg
from transforms.media.frames import decode_frames
from transforms.media.limits import FRAMES_HELD
from transforms.media.sound import Sound, decode_sound
from transforms.media.troubles import Trouble, trouble_of
from transforms.media.truncation import is_truncated, refuse_fragment
from transforms.media.work import threads_for
from transforms.metrics import RECORDED_MILLISECONDS
from transforms.progress import Progress
from transforms.timing import cpu_time, cpu_time_of_each

FACES: Final = "faces"
WINDOWS: Final = "windows"


class FaceToScore(NamedTuple):
    """A face (or a frame without one) on its way to the CNN."""

    row: ScoredFace
    crop: NDArray[np.uint8] | None
    """Shape (48, 48); None if there is nothing to score."""


class WindowToScore(NamedTuple):
    """A window of sound on its way to the voice models."""

    recording_id: str
    window: Window


def sample_faces(
    recording_id: str,
    path: str,
    chosen: Chosen,
    frames_per_second: float,
    finder: FaceFinder,
    threads: int = 1,
) -> Iterator[tuple[FaceToScore, float]]:
    """Decode a recording's picture and find the faces: one item a face, one for an empty frame.

    With each comes the presentation time at which its frame ends, seconds. Of a heavy film,
    which as many threads decode as are to spare, nothing comes before its end (so it must not be
    too long): where they meet damage, all begins anew with one.
    """
    assert chosen.picture is not None
    sampled = functools.partial(_sampled, recording_id, path, chosen, frames_per_second, finder)
    several = threads_for(chosen.picture, chosen.seconds, threads)
    if several > 1 and (chosen.seconds or math.inf) * frames_per_second <= FRAMES_HELD:
        with contextlib.suppress(DamagedError):
            yield from list(sampled(several))
            return
    yield from sampled(1)


def _sampled(
    recording_id: str,
    path: str,
    chosen: Chosen,
    frames_per_second: float,
    finder: FaceFinder,
    threads: int,
) -> Iterator[tuple[FaceToScore, float]]:
    finder.start_recording()
    for number, frame in enumerate(decode_frames(path, chosen, frames_per_second, threads)):
        with cpu_time("find faces"):
            faces = finder.read(frame.pixels, frame.seconds)
        end = max(frame.end_seconds, frame.seconds + 1 / frames_per_second)
        for face in faces or (None,):
            yield _face_to_score(recording_id, number, frame.seconds, len(faces), face), end


def _face_to_score(
    recording_id: str, number: int, seconds: float, faces: int, face: FoundFace | None
) -> FaceToScore:
    if face is None:
        return FaceToScore(ScoredFace(recording_id, number, seconds, faces, "no_face"), None)
    row = ScoredFace(
        recording_id=recording_id,
        frame=number,
        time_seconds=seconds,
        faces=faces,
        state=face.unusable or "scored",
        track=face.track,
        size=face.size,
        box=face.box,
        landmarks=face.landmarks,
        confidence=face.presence,
        yaw_degrees=face.yaw_degrees,
        eye_openness=face.eye_openness,
    )
    return FaceToScore(row, face.crop)


class _Read(NamedTuple):
    """How far a modality could be read."""

    trouble: Trouble | None = None
    """Why there is nothing of it to score."""
    seconds: float = 0.0
    """Where it ended."""
    truncated: bool = False
    items: int = 0
    """Frames or windows."""
    gain_db: float | None = None
    """Of sound that was decoded."""
    error: InputError | None = None


def open_recording(
    file: InputFile,
    copy: LocalCopy,
    chosen: Chosen,
    frames_per_second: float,
    finder: FaceFinder,
    threads: int = 1,
) -> Iterator[FaceToScore | WindowToScore | Recording]:
    """Yield everything to score of one recording and, once its end was reached, the recording.

    `threads` may decode a heavy film.

    Picture and sound fail alone: what was yielded of the one that failed is not to be scored,
    as its state in the recording says.

    Raises:
        InputError: if neither can be decoded or too much is missing.
    """
    picture = yield from _open_picture(file, copy, chosen, frames_per_second, finder, threads)
    sound = yield from _open_sound(file, copy, chosen)
    read = [
        (part.seconds, declared)
        for part, track, declared in (
            (picture, chosen.picture, chosen.picture_declared),
            (sound, chosen.sound, chosen.sound_declared),
        )
        if track is not None and part.error is None
    ]
    if not read:
        error = picture.error or sound.error
        assert error is not None  # one of them was tried
        raise error
    decoded = max(seconds for seconds, _ in read)
    refuse_fragment(decoded, max(declared or 0.0 for _, declared in read) or None)
    yield Recording(
        file=file,
        content_hash=copy.content_hash,
        duration_seconds=decoded,
        truncated=picture.truncated or sound.truncated,
        has_picture=chosen.picture is not None and picture.trouble is None,
        has_sound=chosen.sound is not None and sound.trouble is None,
        rotation_degrees=chosen.picture.rotation_degrees if chosen.picture else None,
        frame_rate=chosen.picture.frame_rate if chosen.picture else None,
        variable_frame_rate=chosen.picture.variable_frame_rate if chosen.picture else None,
        frames=picture.items,
        windows=sound.items,
        eyes_read=finder.reads_eyes,
        picture_trouble=picture.trouble and picture.trouble.state,
        sound_trouble=sound.trouble and sound.trouble.state,
        video_stream=chosen.picture.index if chosen.picture else None,
        audio_stream=chosen.sound.index if chosen.sound else None,
        video_streams=chosen.pictures,
        audio_streams=chosen.sounds,
        time_discontinuities=chosen.clock.discontinuities,
        voice_gain_db=sound.gain_db,
        picture_message=picture.trouble and picture.trouble.message,
        sound_message=sound.trouble and sound.trouble.message,
    )


def _open_picture(
    file: InputFile,
    copy: LocalCopy,
    chosen: Chosen,
    frames_per_second: float,
    finder: FaceFinder,
    threads: int,
) -> Generator[FaceToScore, None, _Read]:
    if chosen.picture is None:
        return _Read(chosen.picture_trouble)
    frames, end = 0, 0.0
    try:
        for face, end_seconds in sample_faces(
            file.input_id, copy.path, chosen, frames_per_second, finder, threads
        ):
            frames, end = face.row.frame + 1, end_seconds
            yield face
    except InputError as error:
        return _Read(trouble_of(error), error=error)
    # The frames between the last sampled one and the end are not seen, their packets are.
    end = min(end, max(chosen.clock.ends.get(chosen.picture.index, end), 0.0))
    truncated = chosen.picture.broken or is_truncated(end, chosen.picture_declared)
    return _Read(None, end, truncated, frames)


def _open_sound(
    file: InputFile, copy: LocalCopy, chosen: Chosen
) -> Generator[WindowToScore, None, _Read]:
    if chosen.sound is None:
        return _Read(chosen.sound_trouble)
    windows = 0
    with tempfile.TemporaryFile() as spool:
        try:
            sound = decode_sound(copy.path, chosen, spool)
        except InputError as error:
            return _Read(trouble_of(error), error=error)
        for window in cpu_time_of_each("detect speech", _windows(sound)):
            windows = window.index + 1
            yield WindowToScore(file.input_id, window)
    end = len(sound) / SAMPLE_RATE
    truncated = chosen.sound.broken or is_truncated(end, chosen.sound_declared)
    return _Read(None, end, truncated, windows, sound.gain_db)


def _windows(sound: Sound) -> Iterator[Window]:
    """The windows of a sound; none of a muted track. Its dithering may be as loud as speech in
    24 bits, but is no speech."""
    spoken = sound.peak > DITHER or any(w.state == "scored" for w in cut_windows(sound))
    return cut_windows(sound) if spoken else iter(())


def face_finder(selection: Selection, frames_per_second: float) -> FaceFinder:
    """Finds faces, and reads their eyes if the frames are enough for blinks: that costs time."""
    eyes = None
    if frames_per_second >= MINIMUM_RATE and "eyes" in selection.versions:
        eyes = EyeReader(selection.artefact("eyes"))
    return FaceFinder(selection.artefact("face_mesh"), eyes)


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
    ]:
        try:
            with local_copy(file.uri) as copy:
                chosen = open_media(self._isolated, copy.path, self._finder)
                for item in open_recording(
                    file, copy, chosen, self._frames_per_second, self._finder, self._threads
                ):
                    if isinstance(item, FaceToScore):
                        yield TaggedOutput(FACES, item)  # type: ignore[misc]
                    elif isinstance(item, WindowToScore):
                        yield TaggedOutput(WINDOWS, item)  # type: ignore[misc]
                    else:
                        Metrics.distribution(*RECORDED_MILLISECONDS).update(
                            round(item.duration_seconds * 1000)
                        )
                        yield item
        except InputError as error:
            yield TaggedOutput(FAILURES, to_failure(file, error))  # type: ignore[misc]
        self._progress.advance()


@dataclass
class OpenRecordings(beam.PTransform):
    """Open recordings.

    Input: InputFile of kind RECORDING. Output: by tag FACES (FaceToScore), WINDOWS
    (WindowToScore), FAILURES (Failure) and, as main output `recordings`, Recording. A Recording
    comes only after everything of it was decoded; a failed one has a Failure instead. `workers`
    share a machine's cores; 0 says that each core has one.
    """

    frames_per_second: float
    selection: Selection
    progress: Progress
    workers: int

    def expand(self, files: PCollection[InputFile]) -> Any:  # Beam's DoOutputsTuple
        opened = beam.ParDo(
            _OpenRecordings(self.frames_per_second, self.selection, self.progress, self.workers)
        )
        return files | "Open" >> opened.with_outputs(FACES, WINDOWS, FAILURES, main="recordings")
