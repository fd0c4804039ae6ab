"""Rolling windows over a recording's sound, and whether each holds speech.

A window's content, and therefore its score, depends on its own samples only: a 3 s training
clip and an hour-long interview take the same path, and memory stays flat at any length.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from schemas.sampling import (
    SAMPLE_RATE,
    VOICE_MINIMUM_SECONDS,
    VOICE_STEP_SECONDS,
    VOICE_WINDOW_SECONDS,
)

WINDOW_SAMPLES = round(VOICE_WINDOW_SECONDS * SAMPLE_RATE)
STEP_SAMPLES = round(VOICE_STEP_SECONDS * SAMPLE_RATE)

MINIMUM_SPEECH_SHARE = 0.25
"""A window with less speech (0.77 s of 3.072 s) gets no score: RAVDESS clips, half of which is
silence, lie above 0.35; regular clicks reach 0.2."""

VAD_MODE = 3
"""WebRTC's strictest mode: the milder ones take a steady hum for speech."""

VAD_FRAME_SAMPLES = 480
"""30 ms, the longest frame WebRTC's detector accepts and its steadiest."""

VAD_LEVEL = 0.02
"""RMS to which a window is brought before detection, so that a quiet microphone is heard like a
loud one. White and pink noise of this level pass as noise; from 0.05 on they pass as speech."""

SILENCE_LEVEL = 6e-5
"""RMS, full scale 1, below which a window is silent: two steps of 16-bit sound."""

MINIMUM_LEVEL_SPREAD_DB = 8.0
"""Speech rises and falls: between the 10th and 90th percentile of frame levels lie 40 dB in
RAVDESS, 12 dB or more in talking-head videos, 11 dB when noise is 10 dB below it. Hum, fans,
white, pink and brown noise stay below 7 dB."""


class Samples(Protocol):
    """Sound that can be sliced without being in memory as a whole (an array, a memmap, ...)."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: slice, /) -> NDArray[Any]: ...


class Window(NamedTuple):
    """One window of sound.

    `samples` is float32, shape (49152,), 16 kHz mono, full scale 1; sound shorter than that is
    padded with its mean, which is silence once the offset is removed.
    """

    index: int  # type: ignore[assignment]  # tuple.index is not used
    start_seconds: float
    end_seconds: float
    samples: NDArray[np.float32]
    speech_share: float

    @property
    def state(self) -> str:
        """Key of `schemas.states.VOICE_STATES`; only a window in state "scored" is to be scored."""
        if self.end_seconds - self.start_seconds < VOICE_MINIMUM_SECONDS:
            return "too_short"
        return "scored" if self.speech_share >= MINIMUM_SPEECH_SHARE else "no_speech"


def count_windows(length: int) -> int:
    """Number of windows of a recording with `length` samples, at least one.

    The sound behind the last whole window, less than one step, belongs to no window of its own.
    """
    return 1 + max(0, length - WINDOW_SAMPLES) // STEP_SAMPLES


def cut_windows(samples: Samples) -> Iterator[Window]:
    """Cut a recording into windows of 3.072 s that start every second.

    Args:
        samples: mono sound at 16 kHz, float of full scale 1 or int16 (divided by 32,768); only one
            window of it is read at a time.

    Yields:
        Windows in order of time. A recording shorter than a window gives a single one, which
        ends where the sound ends; its state is "too_short" below VOICE_MINIMUM_SECONDS.

    Raises:
        ValueError: if a sample is NaN or infinite.
    """
    length = len(samples)
    for index in range(count_windows(length)):
        start = index * STEP_SAMPLES
        end = min(start + WINDOW_SAMPLES, length)
        sound = _as_float(samples[start:end])
        padded = sound
        if len(sound) < WINDOW_SAMPLES:
            padded = np.full(WINDOW_SAMPLES, sound.mean() if len(sound) else 0.0, np.float32)
            padded[: len(sound)] = sound
        yield Window(index, start / SAMPLE_RATE, end / SAMPLE_RATE, padded, speech_share(sound))


def speech_share(sound: NDArray[np.float32]) -> float:
    """Share of 30 ms frames in which WebRTC's detector hears speech; 0 for silence and noise.

    Args:
        sound: float32, shape (n,), 16 kHz mono, full scale 1; at most one window.

    Returns:
        Share in [0, 1], indifferent to gain. 0 for less than a frame, for a level below
        SILENCE_LEVEL, and for sound whose level hardly changes.
    """
    count = len(sound) // VAD_FRAME_SAMPLES
    if count == 0:
        return 0.0
    centred = sound[: count * VAD_FRAME_SAMPLES].astype(np.float64)
    centred -= centred.mean()
    power = np.square(centred.reshape(count, VAD_FRAME_SAMPLES)).mean(axis=1)
    level = float(np.sqrt(power.mean()))
    if level < SILENCE_LEVEL:
        return 0.0
    # One quantisation step as the floor, so that gated (digital) silence has a finite level.
    quiet, loud = np.percentile(10 * np.log10(power + 1e-9), (10, 90))
    if loud - quiet < MINIMUM_LEVEL_SPREAD_DB:
        return 0.0
    pcm = np.clip(centred * (VAD_LEVEL / level * 32768), -32768, 32767).astype("<i2")
    # The detector adapts to what it has heard: a new one keeps windows independent.
    detector = webrtcvad.Vad(VAD_MODE)
    frames = pcm.reshape(count, VAD_FRAME_SAMPLES)
    spoken = sum(bool(detector.is_speech(frame.tobytes(), SAMPLE_RATE)) for frame in frames)
    return spoken / count


def _as_float(sound: NDArray[Any]) -> NDArray[np.float32]:
    if sound.dtype == np.int16:
        return sound.astype(np.float32) / np.float32(32768)
    converted = sound.astype(np.float32)
    if not np.isfinite(converted).all():
        raise ValueError("the sound holds NaN or infinite samples")
    return converted
