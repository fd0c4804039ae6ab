"""What a picture takes, and what is refused."""

import pytest

from tests.tracks import picture
from transforms.errors import InputError
from transforms.media.limits import DECODE_CPU_SECONDS, MAXIMUM_THREADS
from transforms.media.work import cpu_seconds, pixels_of, refuse_excess, threads_for

PHONE = picture(3840, 2160, packets=6600)
"""110 s of 4K at 60 frames/s."""


def test_pixels_are_counted_by_packets():
    assert pixels_of(picture(1280, 720, packets=100), 4.0) == 92_160_000


def test_pixels_are_estimated_where_the_packets_were_not_seen():
    track = picture(1280, 720, packets=100, complete=False, frame_rate=25.0)
    assert pixels_of(track, 3600.0) == 1280 * 720 * 90_000
    assert pixels_of(track, None) == 92_160_000


def test_heavy_film_is_given_the_time_that_it_takes():
    refuse_excess(PHONE, 110.0)
    assert cpu_seconds(PHONE, 110.0) == pytest.approx(DECODE_CPU_SECONDS + 1095, abs=1)


def test_what_is_refused_is_told_its_cost_and_the_limit():
    track = picture(3840, 2160, packets=864_000)
    with pytest.raises(InputError) as refused:
        refuse_excess(track, 14_400.0)
    assert refused.value.kind == "media_too_large"
    assert refused.value.message == (
        "The picture has 7,166 gigapixels (864,000 frames of 3840 x 2160), and the limit is "
        "2,000; scale it down or cut it in parts."
    )


@pytest.mark.parametrize(
    ("size", "rate", "most", "threads"),
    [
        ((1280, 720), 25, 16, 1),
        ((1920, 1080), 30, 16, 1),
        ((1920, 1080), 60, 16, 2),
        ((3840, 2160), 60, 16, 5),
        ((3840, 2160), 60, 2, 2),
        ((3840, 2160), 60, 1, 1),
        ((8192, 4320), 60, 64, MAXIMUM_THREADS),
    ],
)
def test_threads_follow_the_film_and_the_machine(size, rate, most, threads):
    assert threads_for(picture(*size, packets=100 * rate), 100.0, most) == threads


def test_a_film_of_unknown_length_has_one_thread():
    assert threads_for(picture(1280, 720, packets=100), None, 16) == 1
