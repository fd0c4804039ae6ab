"""The child process that decodes for the loaders of labelled data."""

import pytest

from transforms.errors import InputError
from transforms.isolated import Isolated


def test_the_child_ends_whatever_happens():
    isolated = Isolated()
    child = isolated._running()
    with pytest.raises(InputError), isolated:
        raise InputError("probe", "unreadable_media", "It is empty.")
    assert child.poll() is not None
