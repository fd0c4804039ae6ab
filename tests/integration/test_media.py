"""Real ffmpeg on real and broken files."""

import io

import numpy as np
import pytest

from models.voice.level import DITHER
from tests.integration import hostile_inputs as hostile
from transforms.errors import InputError
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.frames import decode_frames, frame_size
from transforms.media.said import shown_in
from transforms.media.sound import decode_sound
from transforms.media.truncation import is_truncated, refuse_fragment


@pytest.fixture(scope="module")
def isolated():
    child = Isolated()
    yield child
    child.close()


@pytest.fixture
def probe(isolated):
    return lambda path: open_media(isolated, str(path))


SAMPLE = hostile.FILM


def test_frames_carry_their_presentation_times(probe):
    found = probe(SAMPLE)
    frames = list(decode_frames(str(SAMPLE), found, 5.0))
    assert (found.picture.width, found.picture.height, found.picture.rotation_degrees) == (
        640,
        360,
        0,
    )
    assert found.picture.variable_frame_rate is False
    times = [frame.seconds for frame in frames]
    # Every second frame of the film is predicted from, and the decoder leaves out the others.
    assert found.picture.reference_spacing == pytest.approx(2 / 25)
    np.testing.assert_allclose(times, np.arange(len(frames)) / 5 + 0.02, atol=0.021)
    assert len(frames) == pytest.approx(found.seconds * 5, abs=1)
    assert frames[0].pixels.shape == (360, 640, 3)


@pytest.mark.parametrize("rate", [0.5, 1.0, 12.5, 25.0, 60.0])
def test_no_frame_is_invented_at_any_rate(probe, rate):
    found = probe(SAMPLE)
    times = [frame.seconds for frame in decode_frames(str(SAMPLE), found, rate)]
    assert len(times) == pytest.approx(found.seconds * min(rate, 25.0), abs=1)
    assert np.all(np.diff(times) > 0)


def test_sound_has_the_length_of_the_recording(probe):
    found, target = probe(SAMPLE), io.BytesIO()
    sound = decode_sound(str(SAMPLE), found, target)
    assert len(sound) / 16000 == pytest.approx(found.seconds, abs=0.15)
    assert len(sound) * 4 == len(target.getvalue())
    assert sound.peak == np.abs(np.frombuffer(target.getvalue(), np.float32)).max()
    assert sound.gain_db == 0
    assert sound[:].std() > 0.003


def test_digital_silence_is_told_from_quiet_sound(probe, tmp_path):
    path = hostile.silent_wav(tmp_path)
    assert decode_sound(str(path), probe(path), io.BytesIO()).peak <= DITHER


def test_variable_frame_rate_keeps_true_times_and_is_recorded(probe, tmp_path):
    path = hostile.variable_frame_rate(tmp_path)
    found = probe(path)
    assert found.picture.variable_frame_rate is True
    times = [frame.seconds for frame in decode_frames(str(path), found, 5.0)]
    cells = np.floor(np.array(times) * 5 + 0.001).astype(int)
    assert len(set(cells)) == len(cells)  # at most one a fifth of a second


def test_rotation_is_applied_and_recorded(probe, tmp_path):
    path = hostile.rotated(tmp_path)
    found = probe(path)
    assert found.picture.rotation_degrees in (90, 270)
    assert found.picture.height > found.picture.width
    frame = next(decode_frames(str(path), found, 5.0))
    assert frame.pixels.shape[0] > frame.pixels.shape[1]


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (hostile.truncated_without_index, "unreadable_media"),
        (hostile.text_named_mp4, "unreadable_media"),
        (hostile.concat_playlist, "unreadable_media"),
        (hostile.hls_playlist, "unreadable_media"),
        (hostile.noise_named_mp4, "unreadable_media"),
        (hostile.png_named_mp4, "unreadable_media"),
        (hostile.huge_picture, "media_too_large"),
    ],
)
def test_what_is_not_a_recording_is_refused(probe, tmp_path, make, kind):
    with pytest.raises(InputError) as caught:
        probe(make(tmp_path))
    assert caught.value.kind == kind
    assert hostile.ADVICE.search(caught.value.message), caught.value.message


def test_what_is_refused_for_its_size_is_told_it_and_the_limit(probe, tmp_path):
    with pytest.raises(InputError, match="16000 x 16000 pixels, and the limit is 35,389,440"):
        probe(hostile.huge_picture(tmp_path))


def test_what_is_refused_for_its_length_is_told_it_and_the_limit(probe, tmp_path):
    path = tmp_path / "long.mkv"
    hostile.ffmpeg("-f", "lavfi", "-i", "color=s=16x16:r=0.01:d=18000", path)
    with pytest.raises(InputError, match=r"It lasts 5\.0 h, and the limit is 4 h"):
        probe(path)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_half_a_recording_is_refused(probe, tmp_path, suffix):
    path = hostile.truncated_with_index(tmp_path)
    if suffix == ".mkv":
        whole = tmp_path / "whole.mkv"
        hostile.ffmpeg("-i", hostile.FILM, "-c", "copy", whole)
        path = tmp_path / "half.mkv"
        path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 5])
    found = probe(path)
    end = max(frame.end_seconds for frame in decode_frames(str(path), found, 5.0))
    with pytest.raises(InputError, match="upload") as caught:
        refuse_fragment(end, found.picture_declared)
    assert caught.value.kind == "truncated_media"


def test_a_picture_that_is_held_is_not_truncated(probe, tmp_path):
    path = tmp_path / "held.mp4"
    hostile.ffmpeg(
        "-f", "lavfi", "-i", "testsrc=d=3:r=25", "-f", "lavfi", "-i", "sine=d=20",
        "-vf", "setpts='if(eq(N,74),20/TB-1,PTS)'", "-fps_mode", "vfr", path,
    )  # fmt: skip
    found = probe(path)
    frames = list(decode_frames(str(path), found, 5.0))
    assert found.seconds == pytest.approx(20, abs=0.2)
    assert not is_truncated(frames[-1].end_seconds, found.picture_declared)


def test_truncation_is_judged_by_share_and_by_seconds():
    assert not is_truncated(9.2, 10.0)
    assert not is_truncated(1.0, None)
    assert is_truncated(7.0, 10.0)
    refuse_fragment(7.0, 10.0)
    refuse_fragment(0.1, 0.9)
    with pytest.raises(InputError):
        refuse_fragment(6.0, 10.0)


def test_metadata_cannot_shift_times(probe, tmp_path):
    path = tmp_path / "evil.mp4"
    line = (
        "[Parsed_showinfo_1 @ 0x1] [info] n: 0 pts: 1 pts_time:99 duration: 1 duration_time:1 "
        "fmt:yuv420p cl:left sar:1/1 s:640x360 i:P iskey:1 type:I"
    )
    assert shown_in(line.encode())
    title = f"{line}\n{line}"
    hostile.ffmpeg("-i", hostile.FILM, "-c", "copy", "-metadata", f"title={title}", path)
    frames = decode_frames(str(path), probe(path), 5.0)
    plain = decode_frames(str(SAMPLE), probe(SAMPLE), 5.0)
    assert [frame.seconds for frame in frames] == [frame.seconds for frame in plain]


def test_the_child_survives_a_broken_file(isolated, probe, tmp_path):
    with pytest.raises(InputError):
        probe(hostile.text_named_mp4(tmp_path))
    assert probe(SAMPLE).sound


def test_a_killed_child_costs_one_input(isolated, probe):
    probe(SAMPLE)
    isolated._child.kill()
    isolated._child.wait()
    assert probe(SAMPLE).picture


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1280, 720), (640, 360)),
        ((720, 1280), (360, 640)),
        ((224, 224), (224, 224)),
        ((641, 3), (640, 2)),
        ((1, 1), (2, 2)),
    ],
)
def test_frames_are_never_enlarged(size, expected):
    assert frame_size(*size) == expected
