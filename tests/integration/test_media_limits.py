"""A decoder ends, whatever it does."""

import collections
import os
import subprocess
import sys
import time

import ffmpeg
import pytest

from transforms.errors import InputError
from transforms.media import decoder as module
from transforms.media.decoder import Decoder, running
from transforms.media.limits import WAITING_FACTOR

DRIPPING = (
    "import sys, time\nwhile True: sys.stdout.write('x'); sys.stdout.flush(); time.sleep(.05)"
)


def test_a_decoder_that_drips_ends():
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", DRIPPING], stdout=pipe, stderr=pipe) as process:
        decoder = Decoder(process, cpu_seconds=0.5 / WAITING_FACTOR)
        before = time.monotonic()
        with pytest.raises(InputError) as caught:
            collections.deque(iter(decoder.read_some, None), maxlen=0)
        process.kill()
    assert caught.value.kind == "decoding_timeout"
    assert time.monotonic() - before < 5


def test_a_decoder_that_says_nothing_ends(monkeypatch):
    monkeypatch.setattr(module, "STALL_SECONDS", 0.2)
    pipe = subprocess.PIPE
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    with subprocess.Popen(sleeping, stdout=pipe, stderr=pipe) as process:
        for read in (Decoder(process, 60).read_some, Decoder(process, 60).next_shown):
            with pytest.raises(InputError) as caught:
                read()
            assert caught.value.kind == "decoding_timeout"
        process.kill()


def test_what_a_decoder_starts_ends_with_it(monkeypatch, tmp_path):
    script = tmp_path / "ffmpeg"
    script.write_text("#!/bin/sh\nsleep 60 >/dev/null 2>&1 &\necho $!\nexec sleep 60\n")
    script.chmod(0o755)
    monkeypatch.setattr(module, "ffmpeg_binary", lambda: str(script))
    stream = ffmpeg.input("nothing").output("pipe:1", format="rawvideo")
    with running(stream, 1.0) as decoder:
        child = int(decoder.read_some() or b"")
        os.kill(child, 0)
    for _ in range(100):
        if not _is_running(child):
            return
        time.sleep(0.02)
    pytest.fail("the decoder's child goes on")


def _is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
