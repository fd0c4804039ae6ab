"""The whole job on the bundled interviews."""

import contextlib
import json
import math
import os
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest
import urllib3
from sqlalchemy import text

from jobs.exit_codes import ExitCode
from models.selection import Wanted, select
from schemas.dataset_page import dataset_page
from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
    RECORDING_SCORES,
    VOICE_SCORES,
)
from schemas.labels import EMOTIONS, FACE_LABELS, TRAITS
from schemas.version import VERSION
from sql.engine import create_engine
from sql.locks import LOCK_FILE, RunLock, output_lock
from sql.server.embedded import open_embedded
from tests.golden.scores import GOLDEN, golden_columns
from tests.integration import hostile_inputs as hostile
from tests.runs import (
    DATE,
    IN_BOTH,
    all_rows,
    assert_close,
    database_rows,
    parquet_rows,
    score,
    statuses,
    tables,
)

ROOT = Path(__file__).parents[2]
ESSAYS = hostile.SAMPLES / "katherine"


def test_every_sample_is_scored(first):
    rows = all_rows(first)
    assert rows["failures"] == {}
    assert set(rows["recording_scores"]) == {("ada/motivation.mp4",), ("grace/motivation.wav",)}
    assert set(rows["text_scores"]) == {
        ("ada/motivation.vtt",),
        ("ada/strengths.txt",),
        ("grace/strengths.pdf",),
        ("katherine/motivation.txt",),
    }
    film = rows["recording_scores"][("ada/motivation.mp4",)]
    assert film["modalities"] == "face+voice"
    assert film["frames_scored"] >= 0.97 * film["frames"]
    assert (film["blink_state"], film["blinks"]) == ("frames_too_few", None)
    voice = rows["recording_scores"][("grace/motivation.wav",)]
    assert (voice["modalities"], voice["face_state"]) == ("voice", "no_picture")
    assert voice["blink_state"] == "no_picture"
    assert voice["frames"] == 0
    assert rows["text_scores"][("ada/motivation.vtt",)]["recording_id"] == "ada/motivation.mp4"
    assert set(rows["candidate_scores"]) == {("ada",), ("grace",), ("katherine",)}
    essayist = rows["candidate_scores"][("katherine",)]
    assert essayist["usable"]
    assert essayist["happy"] is None
    assert 0 < essayist["openness"] < 1


def test_every_score_is_a_probability_and_every_emotion_vector_sums_to_one(first):
    for name, rows in all_rows(first).items():
        for row in rows.values():
            for column, value in row.items():
                if isinstance(value, float):
                    assert math.isfinite(value), (name, column)
            for prefix in ("", "face_", "voice_"):
                scores = [row.get(f"{prefix}{emotion}") for emotion in EMOTIONS]
                if scores[0] is not None:
                    assert min(scores) >= 0
                    assert sum(scores) == pytest.approx(1, abs=1e-9)
            assert all(0 <= row[t] <= 1 for t in TRAITS if row.get(t) is not None)


def test_database_and_parquet_hold_the_same_rows(first):
    url = open_embedded(first / "database")
    for dataset in IN_BOTH:
        assert database_rows(url, dataset) == parquet_rows(first, dataset), dataset.name


def test_every_row_refers_to_its_run_and_release(first):
    engine = create_engine(open_embedded(first / "database"))
    with engine.connect() as connection:
        runs = connection.execute(text("SELECT * FROM scores.scoring_runs")).mappings().all()
        releases = connection.execute(text("SELECT * FROM scores.model_releases")).mappings().all()
    engine.dispose()
    assert runs[0]["status"] == "succeeded"
    assert (runs[0]["found"], runs[0]["scored"], runs[0]["failed"]) == (6, 6, 0)
    assert releases[0]["model_release"] == runs[0]["model_release"]


def test_scoring_twice_leaves_the_same_rows(first, tmp_path):
    again = tmp_path / "again"
    assert score(hostile.SAMPLES, output=again) == 0
    once, url = all_rows(again), open_embedded(again / "database")
    assert_close(once, all_rows(first), 0)
    held = tables(url)
    assert score(hostile.SAMPLES, output=again, options=["--rescore"]) == 0
    assert_close(once, all_rows(again), 0)
    assert_close(held, tables(url), 0)


def test_a_second_night_over_the_same_files_scores_nothing(tmp_path):
    output = tmp_path / "out"
    assert score(hostile.SAMPLES, output=output) == 0
    rows, held, before = all_rows(output), tables(open_embedded(output / "database")), files(output)
    assert score(hostile.SAMPLES, output=output) == 0
    skipped = parquet_rows(output, IGNORED)
    assert {row["reason"] for row in skipped.values()} == {"already_scored"}
    assert {row["input_id"] for row in skipped.values()} == {
        key for name in ("recording_scores", "text_scores") for (key,) in rows[name]
    }
    assert all_rows(output) == rows | {"ignored": skipped}
    assert tables(open_embedded(output / "database")) == held | {"ignored": skipped}
    after = files(output)
    kept = {path: seen for path, seen in before.items() if re.search("_scores|README", path)}
    assert {path: seen for path, seen in after.items() if re.search("_scores|README", path)} == kept


def files(output):
    """Parquet files of an output and their page, and what tells whether one was written again."""
    return {
        str(path.relative_to(output)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (*output.rglob("*.parquet"), output / "README.md")
    }


def test_two_worker_processes_give_the_same_scores(first, tmp_path, migrated_url):
    options = ["--direct_num_workers=2", "--direct_running_mode=multi_processing"]
    options += ["--database", migrated_url]
    assert score(hostile.SAMPLES, output=tmp_path / "two", options=options) == 0
    assert_close(all_rows(first), all_rows(tmp_path / "two"), 1e-6)
    held = tables(migrated_url)
    assert_close({name: all_rows(first)[name] for name in held}, held, 1e-6)


def test_two_worker_processes_give_the_same_failures(tmp_path):
    """Rows that cross from one process to another come out as a class that Beam made."""
    for name, said in (("ada", "I like to lead. " * 40), ("eve", "")):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "strengths.txt").write_text(said)
    two = ["--direct_num_workers=2", "--direct_running_mode=multi_processing"]
    common = ["--maximum_failed_share", "0.5"]
    assert score(tmp_path / "in", output=tmp_path / "two", options=[*common, *two]) == 0
    assert score(tmp_path / "in", output=tmp_path / "one", options=common) == 0
    assert len(parquet_rows(tmp_path / "two", FAILURES)) == 1
    assert_close(all_rows(tmp_path / "one"), all_rows(tmp_path / "two"), 1e-6)
    held = [tables(open_embedded(tmp_path / name / "database")) for name in ("one", "two")]
    assert_close(*held, 1e-6)


def test_a_server_by_url_holds_the_same_rows(first, tmp_path, fresh_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", fresh_url)
    assert score(hostile.SAMPLES, output=tmp_path / "out") == 0
    assert not (tmp_path / "out" / "database").exists()
    for dataset in IN_BOTH:
        assert database_rows(fresh_url, dataset) == parquet_rows(first, dataset), dataset.name
    assert os.environ["DATABASE_URL"] == fresh_url


def test_too_many_failures_give_exit_code_one(tmp_path):
    folder = tmp_path / "in" / "eve"
    folder.mkdir(parents=True)
    hostile.text_named_mp4(folder)
    assert score(tmp_path / "in", output=tmp_path / "out") == 1
    (row,) = parquet_rows(tmp_path / "out", CANDIDATE_SCORES).values()
    assert (row["candidate_id"], row["usable"]) == ("eve", False)


def test_a_mended_file_loses_its_old_failure(tmp_path):
    folder, output = tmp_path / "in" / "eve", tmp_path / "out"
    folder.mkdir(parents=True)
    (folder / "q.mp4").write_text("not a film")
    assert score(tmp_path / "in", output=output) == 1
    url = open_embedded(output / "database")
    assert len(database_rows(url, FAILURES)) == 1
    shutil.copy(hostile.FILM, folder / "q.mp4")
    assert score(tmp_path / "in", output=output) == 0
    assert database_rows(url, FAILURES) == {}
    assert parquet_rows(output, FAILURES) == {}


@pytest.fixture
def bucket(monkeypatch):
    """A real S3-protocol server on loopback with one bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="interviews")
    yield endpoint
    # Servers of one process share what they hold.
    urllib3.request("POST", f"{endpoint}/moto-api/reset")
    server.stop()


def test_from_and_to_a_bucket(first, bucket, fresh_url):
    import boto3
    import pyarrow.fs

    client = boto3.client("s3")
    for path in sorted(hostile.SAMPLES.rglob("*.*")):
        client.upload_file(str(path), "interviews", f"in/{path.relative_to(hostile.SAMPLES)}")
    options = ["--database", fresh_url]
    for more in ([], ["--rescore"]):
        named = [*options, *more]
        assert score("s3://interviews/in", output="s3://interviews/out", options=named) == 0
    remote = pyarrow.fs.S3FileSystem(endpoint_override=bucket, allow_bucket_creation=False)
    rows, expected = all_rows("interviews/out", remote), all_rows(first)
    for of in (*rows.values(), *expected.values()):
        for row in of.values():
            row.pop("uri", None)
    assert_close(expected, rows, 0)
    keys = [
        o["Key"] for o in client.list_objects_v2(Bucket="interviews", Prefix="out/")["Contents"]
    ]
    assert not [key for key in keys if ".staging" in key]
    page = client.get_object(Bucket="interviews", Key="out/README.md")
    assert page["Body"].read().decode() == dataset_page()
    assert score("s3://interviews/in", output="s3://interviews/out", options=options) == 0
    again = client.get_object(Bucket="interviews", Key="out/README.md")
    assert again["LastModified"] == page["LastModified"], "the same page is not written again"
    skipped = parquet_rows("interviews/out", IGNORED, remote)
    assert {row["reason"] for row in skipped.values()} == {"already_scored"}
    assert len(skipped) == 6


def test_without_a_network_the_job_runs_the_same(first, tmp_path):
    """In a network namespace of its own, where only loopback is up: no address can be reached."""
    command = [sys.executable, "-m", "jobs.score_interviews", "--input", str(hostile.SAMPLES)]
    command += ["--output", str(tmp_path / "out"), "--run_date", DATE]
    isolated = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"']
    if subprocess.run([*isolated, "sh", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let a test make a network namespace")
    finished = subprocess.run([*isolated, "sh", *command], cwd=ROOT, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    assert "WARNING:root" not in finished.stderr
    assert_close(all_rows(first), all_rows(tmp_path / "out"), 0)


def test_scores_are_the_golden_ones(first):
    """Another processor may round otherwise; a changed model or preparation moves more. Faces and
    texts to 1e-4; voices, and what they are fused to, are worked out in 8-bit integers, in which
    rounding moves a window by up to 0.022, and a mean over windows by less."""
    expected = json.loads(GOLDEN.read_text())
    found = golden_columns(first)
    assert found.keys() == expected.keys()
    for dataset, rows in expected.items():
        assert found[dataset].keys() == rows.keys()
        for key, columns in rows.items():
            exact = {n: v for n, v in columns.items() if n in TRAITS or n.startswith("face_")}
            assert found[dataset][key] == pytest.approx(columns, abs=0.03), (dataset, key)
            rows_found = {name: found[dataset][key][name] for name in exact}
            assert rows_found == pytest.approx(exact, abs=1e-4), (dataset, key)


@pytest.mark.parametrize("labels", FACE_LABELS)
def test_the_label_scheme_that_is_wanted_scores_and_is_named(first, labels, tmp_path):
    assert score(hostile.FILM, output=tmp_path, options=["--face_labels", labels]) == 0
    (row,) = parquet_rows(tmp_path, RECORDING_SCORES).values()
    assert row["face_labels"] == labels
    face, voice, fused = (
        np.array([row[f"{prefix}{emotion}"] for emotion in EMOTIONS])
        for prefix in ("face_", "voice_", "")
    )
    default = parquet_rows(first, RECORDING_SCORES)[("ada/motivation.mp4",)]
    same = np.allclose(face, [default[f"face_{emotion}"] for emotion in EMOTIONS], atol=1e-9)
    assert same is (labels == default["face_labels"])
    expected = select(wanted=Wanted(face_labels=labels)).fusion.fuse(face, voice)
    np.testing.assert_allclose(fused, expected, atol=1e-6)


def test_only_the_models_that_are_wanted_score(first, tmp_path):
    name = select().voice.models[0]
    other = "text_cnn_lstm"
    options = ["--voice_model", name, "--text_model", other]
    assert score(hostile.SAMPLES, output=tmp_path, options=options) == 0
    rows = all_rows(tmp_path)
    assert {row["model"] for row in rows["voice_scores"].values()} == {name}
    assert {row["model"] for row in rows["text_scores"].values()} == {other}
    known = parquet_rows(first, VOICE_SCORES)
    for key, row in rows["voice_scores"].items():
        assert {e: row[e] for e in EMOTIONS} == {e: known[key][e] for e in EMOTIONS}


def never(_):
    raise AssertionError("nobody waits")


def test_two_runs_of_one_output_do_not_meet(tmp_path, capsys):
    output = tmp_path / "out"
    output.mkdir()
    (tmp_path / "link").symlink_to(output)
    with output_lock(output, False, never):
        for same in (output, tmp_path / "link"):
            assert score(hostile.FILM, output=same) == ExitCode.LOCKED
            said = capsys.readouterr().err
            assert f"Another run writes to this output: process {os.getpid()} on " in said
            assert re.search(r", since \d{4}-\d\d-\d\dT[^ ]+\. Wait for it, or say --wait\.", said)
        assert [path.name for path in output.iterdir()] == [LOCK_FILE], "nothing was begun"
    assert score(ESSAYS, output=output) == 0


def test_two_runs_of_one_database_do_not_meet(tmp_path, capsys, migrated_url):
    engine = create_engine(migrated_url)
    lock = RunLock(engine)
    lock.take(False, never)
    options = ["--database", migrated_url]
    assert score(ESSAYS, output=tmp_path / "one", options=options) == ExitCode.LOCKED
    said = capsys.readouterr().err
    holder = f"interviews score, process {os.getpid()} on "
    assert f"Another run writes to this database: {holder}" in said
    assert re.search(r", since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\. Wait for it, or", said)
    assert score(ESSAYS, output=tmp_path / "two") == 0, "another database is free"
    lock.release()
    assert score(ESSAYS, output=tmp_path / "one", options=options) == 0
    assert statuses(migrated_url) == ["succeeded"], "a locked run has no row"
    engine.dispose()


def test_a_run_waits_for_another_on_request(tmp_path, migrated_url, monkeypatch, caplog):
    engine = create_engine(migrated_url)
    lock = RunLock(engine)
    slept = []
    with contextlib.ExitStack() as other:
        other.enter_context(output_lock(tmp_path, False, never))
        lock.take(False, never)

        def sleep(seconds):
            """First the output comes free, then the database."""
            slept.append(seconds)
            other.close() if len(slept) == 2 else lock.release() if len(slept) == 4 else None

        # Not time.sleep itself, which Beam calls too.
        monkeypatch.setattr("sql.locks.time", types.SimpleNamespace(sleep=sleep))
        options = ["--database", migrated_url, "--wait"]
        assert score(ESSAYS, output=tmp_path, options=options) == 0
    assert len(slept) == 4
    told = [record.getMessage() for record in caplog.records if "Waiting" in record.getMessage()]
    assert [message.partition(":")[0] for message in told] == [
        "Another run writes to this output",
        "Another run writes to this database",
    ]
    assert statuses(migrated_url) == ["succeeded"]
    engine.dispose()


def test_a_database_that_is_not_there_gives_code_six(tmp_path, capsys):
    url = "postgresql://nobody@127.0.0.1:1/scores"
    assert score(hostile.FILM, output=tmp_path, options=["--database", url]) == ExitCode.AWAY
    assert "is not available" in capsys.readouterr().err


def test_what_was_typed_and_what_is_the_default_have_one_digest(first, tmp_path):
    chosen = select()
    options = ["--face_labels", chosen.face_labels, "--fusion", chosen.fusion.name]
    options += [f"--voice_model={name}" for name in chosen.voice.models]
    assert score(hostile.SAMPLES, output=tmp_path, options=options) == 0
    digests = []
    for output in (first, tmp_path):
        engine = create_engine(open_embedded(output / "database"))
        with engine.connect() as connection:
            query = text("SELECT DISTINCT config_digest, code_version FROM scores.scoring_runs")
            digests += connection.execute(query).all()
        engine.dispose()
    assert digests == [(chosen.digest(frames_per_second=5.0), VERSION)] * 2
