"""Blinks of a recording, counted by the whole job."""

import shutil

import cv2
import numpy as np
import pytest
from skimage import data

from models.face.finder import FaceFinder
from models.face.landmarks import LEFT_EYE, RIGHT_EYE
from models.store import default_store, load_release
from models.training.publish import save_release
from schemas.datasets import FRAME_SCORES, RECORDING_SCORES
from sql.server.embedded import open_embedded
from tests.films import write_film
from tests.runs import database_rows, parquet_rows, score

BLINKS_AT = (1.6, 3.2)
SECONDS = 5


def open_and_shut():
    """A portrait, and the same with lids painted over its eyes."""
    opened = np.ascontiguousarray(data.astronaut()[:360])
    (mesh,) = FaceFinder(load_release().artefacts["face_mesh"]).find_meshes(opened, 0.0)
    shut = opened.copy()
    for outer, inner, *_ in (LEFT_EYE, RIGHT_EYE):
        left, right = mesh.points[outer, :2], mesh.points[inner, :2]
        width = float(np.hypot(*(right - left)))
        x, y = ((left + right) / 2).astype(int).tolist()
        skin = opened[int(y - 0.55 * width), x - 2 : x + 3].mean(axis=0).tolist()
        cv2.ellipse(shut, (x, y), (int(0.65 * width), int(0.32 * width)), 0, 0, 360, skin, -1)
        lashes = (60, 30, 30)
        cv2.ellipse(shut, (x, y), (int(0.55 * width), int(0.18 * width)), 0, 10, 170, lashes, 1)
    return opened, shut


@pytest.fixture(scope="module")
def interviews(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interviews")
    (folder / "eve").mkdir()
    opened, shut = open_and_shut()
    times = np.arange(25 * SECONDS) / 25
    write_film(
        folder / "eve" / "q.mp4",
        (shut if any(at <= t < at + 0.2 for at in BLINKS_AT) else opened for t in times),
    )
    return folder


@pytest.mark.parametrize("rate", ["25", "15"])
def test_every_blink_is_counted(interviews, tmp_path, rate):
    assert score(interviews, output=tmp_path, options=["--frames_per_second", rate]) == 0
    (row,) = parquet_rows(tmp_path, RECORDING_SCORES).values()
    assert (row["blink_state"], row["blinks"]) == ("counted", len(BLINKS_AT))
    assert row["blink_coverage"] == 1.0
    assert row["blinks_per_minute"] == pytest.approx(60 * len(BLINKS_AT) / SECONDS, rel=0.02)
    assert database_rows(open_embedded(tmp_path / "database"), RECORDING_SCORES) == parquet_rows(
        tmp_path, RECORDING_SCORES
    )
    frames = parquet_rows(tmp_path, FRAME_SCORES).values()
    assert all(0.1 < frame["eye_openness"] < 0.5 for frame in frames)


def test_a_release_without_eyes_says_so(interviews, tmp_path):
    store = tmp_path / "store"
    shutil.copytree(default_store(), store)
    shipped = load_release()
    versions = {name: a.version for name, a in shipped.artefacts.items() if name != "eyes"}
    parts = (versions, shipped.ensembles, shipped.defaults)
    save_release("9.0.0", "2026-11-21", *parts, store)
    options = ["--frames_per_second", "15", "--models", str(store)]
    assert score(interviews, output=tmp_path, options=options) == 0
    (row,) = parquet_rows(tmp_path, RECORDING_SCORES).values()
    assert (row["blink_state"], row["blinks"]) == ("not_read", None)
