"""Decodes the chosen sound on the recording's time line."""

from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from models.voice.level import Level, decibels, gain_for
from schemas.sampling import SAMPLE_RATE
from transforms.media.chosen import Chosen, source
from transforms.media.decoder import Decoder, running
from transforms.media.tracks import Track

SAMPLE_BYTES = 4
"""The decoder gives 32-bit floats: nothing above full scale is clipped, no 24 bits are cut."""

LARGEST = 2.0**31
"""No format counts samples to more: beyond, a sample of float sound is damage."""

TO_MONO = {"osf": "flt", "ochl": "mono", "rematrix_maxval": 1.0}
"""Options of ffmpeg's resampler: channels count as shares of one."""


class Sound:
    """Decoded sound in a file, read slice by slice: an hour of it does not belong in memory.

    Args:
        file: 32-bit floats at SAMPLE_RATE.
        length: samples in it.
        level: of all of them.
    """

    def __init__(self, file: IO[bytes], length: int, level: Level) -> None:
        self._file, self._length = file, length
        self._gain = 1.0
        self.peak = level.peak
        """Largest absolute sample as decoded, full scale 1."""
        self._gain = gain_for(self, level)
        self.gain_db = decibels(self._gain)
        """Gain of slices over what was decoded."""

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        """float32, shape (n,), 16 kHz mono, at the level at which sound is scored: [-1, 1]
        but for what is much louder than quiet speech, which is not clipped."""
        start, stop, _ = index.indices(self._length)
        self._file.seek(SAMPLE_BYTES * start)
        sound = np.frombuffer(self._file.read(SAMPLE_BYTES * (stop - start)), np.float32)
        return sound if self._gain == 1 else sound * np.float32(self._gain)


def decode_sound(path: str, chosen: Chosen, spool: IO[bytes]) -> Sound:
    """Decode the sound to mono at SAMPLE_RATE, from 0 of the time line on.

    Args:
        path: local file.
        chosen: its tracks; must have sound.
        spool: an empty file for the samples, read as long as the sound is.

    Raises:
        InputError: kind unreadable_media or decoding_timeout.
    """
    track = chosen.sound
    assert track is not None
    sound, rebuilt = _decode(path, chosen, track, spool, {"first_pts": 0})
    if rebuilt:
        # Where rate or layout change ffmpeg begins anew, and would begin with silence again.
        spool.seek(0)
        spool.truncate()
        silence = round(chosen.clock.starts.get(track.index, 0.0) * SAMPLE_RATE)
        sound, _ = _decode(path, chosen, track, spool, {"async": 1}, silence)
    return sound


def _decode(
    path: str,
    chosen: Chosen,
    track: Track,
    spool: IO[bytes],
    timing: dict[str, Any],
    silence: int = 0,
) -> tuple[Sound, bool]:
    """The sound behind so many samples of silence, and whether ffmpeg began anew in the middle."""
    channels = source(path, chosen, track)
    if chosen.mix is not None:
        channels = channels.filter("pan", chosen.mix)
    stream = channels.filter("aresample", SAMPLE_RATE, **timing, **TO_MONO).output(
        "pipe:1", format="f32le", ac=1, ar=SAMPLE_RATE
    )
    spool.write(bytes(SAMPLE_BYTES * silence))
    with running(stream, chosen.seconds) as decoder:
        length, level = _write(decoder, spool)
        decoder.finish("sound")
        rebuilt = decoder.rebuilt
    spool.flush()
    return Sound(spool, silence + length, level), rebuilt


def _write(decoder: Decoder, spool: IO[bytes]) -> tuple[int, Level]:
    """Number of samples decoded, and their level."""
    level, length, part = Level(), 0, b""
    while (data := decoder.read_some()) is not None:
        part += data
        whole = len(part) - len(part) % SAMPLE_BYTES
        sound = samples_from(part[:whole])
        part = part[whole:]
        level.add(sound)
        spool.write(sound.tobytes())
        length += len(sound)
    return length, level


def samples_from(data: bytes) -> NDArray[np.float32]:
    """Decoded 32-bit floats, whole samples, as sound; damaged ones (NaN, infinite, beyond what
    any format holds) are 0."""
    sound = np.frombuffer(data, "<f4")
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(sound) <= LARGEST, sound, np.float32(0))
