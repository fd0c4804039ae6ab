"""The child process that opens a stranger's files."""

import os
import signal
from pathlib import Path

import pytest

from transforms import isolated as module
from transforms.errors import InputError, MachineError
from transforms.isolated import Isolated

TASKS = """
import os, signal, time
from transforms.errors import InputError

def run(path):
    what = open(path).read()
    if what == "refuse":
        raise InputError("read", "empty_file", "It is empty.")
    if what == "key":
        raise KeyError("private words")
    if what == "deep":
        return [run(path) for _ in "x"]
    if what == "memory":
        raise MemoryError
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "exit":
        os._exit(3)
    if what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "killed once":
        open(path, "w").write("fine")
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "import":
        import no_such_package
    if what == "odd":
        return object()
    if what == "hang":
        time.sleep(60)
    return what, os.getpid()
"""


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A child that knows tasks of ours: its own table is replaced before it serves."""
    (tmp_path / "strange_tasks.py").write_text(TASKS)
    serve = (
        "from transforms import isolated; isolated._TASKS['read'] = ('strange_tasks', 'run'); "
        "isolated.serve()"
    )
    start = module.subprocess.Popen

    def with_our_tasks(command: list[str], **options: object) -> object:
        return start([*command[:-1], serve], **options)

    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module.subprocess, "Popen", with_our_tasks)
    with Isolated() as child:
        yield child


def ask(isolated: Isolated, folder: Path, what: str):
    path = folder / "input.txt"
    path.write_text(what)
    return isolated.run("read", str(path), "read", "unreadable_document")


def test_the_child_ends_whatever_happens():
    isolated = Isolated()
    child = isolated._running()
    with pytest.raises(InputError), isolated:
        raise InputError("probe", "unreadable_media", "It is empty.")
    assert child.poll() is not None


@pytest.mark.parametrize(
    ("what", "error"), [("key", "KeyError"), ("deep", "RecursionError"), ("odd", "TypeError")]
)
def test_an_unforeseen_error_is_named_and_the_child_goes_on(isolated, tmp_path, what, error):
    _, before = ask(isolated, tmp_path, "fine")
    with pytest.raises(InputError) as caught:
        ask(isolated, tmp_path, what)
    assert (caught.value.stage, caught.value.kind) == ("read", "unreadable_document")
    assert error in caught.value.message
    assert "private" not in caught.value.message
    assert ask(isolated, tmp_path, "fine") == ["fine", before]


@pytest.mark.parametrize(
    ("what", "said"), [("crash", "SIGSEGV"), ("exit", "exit status 3"), ("memory", "4 GiB")]
)
def test_a_crash_is_no_time_out_and_a_new_child_follows(isolated, tmp_path, what, said):
    with pytest.raises(InputError, match=said) as caught:
        ask(isolated, tmp_path, what)
    assert " s;" not in caught.value.message
    assert ask(isolated, tmp_path, "fine")[0] == "fine"


def test_a_hang_is_a_time_out(isolated, tmp_path, monkeypatch):
    ask(isolated, tmp_path, "fine")
    monkeypatch.setattr(module, "PROBE_SECONDS", 0.2)
    with pytest.raises(InputError, match="more than 0 s"):
        ask(isolated, tmp_path, "hang")


def test_a_domain_error_arrives_as_it_is(isolated, tmp_path):
    with pytest.raises(InputError) as caught:
        ask(isolated, tmp_path, "refuse")
    assert caught.value.kind == "empty_file"


def test_a_child_that_died_while_idle_is_replaced(isolated, tmp_path):
    _, pid = ask(isolated, tmp_path, "fine")
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert ask(isolated, tmp_path, "fine")[0] == "fine"


def test_a_long_answer_arrives_whole(isolated, tmp_path):
    assert ask(isolated, tmp_path, "\u00fc" * 1_000_000)[0] == "\u00fc" * 1_000_000


def test_a_child_that_was_killed_tries_again_before_its_input_is_blamed(isolated, tmp_path):
    assert ask(isolated, tmp_path, "killed once")[0] == "fine"
    with pytest.raises(InputError, match="SIGKILL"):
        ask(isolated, tmp_path, "killed")
    assert ask(isolated, tmp_path, "fine")[0] == "fine"


def test_a_broken_installation_is_no_fault_of_an_input(isolated, tmp_path):
    with pytest.raises(MachineError, match="install the package again"):
        ask(isolated, tmp_path, "import")
