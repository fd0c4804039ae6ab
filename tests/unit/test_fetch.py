"""Bringing an input to a local path."""

import hashlib
import os

import pytest

from transforms.errors import InputError
from transforms.inputs.fetch import local_copy


def refusal(uri):
    with pytest.raises(InputError) as caught, local_copy(str(uri)):
        pass
    return caught.value.stage, caught.value.kind


def test_a_local_file_is_read_where_it_is(tmp_path):
    path = tmp_path / "q1.wav"
    path.write_bytes(b"sound")
    with local_copy(str(path)) as copy:
        assert copy == (str(path), hashlib.sha256(b"sound").hexdigest())


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    for name, target in (("device.wav", "/dev/zero"), ("gone.wav", "nowhere"), ("d.wav", tmp_path)):
        (tmp_path / name).symlink_to(target)
    for name in ("pipe.wav", "device.wav", "gone.wav", "d.wav"):
        assert refusal(tmp_path / name) == ("fetch", "unreachable"), name


@pytest.mark.parametrize("uri", ["tape://bucket/q1.wav", "/a\0b.wav"])
def test_an_address_that_cannot_be_one_fails_as_an_input(uri):
    assert refusal(uri) == ("fetch", "unreachable")


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "q1.wav").touch()
    assert refusal(tmp_path / "q1.wav") == ("fetch", "empty_file")
