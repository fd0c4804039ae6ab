"""Bringing an input to a local path."""

import errno
import hashlib
import os

import pytest

from transforms.errors import InputError, MachineError
from transforms.inputs.fetch import digest, file_size, local_copy, reading


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


def test_a_length_is_told_without_reading(tmp_path):
    (tmp_path / "q1.wav").write_bytes(b"sound")
    assert file_size(str(tmp_path / "q1.wav")) == 5
    with pytest.raises(InputError, match="check access"):
        file_size(str(tmp_path / "gone.wav"))


def test_what_is_read_is_copied_on_the_way(tmp_path):
    (tmp_path / "q1.wav").write_bytes(b"sound")
    assert digest(str(tmp_path / "q1.wav"), str(tmp_path / "copy")) == (
        hashlib.sha256(b"sound").hexdigest()
    )
    assert (tmp_path / "copy").read_bytes() == b"sound"


def test_no_input_is_blamed_for_a_machine_without_handles(tmp_path):
    (tmp_path / "q1.wav").write_bytes(b"sound")
    with (
        pytest.raises(MachineError, match="Too many open files"),
        reading(str(tmp_path / "q1.wav")),
    ):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
