"""One time line for tracks that start apart and clocks that start again."""

import pytest

from transforms.media.clock import Shift, expressions, lay_out
from transforms.media.scan import Segment
from transforms.media.tracks import PICTURE, SOUND, Track


def track(index, kind, *segments, base=1000, start=None):
    return Track(index, kind, True, None, (1, base), start, None, 1, tuple(segments), complete=True)


def test_the_earliest_track_begins_at_zero():
    clock = lay_out(
        [
            track(0, PICTURE, Segment(0, 0, 5000, 9000)),
            track(1, SOUND, Segment(0, 1, 160000, 288000), base=16000),
        ]
    )
    assert clock.starts == {0: 0.0, 1: 5.0}
    assert clock.ends == {0: 4.0, 1: 13.0}
    assert clock.shifts == {0: (Shift(0, -5000),), 1: (Shift(0, -80000),)}
    assert clock.discontinuities == 0


def test_sound_begins_where_it_is_declared_and_a_picture_with_its_earliest_frame():
    primed = track(1, SOUND, Segment(0, 0, -1024, 48000), base=48000, start=0)
    reordered = track(0, PICTURE, Segment(0, 1, 0, 1000), start=66)
    assert lay_out([primed, reordered]).shifts == {0: (Shift(0, 0),), 1: (Shift(0, 0),)}


def test_takes_whose_clock_starts_again_follow_each_other_in_step():
    clock = lay_out(
        [
            track(0, PICTURE, Segment(0, 0, 0, 4000), Segment(100, 300, 10, 3010)),
            track(1, SOUND, Segment(0, 1, 20, 4100), Segment(200, 310, 0, 3000)),
        ]
    )
    # The second take begins with its sound, where the first one's sound ended.
    assert clock.shifts == {
        0: (Shift(0, 0), Shift(100, 4100)),
        1: (Shift(0, 0), Shift(200, 4100)),
    }
    assert clock.ends == {0: 7.11, 1: 7.1}
    assert clock.discontinuities == 1


def test_takes_that_all_begin_at_zero_are_matched_in_their_order():
    starts = (0, 100, 200)
    picture = [Segment(n, 10 * n, 7 - k, 1000) for k, n in enumerate(starts)]
    sound = [Segment(n, 10 * n + 5, k, 1000) for k, n in enumerate(starts)]
    clock = lay_out([track(0, PICTURE, *picture), track(1, SOUND, *sound)])
    assert clock.discontinuities == 2
    for a, b in zip(clock.shifts[0], clock.shifts[1], strict=True):
        assert a == b


def test_a_track_without_packets_has_no_place():
    clock = lay_out([track(0, PICTURE), track(1, SOUND, Segment(0, 0, 0, 500))])
    assert clock.shifts == {0: (), 1: (Shift(0, 0),)}
    assert clock.ends == {1: 0.5}


@pytest.mark.parametrize("shifts", [(), (Shift(0, 0),), (Shift(0, 0), Shift(9, 0))])
def test_times_that_are_right_are_not_touched(shifts):
    assert expressions(shifts) is None


def test_both_times_of_a_packet_are_moved_alike():
    text = expressions((Shift(0, -7), Shift(40, 93), Shift(60, 5)))
    added = "if(lt(N\\,40)\\,(-7)\\,if(lt(N\\,60)\\,(93)\\,(5)))"
    assert text == ":".join(
        f"{name.lower()}=if(eq({name}\\,NOPTS)\\,NOPTS\\,{name}+{added})" for name in ("PTS", "DTS")
    )


def test_many_takes_do_not_nest_deeply():
    text = expressions([Shift(number, number + 1) for number in range(200)])
    assert text is not None
    depths = [text[:at].count("(") - text[:at].count(")") for at in range(len(text))]
    assert max(depths) < 20
