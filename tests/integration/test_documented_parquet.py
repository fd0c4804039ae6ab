"""Every snippet that reads Parquet in sql/README.md, and in the page beside the scores."""

import math
import re
from collections import defaultdict
from pathlib import Path
from statistics import fmean

import pytest

from schemas.dataset_page import dataset_page
from schemas.datasets import FRAME_SCORES, PARQUET_DATASETS, VOICE_SCORES
from schemas.details import FrameScore, VoiceScore
from schemas.runs import RunStamp
from tests.row_strategies import example
from transforms.filing import all_files
from transforms.parquet import partition, read_file, to_table, write_file

ANALYSTS = (Path(__file__).parents[2] / "sql" / "README.md").read_text(encoding="utf-8")
SECTION = ANALYSTS.partition("## Frames and windows: Parquet\n")[2].partition("\n## ")[0]
SNIPPETS = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
OF_THE_PAGE = re.findall(r"```python\n(.*?)```", dataset_page(), re.DOTALL)
SCORING = ("recording_id", "attempt", "model_release", "config_digest")
RUNS = (
    RunStamp("20261120T220000Z-1", "2026-11-20", "0.5.0+abc", "digest"),
    RunStamp("20261121T220000Z-2", "2026-11-21", "0.5.1+def", "digest"),
)


def vector(happy, angry):
    """Emotions in their order, angry first and happy fourth."""
    return (angry, 0.0, 0.0, happy, 0.0, 0.0, 1 - happy - angry)


def frame(recording, attempt, number):
    """Three in four smile, one in five is turned away, one in seven shows no face."""
    seen = number % 7 > 0
    return example(
        FrameScore,
        candidate_id="ada",
        recording_id=recording,
        attempt=attempt,
        frame=number,
        time_seconds=number * 0.4,
        state="scored" if seen else "no_face",
        emotions=vector(0.4 + (number // 8) % 4 / 8, 0.0) if seen else None,
        yaw_degrees=(-25.0 if number % 5 == 0 else 3.0) if seen else None,
    )


def window(recording, attempt, model, number, later):
    heard = number % 4 > 0
    angry = math.sin(number + attempt + later) ** 2 / (1 + len(model))
    return example(
        VoiceScore,
        candidate_id="ada",
        recording_id=recording,
        attempt=attempt,
        model=model,
        window=number,
        start_seconds=float(number),
        end_seconds=number + 3.072,
        state="scored" if heard else "no_speech",
        emotions=vector(0.25, angry) if heard else None,
    )


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Two recordings, one of them with two attempts, scored by two releases."""
    output = tmp_path_factory.mktemp("several")
    attempts = (("ada/motivation.mp4", 1), ("ada/motivation.mp4", 2), ("ada/plans.mp4", 1))
    for later, stamp in enumerate(RUNS):
        frames = [frame(*who, n + later) for who in attempts for n in range(20 + 15 * who[1])]
        windows = [
            window(*who, model, number, later)
            for who in attempts
            for model in ("voice_svm", "voice_cnn_lstm")
            for number in range(6)
        ]
        for dataset, rows in ((FRAME_SCORES, frames), (VOICE_SCORES, windows)):
            folder = partition(str(output), dataset, stamp.run_date)
            write_file(to_table(dataset, rows, stamp), f"{folder}/{stamp.run_id}-00001-0.parquet")
    return output


@pytest.fixture(params=["first", "several"])
def output(request):
    """A run on the bundled interviews; and rows among which a wrong answer shows."""
    return request.getfixturevalue(request.param)


def answer(snippet, output, tmp_path, monkeypatch):
    """What a snippet leaves, run where `scores` is the output."""
    (tmp_path / "scores").symlink_to(output)
    monkeypatch.chdir(tmp_path)
    left = {}
    exec(snippet, left)  # noqa: S102
    return left


def rows_of(output, dataset):
    paths = all_files(str(output), dataset)
    return [row for path in paths for row in read_file(path).to_pylist()]


def by(rows, *names):
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def test_there_is_one_for_each_reader():
    readers = [re.findall(r"^import (\w+)", snippet, re.MULTILINE)[-1] for snippet in SNIPPETS]
    assert readers == ["pyarrow", "duckdb", "pandas", "polars", "pyarrow", "duckdb"]


def test_pyarrow_counts_seconds_of_smiling(output, tmp_path, monkeypatch):
    found = answer(SNIPPETS[0], output, tmp_path, monkeypatch)["seconds"].to_pylist()
    smiling = [row for row in rows_of(output, FRAME_SCORES) if (row["happy"] or 0) > 0.5]
    expected = {
        key: len({int(row["time_seconds"]) for row in rows})
        for key, rows in by(smiling, *SCORING).items()
    }
    assert expected
    counts = {tuple(row[n] for n in SCORING): row["second_count_distinct"] for row in found}
    assert counts == expected


def test_duckdb_follows_a_voice(output, tmp_path, monkeypatch):
    found = answer(SNIPPETS[1], output, tmp_path, monkeypatch)["voice"].fetchall()
    rows = by(rows_of(output, VOICE_SCORES), "recording_id")[("ada/motivation.mp4",)]
    newest = max((row["attempt"], row["run_id"]) for row in rows)
    windows = by([r for r in rows if (r["attempt"], r["run_id"]) == newest], "start_seconds")
    assert len(found) == len(windows) > 1
    for (start, *means), (expected_start,) in zip(found, sorted(windows), strict=True):
        assert start == expected_start
        for mean, emotion in zip(means, ("angry", "happy", "sad"), strict=True):
            scores = [r[emotion] for r in windows[(start,)] if r[emotion] is not None]
            assert mean == (pytest.approx(fmean(scores)) if scores else None)


def test_pandas_says_how_often_a_head_is_turned_away(output, tmp_path, monkeypatch):
    found = answer(SNIPPETS[2], output, tmp_path, monkeypatch)["away"].to_dict()
    scored = [row for row in rows_of(output, FRAME_SCORES) if row["state"] == "scored"]
    assert found == {
        key: pytest.approx(fmean(abs(row["yaw_degrees"]) > 20 for row in rows))
        for key, rows in by(scored, *SCORING).items()
    }


def test_polars_finds_when_a_voice_is_angriest(output, tmp_path, monkeypatch):
    found = answer(SNIPPETS[3], output, tmp_path, monkeypatch)["angriest"].to_dicts()
    scored = [row for row in rows_of(output, VOICE_SCORES) if row["state"] == "scored"]
    expected = {}
    for key, rows in by(scored, *SCORING).items():
        means = {
            time: fmean(row["angry"] for row in windows)
            for time, windows in by(rows, "start_seconds", "end_seconds").items()
        }
        expected[key] = max(means, key=means.__getitem__)
    assert expected
    times = {
        tuple(row[n] for n in SCORING): (row["start_seconds"], row["end_seconds"]) for row in found
    }
    assert times == expected


def test_pyarrow_says_what_a_column_means(output, tmp_path, monkeypatch, capsys):
    left = answer(SNIPPETS[4], output, tmp_path, monkeypatch)
    assert capsys.readouterr().out == "Head turned to its left (+) or right deg\n"
    assert {*left["columns"], "run_date"} == {column.name for column in FRAME_SCORES.columns}


def test_duckdb_says_which_release_scored_each_file(output, tmp_path, monkeypatch):
    found = answer(SNIPPETS[5], output, tmp_path, monkeypatch)["releases"].fetchall()
    releases = {str((tmp_path / path).resolve()): release for path, release in found}
    files = {Path(p).resolve() for d in PARQUET_DATASETS for p in all_files(str(output), d)}
    assert releases.keys() == set(map(str, files))
    for path, release in releases.items():
        assert set(read_file(path)["model_release"].to_pylist()) <= {release}


def test_the_page_beside_the_scores_opens_each_dataset(first, monkeypatch):
    monkeypatch.chdir(first)
    left = {}
    for snippet in OF_THE_PAGE:
        exec(snippet, left)  # noqa: S102
    found = {
        "frame_scores": left["frames"].to_pylist(),
        "voice_scores": left["windows"].to_arrow_table().to_pylist(),
        "recording_scores": left["recordings"].to_dict("records"),
        "candidate_scores": left["candidates"].to_dicts(),
    }
    assert len(OF_THE_PAGE) == len(found)
    for dataset in PARQUET_DATASETS:
        if dataset.name in found:
            names = {column.name for column in dataset.columns}
            assert all(row.keys() == names for row in found[dataset.name])
            keys = [tuple(row[name] for name in dataset.key) for row in found[dataset.name]]
            stored = rows_of(first, dataset)
            assert sorted(keys) == sorted(tuple(row[n] for n in dataset.key) for row in stored)


def test_the_page_beside_the_scores_is_there(first):
    assert (first / "README.md").read_text(encoding="utf-8") == dataset_page()
