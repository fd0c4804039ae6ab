"""A cluster on one machine: Beam's Python job service and a worker pool, as nodes would run them.

Both are processes of another working folder and another environment, which has no database.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import psutil

ROOT = Path(__file__).parents[1]

Found = TypeVar("Found")


class Cluster(NamedTuple):
    """Where its services listen."""

    endpoint: str
    pool: str
    pool_process: psutil.Process

    @property
    def options(self) -> list[str]:
        """Of a job that runs on it."""
        return [
            "--runner=PortableRunner",
            f"--job_endpoint={self.endpoint}",
            *self.worker_options,
        ]

    @property
    def worker_options(self) -> list[str]:
        """Of a job whose workers it runs, whatever the runner."""
        return [
            "--environment_type=EXTERNAL",
            f"--environment_config={self.pool}",
            "--shared_folders",
        ]

    def busy_worker(self) -> psutil.Process | None:
        """A worker that has opened an input: it has a process below it."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for worker in self.pool_process.children():
                if worker.children():
                    return worker
        return None


@contextlib.contextmanager
def started_cluster(home: Path) -> Iterator[Cluster]:
    """Start a cluster, wait until it listens, and end it.

    Args:
        home: folder of its processes.
    """
    job_port, pool_port = free_port(), free_port()
    with (
        _service(home, "portability.local_job_service_main", f"--port={job_port}") as service,
        _service(home, "worker.worker_pool_main", f"--service_port={pool_port}") as pool,
    ):
        for port, process in ((job_port, service), (pool_port, pool)):
            wait_for(lambda port=port, process=process: _listens(port, process))
        yield Cluster(f"127.0.0.1:{job_port}", f"127.0.0.1:{pool_port}", psutil.Process(pool.pid))


@contextlib.contextmanager
def _service(home: Path, module: str, option: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        # The pool starts `python`, whichever comes first.
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.defpath]),
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "TMPDIR": str(home),
    }
    command = [sys.executable, "-m", f"apache_beam.runners.{module}", option]
    with (
        (home / f"{module}.log").open("wb") as log,
        subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            below = psutil.Process(process.pid).children(recursive=True)
            for each in (process, *below):
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, process.args
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A TCP port on which nothing listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def wait_for(condition: Callable[[], Found], seconds: float = 60.0) -> Found:
    """Wait until something is there, at most so long."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found
