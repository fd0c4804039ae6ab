"""One clock: late starts, clocks that do not begin at zero, that start again, that jump."""

import io

import numpy as np
import pytest

from schemas.sampling import SAMPLE_RATE
from tests.recorded import SECONDS, VOICE, copy_packets, ffmpeg, film
from transforms.errors import InputError
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.frames import decode_frames
from transforms.media.sound import decode_sound
from transforms.media.truncation import is_truncated

MPEG = ("-c:v", "mpeg2video", "-b:v", "2M", "-c:a", "mp2")
WEBM = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus")
COPY = ("-c", "copy")
LIVE = (
    *("-c:v", "libx264", "-bf", "0", "-c:a", "copy", "-use_editlist", "0"),
    *("-movflags", "frag_keyframe+empty_moov+default_base_moof"),
)


@pytest.fixture(scope="module")
def isolated():
    with Isolated() as child:
        yield child


@pytest.fixture
def read(isolated):
    """Times of the frames, samples of the sound, and what was chosen."""

    def read(path, rate=5.0):
        chosen = open_media(isolated, str(path))
        times = []
        if chosen.picture:
            times = [frame.seconds for frame in decode_frames(str(path), chosen, rate)]
        samples = np.zeros(0, np.float32)
        if chosen.sound:
            samples = decode_sound(str(path), chosen, io.BytesIO())[:]
        return np.array(times), samples, chosen

    return read


def first_sound(samples):
    """When the voice begins, seconds: the first 10 ms that are louder than silence."""
    blocks = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    return float(np.argmax(np.abs(blocks).max(axis=1) > 0.006)) / 100


@pytest.fixture(scope="module")
def flashes(tmp_path_factory):
    """White for 0.1 s and a beep as long, at 1, 3 and 5 of 6 s; 25 frames/s, 48 kHz stereo."""
    path = tmp_path_factory.mktemp("flashes") / "flashes.mp4"
    on = "lt(mod(t+1,2),0.1)"
    beeps = f"aevalsrc='0.5*sin(2*PI*1000*t)*{on}':s=48000:d=6:c=stereo"
    ffmpeg(
        "-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=6",
        "-f", "lavfi", "-i", beeps,
        "-vf", f"lutyuv=y=16,drawbox=c=white:t=fill:enable='{on}'",
        "-c:v", "libx264", "-g", "25", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac", path,
    )  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.mp4", COPY),
        ("a.mov", COPY),
        ("a.mkv", (*COPY, "-output_ts_offset", "50")),
        ("a.mkv", (*COPY, "-output_ts_offset", "2")),
        ("a.mp4", (*LIVE, "-output_ts_offset", "50")),
        ("a.webm", WEBM),
        ("a.webm", (*WEBM, "-output_ts_offset", "50", "-live", "1")),
        ("a.avi", ("-c:v", "mpeg4", "-c:a", "pcm_s16le")),
        ("a.mpg", MPEG),
        ("a.mpg", (*COPY, "-f", "mpegts")),
        ("a.mpg", (*COPY, "-f", "mpegts", "-output_ts_offset", "95440")),
    ],
)
def test_picture_and_sound_are_in_step(read, isolated, flashes, tmp_path, name, how):
    path = tmp_path / name
    ffmpeg("-i", flashes, *how, path)
    chosen = open_media(isolated, str(path))
    bright = [
        frame.seconds
        for frame in decode_frames(str(path), chosen, 25.0)
        if frame.pixels.mean() > 128
    ]
    _, samples, _ = read(path)
    loud = np.abs(samples) > 0.09
    starts = [np.argmax(loud[round(t * SAMPLE_RATE) :]) / SAMPLE_RATE + t for t in (0.5, 2.5, 4.5)]
    seen = [min(t for t in bright if t > after) for after in (0.5, 2.5, 4.5)]
    np.testing.assert_allclose(seen, starts, atol=0.04)
    np.testing.assert_allclose(seen, (1, 3, 5), atol=0.05)
    assert chosen.clock.discontinuities == 0


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.mp4", COPY),
        ("a.mkv", COPY),
        ("a.mkv", (*COPY, "-output_ts_offset", "30")),
        ("a.mpg", MPEG),
        ("a.mpg", (*COPY, "-f", "mpegts")),
    ],
)
@pytest.mark.parametrize("late", ["sound", "picture"])
def test_a_late_track_starts_late(read, tmp_path, name, how, late):
    path = tmp_path / name
    inputs = ["-i", film(), "-itsoffset", "1.7", "-i", film()]
    if late == "picture":
        inputs = inputs[2:] + inputs[:2]
    passed = ("-fps_mode", "passthrough") if how is MPEG else ()
    ffmpeg(*inputs, "-map", "0:v", "-map", "1:a", *how, *passed, path)
    times, samples, chosen = read(path)
    begin = {"sound": 0.0, "picture": 1.7}[late]
    assert times[0] == pytest.approx(begin, abs=0.1)
    assert times[-1] == pytest.approx(begin + SECONDS - 0.2, abs=0.25)
    _, plain, _ = read(film())
    heard = first_sound(samples) - first_sound(plain)
    assert heard == pytest.approx(1.7 - begin, abs=0.1)
    assert chosen.clock.discontinuities == 0


def _takes(tmp_path, suffix, how, starts, source=None):
    parts = []
    for number, (start, seconds) in enumerate(starts):
        part = tmp_path / f"part{number}.{suffix}"
        own = ("-serial_offset", str(number)) if suffix == "ogg" else ()
        ffmpeg("-ss", str(start), "-t", str(seconds), "-i", source or film(), *how, *own, part)
        parts.append(part.read_bytes())
    path = tmp_path / ("joined.mpg" if suffix == "ts" else f"joined.{suffix}")
    path.write_bytes(b"".join(parts))
    return path


@pytest.mark.parametrize(
    ("suffix", "how"),
    [("webm", (*WEBM, "-live", "1")), ("mpg", MPEG), ("ts", (*COPY, "-f", "mpegts"))],
)
@pytest.mark.parametrize("takes", [((0, 2), (2, 2)), ((0, 1), (1, 2), (3, 1))])
def test_joined_takes_follow_each_other(read, tmp_path, suffix, how, takes):
    times, samples, chosen = read(_takes(tmp_path, suffix, how, takes))
    assert chosen.clock.discontinuities == len(takes) - 1
    assert len(times) == pytest.approx(5 * SECONDS, abs=2)
    assert np.all(np.diff(times) > 0)
    np.testing.assert_allclose(np.diff(times), 0.2, atol=0.1)
    assert len(samples) / SAMPLE_RATE == pytest.approx(SECONDS, abs=0.2)


@pytest.mark.parametrize("takes", [((0, 5), (5, 4)), ((0, 4), (4, 3), (7, 3)), ((0, 1), (1, 1))])
def test_joined_sounds_follow_each_other(read, tmp_path, takes):
    how = ("-vn", "-c:a", "libopus")
    path = _takes(tmp_path, "ogg", how, takes, source=VOICE)
    _, samples, _ = read(path)
    seconds = sum(length for _, length in takes)
    assert len(samples) / SAMPLE_RATE == pytest.approx(seconds, abs=0.1)
    plain = tmp_path / "plain.wav"
    ffmpeg("-i", VOICE, "-t", str(seconds), plain)
    levels = [_levels(read(whole)[1]) for whole in (path, plain)]
    count = min(map(len, levels))
    assert np.corrcoef(levels[0][:count], levels[1][:count])[0, 1] > 0.9


def _levels(samples):
    """Of tenths of a second."""
    return np.abs(samples[: len(samples) // 1600 * 1600]).reshape(-1, 1600).mean(1)


@pytest.mark.parametrize(
    ("name", "at", "seconds", "jumps"), [("a.mkv", 2, 60, 0), ("a.mkv", 2, 9000, 1)]
)
def test_a_gap_stays_and_a_jump_goes(read, tmp_path, name, at, seconds, jumps):
    path = copy_packets(film(), tmp_path / name, gap=(at, seconds))
    times, samples, chosen = read(path)
    length = SECONDS if jumps else SECONDS + seconds
    assert chosen.clock.discontinuities == jumps
    assert times[-1] == pytest.approx(length - 0.2, abs=0.1)
    assert len(samples) / SAMPLE_RATE == pytest.approx(length, abs=0.1)


def test_a_broadcast_clock_that_jumps_goes_on(read, tmp_path):
    parts = []
    for start, offset in ((0, "0"), (2, "7200")):
        part = tmp_path / f"{start}.mpg"
        ffmpeg("-ss", str(start), "-t", "2", "-i", film(), *MPEG, "-output_ts_offset", offset, part)
        parts.append(part.read_bytes())
    path = tmp_path / "jump.mpg"
    path.write_bytes(b"".join(parts))
    times, samples, chosen = read(path)
    assert chosen.clock.discontinuities == 1
    np.testing.assert_allclose(np.diff(times), 0.2, atol=0.1)
    assert len(samples) / SAMPLE_RATE == pytest.approx(SECONDS, abs=0.2)


def test_an_estimated_length_is_not_believed(read, tmp_path):
    path = tmp_path / "a.mp3"
    ffmpeg(
        "-f", "lavfi", "-t", "2", "-i", "anullsrc=r=44100:cl=mono", "-i", VOICE,
        "-filter_complex", "[1:a]aresample=44100[v];[0:a][v]concat=n=2:v=0:a=1",
        "-c:a", "libmp3lame", "-q:a", "0", "-write_xing", "0", "-id3v2_version", "0", path,
    )  # fmt: skip
    _, samples, chosen = read(path)
    assert not is_truncated(len(samples) / SAMPLE_RATE, chosen.sound_declared)
    assert chosen.seconds == pytest.approx(len(samples) / SAMPLE_RATE, abs=0.2)


def test_a_recording_with_long_gaps_is_too_long(isolated, tmp_path):
    path = film()
    for number in range(5):
        gap = (0.5 + 3500.5 * number, 3500)
        path = copy_packets(path, tmp_path / f"{number}.mkv", gap=gap)
    with pytest.raises(InputError, match="cut") as caught:
        open_media(isolated, str(path))
    assert caught.value.kind == "media_too_long"


def test_a_late_sound_is_not_taken_for_a_short_one(read, tmp_path):
    """AVI stores the start as empty chunks, which its header counts and no reader shows."""
    path = tmp_path / "late.avi"
    how = ("-c:v", "mpeg4", "-c:a", "libmp3lame", "-t", str(SECONDS))
    ffmpeg(
        "-i", film(), "-itsoffset", "1.7", "-i", film(), "-map", "0:v", "-map", "1:a", *how, path
    )
    _, samples, chosen = read(path)
    assert not is_truncated(len(samples) / SAMPLE_RATE, chosen.sound_declared)


def test_a_late_track_that_is_cut_is_truncated(read, tmp_path):
    """Its length counts from its own start, which is not the recording's."""
    whole, path = tmp_path / "whole.mp4", tmp_path / "cut.mp4"
    late = ("-itsoffset", "3", "-i", film(), "-i", film(), "-map", "0:v", "-map", "1:a")
    ffmpeg(*late, "-c", "copy", "-movflags", "faststart", whole)
    times, _, chosen = read(whole)
    assert chosen.picture_declared == pytest.approx(3 + SECONDS, abs=0.1)
    assert not is_truncated(times[-1] + 0.2, chosen.picture_declared)
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    times, _, chosen = read(path)
    assert is_truncated(times[-1] + 0.2, chosen.picture_declared)


@pytest.mark.parametrize("codec", [("-c:v", "mpeg4"), ("-c:v", "mjpeg"), ("-c:v", "libx264")])
def test_an_avi_that_is_cut_is_truncated(read, tmp_path, codec):
    whole, path = tmp_path / "whole.avi", tmp_path / "cut.avi"
    ffmpeg("-i", film(), *codec, "-c:a", "libmp3lame", whole)
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    for name, cut in ((whole, False), (path, True)):
        times, _, chosen = read(name)
        assert chosen.picture_declared == pytest.approx(SECONDS, abs=0.1)
        assert is_truncated(times[-1] + 0.2, chosen.picture_declared) == cut


def test_a_sound_that_joins_far_into_a_stream_is_heard(read, tmp_path):
    """MPEG streams have no list of tracks: this one comes behind what a reader looks at."""
    path = tmp_path / "late.mpg"
    ffmpeg(
        "-stream_loop", "1", "-i", film(), "-itsoffset", "6", "-i", film(),
        "-map", "0:v", "-map", "1:a", "-vf", "noise=alls=60:allf=t", "-c:v", "mpeg2video",
        "-b:v", "12M", "-minrate", "12M", "-maxrate", "12M", "-bufsize", "4M", "-c:a", "mp2", path,
    )  # fmt: skip
    times, samples, chosen = read(path)
    assert chosen.sounds == 1
    assert len(times) == pytest.approx(2 * SECONDS * 5, abs=2)
    assert first_sound(samples) == pytest.approx(6 + first_sound(read(film())[1]), abs=0.1)


def test_the_end_is_that_of_what_is_shown_last(read, tmp_path):
    """Durations of packets may be distances in the order of decoding."""
    path = tmp_path / "bursts.mp4"
    bursts = "select='lt(mod(n,50),12)'"
    ffmpeg(
        "-i", film(), "-an", "-vf", bursts, "-fps_mode", "vfr", "-c:v", "libx264", "-bf", "3", path
    )
    times, _, chosen = read(path, rate=25.0)
    assert chosen.clock.ends[chosen.picture.index] == pytest.approx(times[-1], abs=0.1)
