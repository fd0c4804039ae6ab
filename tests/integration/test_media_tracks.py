"""Tracks are chosen by what they show and say; each fails alone."""

import av
import pytest

from models.selection import select
from schemas.elements import Recording
from tests.films import FILE
from tests.recorded import FILM, VOICE, copy_packets, cover, ffmpeg, film
from transforms.errors import InputError
from transforms.faces import face_finder
from transforms.inputs.fetch import local_copy
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.opening import WindowToScore, open_recording

TONE = "aevalsrc=0.3*sin(2*PI*440*t)+0.2*sin(2*PI*660*t):s=44100:d=4"


@pytest.fixture(scope="module")
def isolated():
    with Isolated() as child:
        yield child


@pytest.fixture(scope="module")
def finder():
    return face_finder(select(), 5.0)


@pytest.fixture
def chosen(isolated, finder):
    return lambda path: open_media(isolated, str(path), finder)


@pytest.fixture
def read(chosen, finder):
    """The recording and what was found in it: frames with a face, windows with speech."""

    def read(path):
        with local_copy(str(path)) as copy:
            items = list(open_recording(FILE, copy, chosen(path), 5.0, finder))
        *parts, recording = items
        assert isinstance(recording, Recording)
        windows = [item for item in parts if isinstance(item, WindowToScore)]
        faces = [item for item in parts if not isinstance(item, WindowToScore)]
        return (
            recording,
            sum(face.crop is not None for face in faces),
            sum(item.window.state == "scored" for item in windows),
        )

    return read


@pytest.mark.parametrize(
    ("suffix", "picture", "flags"),
    [
        ("mp3", ".jpg", ["-c:a", "libmp3lame", "-c:v", "copy"]),
        ("m4a", ".jpg", ["-c:a", "aac", "-c:v", "copy", "-disposition:v", "attached_pic"]),
        ("m4a", ".jpg", ["-c:a", "aac", "-c:v", "mjpeg", "-f", "mp4"]),
        ("flac", ".png", ["-c:a", "flac", "-c:v", "copy", "-disposition:v", "attached_pic"]),
        ("mkv", ".png", ["-c:a", "flac", "-c:v", "copy"]),
    ],
)
def test_a_cover_is_no_picture(read, tmp_path, suffix, picture, flags):
    path = tmp_path / f"a.{suffix}"
    maps = ["-map", "1", "-map", "0"] if suffix == "mkv" else ["-map", "0", "-map", "1"]
    ffmpeg("-i", VOICE, "-i", cover(tmp_path, picture), *maps, *flags, path)
    recording, faces, windows = read(path)
    assert not recording.has_picture
    assert recording.picture_trouble is None
    assert (recording.video_streams, recording.audio_streams) == (0, 1)
    assert (faces, recording.video_stream, recording.truncated) == (0, None, False)
    assert windows > 0


def test_a_film_keeps_its_picture_beside_a_cover(chosen, tmp_path):
    path = tmp_path / "a.mp4"
    ffmpeg(
        "-i", cover(tmp_path), "-i", film(), "-map", "0", "-map", "1", "-c", "copy",
        "-disposition:v:0", "attached_pic", path,
    )  # fmt: skip
    assert chosen(path).picture.packets == 100
    assert chosen(path).pictures == 1


def test_a_film_of_a_single_frame_is_a_film(chosen, tmp_path):
    path = tmp_path / "a.mp4"
    ffmpeg("-i", film(), "-vf", "select=eq(n\\,0)", "-fps_mode", "passthrough", path)
    assert chosen(path).picture.packets == 1


def test_without_a_choice_nothing_is_sampled(chosen, monkeypatch):
    for name in ("sample_frames", "sample_sound"):
        monkeypatch.setattr(f"transforms.media.choose.{name}", None)
    assert (chosen(film()).pictures, chosen(film()).sounds) == (1, 1)


@pytest.mark.parametrize("first", ["color=white:s=640x360:r=5:d=4", "testsrc2=s=640x360:r=10:d=4"])
def test_the_picture_with_the_face_is_read(chosen, tmp_path, first):
    path = tmp_path / "a.mkv"
    ffmpeg(
        "-f", "lavfi", "-i", first, "-i", film(), "-map", "0:v", "-map", "1:v", "-map", "1:a",
        "-c:v:0", "libx264", "-preset", "ultrafast", "-c:v:1", "copy", "-c:a", "copy",
        "-disposition:v:0", "default", "-disposition:v:1", "0", path,
    )  # fmt: skip
    found = chosen(path)
    assert (found.picture.index, found.sound.index, found.pictures) == (1, 2, 2)


@pytest.mark.parametrize("default", [0, 1])
def test_of_equal_pictures_the_default_is_read(chosen, tmp_path, default):
    path = tmp_path / "a.mp4"
    ffmpeg(
        "-i", film(), "-map", "0:v", "-map", "0:v", "-c", "copy",
        "-disposition:v:0", "0", f"-disposition:v:{default}", "default",
        f"-disposition:v:{1 - default}", "0", path,
    )  # fmt: skip
    assert chosen(path).picture.index == default


@pytest.mark.parametrize("first", ["anullsrc=r=44100:cl=mono:d=4", TONE])
@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_the_sound_with_the_voice_is_read(chosen, tmp_path, first, suffix):
    path = tmp_path / f"a.{suffix}"
    ffmpeg(
        "-i", film(), "-f", "lavfi", "-i", first, "-map", "0:v", "-map", "1:a", "-map", "0:a",
        "-c:v", "copy", "-c:a", "aac", "-disposition:a:0", "default", path,
    )  # fmt: skip
    found = chosen(path)
    assert (found.sound.index, found.sounds) == (2, 2)


def test_subtitles_and_attachments_are_not_looked_at(read, tmp_path):
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:01,000 --> 00:10:00,000\nThanks\n")
    path = tmp_path / "a.mkv"
    ffmpeg(
        "-i", words, "-i", film(), "-attach", cover(tmp_path, ".png"), "-map", "0", "-map", "1",
        "-c", "copy", "-c:s", "srt", "-metadata:s:t", "mimetype=image/png", path,
    )  # fmt: skip
    recording, faces, _ = read(path)
    assert (recording.video_stream, recording.audio_stream, faces) == (1, 2, 20)
    assert not recording.truncated
    assert recording.duration_seconds == pytest.approx(4, abs=0.1)


def test_an_empty_track_is_passed_over(chosen, read, tmp_path):
    path = copy_packets(film(), tmp_path / "a.mkv", empty_sound=True)
    assert (chosen(path).sound.index, chosen(path).sounds) == (2, 2)
    recording, faces, windows = read(copy_packets(film(), tmp_path / "b.mkv", only="video"))
    assert recording.sound_trouble == "empty_track"
    assert (faces, windows, recording.truncated) == (20, 0, False)
    recording, faces, windows = read(copy_packets(film(), tmp_path / "c.mkv", only="audio"))
    assert recording.picture_trouble == "empty_track"
    assert (faces, windows, recording.truncated) == (0, 1, False)


@pytest.mark.parametrize(
    ("suffix", "codec", "unknown", "state"),
    [
        ("mp4", b"avc1", b"zzzz", ("unreadable", None)),
        ("mkv", b"V_MPEG4/ISO/AVC", b"V_MPEG9/ISO/XYZ", ("unreadable", None)),
        ("mkv", b"A_AAC", b"A_XYZ", (None, "unreadable")),
    ],
)
def test_a_track_of_an_unknown_kind_fails_alone(read, tmp_path, suffix, codec, unknown, state):
    path = tmp_path / f"a.{suffix}"
    ffmpeg("-i", film(), "-c", "copy", path)
    path.write_bytes(path.read_bytes().replace(codec, unknown))
    recording, faces, windows = read(path)
    assert (recording.picture_trouble, recording.sound_trouble) == state
    assert (recording.has_picture, recording.has_sound) == (not state[0], not state[1])
    assert (faces, windows) == ((0, 1) if state[0] else (20, 0))


def test_a_picture_that_breaks_in_the_decoder_leaves_the_voice(read, tmp_path):
    path = tmp_path / "a.mkv"
    ffmpeg("-i", film(), "-c:v", "libvpx", "-b:v", "300k", "-c:a", "copy", path)
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    for packet in packets:
        at = data.index(packet)
        data[at : at + len(packet)] = b"\xff" * len(packet)
    path.write_bytes(data)
    recording, faces, windows = read(path)
    assert (recording.picture_trouble, faces, windows) == ("unreadable", 0, 1)


def test_a_file_fails_when_nothing_of_it_can_be_read(read, tmp_path):
    path = tmp_path / "a.mkv"
    ffmpeg("-i", film(), "-c", "copy", path)
    data = path.read_bytes().replace(b"A_AAC", b"A_ZZZ").replace(b"V_MPEG4/ISO/AVC", b"V" * 15)
    path.write_bytes(data)
    with pytest.raises(InputError, match="export") as caught:
        read(path)
    assert caught.value.kind == "unreadable_media"


def test_the_bundled_film_is_read_as_ever(chosen):
    found = chosen(FILM)
    assert (found.picture.index, found.sound.index, found.mix) == (0, 1, None)
    assert found.clock.discontinuities == 0
    assert all(shift.ticks == 0 for moved in found.clock.shifts.values() for shift in moved)
