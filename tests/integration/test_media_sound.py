"""Channels become one without losing the voice, and sound is read to its end."""

import io
import struct
import subprocess

import numpy as np
import pytest

from models.voice.windows import cut_windows
from schemas.sampling import SAMPLE_RATE
from tests.recorded import ffmpeg, film, write_wav
from tests.synthetic_voice import synthetic_voice
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.decoder import ffmpeg_binary
from transforms.media.sound import decode_sound

SECONDS = 8
SPOKEN = synthetic_voice(SECONDS)
SILENCE = np.zeros_like(SPOKEN)
HUM = 0.4 * np.sin(2 * np.pi * 50 * np.arange(len(SPOKEN)) / SAMPLE_RATE)


@pytest.fixture(scope="module")
def heard():
    """Samples at 16 kHz, as the voice models get them, and what was chosen."""
    with Isolated() as child:

        def heard(path):
            chosen = open_media(child, str(path))
            return decode_sound(str(path), chosen, io.BytesIO())[:], chosen

        yield heard


def likeness(samples, voice=SPOKEN):
    """Correlation of what was decoded with the voice."""
    count = min(len(samples), len(voice))
    return abs(np.corrcoef(samples[:count], voice[:count])[0, 1])


@pytest.mark.parametrize(
    "channels",
    [
        [SPOKEN],
        [SPOKEN, -SPOKEN],
        [SPOKEN, -0.97 * SPOKEN],
        [SILENCE, SPOKEN],
        [HUM, SPOKEN],
        [HUM, HUM, HUM, 0.5 * SPOKEN],
        [SILENCE, SILENCE, SPOKEN, SPOKEN],
        [SPOKEN, SPOKEN, *[SILENCE] * 7],
        [*[SILENCE] * 5, SPOKEN, *[SILENCE] * 8],
        [HUM, *[SILENCE] * 10, SPOKEN, *[SILENCE] * 6],
    ],
    ids=lambda channels: str(len(channels)),
)
def test_the_voice_is_heard_whatever_the_channels(heard, tmp_path, channels):
    samples, _ = heard(write_wav(tmp_path / "a.wav", channels))
    assert len(samples) == len(SPOKEN)
    assert likeness(samples) > 0.999


@pytest.mark.parametrize("layout", ["FC=c0", "LFE=c0", "BL=c0|BR=c0", "FL=c0|FR=-1*c0"])
def test_surround_carries_the_voice_anywhere(heard, tmp_path, layout):
    path = tmp_path / "a.mkv"
    voice = write_wav(tmp_path / "voice.wav", [SPOKEN])
    ffmpeg("-i", voice, "-af", f"pan=5.1|{layout}", "-c:a", "flac", path)
    assert likeness(heard(path)[0]) > 0.999


@pytest.mark.parametrize("codec", [("-c:a", "aac"), ("-c:a", "libopus"), ("-c:a", "libmp3lame")])
def test_opposite_phases_survive_compression(heard, tmp_path, codec):
    path = tmp_path / "a.mkv"
    how = ("-c:v", "copy", "-af", "pan=stereo|c0=c0|c1=-1*c0", *codec)
    ffmpeg("-i", film(), *how, path)
    samples, _ = heard(path)
    assert any(window.state == "scored" for window in cut_windows(samples))


@pytest.mark.parametrize(
    "how",
    [
        ("-ac", "1", "-c:a", "aac"),
        ("-ac", "2", "-c:a", "aac"),
        ("-af", "pan=stereo|c0=c0|c1=0.6*c0", "-ar", "48000", "-c:a", "pcm_s16le"),
    ],
)
def test_the_channels_of_ordinary_sound_count_alike(heard, tmp_path, how):
    path = tmp_path / "a.mov"
    ffmpeg("-i", film(), "-vn", *how, path)
    samples, chosen = heard(path)
    assert chosen.mix is None
    command = [
        ffmpeg_binary(),
        "-v",
        "error",
        "-i",
        str(path),
        "-af",
        "aresample=16000:first_pts=0",
    ]
    plain = subprocess.run([*command, "-f", "f32le", "pipe:1"], capture_output=True).stdout
    channels = np.frombuffer(plain, np.float32).reshape(-1, chosen.sound.channels)
    np.testing.assert_allclose(samples, channels.mean(axis=1), atol=1e-6)


@pytest.mark.parametrize("size", [64_000, 0, 0x7FFFF000, 0x80000000, 0xFFFFFFFF])
def test_a_wav_is_read_to_its_end_whatever_its_header_says(heard, tmp_path, size):
    path = write_wav(tmp_path / "a.wav", [SPOKEN])
    whole, _ = heard(path)
    data = bytearray(path.read_bytes())
    data[40:44] = struct.pack("<I", size)
    path.write_bytes(data)
    samples, chosen = heard(path)
    np.testing.assert_array_equal(samples, whole)
    assert chosen.sound_declared is None or chosen.sound_declared <= SECONDS + 0.1


def test_titles_behind_the_samples_are_not_heard(heard, tmp_path):
    path = write_wav(tmp_path / "a.wav", [SPOKEN])
    path.write_bytes(path.read_bytes() + b"LIST" + struct.pack("<I", 40_000) + b"\x55" * 40_000)
    assert len(heard(path)[0]) == len(SPOKEN)


def test_a_rate_that_changes_does_not_start_again(heard, tmp_path):
    voice = write_wav(tmp_path / "voice.wav", [SPOKEN])
    parts = []
    for start, how in ((0, ("-ar", "44100", "-ac", "2")), (4, ("-ar", "22050", "-ac", "1"))):
        part = tmp_path / f"{start}.mp3"
        ffmpeg("-ss", str(start), "-t", "4", "-i", voice, *how, "-c:a", "libmp3lame", part)
        parts.append(part.read_bytes())
    path = tmp_path / "joined.mp3"
    path.write_bytes(b"".join(parts))
    samples, _ = heard(path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(SECONDS, abs=0.3)
    quarters = np.abs(samples[: 4 * (len(samples) // 4)].astype(float)).reshape(4, -1).mean(axis=1)
    assert quarters.min() > 0.5 * quarters.max()
