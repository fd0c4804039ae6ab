"""The page beside the datasets: there, current, and never in the place of somebody's own."""

import os

import pytest

from schemas.dataset_page import MARK, dataset_page
from schemas.datasets import CAVEAT, PARQUET_DATASETS, SNAPSHOTS
from schemas.version import SCHEMA_VERSION
from tests.planned import find_inputs
from transforms.filing import carry_out, discard
from transforms.parquet import Batch
from transforms.readme import is_our_page, page


def publish(output):
    """What a run changes of the page."""
    files = page(str(output), Batch(str(output / ".staging" / "run" / "99999"), "run-99999", 1))
    carry_out(files)
    discard(str(output))
    return [os.path.relpath(file.target, output) for file in files]


def test_it_says_what_each_dataset_is_with_every_column():
    text = dataset_page()
    assert CAVEAT in text
    assert f"schema version {SCHEMA_VERSION}" in text
    for dataset in (*PARQUET_DATASETS, *SNAPSHOTS):
        section = text.partition(f"\n### {dataset.name}\n")[2].partition("\n### ")[0]
        key = ", ".join(f"`{name}`" for name in dataset.key)
        assert f"key {key})" in section
        every = section + text.partition("\n### In every row\n")[2].partition("\n## ")[0]
        assert {c.name for c in dataset.columns if f"`{c.name}`" not in every} == set()
        assert f"| `{dataset.name}` | " in text.partition("## How to read")[0]


def test_it_is_written_once(tmp_path):
    assert publish(tmp_path) == ["README.md"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == dataset_page()
    written = os.stat(tmp_path / "README.md")
    assert publish(tmp_path) == []
    assert os.stat(tmp_path / "README.md") == written
    assert os.listdir(tmp_path) == ["README.md"]


@pytest.mark.parametrize("rest", ["", " of an earlier version", dataset_page()[len(MARK) :] + "\n"])
def test_ours_of_another_version_is_replaced(tmp_path, rest):
    (tmp_path / "README.md").write_text(MARK + rest, encoding="utf-8")
    assert publish(tmp_path) == ["README.md"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == dataset_page()


@pytest.mark.parametrize(
    "own", [b"", b"# Our scores\n", b"\xff\xfe", b"\n" + dataset_page().encode()]
)
def test_somebodys_own_stays(tmp_path, own):
    (tmp_path / "README.md").write_bytes(own)
    assert publish(tmp_path) == []
    assert (tmp_path / "README.md").read_bytes() == own


def test_what_is_no_file_stays(tmp_path):
    (tmp_path / "folder" / "README.md").mkdir(parents=True)
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "README.md").symlink_to("nowhere")
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "README.md")
    for output in tmp_path.iterdir():
        assert publish(output) == []
    assert os.readlink(tmp_path / "link" / "README.md") == "nowhere"


def test_it_is_no_essay_of_a_candidate(tmp_path):
    """An output may lie below the input folder; candidates may write a README."""
    publish(tmp_path / "scores")
    for name in ("ada/README.md", "ada/other.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"An essay of my own: {name}")
    (tmp_path / "ada" / "copy.md").write_text(dataset_page())
    for pattern in (tmp_path, tmp_path / "*" / "*.md"):
        found = find_inputs([str(pattern)])
        names = [file.input_id for file in found.files]
        assert names == ["ada/README.md", "ada/copy.md", "ada/other.md"]
        assert found.ignored == ()
    assert is_our_page(str(tmp_path / "scores" / "README.md"))
    assert not is_our_page(str(tmp_path / "ada" / "README.md"))
    assert not is_our_page(str(tmp_path / "nowhere" / "README.md"))
