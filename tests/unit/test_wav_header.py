"""WAV headers that say less than there is."""

import struct

import pytest

from transforms.media.wav import ends_after_header

SAMPLES = bytes(range(200)) * 40


def wav(data=SAMPLES, size=None, behind=b""):
    size = len(data) if size is None else size
    head = b"RIFF" + struct.pack("<I", (36 + size) % 2**32) + b"WAVEfmt "
    head += struct.pack("<IHHIIHH", 16, 1, 1, 16000, 32000, 2, 16)
    return head + b"data" + struct.pack("<I", size) + data + behind


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


@pytest.mark.parametrize(
    ("content", "longer"),
    [
        (wav(), False),
        (wav(size=1000), True),
        (wav(size=1001), True),
        (wav(behind=chunk(b"LIST", b"INFOtitle")), False),
        (wav(behind=chunk(b"LIST", b"odd") + chunk(b"id3 ", bytes(10))), False),
        (wav(size=1000, behind=chunk(b"LIST", b"INFO")), True),
        (wav(behind=wav()), True),
        (wav(size=0xFFFFFFFF), False),
        (wav(size=0), False),
        (wav(behind=b"\0\0\0"), False),
        (b"RIFF", False),
        (b"", False),
        (b"OggS" + bytes(100), False),
        (b"RIFF\0\0\0\0WAVE" + chunk(b"junk", bytes(5)) * 3, False),
    ],
)
def test_sound_behind_the_end_is_told_from_other_chunks(tmp_path, content, longer):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    assert ends_after_header(str(path)) is longer
