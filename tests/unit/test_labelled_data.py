"""Labelled data as people keep them: other types, shapes, encodings; copies; what is wrong."""

import csv

import numpy as np
import pytest

from models.labelled import TextData
from schemas.labels import EMOTIONS, ESSAY_TRAITS
from transforms.errors import DataError
from transforms.labelled.clips import read_clips
from transforms.labelled.essays import read_essays, without_repeats
from transforms.labelled.faces import read_faces
from transforms.labelled.files import columns_of, open_csv
from transforms.labelled.voices import read_voices

CROPS = np.random.default_rng(1).integers(0, 255, (7, 48, 48), dtype=np.uint8)
VOTES = np.eye(7, 10, dtype=np.uint8) * 9
PIXELS = [" ".join(map(str, crop.ravel())) for crop in CROPS]


def npz(path, **other):
    content = {"images": CROPS, "emotion": np.arange(7), "ferplus_votes": VOTES, **other}
    np.savez(path / "faces.npz", **content)
    return path / "faces.npz"


@pytest.mark.parametrize(
    "other",
    [
        {"ferplus_votes": VOTES.astype(np.int64)},
        {"ferplus_votes": VOTES.astype(np.float64)},
        {"usage": np.array([b"PrivateTest"] * 7)},
        {"usage": np.full((7, 1), 2)},
        {"images": CROPS[:, None]},
        {"images": CROPS[..., None]},
        {"images": CROPS.reshape(7, -1)},
        {"images": np.repeat(CROPS[:, None], 3, axis=1)},
        {"images": CROPS.astype(np.float32)},
        {"emotion": np.arange(7)[:, None]},
        {"emotion": np.array([name.encode() for name in EMOTIONS])},
    ],
)
def test_faces_in_other_types_and_shapes_are_the_same_faces(tmp_path, other):
    faces = read_faces(npz(tmp_path, **other))
    np.testing.assert_array_equal(faces.crops, CROPS)
    assert faces.labels.tolist() == list(range(7))
    np.testing.assert_array_equal(faces.votes, VOTES)
    assert set(faces.usage) == {"PrivateTest" if "usage" in other else ""}


@pytest.mark.parametrize("votes", [VOTES - 0.5, VOTES + 0.5, VOTES * np.nan, VOTES * 99.0])
def test_votes_that_are_no_counts_are_refused(tmp_path, votes):
    with pytest.raises(DataError, match="ferplus_votes must be whole numbers"):
        read_faces(npz(tmp_path, ferplus_votes=votes))


def test_a_single_array_is_no_npz(tmp_path):
    np.save(tmp_path / "faces.npy", CROPS)
    (tmp_path / "faces.npy").rename(tmp_path / "faces.npz")
    with pytest.raises(DataError, match=r"faces\.npz .* single array"):
        read_faces(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_encoding_and_delimiter(tmp_path, encoding, delimiter):
    rows = [["Emotion", " pixels"], *([str(label), PIXELS[label]] for label in range(7))]
    text = "\n".join(delimiter.join(row) for row in rows)
    (tmp_path / "faces.csv").write_text(text, encoding=encoding)
    faces = read_faces(tmp_path)
    np.testing.assert_array_equal(faces.crops, CROPS)
    assert faces.labels.tolist() == list(range(7))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "has no row"),
        ([f"3,{PIXELS[0]}", f"3,{PIXELS[1]} 7"], "pixels of row 2 are no square"),
        ([f"3,{PIXELS[0]}", "3,1 2 3 4"], "pixels of row 2 are 4 numbers, those of row 1 are 2304"),
        (["3,"], "pixels of row 1 are no square"),
        (["3,1 2 x 4"], "pixels of row 1 are no square"),
        (["3,1 2 256 4"], "pixels of row 1 are no square"),
        (["3,1 2 3 4", "8,1 2 3 4"], "row 2: label '8'"),
    ],
)
def test_a_bad_row_is_named(tmp_path, rows, said):
    (tmp_path / "faces.csv").write_text("\n".join(["emotion,pixels", *rows]))
    with pytest.raises(DataError, match=said) as caught:
        read_faces(tmp_path)
    assert "faces.csv" in str(caught.value)


def test_the_same_faces_in_two_files_count_once(tmp_path):
    rows = [f"{label},{PIXELS[label]}" for label in range(7)]
    (tmp_path / "a.csv").write_text("\n".join(["emotion,pixels", *rows, f"1,{PIXELS[0]}"]))
    usages = ["Training"] * 3 + ["PrivateTest"] * 3
    rows = [f"{label},{usages[label]},{PIXELS[label]}" for label in range(6)]
    (tmp_path / "b.csv").write_text("\n".join(["emotion, Usage, pixels", *rows, rows[0]]))
    said = []
    faces = read_faces(tmp_path, said.append)
    # The file that names the parts is believed; within a file a face may be there twice.
    assert faces.usage.tolist() == [*usages, "Training", "", ""]
    assert faces.labels.tolist() == [0, 1, 2, 3, 4, 5, 0, 6, 1]
    assert said == ["Faces left out because another file holds them: 6."]


COLUMNS = ("TEXT", *ESSAY_TRAITS.values())


def essays(*texts, names=COLUMNS):
    return "\n".join([",".join(names), *(",".join([text, *"ynyyn"]) for text in texts)])


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_essays_whatever_the_case_of_their_columns(tmp_path, change):
    names = [change(name) for name in COLUMNS]
    (tmp_path / "e.csv").write_text(essays("caf\xe9", names=names), encoding="cp1252")
    found = read_essays(tmp_path)
    assert found.texts == ["caf\xe9"]
    assert found.labels.tolist() == [[1, 0, 1, 1, 0]]


def test_essays_of_several_files_are_each_read_once(tmp_path):
    (tmp_path / "a.csv").write_text(essays("one", "two"))
    (tmp_path / "b.csv").write_text(essays("Two ", "three"), encoding="utf-16")
    (tmp_path / "other.csv").write_text("emotion,pixels\n3,0")
    said = []
    assert read_essays(tmp_path, said.append).texts == ["one", "two", "three"]
    assert said == [
        "Essays of a.csv: 2.",
        "Essays of b.csv: 2.",
        "Essays left out because another file holds them: 1.",
    ]


def test_repeated_essays_count_once_and_must_not_disagree():
    labels, said = np.array([[1] * 5, [0] * 5, [1] * 5]), []
    once = without_repeats(TextData(["one", "two", " One"], labels), said.append)
    assert once.texts == ["one", "two"]
    assert once.labels.tolist() == labels[:2].tolist()
    assert said == ["Essays left out because they are repeated: 1."]
    with pytest.raises(DataError, match="essays 1 and 2 are the same text"):
        without_repeats(TextData(["one", "one"], labels), print)


def test_a_csv_of_another_kind_is_not_read_beyond_its_header(tmp_path, monkeypatch):
    (tmp_path / "fer2013.csv").write_text("emotion,pixels\n3,0")
    monkeypatch.setattr("transforms.labelled.essays.open_csv", None)
    with pytest.raises(DataError, match="no csv with TEXT"):
        read_essays(tmp_path)


def test_a_known_duplicate_is_left_out_only_beside_its_twin(tmp_path):
    second, first = (f"03-01-03-01-02-0{number}-07.wav" for number in (2, 1))
    (tmp_path / second).write_bytes(b"second")
    said = []
    assert [clip.path.name for clip in read_clips(tmp_path, said.append)] == [second]
    (tmp_path / first).write_bytes(b"first")
    assert [clip.path.name for clip in read_clips(tmp_path, said.append)] == [first]
    assert said == ["03-01-03-01-02-02-07 left out: the same recording as 03-01-03-01-02-01-07."]


@pytest.mark.parametrize("read", [read_voices, read_clips])
def test_a_code_that_ravdess_does_not_have_is_refused(tmp_path, read):
    (tmp_path / "03-01-09-01-01-01-07.wav").write_bytes(b"sound")
    with pytest.raises(DataError, match="no emotion 09"):
        read(tmp_path)


def test_clips_say_their_actor(tmp_path):
    for name in ("01-01-03-01-02-01-07.mp4", "happy.mp4"):
        (tmp_path / name).write_bytes(name.encode())
    assert [clip.actor for clip in read_clips(tmp_path)] == [7, 0]


def test_faces_may_be_labelled_by_other_words_and_name_one_part_for_all(tmp_path):
    words = ["anger", "Disgusted", "fearful", "Happiness", "sadness", "surprised", "neutral"]
    usage = np.array("PrivateTest")
    np.savez(tmp_path / "faces.npz", images=CROPS, emotion=np.array(words), usage=usage)
    faces = read_faces(tmp_path)
    assert faces.labels.tolist() == list(range(7))
    assert set(faces.usage) == {"PrivateTest"}


def test_long_fields_are_read_and_the_limit_of_the_process_stays(tmp_path):
    limit = csv.field_size_limit()
    (tmp_path / "long.csv").write_text(f"{'X' * (limit + 1)},text\na,{'y' * (limit + 1)}\n")
    assert columns_of(tmp_path / "long.csv") == {"x" * (limit + 1), "text"}
    with open_csv(tmp_path / "long.csv") as rows:
        assert [len(row["text"]) for row in rows] == [limit + 1]
    assert csv.field_size_limit() == limit
