"""Explaining a frame of the sample video, with a small network that gives activation maps."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from jobs.explain_frame import main
from models.selection import select
from models.store import ArtefactError
from schemas.datasets import CAVEAT, FRAME_SCORES
from schemas.labels import EMOTIONS
from tests.runs import parquet_rows
from tests.small_face_cnn import save_small_release
from transforms.errors import InputError
from transforms.explain import explain_frame

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
    return [*start, "--release", "9.0.0", "--models", str(store)]


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
    selection = select("9.0.0", store)
    exact = explain_frame(str(VIDEO), 1.25, selection)
    between = explain_frame(str(VIDEO), 1.35, selection)
    assert exact.frame.seconds == pytest.approx(1.2, abs=0.05)
    assert between.frame.seconds == exact.frame.seconds
    assert between.probabilities == exact.probabilities
    (scored,) = selection.load("face")["face_cnn"].score(exact.face.crop[np.newaxis])
    np.testing.assert_array_equal(exact.probabilities, scored)
    assert exact.emotion == EMOTIONS[int(scored.argmax())]
    assert exact.activation.shape == (48, 48)
    assert exact.heat.shape == exact.frame.pixels.shape[:2]
    assert exact.scale >= exact.activation.max() > 0
    strongest = exact.activation.max() / exact.scale
    assert exact.heat.max() == pytest.approx(strongest, abs=0.02)
    assert exact.outline.shape == (4, 2)


def test_the_shipped_model_paints_what_it_scores_and_nothing_for_0_percent():
    """The sample's face is happy; its fear used to be painted as if there were some."""
    happy, fear = (explain_frame(str(VIDEO), 1.0, select(), name) for name in ("happy", "fear"))
    assert happy.probabilities == fear.probabilities
    assert happy.probabilities[EMOTIONS.index("happy")] > 0.99
    assert happy.unpainted is None
    assert happy.heat.max() == pytest.approx(1, abs=0.02)
    assert fear.activation.max() > 0  # noise, that would be painted if it were stretched
    assert fear.scale == happy.scale
    assert fear.unpainted == "The score for fear is 0.0 %: there is no evidence to show."
    assert fear.heat.max() == 0


def test_a_class_without_evidence_is_written_in_grey(tmp_path, capsys):
    pictures = {}
    for emotion in ("happy", "fear"):
        output = tmp_path / f"{emotion}.png"
        line = ["--input", str(VIDEO), "--at", "1", "--output", str(output), "--emotion", emotion]
        assert main(line) == 0
        pictures[emotion] = cv2.imread(str(output))[:, :700].astype(int)  # left of the bars
        said = "The score for fear is 0.0 %: there is no evidence to show. No heat map was drawn."
        assert (said in capsys.readouterr().out) == (emotion == "fear")
    coloured = {name: (np.ptp(pixels, axis=2) > 20).sum() for name, pixels in pictures.items()}
    assert coloured["fear"] == 0
    assert coloured["happy"] > 10_000


@pytest.mark.parametrize("place", [0, 7, -1])
def test_the_probabilities_are_those_of_the_nights_row(first, place):
    rows = [
        row
        for row in parquet_rows(first, FRAME_SCORES).values()
        if row["recording_id"] == "ada/motivation.mp4" and row["state"] == "scored"
    ]
    row = sorted(rows, key=lambda row: row["time_seconds"])[place]
    explained = explain_frame(str(VIDEO), round(row["time_seconds"], 3), select())
    assert explained.frame.seconds == row["time_seconds"]
    np.testing.assert_allclose(
        explained.probabilities, [row[emotion] for emotion in EMOTIONS], rtol=0, atol=1e-9
    )


def test_the_graph_is_opened_once(store, monkeypatch):
    from models.face import cnn

    opened = []
    open_session = cnn.onnx_session
    monkeypatch.setattr(cnn, "onnx_session", lambda graph: opened.append(1) or open_session(graph))
    explain_frame(str(VIDEO), 0.2, select("9.0.0", store))
    assert opened == [1]


def test_a_model_without_maps_is_refused(store, monkeypatch):
    class Other:
        def score(self, crops):
            return np.full((len(crops), 7), 1 / 7)

    monkeypatch.setattr("models.selection.load", lambda artefact, labels: Other())
    with pytest.raises(ArtefactError, match="gives no activation maps; choose a --release"):
        explain_frame(str(VIDEO), 0.2, select("9.0.0", store))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--at", "99"], "The picture ends at"),
        (["--input", str(SAMPLES / "grace" / "motivation.wav")], "holds no picture"),
        (["--input", str(SAMPLES / "nobody.mp4")], "Cannot be fetched"),
        (["--output", "overlay.jpg"], "must end in .png"),
        (["--release", "8.0.0"], "releases there: 9.0.0"),
        (["--face_labels", "fer2013"], "choose --face_labels ferplus"),
    ],
)
def test_what_cannot_be_explained_says_what_to_do(arguments, options, message, capsys):
    assert main([*arguments, *options]) == 2
    said = capsys.readouterr().err
    assert said.startswith("interviews explain: ")
    assert message in said


@pytest.mark.parametrize("at", ["-1", "nan", "inf", "soon"])
def test_a_time_is_a_number_from_0(arguments, at, capsys):
    assert main([*arguments, f"--at={at}"]) == 2
    assert f"'--at': {at!r} is no number of seconds from 0" in capsys.readouterr().err


@pytest.mark.parametrize("rate", ["0", "61", "nan", "fast"])
def test_a_rate_is_one_that_the_job_takes(arguments, rate, capsys):
    assert main([*arguments, f"--frames_per_second={rate}"]) == 2
    said = f"'--frames_per_second': {rate!r} is no number above 0 and at most 60"
    assert said in capsys.readouterr().err


def drawn_film(path, frame):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, frame.shape[1::-1])
    for _ in range(12):
        writer.write(frame)
    writer.release()
    return path


def test_a_frame_without_a_face_is_refused(arguments, tmp_path, capsys):
    path = drawn_film(tmp_path / "empty.avi", np.full((240, 320, 3), 90, np.uint8))
    assert main([*arguments, "--input", str(path), "--at", "0.5"]) == 2
    assert "No face is in view at 0.40 s" in capsys.readouterr().err


def test_a_face_that_cannot_be_scored_is_refused(store, monkeypatch):
    monkeypatch.setattr("models.face.finder.unusable_because", lambda mesh: "face_turned")
    with pytest.raises(InputError, match="turned away too far") as refused:
        explain_frame(str(VIDEO), 0.2, select("9.0.0", store))
    assert refused.value.kind == "face_turned"
