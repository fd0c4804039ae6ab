"""The whole job on real files: the bundled interviews and everything that can be wrong with one."""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.dataset as pads
import pytest
from sqlalchemy import text

from jobs.score_interviews import main
from schemas.datasets import CANDIDATE_SCORES, FAILURES, PARQUET_DATASETS, TABLES
from schemas.labels import EMOTIONS, TRAITS
from sql.embedded import open_embedded
from sql.engine import create_engine
from sql.tables import table_of
from tests.golden.scores import GOLDEN, golden_columns
from tests.integration import hostile_inputs as hostile

ROOT = Path(__file__).parents[2]
DATE = "2026-11-21"
BOOKKEEPING = {"run_id"}


def score(*inputs, output, options=()):
    named = [part for path in inputs for part in ("--input", str(path))]
    return main([*named, "--output", str(output), "--run_date", DATE, *options])


def parquet_rows(output, dataset, filesystem=None):
    """Rows of a dataset without run bookkeeping, by key."""
    table = pads.dataset(
        f"{output}/{dataset.name}", format="parquet", partitioning="hive", filesystem=filesystem
    ).to_table()
    rows = [
        {name: value for name, value in row.items() if name not in BOOKKEEPING}
        for row in table.to_pylist()
    ]
    for row in rows:
        row["run_date"] = str(row["run_date"])
    keyed = {tuple(row[column] for column in dataset.key): row for row in rows}
    assert len(keyed) == len(rows)
    return keyed


def database_rows(url, dataset):
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(table_of(dataset).select()).mappings().all()
    engine.dispose()
    kept = [{k: v for k, v in row.items() if k not in BOOKKEEPING} for row in rows]
    for row in kept:
        row["run_date"] = str(row["run_date"])
    return {tuple(row[column] for column in dataset.key): row for row in kept}


def all_rows(output, filesystem=None):
    return {d.name: parquet_rows(output, d, filesystem) for d in PARQUET_DATASETS}


def assert_close(left, right, tolerance):
    """The same rows, numbers to a tolerance (0: to the last digit)."""
    assert left.keys() == right.keys()
    for name in left:
        assert left[name].keys() == right[name].keys(), name
        for key, row in left[name].items():
            for column, value in row.items():
                other = right[name][key][column]
                if isinstance(value, float) and isinstance(other, float):
                    assert abs(value - other) <= tolerance, (name, key, column)
                else:
                    assert value == other, (name, key, column)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """One run on the bundled interviews, with the embedded database."""
    output = tmp_path_factory.mktemp("first")
    assert score(hostile.SAMPLES, output=output) == 0
    return output


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
    voice = rows["recording_scores"][("grace/motivation.wav",)]
    assert (voice["modalities"], voice["face_state"]) == ("voice", "no_picture")
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
    for dataset in set(PARQUET_DATASETS) & set(TABLES):
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


def test_the_same_run_twice_leaves_the_same_rows(first, tmp_path):
    again = tmp_path / "again"
    assert score(hostile.SAMPLES, output=again) == 0
    once = all_rows(again)
    tables = {d.name: database_rows(open_embedded(again / "database"), d) for d in TABLES[2:]}
    assert score(hostile.SAMPLES, output=again) == 0
    assert_close(once, all_rows(again), 0)
    assert_close(once, all_rows(first), 0)
    assert tables == {
        d.name: database_rows(open_embedded(again / "database"), d) for d in TABLES[2:]
    }


def test_two_worker_processes_give_the_same_scores(first, tmp_path, migrated_url):
    options = ["--direct_num_workers=2", "--direct_running_mode=multi_processing"]
    options += ["--database", migrated_url]
    assert score(hostile.SAMPLES, output=tmp_path / "two", options=options) == 0
    assert_close(all_rows(first), all_rows(tmp_path / "two"), 1e-6)
    tables = {dataset.name: database_rows(migrated_url, dataset) for dataset in TABLES[2:]}
    assert_close({name: all_rows(first)[name] for name in tables}, tables, 1e-6)


def test_a_server_by_url_holds_the_same_rows(first, tmp_path, fresh_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", fresh_url)
    assert score(hostile.SAMPLES, output=tmp_path / "out") == 0
    assert not (tmp_path / "out" / "database").exists()
    for dataset in set(PARQUET_DATASETS) & set(TABLES):
        assert database_rows(fresh_url, dataset) == parquet_rows(first, dataset), dataset.name
    assert os.environ["DATABASE_URL"] == fresh_url


NULL_WITH_REASON = {
    "silent_wav": ("voice_state", "silent"),
    "brief_wav": ("voice_state", "too_short"),
    "no_face_no_sound": ("face_state", "no_face"),
    "no_face_with_sound": ("face_state", "no_face"),
}

FAILING = {
    "truncated_without_index": "unreadable_media",
    "truncated_with_index": "truncated_media",
    "text_named_mp4": "unreadable_media",
    "png_named_mp4": "unreadable_media",
    "noise_named_mp4": "unreadable_media",
    "empty_wav": "empty_file",
    "concat_playlist": "unreadable_media",
    "hls_playlist": "unreadable_media",
    "huge_picture": "media_too_large",
}


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory):
    """The bundled interviews with every broken, odd and malicious file beside them."""
    folder = tmp_path_factory.mktemp("inputs")
    shutil.copytree(hostile.SAMPLES, folder, dirs_exist_ok=True)
    written = hostile.write_all(folder / "hostile")
    output = tmp_path_factory.mktemp("hostile")
    code = score(folder, output=output, options=["--maximum_failed_share", "0.5"])
    return code, written, all_rows(output), output


def test_bad_files_do_not_change_anybody_elses_rows(first, hostile_run):
    code, _, rows, _ = hostile_run
    assert code == 0
    before = all_rows(first)
    ours = {
        name: {
            key: {c: v for c, v in row.items() if c != "uri"}
            for key, row in of.items()
            if row["candidate_id"] != "hostile"
        }
        for name, of in rows.items()
    }
    expected = {
        name: {key: {c: v for c, v in row.items() if c != "uri"} for key, row in of.items()}
        for name, of in before.items()
    }
    assert_close(expected, ours, 0)


def test_each_bad_file_has_one_failure_or_an_explained_null(hostile_run):
    _, written, rows, _ = hostile_run
    for name, path in written.items():
        identity = f"hostile/{path.stem}{path.suffix.lower()}"
        failure = rows["failures"].get((identity,))
        recording = rows["recording_scores"].get((identity,))
        document = rows["text_scores"].get((identity,))
        present = [row for row in (failure, recording, document) if row is not None]
        assert len(present) == 1, (name, identity)
        if name in FAILING:
            assert failure, name
            assert failure["kind"] == FAILING[name], name
            assert len(failure["message"]) > 20
        if name in NULL_WITH_REASON:
            column, state = NULL_WITH_REASON[name]
            assert recording[column] == state, name
            prefix = column.removesuffix("state")
            assert recording[f"{prefix}happy"] is None, name
    silent = rows["recording_scores"][(f"hostile/{written['silent_wav'].name}",)]
    assert silent["happy"] is None
    assert silent["modalities"] == "none"


def test_odd_but_good_files_are_scored(hostile_run):
    _, written, rows, _ = hostile_run
    for name in ("awkward_name", "rotated", "variable_frame_rate", "without_sound"):
        path = written[name]
        row = rows["recording_scores"][(f"hostile/{path.name}",)]
        assert row["face_state"] == "scored", name
    for name, path in written.items():
        if name.startswith("other_"):
            row = rows["recording_scores"][(f"hostile/{path.name}",)]
            assert row["modalities"] != "none", name
    essay = rows["text_scores"][(f"hostile/{written['utf16_essay'].name}",)]
    assert essay["state"] == "scored"
    blank = rows["text_scores"][(f"hostile/{written['empty_essay'].name}",)]
    assert (blank["state"], blank["words"], blank["openness"]) == ("no_text", 0, None)
    scanned = rows["text_scores"][(f"hostile/{written['pdf_without_text'].name}",)]
    assert (scanned["state"], scanned["openness"]) == ("no_text", None)


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "out"], "--input"),
        (["--input", "no/such/folder", "--output", "{tmp}"], "matches no file"),
        (["--input", "{in}", "--output", "{tmp}", "--frames_per_second", "0"], "frames_per_second"),
        (["--input", "{in}", "--output", "{tmp}", "--run_date", "21.11.2026"], "run_date"),
        (["--input", "{in}", "--output", "{tmp}", "--run_date", "20261121"], "run_date"),
        (["--input", "{in}", "--output", "{tmp}", "--framespersecond", "5"], "--framespersecond"),
        (["--input", "{in}", "--output", "s3://bucket/out"], "DATABASE_URL"),
        (["--input", "{in}", "--output", __file__ + "/out"], "cannot be a folder"),
        (["--input", str(ROOT / "setup.py"), "--output", "{tmp}"], "none of the 1 files"),
        (
            ["--input", "{in}", "--output", "{tmp}", "--database", "mysql://a:secret@b/c"],
            "PostgreSQL",
        ),
        (["--input", "{in}", "--output", "{tmp}", "--release", "9.9.9"], "release-9.9.9"),
    ],
)
def test_wrong_use_says_what_to_change(tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    filled = [a.format(**{"tmp": tmp_path, "in": hostile.SAMPLES}) for a in arguments]
    assert main(filled) == 2
    shown = capsys.readouterr().err
    assert message in shown
    assert "secret" not in shown


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
    server.stop()


def test_from_and_to_a_bucket(first, bucket, fresh_url):
    import boto3
    import pyarrow.fs

    client = boto3.client("s3")
    for path in sorted(hostile.SAMPLES.rglob("*.*")):
        client.upload_file(str(path), "interviews", f"in/{path.relative_to(hostile.SAMPLES)}")
    options = ["--database", fresh_url]
    for _ in range(2):
        assert score("s3://interviews/in", output="s3://interviews/out", options=options) == 0
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
    """To 1e-4: another processor may round otherwise; a changed model or preparation moves more."""
    expected = json.loads(GOLDEN.read_text())
    found = golden_columns(first)
    assert found.keys() == expected.keys()
    for dataset, rows in expected.items():
        assert found[dataset].keys() == rows.keys()
        for key, columns in rows.items():
            assert found[dataset][key] == pytest.approx(columns, abs=1e-4), (dataset, key)
