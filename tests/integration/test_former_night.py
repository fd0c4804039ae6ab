"""What 0.5.0 left is brought forward by the first night, by a command, or from Parquet alone."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest

import jobs.former_options
import jobs.loading
import transforms.migrating
from jobs.cli import main
from jobs.former_options import FORMER_RELEASES
from models.store import load_release
from schemas.datasets import (
    CANDIDATE_SCORES,
    IGNORED,
    INPUTS,
    PARQUET_DATASETS,
    SCORING_RUNS,
    TABLES,
    Dataset,
)
from schemas.version import SCHEMA_VERSION
from sql.pending import PendingFile
from sql.server.embedded import close_embedded, open_embedded
from tests.former_output import ZOE, make_inputs, restore_database, restore_parquet
from tests.integration.test_load_parquet import tables
from tests.nights import Nights, write
from tests.runs import score
from transforms.inputs.names import composed
from transforms.parquet import schema_version_of

STAMPED = tuple(dataset for dataset in TABLES if dataset.stamped)
RELEASE = FORMER_RELEASES["0.5.1+790da26f30ca"][0]
RUNS = ("20261128T234600Z-78107867", "20261128T234611Z-632fc8f4")

KEPT = {
    "text_scores": 5 + 3,
    "recording_scores": 3 + 1,
    "candidate_scores": 5 + 2,
    "failures": 1,
    "frame_scores": 58 + 24,
    "voice_scores": 40 + 18,
}
"""Rows of the two runs: their options differ, so none replaces another."""


class KilledError(Exception):
    pass


def restore(folder: Path, url: str) -> Path:
    """0.5.0's database and output below a folder, and the inputs."""
    make_inputs(folder / "in")
    restore_database(url, folder / "in")
    restore_parquet(folder / "out", folder / "in")
    return folder / "out"


def stored(output: Path, dataset: Dataset) -> list[dict[str, Any]]:
    """The rows of a dataset as any reader finds them, by key."""
    source = pads.dataset(output / dataset.name, format="parquet", partitioning="hive")
    rows: list[dict[str, Any]] = source.to_table().to_pylist()
    return sorted(rows, key=lambda row: keys(dataset, row))


def keys(dataset: Dataset, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in dataset.key)


def everything(output: Path, url: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of the files and of the tables."""
    files = {
        f"{dataset.name} files": stored(output, dataset)
        for dataset in PARQUET_DATASETS
        if (output / dataset.name).exists()
    }
    return files | tables(url)


def agree(output: Path, url: str) -> None:
    """Each key has one row, the same in the files and in the tables."""
    held = tables(url)
    for dataset in PARQUET_DATASETS:
        if not (output / dataset.name).exists():
            continue
        found = [keys(dataset, row) for row in stored(output, dataset)]
        assert max(Counter(found).values(), default=1) == 1, dataset.name
        if dataset in STAMPED:
            assert set(found) == {keys(dataset, row) for row in held[dataset.name]}, dataset.name


def plain(folder: Path, url: str) -> dict[str, list[str]]:
    """All rows, whatever the folder is called, of an output without anything staged."""
    output = folder / "out"
    agree(output, url)
    assert not any(path.is_file() for path in (output / ".staging").rglob("*"))
    hashed = ("uri_hash",)
    return {
        name: sorted(
            repr({k: v for k, v in row.items() if k not in hashed}).replace(str(folder), "")
            for row in rows
        )
        for name, rows in everything(output, url).items()
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    """What migrate leaves that nothing interrupts, with the embedded database of the output."""
    folder = tmp_path_factory.mktemp("undisturbed")
    url = open_embedded(folder / "out" / "database")
    output = restore(folder, url)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        assert main(["migrate", "--output", str(output)]) == 0
    yield plain(folder, open_embedded(output / "database"))
    close_embedded(output / "database")


def test_the_first_night_with_the_models_of_then_scores_nothing_again(
    fresh_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the models of then: the shipped release stands for that of 0.5.1, with its voices."""
    same_weights = {load_release().identifier: (RELEASE,)}
    monkeypatch.setattr(jobs.former_options, "FORMER_RELEASES", same_weights)
    output = restore(tmp_path, fresh_url)
    options = ["--database", fresh_url, "--maximum_failed_share", "1"]
    options += ["--voice_model", "voice_svm", "--voice_model", "voice_cnn_lstm"]
    score(tmp_path / "in", output=output, options=options)
    run = max(tables(fresh_url)["scoring_runs"], key=lambda row: row["number"])
    assert (run["found"], run["scored"], run["skipped"] + run["failed"]) == (9, 0, 9)
    assert {row["input_id"] for row in tables(fresh_url)["ignored"] if row["input_id"]} >= {
        "grace/strengths.pdf",
        "grace/motivation.wav",
        composed(f"{ZOE}/motivation.wav"),
        composed(f"{ZOE}/strengths.txt"),
    }
    agree(output, fresh_url)
    for name, number in KEPT.items():
        (dataset,) = (each for each in PARQUET_DATASETS if each.name == name)
        former = [row for row in stored(output, dataset) if row["model_release"] == RELEASE]
        assert len(former) == number, name
        assert all(row["attempt"] for row in former if "attempt" in dataset.key)
    score(tmp_path / "in", output=output, options=options)
    run = max(tables(fresh_url)["scoring_runs"], key=lambda row: row["number"])
    assert (run["scored"], run["skipped"], run["failed"]) == (0, 9, 0)
    agree(output, fresh_url)


def test_migrate_brings_all_forward_once(
    fresh_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = restore(tmp_path, fresh_url)
    command = ["migrate", "--output", str(output), "--database", fresh_url]
    assert main(command) == 0
    agree(output, fresh_url)
    rows = everything(output, fresh_url)
    for name, number in KEPT.items():
        assert len(rows[f"{name} files"]) == number
    digests = {row["run_id"]: row["config_digest"] for row in rows[SCORING_RUNS.name]}
    for dataset in PARQUET_DATASETS:
        for row in rows.get(f"{dataset.name} files", []):
            assert row["config_digest"] == digests[row["run_id"]]
    assert len(rows[INPUTS.name]) == 9
    files = {path: path.read_bytes() for path in output.rglob("*.parquet")}
    assert "12 Parquet files" in capsys.readouterr().out
    assert main(command) == 0
    assert "0 Parquet files" in capsys.readouterr().out
    assert everything(output, fresh_url) == rows
    assert {path: path.read_bytes() for path in output.rglob("*.parquet")} == files


@pytest.mark.parametrize("after", [0, 1, 4, 9])
def test_a_kill_changes_nothing_in_the_end(
    fresh_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, list[str]],
    after: int,
) -> None:
    output = restore(tmp_path, fresh_url)
    moved: list[PendingFile] = []
    carry_out = transforms.migrating.carry_out

    def limited(files: list[PendingFile]) -> None:
        moved.extend(files)
        if len(moved) > after:
            raise KilledError
        carry_out(files)

    command = ["migrate", "--output", str(output), "--database", fresh_url]
    with monkeypatch.context() as killing:
        killing.setattr(transforms.migrating, "carry_out", limited)
        assert main(command) == 5
    assert not tables(fresh_url)[INPUTS.name]
    assert main(command) == 0
    assert plain(tmp_path, fresh_url) == undisturbed


def test_a_kill_before_the_ledger_is_made_changes_nothing_in_the_end(
    fresh_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, list[str]],
) -> None:
    output = restore(tmp_path, fresh_url)

    def killed(_: Any) -> None:
        raise KilledError

    command = ["migrate", "--output", str(output), "--database", fresh_url]
    with monkeypatch.context() as killing:
        killing.setattr(jobs.loading, "seed_ledger", killed)
        assert main(command) == 5
    assert main(command) == 0
    assert plain(tmp_path, fresh_url) == undisturbed


def test_a_bucket_is_brought_forward(
    fresh_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, list[str]],
) -> None:
    import boto3
    from moto.server import ThreadedMotoServer

    output = restore(tmp_path, fresh_url)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="interviews")
    client = boto3.client("s3")
    for path in sorted(output.rglob("*.parquet")):
        client.upload_file(str(path), "interviews", f"out/{path.relative_to(output)}")
    command = ["migrate", "--output", "s3://interviews/out", "--database", fresh_url]
    assert main(command) == 0
    shutil.rmtree(output)
    for item in client.list_objects_v2(Bucket="interviews")["Contents"]:
        target = tmp_path / item["Key"]
        target.parent.mkdir(parents=True, exist_ok=True)
        client.download_file("interviews", item["Key"], str(target))
    server.stop()
    assert plain(tmp_path, fresh_url) == undisturbed


def test_parquet_alone_makes_a_database(fresh_url: str, tmp_path: Path) -> None:
    make_inputs(tmp_path / "in")
    output = tmp_path / "out"
    restore_parquet(output, tmp_path / "in")
    assert main(["load", "--output", str(output), "--database", fresh_url]) == 0
    agree(output, fresh_url)
    held = tables(fresh_url)
    assert [(r["run_id"], r["number"], str(r["run_date"])) for r in held["scoring_runs"]] == [
        (RUNS[0], 1, "2026-11-27"),
        (RUNS[1], 2, "2026-11-28"),
    ]
    assert {row["config_digest"] for row in held["scoring_runs"]} == {"unknown"}
    assert [row["model_release"] for row in held["model_releases"]] == [RELEASE]
    assert {row["recording_id"]: row["run_id"] for row in held["recording_scores"]} == {
        "ada/motivation.mp4": RUNS[1],
        "grace/motivation.wav": RUNS[0],
        composed(f"{ZOE}/motivation.wav"): RUNS[0],
    }
    assert all(row["is_current"] for row in held["recording_scores"] + held["text_scores"])
    assert len(held["inputs"]) == 9
    assert IGNORED.name not in {path.name for path in output.iterdir()}


def test_an_output_of_before_these_columns_is_brought_forward_by_the_next_night(
    nights: Nights, tmp_path: Path
) -> None:
    """As a development version left it: with a ledger, and files that do not say what they are."""
    inputs = write(tmp_path / "in", {"ada/q.mp4": "good", "bob/q.mp4": "bad"})
    nights.run(inputs)
    expected = stored(nights.output, CANDIDATE_SCORES)
    assert [row["reasons"] for row in expected] == [
        ["too_little_scored", "no_face_score", "no_voice_score"],
        ["too_little_scored", "failed_inputs"],
    ]
    prose = {
        "too_little_scored": "too little was scored",
        "no_face_score": "no face score",
        "no_voice_score": "no voice score",
        "failed_inputs": "1 input(s) failed",
    }
    (candidates,) = (nights.output / CANDIDATE_SCORES.name).rglob("*.parquet")
    for path, gone in ((candidates, "reason_values"), (runs_of(nights.output), "options")):
        table = pq.read_table(path, partitioning=None).drop_columns([gone])
        if gone == "reason_values":
            told = [[prose[code] for code in codes] for codes in table["reasons"].to_pylist()]
            place = table.column_names.index("reasons")
            table = table.set_column(place, "reasons", pa.array(told))
        pq.write_table(table.replace_schema_metadata(None), path)
    nights.run(inputs)
    assert stored(nights.output, CANDIDATE_SCORES) == expected
    assert schema_version_of(str(runs_of(nights.output))) == SCHEMA_VERSION


def runs_of(output: Path) -> Path:
    return output / SCORING_RUNS.name / f"{SCORING_RUNS.name}.parquet"
