"""Film that is dear to decode: what is left out, how many threads, what is refused."""

import functools

import numpy as np
import pytest

import transforms.faces as faces_module
import transforms.media.frames as frames_module
import transforms.media.work as work
from models.selection import select
from tests.films import FILE
from tests.recorded import ffmpeg, film
from transforms.errors import InputError
from transforms.faces import face_finder, sample_faces
from transforms.inputs.fetch import local_copy
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.decoder import DamagedError
from transforms.media.frames import decode_frames
from transforms.opening import WindowToScore, open_recording

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-x264-params")
HEVC = ("-c:v", "libx265", "-preset", "superfast", "-x265-params")


@pytest.fixture(scope="module")
def opened():
    with Isolated() as child:
        yield functools.cache(lambda path: open_media(child, str(path)))


@pytest.fixture(scope="module")
def finder():
    return face_finder(select(), 5.0)


def encoded(folder, *how, suffix="mp4"):
    path = folder / f"film.{suffix}"
    ffmpeg("-i", film(), *how, "-c:a", "copy", path)
    return path


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
@pytest.mark.parametrize(
    "how", [(*H264, "bframes=3:b-adapt=0"), (*HEVC, "bframes=3:b-adapt=0:log-level=none")]
)
def test_frames_that_no_other_needs_are_left_out(opened, tmp_path, monkeypatch, how, suffix):
    path = encoded(tmp_path, *how, suffix=suffix)
    chosen = opened(path)
    assert chosen.picture.reference_spacing == pytest.approx(2 / 25, abs=0.001)
    sampled = list(decode_frames(str(path), chosen, 5.0))
    monkeypatch.setattr(frames_module, "_left_out", lambda *_: {})
    whole = [frame.seconds for frame in decode_frames(str(path), chosen, 5.0)]
    assert [frame.seconds for frame in sampled] != whole, "nothing was left out"
    every = {round(f.seconds, 3): f.pixels for f in decode_frames(str(path), chosen, 50.0)}
    assert len(every) == 100
    assert len(sampled) == 20
    for number, frame in enumerate(sampled):
        assert 0 <= frame.seconds - number / 5 < 0.1
        # Decoded from the frames that it needs, it is the same picture.
        np.testing.assert_array_equal(frame.pixels, every[round(frame.seconds, 3)])


@pytest.mark.parametrize(
    ("how", "rate"),
    [
        ((*H264, "bframes=0"), 5.0),
        ((*H264, "bframes=3:b-pyramid=none:b-adapt=0"), 5.0),
        ((*H264, "bframes=3:b-adapt=0"), 12.5),
        (("-c:v", "mpeg4", "-bf", "2"), 5.0),
    ],
)
def test_nothing_is_left_out_where_too_little_would_remain(
    opened, tmp_path, monkeypatch, how, rate
):
    path = encoded(tmp_path, *how)
    times = [frame.seconds for frame in decode_frames(str(path), opened(path), rate)]
    monkeypatch.setattr(frames_module, "_left_out", lambda *_: {})
    assert times == [frame.seconds for frame in decode_frames(str(path), opened(path), rate)]


def test_an_avi_is_decoded_whole(opened, tmp_path):
    path = encoded(tmp_path, *H264, "bframes=3:b-adapt=0", suffix="avi")
    assert opened(path).picture.reference_spacing is None


def damaged(folder):
    path = encoded(folder, *H264, "bframes=3", suffix="ts")
    data, rng = bytearray(path.read_bytes()), np.random.default_rng(5)
    for _ in range(20):
        at = int(rng.integers(len(data) // 10, len(data) - 20))
        data[at : at + 20] = rng.bytes(20)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("made", [lambda folder: encoded(folder, *H264, "bframes=3"), damaged])
def test_threads_change_nothing(opened, finder, tmp_path, monkeypatch, made):
    """Of a damaged film several threads make something else each time: one has to do it."""
    path = made(tmp_path)
    monkeypatch.setattr(faces_module, "threads_for", lambda track, seconds, most: most)

    def faces(threads):
        found = sample_faces("x/x", str(path), opened(path), 5.0, finder, threads)
        return [(face.row, face.crop.tobytes() if face.crop is not None else None, end)
                for face, end in found]  # fmt: skip

    assert faces(4) == faces(4) == faces(1)
    assert len(faces(1)) >= 18
    if made is damaged:
        with pytest.raises(DamagedError):
            list(decode_frames(str(path), opened(path), 5.0, threads=4))


def test_of_a_long_film_nothing_waits_for_its_end(opened, finder, monkeypatch):
    """Its faces would fill the memory."""
    monkeypatch.setattr(faces_module, "threads_for", lambda track, seconds, most: most)
    monkeypatch.setattr(faces_module, "FRAMES_HELD", 19)
    used = []
    monkeypatch.setattr(faces_module, "decode_frames", lambda *_: used.append(_[-1]) or iter(()))
    list(sample_faces("x/x", str(film()), opened(film()), 5.0, finder, 4))
    monkeypatch.setattr(faces_module, "FRAMES_HELD", 21)
    list(sample_faces("x/x", str(film()), opened(film()), 5.0, finder, 4))
    assert used == [1, 4]


def test_a_picture_that_takes_too_much_leaves_the_voice(opened, finder, monkeypatch):
    monkeypatch.setattr(work, "LARGEST_PICTURE_TRACK", 20e6)
    with local_copy(str(film())) as copy:
        *parts, recording = open_recording(FILE, copy, opened(film()), 5.0, finder)
    assert recording.picture_trouble == "too_large"
    assert recording.picture_message == (
        "The picture has 0 gigapixels (100 frames of 640 x 360), and the limit is 0; "
        "scale it down or cut it in parts."
    )
    assert all(isinstance(part, WindowToScore) for part in parts)
    assert recording.sound_trouble is None
    assert recording.sound_message is None


def test_a_film_without_sound_that_takes_too_much_fails(opened, tmp_path, finder, monkeypatch):
    monkeypatch.setattr(work, "LARGEST_PICTURE_TRACK", 20e6)
    path = tmp_path / "mute.mp4"
    ffmpeg("-i", film(), "-an", "-c:v", "copy", path)
    with local_copy(str(path)) as copy, pytest.raises(InputError) as refused:
        list(open_recording(FILE, copy, opened(path), 5.0, finder))
    assert refused.value.kind == "media_too_large"
