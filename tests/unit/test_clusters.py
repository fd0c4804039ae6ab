"""What is refused before a run whose workers are on other machines."""

import socket

import pytest

from jobs import clusters
from jobs.beam_options import pipeline_options
from jobs.clusters import refuse_local_files, refuse_local_folders, require_job_server
from jobs.config import ConfigError, ScoringConfig
from jobs.exit_codes import ExitCode
from jobs.options import CommandError
from transforms.inputs.entry import entry_at
from transforms.inputs.identify import identify

FAR = ("--runner=PortableRunner", "--job_endpoint=127.0.0.1:1")
DATABASE = "postgresql://scorer@db/scores"


def config(**changed):
    defaults = {"inputs": ("s3://b/in",), "output": "s3://b/out", "database": DATABASE}
    return ScoringConfig(**(defaults | changed))


@pytest.mark.parametrize(
    ("changed", "option"),
    [
        ({"inputs": ("s3://b/in", "in")}, "--input in is local"),
        ({"output": "/srv/out"}, "--output /srv/out is local"),
    ],
)
def test_workers_elsewhere_do_not_see_local_folders(changed, option):
    with pytest.raises(ConfigError, match=f"{option}.*--shared_folders"):
        refuse_local_folders(config(**changed), pipeline_options(FAR))
    refuse_local_folders(config(**changed, shared_folders=True), pipeline_options(FAR))


@pytest.mark.parametrize(
    "here", [(), ("--runner=PrismRunner",), (*FAR, "--environment_type=LOOPBACK")]
)
def test_workers_of_this_machine_do(here):
    refuse_local_folders(config(inputs=("in",), output="out"), pipeline_options(here))


def test_buckets_are_seen_everywhere():
    refuse_local_folders(config(), pipeline_options(FAR))


def test_a_manifest_may_name_local_files_only_where_workers_see_them():
    listed = config(inputs=(), manifest="night.csv")
    near, far = (identify([entry_at(f"{root}/ada/q.mp4")]) for root in ("/srv/in", "s3://b/in"))
    refuse_local_files(listed, pipeline_options(FAR), far)
    with pytest.raises(ConfigError, match=r"--manifest night\.csv names is local") as caught:
        refuse_local_files(listed, pipeline_options(FAR), near)
    assert "ada" not in str(caught.value)


def test_a_portable_runner_needs_an_endpoint():
    with pytest.raises(ConfigError, match="--job_endpoint HOST:PORT"):
        require_job_server(pipeline_options(("--runner=PortableRunner",)))


def test_other_runners_start_their_own_job_server():
    require_job_server(pipeline_options(()))
    require_job_server(pipeline_options(("--runner=FlinkRunner",)))


@pytest.mark.parametrize("listening", [False, True])
def test_a_job_server_must_answer(listening, monkeypatch):
    """Nothing listens there, or what listens says nothing."""
    monkeypatch.setattr(clusters, "ANSWER_SECONDS", 0.5)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if listening:
            server.listen()
        endpoint = f"127.0.0.1:{server.getsockname()[1]}"
        options = pipeline_options(("--runner=PortableRunner", f"--job_endpoint={endpoint}"))
        with pytest.raises(CommandError, match=f"{endpoint}.*no job server") as caught:
            require_job_server(options)
    assert caught.value.code == ExitCode.AWAY
