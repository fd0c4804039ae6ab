"""The whole job where files are uploaded twice, or are no inputs at all."""

import re
import shutil

import pyarrow.parquet as pq
from sqlalchemy import text

from jobs import graph
from schemas.datasets import CANDIDATE_SCORES, FAILURES, IGNORED, PARQUET_DATASETS, TEXT_SCORES
from sql.engine import create_engine
from tests.integration.hostile_inputs import ESSAY
from tests.runs import DATE, database_rows, parquet_rows, score
from transforms.parquet import read_file


def counts(url):
    """Of each run, in order: found, scored, skipped, failed."""
    engine = create_engine(url)
    query = "SELECT found, scored, skipped, failed FROM scores.scoring_runs ORDER BY number"
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def ignored(url, output):
    """Rows by address, which Parquet and the database agree on: id, outcome, reason, same as."""
    rows = database_rows(url, IGNORED)
    assert rows == parquet_rows(output, IGNORED)
    return {
        uri: (row["input_id"], row["outcome"], row["reason"], row["same_as"])
        for (uri,), row in rows.items()
    }


def already(folder, *names):
    """What is said of inputs that an earlier run scored."""
    return {f"{folder}/{name}": (name, "skipped", "already_scored", None) for name in names}


def test_an_essay_uploaded_twice_counts_once(tmp_path, migrated_url, capsys):
    folder, output, url = tmp_path / "in", tmp_path / "out", migrated_url
    options = ["--database", url]
    for name in ("ada/q2.txt", "bob/q1.txt"):
        (folder / name).parent.mkdir(parents=True)
        shutil.copy(ESSAY, folder / name)
    assert score(folder, output=output, options=options) == 0
    assert ignored(url, output) == {}
    shutil.copy(ESSAY, folder / "ada/q1.md")
    capsys.readouterr()
    assert score(folder, output=output, options=options) == 0
    said = " ".join(capsys.readouterr().out.split())
    content = "same content as another input of the candidate"
    assert f"skipped: '{folder}/ada/q1.md': {content}, 'ada/q2.txt'" in said
    assert (
        "3 inputs = 0 scored + 3 skipped (2 already scored by this release with these options, "
        f"1 {content}) + 0 failed; 0 others ignored." in said
    )
    copy = {f"{folder}/ada/q1.md": ("ada/q1.md", "skipped", "same_bytes", "ada/q2.txt")}
    assert ignored(url, output) == copy | already(folder, "ada/q2.txt", "bob/q1.txt")
    assert parquet_rows(output, CANDIDATE_SCORES)[("ada",)]["documents"] == 1
    scored = database_rows(url, TEXT_SCORES)
    assert set(scored) == {("ada/q2.txt",), ("bob/q1.txt",)}, "the one that came first keeps it"

    (folder / "ada/q1.md").unlink()
    assert score(folder, output=output, options=options) == 0
    assert ignored(url, output) == already(folder, "ada/q2.txt", "bob/q1.txt")
    assert database_rows(url, TEXT_SCORES) == scored == parquet_rows(output, TEXT_SCORES)
    assert counts(url) == [(2, 2, 0, 0), (3, 0, 3, 0), (2, 0, 2, 0)]


def test_of_two_that_are_new_the_first_by_name_is_scored(tmp_path, migrated_url):
    folder, output = tmp_path / "in", tmp_path / "out"
    (folder / "ada").mkdir(parents=True)
    for name in ("q2.txt", "q1.md"):
        shutil.copy(ESSAY, folder / "ada" / name)
    assert score(folder, output=output, options=["--database", migrated_url]) == 0
    assert ignored(migrated_url, output) == {
        f"{folder}/ada/q2.txt": ("ada/q2.txt", "skipped", "same_bytes", "ada/q1.md")
    }
    assert set(database_rows(migrated_url, TEXT_SCORES)) == {("ada/q1.md",)}
    assert counts(migrated_url) == [(2, 1, 1, 0)]


def test_of_the_shards_of_a_batch_those_with_rows_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(graph, "INPUTS_A_SHARD", 1)
    folder, output = tmp_path / "in", tmp_path / "out"
    for name in ("ada/q1.txt", "ada/q2.txt", "eve/q1.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{ESSAY.read_text()} {name}")
    assert score(folder, output=output) == 0
    files = {
        dataset: sorted((output / dataset.name).rglob("*.parquet")) for dataset in PARQUET_DATASETS
    }
    rows = {
        dataset: [read_file(str(path)).num_rows for path in paths]
        for dataset, paths in files.items()
    }
    # What has no rows at all has one empty file, which readers can open.
    assert rows == {dataset: [0] for dataset in PARQUET_DATASETS} | {
        TEXT_SCORES: [2, 1],
        CANDIDATE_SCORES: [2],
    }
    for path in [path for paths in files.values() for path in paths]:
        assert path.parent.name == f"run_date={DATE}"
        assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{8}-\d{5}-\d{5}\.parquet", path.name)


def test_a_dataset_that_loses_its_last_row_can_still_be_opened(tmp_path, migrated_url):
    folder, output = tmp_path / "in" / "eve", tmp_path / "out"
    folder.mkdir(parents=True)
    (folder / "q.txt").write_bytes(b"")
    options = ["--database", migrated_url]
    assert score(folder.parent, output=output, options=options) == 1
    assert set(parquet_rows(output, FAILURES)) == {("eve/q.txt",)}
    shutil.copy(ESSAY, folder / "q.txt")
    assert score(folder.parent, output=output, options=options) == 0
    failures = pq.read_table(output / FAILURES.name)
    assert failures.num_rows == 0
    assert {column.name for column in FAILURES.columns} == set(failures.column_names)


def test_what_was_ignored_has_a_row(tmp_path, migrated_url):
    folder, output, elsewhere = tmp_path / "in", tmp_path / "out", tmp_path / "elsewhere"
    for name in (folder / "ada", elsewhere / "bob"):
        name.mkdir(parents=True)
        shutil.copy(ESSAY, name / "q1.txt")
    (folder / "bob").symlink_to(elsewhere / "bob")
    (folder / "ada" / "q2.docx").write_bytes(b"x")
    options = ["--database", migrated_url]
    assert score(folder, output=output, options=options) == 0
    notes, link = f"{folder}/ada/q2.docx", f"{folder}/bob"
    assert ignored(migrated_url, output) == {
        notes: (None, "ignored", "unsupported_type", None),
        link: (None, "ignored", "outside_link", None),
    }
    rows = parquet_rows(output, IGNORED)
    assert {uri: row["candidate_id"] for (uri,), row in rows.items()} == {notes: "ada", link: None}
    assert {(row["cohort"], row["run_date"]) for row in rows.values()} == {(None, DATE)}
    assert score(folder, output=output, options=[*options, "--follow_links"]) == 0
    assert set(ignored(migrated_url, output)) == {notes, f"{folder}/ada/q1.txt"}
    assert set(parquet_rows(output, TEXT_SCORES)) == {("ada/q1.txt",), ("bob/q1.txt",)}


def test_of_two_that_cannot_be_read_one_fails(tmp_path, migrated_url):
    folder, output = tmp_path / "in" / "eve", tmp_path / "out"
    folder.mkdir(parents=True)
    for name in ("q1.mp4", "q2.mp4", "q3.wav", "q4.wav"):
        (folder / name).write_text("no film" if name.endswith("mp4") else "")
    options = ["--database", migrated_url]
    assert score(folder.parent, output=output, options=options) == 1
    assert counts(migrated_url) == [(4, 0, 1, 3)]
    assert ignored(migrated_url, output) == {
        f"{folder}/q2.mp4": ("eve/q2.mp4", "skipped", "same_bytes", "eve/q1.mp4")
    }
