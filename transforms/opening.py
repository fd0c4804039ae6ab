"""Opens a recording: the faces and the windows of speech in it, and what became of both."""

import tempfile
from collections.abc import Generator, Iterator
from typing import NamedTuple

from models.face.finder import FaceFinder
from models.voice.level import DITHER
from models.voice.windows import Window, cut_windows
from schemas.elements import InputFile, Recording, key_of
from schemas.sampling import SAMPLE_RATE
from transforms.errors import InputError
from transforms.faces import FaceToScore, sample_faces
from transforms.inputs.fetch import LocalCopy
from transforms.media.chosen import Chosen
from transforms.media.sound import Sound, decode_sound
from transforms.media.troubles import Trouble, trouble_of
from transforms.media.truncation import is_truncated, refuse_fragment
from transforms.timing import cpu_time_of_each


class WindowToScore(NamedTuple):
    """A window of sound on its way to the voice models."""

    recording: str
    window: Window


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
            key_of(file), copy.path, chosen, frames_per_second, finder, threads
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
        for window in cpu_time_of_each("detect speech", windows_of(sound)):
            windows = window.index + 1
            yield WindowToScore(key_of(file), window)
    end = len(sound) / SAMPLE_RATE
    truncated = chosen.sound.broken or is_truncated(end, chosen.sound_declared)
    return _Read(None, end, truncated, windows, sound.gain_db)


def windows_of(sound: Sound) -> Iterator[Window]:
    """The windows of a sound; none of a muted track. Its dithering may be as loud as speech in
    24 bits, but is no speech."""
    spoken = sound.peak > DITHER or any(w.state == "scored" for w in cut_windows(sound))
    return cut_windows(sound) if spoken else iter(())
