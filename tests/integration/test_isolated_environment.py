"""The child that opens a stranger's files is given no secrets."""

from pathlib import Path

import pytest

from transforms.isolated import Isolated


def test_nothing_of_the_environment_reaches_the_child(monkeypatch: pytest.MonkeyPatch):
    """A parser that is taken over could send it away."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://night:canary@localhost/scores")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    with Isolated() as isolated:
        child = isolated._running()
        isolated_environment = Path(f"/proc/{child.pid}/environ").read_bytes()
    assert b"canary" not in isolated_environment
    names = {line.partition(b"=")[0] for line in isolated_environment.split(b"\0") if line}
    assert names == {b"PYTHONPATH", b"LANG"}
