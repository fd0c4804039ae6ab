"""What several unit tests use."""

from pathlib import Path

import pytest

from tests.inbox import Inbox


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "in")
