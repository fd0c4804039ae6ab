"""The embedded server: any folder, several processes, sudden death."""

import os
import shlex
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

import sql.server.programs
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError, UnavailableError, is_transient
from sql.migrate import upgrade
from sql.server import embedded
from sql.server.embedded import close_embedded, has_embedded, open_embedded
from sql.server.programs import binaries
from tests.opened_run import prepare


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A created database in a folder whose name is awkward, and whose path is long."""
    directory = tmp_path_factory.mktemp("a b'c\"$HOME é") / ("long-" * 30) / "database"
    open_embedded(directory)
    yield directory
    close_embedded(directory)


def ask(url: str, statement: str = "SELECT 1") -> list[tuple[object, ...]]:
    engine = create_engine(url)
    try:
        with transaction(engine) as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def server_pid(home: Path) -> int:
    return int((home / "data" / "postmaster.pid").read_text().split()[0])


def test_an_awkward_folder_works_and_opening_twice_is_once(home: Path) -> None:
    url = open_embedded(home)
    assert ask(url) == [(1,)]
    assert open_embedded(home) == url
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700


def test_no_network_and_utc(home: Path) -> None:
    settings = "SELECT current_setting('listen_addresses'), current_setting('timezone')"
    assert ask(open_embedded(home), settings) == [("", "UTC")]


def test_failing_rows_do_not_reach_the_log(home: Path) -> None:
    with pytest.raises(DatabaseError):
        ask(open_embedded(home), "SELECT 'Ada Lovelace' FROM nowhere")
    log = (home / "data" / "server.log").read_text()
    assert 'relation "nowhere" does not exist' in log
    assert "Ada" not in log


def test_another_process_shares_the_server_and_leaves_it(home: Path) -> None:
    url = open_embedded(home)
    pid = server_pid(home)
    other = "import sys; from sql.server.embedded import *; print(open_embedded(Path(sys.argv[1])))"
    # From its own path to the same server, then by our URL.
    for command in ([other, home], [f"import psycopg2; psycopg2.connect({dsn(url)!r})"]):
        result = subprocess.run(
            [sys.executable, "-c", *map(str, command)], capture_output=True, text=True, check=True
        )
        assert result.stderr == ""
    assert server_pid(home) == pid
    assert ask(url) == [(1,)]


def test_two_processes_may_create_it_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    tmp_path = tmp_path_factory.mktemp("d")  # short: a long one has an address for each process
    program = (
        "import sys; from sql.server.embedded import *; print(open_embedded(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "database")]
    for folder in (tmp_path, *tmp_path.parents[:3]):  # pytest's are private to root
        folder.chmod(folder.stat().st_mode | 0o001)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, **pipes) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert said[0] == said[1]
    assert said[0][1] == "", "it is silent"
    assert not (tmp_path / "database" / "data" / "postmaster.pid").exists()


def dsn(url: str) -> str:
    query = create_engine(url).url.query
    return f"host='{query['host']}' user=postgres dbname=postgres"


def test_the_last_to_leave_stops_the_server_and_rows_stay(home: Path) -> None:
    upgrade(open_embedded(home))
    close_embedded(home)
    assert not (home / "data" / "postmaster.pid").exists()
    assert has_embedded(home)
    url = open_embedded(home)
    assert ask(url, "SELECT count(*) FROM scores.failures") == [(0,)]


def test_a_restart_in_the_middle_is_transient(home: Path) -> None:
    url = open_embedded(home)
    upgrade(url)
    engine = create_engine(url)
    with pytest.raises(UnavailableError) as caught:
        register_during_shutdown(engine, home)
    assert is_transient(caught.value)
    with pytest.raises(UnavailableError) as caught:
        register(engine)
    assert is_transient(caught.value)
    assert open_embedded(home) == url
    register(engine)
    engine.dispose()
    assert ask(url, "SELECT count(*) FROM scores.model_releases") == [(1,)]


def register(engine: Engine) -> None:
    with transaction(engine) as connection:
        prepare(connection)


def register_during_shutdown(engine: Engine, home: Path) -> None:
    with transaction(engine) as connection:
        prepare(connection)
        os.kill(server_pid(home), signal.SIGINT)  # a "fast" shutdown
        wait_until_stopped(home)
        prepare(connection)


def wait_until_stopped(home: Path) -> None:
    deadline = time.monotonic() + 30
    while (home / "data" / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_killed_server_is_started_again_with_all_rows(home: Path) -> None:
    url = open_embedded(home)
    engine = create_engine(url)
    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT 42 AS answer"))
    os.kill(server_pid(home), signal.SIGKILL)
    assert open_embedded(home) == url
    assert ask(url, "SELECT answer FROM kept") == [(42,)]
    engine.dispose()


def test_a_stale_pid_that_now_belongs_to_another_program_is_no_obstacle(home: Path) -> None:
    url = open_embedded(home)
    close_embedded(home)
    stale = home / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{home / 'data'}\n1\n5432\n.\n\n1 1\nready\n")
    url = open_embedded(home)
    assert ask(url) == [(1,)]


def test_a_forked_child_does_not_stop_the_server(home: Path) -> None:
    url = open_embedded(home)
    child = os.fork()
    if child == 0:
        close_embedded(home)
        os._exit(0)
    os.waitpid(child, 0)
    assert ask(url) == [(1,)]


def test_a_database_of_another_version_is_explained(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(DatabaseError, match="is of PostgreSQL 12, this package brings 18"):
        open_embedded(tmp_path)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match=r"cannot be used: .*or give the URL"):
        open_embedded(tmp_path / "file" / "database")


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


@as_root
def test_a_private_folder_on_the_way_is_opened_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    private = tmp_path / "it's private"
    private.mkdir(mode=0o700)
    url = open_embedded(private / "out" / "database")
    assert ask(url) == [(1,)]
    close_embedded(private / "out" / "database")
    assert mode(private) == 0o701
    quoted = shlex.quote(str(private))
    (record,) = (r for r in caplog.records if quoted in r.getMessage())
    assert record.levelname == "WARNING"
    assert f"chmod o+x {quoted}:" in record.getMessage()


@as_root
def test_folders_of_its_own_let_the_server_pass(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        url = open_embedded(tmp_path / "out" / "database")
    finally:
        os.umask(before)
    assert ask(url) == [(1,)]
    assert mode(tmp_path / "out") == mode(tmp_path / "out" / "database") == 0o701
    close_embedded(tmp_path / "out" / "database")


@as_root
def test_the_way_to_the_programs_is_opened_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As for `make demo` in a clone below /root: database and programs share a private parent."""
    home = tmp_path / "home"
    programs = home / "clone" / "venv" / "bin"
    programs.mkdir(parents=True)
    home.chmod(0o700)
    # A link below the private folder reaches the real programs.
    (programs / "18").symlink_to(binaries())
    for module in (embedded, sql.server.programs):
        monkeypatch.setattr(module, "binaries", lambda: programs / "18")
    url = open_embedded(home / "clone" / "out" / "database")
    assert ask(url) == [(1,)]
    close_embedded(home / "clone" / "out" / "database")
    assert mode(home) == 0o701
    (record,) = (r for r in caplog.records if str(home) in r.getMessage())
    assert record.levelname == "WARNING"
    assert f"chmod o+x {home}" in record.getMessage()
