"""How far apart the frames are from which others are predicted."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.media.references import References, longest_gap


def test_frames_between_which_others_lie_count():
    #        I  b  P  b  b  P  P          P
    times = [0, 1, 2, 3, 4, 5, 6, 20]
    needed = [True, False, True, False, False, True, True, True]
    assert longest_gap(list(zip(times, needed, strict=True))) == 3


def test_the_ends_of_the_film_count():
    assert longest_gap([(0, False), (5, True), (6, True), (9, False)]) == 5
    assert longest_gap([(0, True), (1, True), (9, False)]) == 8


def test_nothing_to_leave_out():
    assert longest_gap([(0, True), (5, True)]) is None
    assert longest_gap([]) is None


@given(
    st.lists(st.tuples(st.integers(0, 500), st.booleans()), unique_by=lambda pair: pair[0]),
    st.integers(1, 100),
)
def test_every_cell_of_that_length_keeps_a_frame(frames, cell):
    """Of the cells in which there was one: the promise that sampling relies on."""
    gap = longest_gap(frames)
    if gap is None or gap > cell:
        return
    start = min(when for when, _ in frames)
    end = max(when for when, _ in frames)
    kept = {(when - start) // cell for when, reference in frames if reference}
    whole = {c for when, _ in frames if (c := (when - start) // cell) < (end - start) // cell}
    assert whole <= kept


def packets(codec, extradata, *units):
    """References after packets of one unit each, a tick apart."""
    context = SimpleNamespace(name=codec, extradata=extradata)
    references = References(SimpleNamespace(codec_context=context))
    for when, unit in enumerate(units):
        references.add(_Packet(unit, pts=when))
    return references.spacing()


class _Packet(bytes):
    def __new__(cls, data, pts):
        packet = super().__new__(cls, data)
        packet.pts = pts
        return packet


MARK = b"\0\0\0\1"
AVC = bytes([1, 100, 0, 31, 0xFF])
"""A configuration record: lengths have four bytes."""
HVC = bytes([1, *[0] * 20, 3])


def unit(*head):
    """With its length before it."""
    data = bytes(head) + b"\x80\1\2"
    return len(data).to_bytes(4, "big") + data


@pytest.mark.parametrize(
    ("codec", "extradata", "needed", "spare"),
    [
        ("h264", None, MARK + b"\x41\x9a\1\2", MARK + b"\x01\x9a\1\2"),
        ("h264", AVC, unit(0x41), unit(0x01)),
        ("hevc", None, MARK + b"\x02\1\1\2", MARK + b"\x00\1\1\2"),
        ("hevc", HVC, unit(0x02, 1), unit(0x00, 1)),
    ],
)
def test_headers_of_both_codecs_and_both_framings(codec, extradata, needed, spare):
    assert packets(codec, extradata, needed, spare, spare, needed) == 3
    assert packets(codec, extradata, needed, needed) is None


def test_what_is_not_understood_leaves_nothing_out():
    needed, spare = unit(0x41), unit(0x01)
    assert packets("h264", AVC, needed, spare, b"", needed) is None
    assert packets("h264", AVC, needed, needed + spare, needed) is None
    assert packets("h264", AVC, needed, spare, needed[:-1]) is None
    assert packets("h264", AVC, needed, spare, bytes(10**7)) is None
    assert packets("hevc", HVC, unit(0x02, 1), unit(0x00, 1), bytes(10**7)) is None
    assert packets("vp9", None, b"\x82", b"\x86") is None


def test_a_layer_that_another_is_predicted_from_is_needed():
    """Sub-layer 0 is spare within itself, and sub-layer 1 is predicted from it."""
    low, high = unit(0x00, 1), unit(0x02, 2)
    assert packets("hevc", HVC, high, low, high) is None
    assert packets("hevc", HVC, unit(0x02, 1), unit(0x00, 2), unit(0x02, 1)) == 2


def test_a_track_without_a_decoder_is_passed_over():
    references = References(SimpleNamespace(codec_context=None, time_base=Fraction(1, 25)))
    references.add(_Packet(MARK + b"\x41\x9a\1\2", pts=0))
    assert references.spacing() is None
