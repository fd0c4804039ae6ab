"""The whole job where files are uploaded twice, or are no inputs at all."""

import shutil

from sqlalchemy import text

from jobs import graph
from schemas.datasets import CANDIDATE_SCORES, IGNORED, PARQUET_DATASETS, TEXT_SCORES
from sql.engine import create_engine
from tests.integration.hostile_inputs import ESSAY
from tests.runs import DATE, database_rows, parquet_rows, score


def counts(url):
    """Of each run, in order: found, scored, skipped, failed."""
    engine = create_engine(url)
    query = "SELECT found, scored, skipped, failed FROM scores.scoring_runs ORDER BY started_at"
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def ignored(url, output):
    """Rows by identity, which Parquet and the database agree on: whose, outcome, why, same as."""
    rows = database_rows(url, IGNORED)
    assert rows == parquet_rows(output, IGNORED)
    return {
        identity: (row["candidate_id"], row["outcome"], row["reason"], row["same_as"])
        for (identity,), row in rows.items()
    }


def test_an_essay_uploaded_twice_counts_once(tmp_path, migrated_url, capsys):
    folder, output, url = tmp_path / "in", tmp_path / "out", migrated_url
    options = ["--database", url]
    for name in ("ada/q2.txt", "bob/q1.txt"):
        (folder / name).parent.mkdir(parents=True)
        shutil.copy(ESSAY, folder / name)
    assert score(folder, output=output, options=options) == 0
    shutil.copy(ESSAY, folder / "ada/q1.md")
    capsys.readouterr()
    assert score(folder, output=output, options=options) == 0
    said = " ".join(capsys.readouterr().out.split())
    content = "same content as another input of the candidate"
    assert f"skipped: '{folder}/ada/q2.txt': {content}, 'ada/q1.md'" in said
    assert "3 inputs = 2 scored + 1 skipped + 0 failed; 0 others ignored." in said
    assert ignored(url, output) == {"ada/q2.txt": ("ada", "skipped", "same_bytes", "ada/q1.md")}
    assert parquet_rows(output, CANDIDATE_SCORES)[("ada",)]["documents"] == 1
    scored = database_rows(url, TEXT_SCORES)
    assert set(scored) == {("ada/q1.md",), ("bob/q1.txt",)}, "its earlier score goes"

    (folder / "ada/q1.md").unlink()
    assert score(folder, output=output, options=options) == 0
    assert ignored(url, output) == {}
    assert ("ada/q2.txt",) in database_rows(url, TEXT_SCORES)
    assert counts(url) == [(2, 2, 0, 0), (3, 2, 1, 0), (2, 2, 0, 0)]


def test_what_the_launcher_writes_is_one_file_however_many_the_workers_write(tmp_path, monkeypatch):
    monkeypatch.setattr(graph, "INPUTS_A_SHARD", 1)
    folder, output = tmp_path / "in" / "ada", tmp_path / "out"
    folder.mkdir(parents=True)
    shutil.copy(ESSAY, folder / "q1.txt")
    shutil.copy(ESSAY, folder / "q2.txt")
    assert score(tmp_path / "in", output=output) == 0
    files = {
        dataset: list((output / dataset.name).rglob("*.parquet")) for dataset in PARQUET_DATASETS
    }
    assert {dataset: len(names) for dataset, names in files.items()} == dict.fromkeys(
        PARQUET_DATASETS, 2
    ) | {IGNORED: 1}


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
        notes: ("ada", "ignored", "unsupported_type", None),
        link: (None, "ignored", "outside_link", None),
    }
    for row in parquet_rows(output, IGNORED).values():
        assert (row["uri"], row["cohort"], row["run_date"]) == (row["input_id"], None, DATE)
    assert score(folder, output=output, options=[*options, "--follow_links"]) == 0
    assert set(ignored(migrated_url, output)) == {notes}
    assert set(parquet_rows(output, TEXT_SCORES)) == {("ada/q1.txt",), ("bob/q1.txt",)}


def test_of_two_that_cannot_be_read_one_fails(tmp_path, migrated_url):
    folder, output = tmp_path / "in" / "eve", tmp_path / "out"
    folder.mkdir(parents=True)
    for name in ("q1.mp4", "q2.mp4", "q3.wav", "q4.wav"):
        (folder / name).write_text("no film" if name.endswith("mp4") else "")
    options = ["--database", migrated_url]
    assert score(folder.parent, output=output, options=options) == 1
    assert counts(migrated_url) == [(4, 0, 1, 3)]
    assert set(ignored(migrated_url, output)) == {"eve/q2.mp4"}
