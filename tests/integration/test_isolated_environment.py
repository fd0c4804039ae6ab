"""The child that opens a stranger's files is given no secrets."""

from pathlib import Path

import pytest

from transforms.isolated import Isolated


def test_nothing_of_the_environment_reaches_the_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A parser that is taken over could send it away."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://night:canary@localhost/scores")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    essay = tmp_path / "essay.txt"
    essay.write_text("I like to work with people.")
    with Isolated() as isolated:
        # Once it has answered: a process that is just starting shows an empty environment.
        isolated.run("read", str(essay), "read", "unreadable_document")
        child = isolated._running()
        isolated_environment = Path(f"/proc/{child.pid}/environ").read_bytes()
    assert b"canary" not in isolated_environment
    names = {line.partition(b"=")[0] for line in isolated_environment.split(b"\0") if line}
    assert names == {b"PYTHONPATH", b"LANG"}
