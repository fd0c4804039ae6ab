"""Workers of another machine, as far as one machine can show it: the same rows as a local run's.

With FLINK_JOB_SERVER_JAR, Apache Beam's job server for Flink, which needs Java, is tried as well.
"""

import os
import shutil
import threading

import pytest

from jobs.exit_codes import STATUSES, ExitCode
from schemas.datasets import PARQUET_DATASETS, TABLES
from sql.server.embedded import open_embedded
from tests.beam_cluster import started_cluster, wait_for
from tests.integration.hostile_inputs import SAMPLES
from tests.runs import all_rows, assert_close, database_rows, score, statuses

FLINK = os.environ.get("FLINK_JOB_SERVER_JAR")
ROWS = [dataset for dataset in TABLES if dataset in PARQUET_DATASETS]
BATCHES = ["--batch_minutes", "0.2"]
"""Less than the samples last: several batches, with a pipeline each."""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """The samples, and a film that cannot be read."""
    folder = tmp_path_factory.mktemp("inputs")
    shutil.copytree(SAMPLES, folder, dirs_exist_ok=True)
    (folder / "eve").mkdir()
    (folder / "eve" / "motivation.mp4").write_bytes(bytes(range(256)) * 20)
    return folder


@pytest.fixture(scope="module")
def local(tmp_path_factory, inputs):
    """Rows of a local run, in Parquet and in the database."""
    output = tmp_path_factory.mktemp("local")
    assert score(inputs, output=output) == 0
    return all_rows(output), tables(open_embedded(output / "database"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with started_cluster(tmp_path_factory.mktemp("node")) as cluster:
        yield cluster


def tables(url):
    return {dataset.name: database_rows(url, dataset) for dataset in ROWS}


@pytest.mark.parametrize(
    "runner",
    [
        "PortableRunner",
        pytest.param(
            "FlinkRunner", marks=pytest.mark.skipif(not FLINK, reason="no FLINK_JOB_SERVER_JAR")
        ),
    ],
)
def test_rows_are_those_of_a_local_run(runner, cluster, inputs, local, tmp_path, migrated_url):
    options = cluster.options
    if runner == "FlinkRunner":
        options = ["--runner=FlinkRunner", "--flink_master=[local]", *cluster.worker_options]
        options += [f"--flink_job_server_jar={FLINK}"]
    options += [*BATCHES, "--database", migrated_url]
    # Which only the job servers of Flink and Spark know.
    options += ["--number_of_execution_retries=1", "--max_bundle_size", "1000"]
    assert score(inputs, output=tmp_path, options=options) == 0
    rows, records = local
    assert len(rows["failures"]) == 1
    assert_close(rows, all_rows(tmp_path), 1e-6)
    assert_close(records, tables(migrated_url), 1e-6)


def test_a_killed_worker_ends_the_run_and_the_next_is_whole(cluster, inputs, local, tmp_path):
    killer = threading.Thread(target=lambda: wait_for(cluster.busy_worker).kill())
    killer.start()
    assert score(inputs, output=tmp_path, options=cluster.options) == ExitCode.BROKEN_OFF
    killer.join()
    assert not list(tmp_path.glob("*_scores"))
    assert score(inputs, output=tmp_path, options=cluster.options) == 0
    url = open_embedded(tmp_path / "database")
    assert statuses(url) == [STATUSES[ExitCode.BROKEN_OFF], STATUSES[ExitCode.OK]]
    rows, records = local
    assert_close(rows, all_rows(tmp_path), 1e-6)
    assert_close(records, tables(url), 1e-6)
