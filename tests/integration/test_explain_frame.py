"""Explaining a frame of the sample video, with a small network that gives activation maps."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from jobs.explain_frame import explain, main
from models.face.cnn import FaceScorer
from models.store import load_release
from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS
from tests.small_face_cnn import save_small_release

SAMPLES = Path(__file__).parents[1] / "samples" / "interviews"
VIDEO = SAMPLES / "ada" / "motivation.mp4"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    root = tmp_path_factory.mktemp("artefacts")
    save_small_release(root)
    return root


@pytest.fixture
def arguments(store, tmp_path):
    """A good command line; a later option wins."""
    output = tmp_path / "new" / "overlay.png"
    start = ["--input", str(VIDEO), "--at", "1.0", "--output", str(output)]
    return [*start, "--release", "9.0.0", "--artefacts", str(store)]


def test_writes_the_picture_and_prints_the_probabilities(arguments, capsys):
    assert main([*arguments, "--emotion", "sad"]) == 0
    printed = capsys.readouterr().out
    assert CAVEAT in printed
    lines = printed.splitlines()[: len(EMOTIONS)]
    assert [line.split()[0] for line in lines] == list(EMOTIONS)
    assert sum(float(line.split()[1].rstrip("%")) for line in lines) == pytest.approx(100, abs=0.4)
    assert [line.split()[0] for line in lines if line.endswith("<")] == ["sad"]
    picture = cv2.imread(arguments[5])
    assert picture.shape[0] > 400
    assert picture.shape[1] > 800
    assert picture.std() > 20


def test_explains_the_sampled_frame_in_view_and_the_score_the_job_gives_it(store):
    release = load_release("9.0.0", store)
    exact = explain(str(VIDEO), 1.0, None, 5.0, release)
    between = explain(str(VIDEO), 1.15, None, 5.0, release)
    assert exact.frame.seconds == pytest.approx(1.0, abs=0.05)
    assert between.frame.seconds == exact.frame.seconds
    np.testing.assert_array_equal(between.probabilities, exact.probabilities)
    (scored,) = FaceScorer(release.artefacts["face_cnn"]).score(exact.face.crop[np.newaxis])
    np.testing.assert_array_equal(exact.probabilities, scored)
    assert exact.emotion == EMOTIONS[int(scored.argmax())]
    assert exact.activation.shape == (48, 48)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--at", "99"], "The picture ends at"),
        (["--input", str(SAMPLES / "grace" / "motivation.wav")], "holds no picture"),
        (["--input", str(SAMPLES / "nobody.mp4")], "Cannot be fetched"),
        (["--output", "overlay.jpg"], "must end in .png"),
        (["--release", "8.0.0"], "releases there: 9.0.0"),
    ],
)
def test_what_cannot_be_explained_says_what_to_do(arguments, options, message, capsys):
    assert main([*arguments, *options]) == 2
    said = capsys.readouterr().err
    assert said.startswith("explain-frame: ")
    assert message in said


def test_the_first_release_has_no_maps(tmp_path, capsys):
    start = ["--input", str(VIDEO), "--at", "1", "--output", str(tmp_path / "a.png")]
    assert main([*start, "--release", "0.1.0"]) == 2
    assert "no activation maps; choose a --release" in capsys.readouterr().err


@pytest.mark.parametrize("at", ["-1", "nan", "inf", "soon"])
def test_a_time_is_a_number_from_0(arguments, at, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*arguments, f"--at={at}"])
    assert ended.value.code == 2
    assert f"--at: {at!r} is no number of seconds from 0" in capsys.readouterr().err


@pytest.mark.parametrize("rate", ["0", "61", "nan", "fast"])
def test_a_rate_is_one_that_the_job_takes(arguments, rate, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*arguments, f"--frames_per_second={rate}"])
    assert ended.value.code == 2
    said = f"--frames_per_second: {rate!r} is no number above 0 and at most 60"
    assert said in capsys.readouterr().err


def test_a_frame_without_a_face_is_refused(arguments, tmp_path, capsys):
    path = tmp_path / "empty.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (320, 240))
    for _ in range(12):
        writer.write(np.full((240, 320, 3), 90, np.uint8))
    writer.release()
    assert main([*arguments, "--input", str(path), "--at", "0.5"]) == 2
    assert "No face is in view at 0.40 s" in capsys.readouterr().err
