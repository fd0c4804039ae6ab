"""Pictures that change size or shape, and films whose beginning is damaged."""

from types import SimpleNamespace

import av
import numpy as np
import pytest

from models.face.tracking import Sighting, candidate_tracks
from models.selection import select
from tests.recorded import copy_packets, ffmpeg, film
from transforms.faces import face_finder
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.frames import decode_frames

VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "900k", "-an")


@pytest.fixture(scope="module")
def frames():
    with Isolated() as child:
        yield lambda path: list(decode_frames(str(path), open_media(child, str(path)), 5.0))


@pytest.fixture(scope="module")
def finder():
    return face_finder(select(), 5.0)


def _change(tmp_path, *filters):
    """A film whose size changes every two seconds."""
    names = []
    for number, how in enumerate(filters):
        names.append(tmp_path / f"{number}.webm")
        ffmpeg("-ss", str(number), "-t", "2", "-i", film(), "-vf", how, *VP8, names[-1])
    (tmp_path / "list.txt").write_text("".join(f"file '{name}'\n" for name in names))
    path = tmp_path / "changing.webm"
    ffmpeg("-f", "concat", "-safe", "0", "-i", tmp_path / "list.txt", "-c", "copy", path)
    return path


@pytest.mark.parametrize(
    ("filters", "shapes"),
    [
        (("null", "crop=204:360"), [(360, 640), (360, 640)]),
        (("crop=204:360", "null"), [(360, 204), (360, 640)]),
        (("null", "scale=320:180"), [(360, 640), (360, 640)]),
        (("null", "scale=1280:720"), [(360, 640), (360, 640)]),
        (("null", "crop=480:360", "null"), [(360, 640), (360, 640), (360, 640)]),
        (("null", "scale=360:360,setsar=1"), [(360, 640), (360, 640)]),
    ],
)
def test_a_film_that_changes_size_is_followed(frames, finder, tmp_path, filters, shapes):
    found = frames(_change(tmp_path, *filters))
    assert len(found) == 10 * len(filters)
    np.testing.assert_allclose(np.diff([frame.seconds for frame in found]), 0.2, atol=0.05)
    assert [frame.pixels.shape[:2] for frame in found[5::10]] == shapes
    finder.start_recording()
    faces = [finder.read(frame.pixels, frame.seconds) for frame in found]
    assert all(len(seen) == 1 for seen in faces)


def test_faces_keep_their_shape(frames, finder, tmp_path):
    found = frames(_change(tmp_path, "null", "crop=204:360"))
    first, later = found[5].pixels, found[15].pixels
    assert not later[:, :200].any()
    assert not later[:, -200:].any()
    assert later[:, 218:422].std() > 20
    sides = []
    for pixels in (first, later):
        finder.start_recording()
        (face,) = finder.read(pixels, 0.0)
        sides.append((face.box[2] * 640) / (face.box[3] * 360))
    assert sides[0] == pytest.approx(sides[1], rel=0.12)


def test_long_pixels_are_shown_square(frames, tmp_path):
    path = tmp_path / "a.mp4"
    ffmpeg("-i", film(), "-vf", "scale=360:360,setsar=16/9", "-an", path)
    assert {frame.pixels.shape for frame in frames(path)} == {(360, 640, 3)}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.mp4", ("-c:v", "copy")),
        ("a.mkv", ("-c:v", "copy")),
        ("a.avi", ("-c:v", "mpeg4", "-q:v", "3", "-g", "25")),
        ("a.webm", (*VP8, "-g", "25", "-keyint_min", "25")),
    ],
)
def test_a_damaged_beginning_is_skipped(frames, tmp_path, name, how):
    path = tmp_path / name
    ffmpeg("-i", film(), *how, "-an", path)
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        packet = bytes(next(container.demux(video=0)))
    at = data.index(packet)
    data[at : at + len(packet)] = np.random.default_rng(1).bytes(len(packet))
    path.write_bytes(data)
    found = frames(path)
    # Up to the next key frame there is nothing to see, and nothing is made up.
    assert found[0].seconds == pytest.approx(1.0, abs=0.1)
    assert len(found) == 15
    assert all(frame.pixels.std() > 30 for frame in found)


def test_a_film_that_begins_between_key_frames_begins_with_one(frames, tmp_path):
    found = frames(copy_packets(film(), tmp_path / "a.mkv", start=0.4))
    assert found[0].seconds == pytest.approx(0.6, abs=0.1)
    assert len(found) in (15, 16)


def test_a_cut_by_an_edit_list_begins_at_once(frames, tmp_path):
    path = tmp_path / "a.mp4"
    ffmpeg("-ss", "1.5", "-i", film(), "-c", "copy", path)
    found = frames(path)
    assert found[0].seconds == pytest.approx(0, abs=0.05)
    assert len(found) in (12, 13)


@pytest.mark.parametrize(
    "filters",
    [
        ("scale=320:180", "null"),
        ("scale=320:180", "scale=480:270", "null"),
        ("null", "scale=320:180"),
        ("crop=204:360", "null"),
        ("null", "scale=480:270,crop=152:270", "null"),
        ("crop=204:360", "null", "crop=204:360"),
    ],
)
def test_a_face_is_followed_through_any_size(frames, finder, tmp_path, filters):
    """Calls begin small and grow with the line, phones are turned: it stays one candidate."""
    finder.start_recording()
    found = [finder.read(f.pixels, f.seconds) for f in frames(_change(tmp_path, *filters))]
    faces = [(number, face) for number, faces in enumerate(found) for face in faces]
    candidate = candidate_tracks(Sighting(number, face.track, face.size) for number, face in faces)
    assert {face.track for _, face in faces} <= candidate
    sizes = [faces[0].size for faces in found]
    assert max(sizes) < 1.3 * min(sizes)


def test_another_face_does_not_tell_how_a_film_grew(finder):
    """The candidate is hidden while the film doubles; who stands behind has half the size."""
    finder.start_recording()
    small, large = np.zeros((180, 480, 3), np.uint8), np.zeros((360, 960, 3), np.uint8)
    faces = [(small, 80.0, 1.0), (large, 120.0, 0.5), (large, 160.0, 0.5), (large, 100.0, 0.5)]
    for frame, side, scale in faces:
        box = np.array([10, 10, 10 + side, 10 + side], np.float32)
        assert finder._scale_of(frame, [SimpleNamespace(box=box)]) == scale
    assert finder._usual_side == 50
