"""Bringing an input to a local path."""

import errno
import hashlib
import io
import os
import re
import tempfile

import pytest

from transforms.errors import InputError, MachineError
from transforms.inputs import fetch
from transforms.inputs.fetch import digest, fingerprint, local_copy, reading


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
    assert fingerprint(str(tmp_path / "q1.wav")).size == 5
    with pytest.raises(InputError, match="check access"):
        fingerprint(str(tmp_path / "gone.wav"))


def test_what_is_read_is_copied_on_the_way(tmp_path):
    (tmp_path / "q1.wav").write_bytes(b"sound")
    assert digest(str(tmp_path / "q1.wav"), str(tmp_path / "copy")) == (
        hashlib.sha256(b"sound").hexdigest()
    )
    assert (tmp_path / "copy").read_bytes() == b"sound"


class Torn:
    """A stream that cannot be read, written or closed."""

    def __init__(self, code):
        self.code = code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def read(self, _):
        raise OSError(self.code, os.strerror(self.code))

    write = read

    def close(self):
        pass


@pytest.fixture
def bucket(monkeypatch):
    """Opens whatever address as a stream, which can be set."""
    streams = {"stream": io.BytesIO(b"sound")}
    monkeypatch.setattr(fetch.FileSystems, "open", lambda *_, **__: streams["stream"])
    return streams


def test_no_input_is_blamed_for_a_machine_without_handles(bucket):
    bucket["stream"] = Torn(errno.EMFILE)
    with (
        pytest.raises(MachineError, match="Too many open files"),
        reading("s3://bucket/q1.wav") as source,
    ):
        source.read(1)


def test_an_input_that_cannot_be_read_to_its_end_is_to_blame(bucket, tmp_path):
    bucket["stream"] = Torn(errno.EIO)
    with pytest.raises(InputError, match="check access"):
        digest("s3://bucket/q1.wav", str(tmp_path / "copy"))


@pytest.mark.parametrize("code", [errno.EIO, errno.EFBIG, errno.EACCES, errno.ENOSPC])
def test_no_input_is_blamed_for_its_copy(bucket, code, monkeypatch):
    told = f"temporary folder: {re.escape(os.strerror(code))}"
    for target in (Torn(code), Flushed(code)):
        monkeypatch.setattr(fetch, "open", lambda *_, to=target: to, raising=False)
        bucket["stream"] = io.BytesIO(b"sound")
        with pytest.raises(MachineError, match=told), local_copy("s3://bucket/q1.wav"):
            pass


class Flushed(Torn):
    """A stream that keeps what is written until it is closed."""

    def write(self, _):
        pass

    def close(self):
        self.read(0)


def test_no_input_is_blamed_where_no_copy_can_be_made(bucket, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(MachineError, match="No such file"), local_copy("s3://bucket/q1.wav"):
        pass


@pytest.mark.parametrize("error", [ValueError("a defect"), OSError(5, "of something else")])
@pytest.mark.parametrize("opened", [local_copy, reading])
def test_no_input_is_blamed_for_what_is_done_with_it(bucket, opened, error, tmp_path):
    (tmp_path / "q1.wav").write_bytes(b"sound")
    for uri in (str(tmp_path / "q1.wav"), "s3://bucket/q1.wav"):
        with pytest.raises(type(error)) as caught, opened(uri):
            raise error
        assert caught.value is error
