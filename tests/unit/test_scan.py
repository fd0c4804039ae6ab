"""Where a track's clock starts again or jumps, told from its packets' times."""

from types import SimpleNamespace

import pytest

from transforms.media.scan import scan

TICKS = 1000


def segments(times, duration=40, formats="matroska,webm"):
    """Starts and first packets of the segments of a track with these (pts, dts)."""
    stream = SimpleNamespace(index=0, time_base=1 / TICKS)
    packets = [
        SimpleNamespace(
            pts=pts, dts=dts, duration=duration, size=9, is_discard=False, stream=stream
        )
        for pts, dts in times
    ]
    container = SimpleNamespace(
        format=SimpleNamespace(name=formats), demux=lambda streams: iter(packets)
    )
    found = scan(container, [stream], lambda packet: None)[0]
    assert found.count == len(packets)
    assert found.complete
    assert not found.broken
    return [(segment.packet, segment.start, segment.end) for segment in found.segments]


def steady(count, start=0, step=40):
    return [(start + step * n, start + step * n) for n in range(count)]


REORDERED = [(0, -40), (120, 0), (40, 40), (80, 80), (240, 120), (160, 160), (200, 200)]


def later(times, by):
    return [(pts + by, dts + by) for pts, dts in times]


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (steady(100), [(0, 0, 4000)]),
        (REORDERED, [(0, 0, 280)]),
        (later(REORDERED, 90_000), [(0, 90_000, 90_280)]),
        ([(pts, None) for pts, _ in REORDERED], [(0, 0, 280)]),
        ([(None, dts) for _, dts in steady(5)], [(0, 0, 200)]),
        # Takes that were joined.
        (steady(100) + steady(50), [(0, 0, 4000), (100, 0, 2000)]),
        (steady(25) + steady(25) + steady(25), [(0, 0, 1000), (25, 0, 1000), (50, 0, 1000)]),
        # A gap, and a clock that was set anew.
        (steady(5) + steady(5, start=120_000), [(0, 0, 120_200)]),
        (steady(5) + steady(5, 9_000_000), [(0, 0, 200), (5, 9_000_000, 9_000_200)]),
        # Presentation jumps one packet before decoding does: one jump all the same.
        (
            [*steady(5), (9_000_040, 200), *later(REORDERED[2:], 9_000_000)],
            [(0, 0, 200), (5, 9_000_040, 9_000_280)],
        ),
        ([], []),
        ([(None, None)] * 3, []),
    ],
)
def test_the_clock_is_followed(times, found):
    assert segments(times) == found


def test_slides_that_are_reordered_do_not_jump():
    times = [(0, None), (6000, None), (2000, 0), (4000, 2000), (12_000, 6000), (8000, 8000)]
    assert segments(times, duration=2000) == [(0, 0, 14_000)]
    assert segments(times, duration=0) == [(0, 0, 12_000)]


def test_a_broadcast_clock_is_set_anew_by_less():
    times = steady(5) + steady(5, start=20_000)
    assert len(segments(times)) == 1
    assert len(segments(times, formats="mpegts")) == 2


def test_restarts_without_end_are_not_followed():
    assert len(segments(steady(2, step=2000) * 1000)) == 200
