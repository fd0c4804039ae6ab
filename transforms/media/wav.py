"""Whether a WAV header says less than there is: recorders that were killed never came back to it.

A header that says more needs no help, the decoder stops at the end of the file.
"""

import os
import struct
from typing import IO

LONGEST_HEADER = 4096
"""Chunks looked at before the samples; a broadcast WAV has about ten."""


def ends_after_header(path: str) -> bool:
    """Whether sound goes on behind the end that a WAV file's header gives.

    What follows the samples is either another chunk (titles, cue points), which is no sound, or
    the rest of the recording: samples, or the header of a take that was joined on.

    Args:
        path: local file of any kind; what is no RIFF WAVE gives False.
    """
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        if file.read(4) != b"RIFF" or file.seek(8) != 8 or file.read(4) != b"WAVE":
            return False
        for _ in range(LONGEST_HEADER):
            chunk = _chunk(file)
            if chunk is None:
                return False
            name, length = chunk
            end = file.tell() + length + length % 2
            if name == b"data":
                return 0 < length < size and end < size and not _chunk_follows(file, end, size)
            file.seek(end)
    return False


def _chunk(file: IO[bytes]) -> tuple[bytes, int] | None:
    head = file.read(8)
    return struct.unpack("<4sI", head) if len(head) == 8 else None


def _chunk_follows(file: IO[bytes], at: int, size: int) -> bool:
    """Whether whole chunks other than samples fill the file from here on."""
    while at + 8 <= size:
        file.seek(at)
        chunk = _chunk(file)
        assert chunk is not None
        name, length = chunk
        printable = all(32 <= letter < 127 for letter in name)
        if not printable or name in (b"data", b"RIFF") or at + 8 + length > size:
            return False
        at += 8 + length + length % 2
    return True
