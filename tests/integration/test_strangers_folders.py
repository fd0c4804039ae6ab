"""The whole job on a folder that others upload to: links, odd names, failures and their cohorts."""

import os
import unicodedata

from schemas.datasets import CANDIDATE_SCORES, FAILURES, TEXT_SCORES
from sql.server.embedded import open_embedded
from tests.integration.hostile_inputs import ESSAY, TRANSCRIPT
from tests.runs import database_rows, parquet_rows, score


def test_links_are_named_and_read_on_demand(tmp_path, capsys):
    folder, secret = tmp_path / "in", tmp_path / "secret.txt"
    (folder / "ada").mkdir(parents=True)
    (folder / "ada/q1.txt").write_bytes(ESSAY.read_bytes())
    secret.write_bytes(TRANSCRIPT.read_bytes())
    (folder / "ada/q2.txt").symlink_to(secret)
    for number in range(6):
        (folder / f"ada/{number}.db").write_bytes(b"x")
    os.mkfifo(folder / "ada/q3.txt")
    output = tmp_path / "out"
    assert score(folder, output=output) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"ignored: '{folder}/ada/0.db': with an extension that is not scored" in said
    assert "... and 3 more ignored" in said
    assert (
        "8 others ignored (6 with an extension that is not scored, 1 link out of the input folder"
        in said
    )
    assert list(parquet_rows(output, TEXT_SCORES)) == [("ada/q1.txt",)]
    assert score(folder, output=output, options=["--follow_links"]) == 0
    assert list(parquet_rows(output, TEXT_SCORES)) == [("ada/q1.txt",), ("ada/q2.txt",)]


def test_failures_keep_their_cohort_and_none_is_unsaid(tmp_path, capsys):
    name = unicodedata.normalize("NFD", "r\u00e9sum\u00e9.vtt")
    (tmp_path / name).write_bytes(TRANSCRIPT.read_bytes())
    rows = [f"ada;q{number};gone{number}.txt;autumn" for number in range(45)]
    lines = [
        "Candidate ID;Question ID;URI;Cohort",
        *rows,
        "bob;q;r\u00e9sum\u00e9.vtt;spring",
        ";;;",
    ]
    manifest = tmp_path / "night.csv"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    output = tmp_path / "out"
    options = ["--manifest", str(manifest), "--maximum_failed_share", "1"]
    assert score(output=output, options=options) == 0
    said = capsys.readouterr().out
    assert "... and 5 more failed" in said
    failures = parquet_rows(output, FAILURES)
    assert len(failures) == 45
    assert {row["cohort"] for row in failures.values()} == {"autumn"}
    candidates = parquet_rows(output, CANDIDATE_SCORES)
    assert {key: row["cohort"] for key, row in candidates.items()} == {
        ("ada",): "autumn",
        ("bob",): "spring",
    }
    assert database_rows(open_embedded(output / "database"), FAILURES) == failures
