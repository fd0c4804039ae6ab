"""Following faces and telling the candidate's."""

import numpy as np
import pytest

from models.face.tracking import FaceTracker, Sighting, candidate_tracks, look


def box(x, y, size):
    return np.array([x, y, x + size, y + size], np.float32)


def test_a_moving_face_keeps_its_number():
    tracker = FaceTracker()
    numbers = [tracker.update(i / 5, [box(100 + 15 * i, 80, 100)])[0] for i in range(10)]
    assert numbers == [0] * 10


def test_two_faces_keep_their_numbers_when_listed_in_another_order():
    tracker = FaceTracker()
    assert tracker.update(0.0, [box(0, 0, 100), box(300, 0, 100)]) == [0, 1]
    assert tracker.update(0.2, [box(305, 0, 100), box(5, 0, 100)]) == [1, 0]


def test_a_face_that_jumps_across_the_picture_is_another():
    tracker = FaceTracker()
    tracker.update(0.0, [box(0, 0, 100)])
    assert tracker.update(0.2, [box(400, 0, 100)]) == [1]


def test_a_face_of_another_size_beside_the_last_is_another():
    tracker = FaceTracker()
    tracker.update(0.0, [box(0, 0, 100)])
    assert tracker.update(0.2, [box(20, 20, 20)]) == [1]


def test_a_face_lost_for_long_starts_again():
    tracker = FaceTracker()
    tracker.update(0.0, [box(0, 0, 100)])
    assert tracker.update(1.9, [box(0, 0, 100)]) == [0]
    assert tracker.update(4.0, [box(0, 0, 100)]) == [1]


def test_one_track_is_never_given_twice():
    tracker = FaceTracker()
    tracker.update(0.0, [box(0, 0, 100)])
    numbers = tracker.update(0.2, [box(5, 0, 100), box(-5, 0, 100), box(0, 5, 100)])
    assert len(set(numbers)) == 3


def test_the_candidate_fills_the_picture_most():
    candidate = [Sighting(frame, 0, 120.0) for frame in range(20)]
    poster = [Sighting(frame, 1, 40.0) for frame in range(30)]
    passer_by = [Sighting(frame, 2, 130.0) for frame in range(5, 8)]
    assert candidate_tracks(candidate + poster + passer_by) == {0}


def test_the_candidate_may_leave_and_return():
    before = [Sighting(frame, 0, 120.0) for frame in range(20)]
    after = [Sighting(frame, 1, 110.0) for frame in range(30, 40)]
    small = [Sighting(frame, 2, 30.0) for frame in range(22, 28)]
    assert candidate_tracks(before + after + small) == {0, 1}


def test_nobody_is_nobody():
    assert candidate_tracks([]) == frozenset()


def looks(*seeds, noise=0.0):
    """Looks of people who share nothing, each with some change of expression."""
    found = []
    for seed in seeds:
        crop = np.random.default_rng(seed).integers(0, 200, (12, 12)).astype(float)
        crop += np.random.default_rng(99).normal(0, 200 * noise, (12, 12))
        found.append(look(np.kron(crop.clip(0, 255).astype(np.uint8), np.ones((4, 4), np.uint8))))
    return found


def test_a_look_ignores_exposure_and_contrast():
    crop = np.random.default_rng(0).integers(0, 255, (48, 48)).astype(np.uint8)
    darker = np.asarray(crop * 0.25 + 20, np.uint8)
    assert look(crop) @ look(darker) > 0.99
    assert float(look(crop) @ look(crop)) == pytest.approx(1, abs=1e-6)
    assert look(np.full((48, 48), 7, np.uint8)).tolist() == [0] * 144


def test_who_steps_in_front_is_another_and_the_first_comes_back():
    tracker = FaceTracker()
    place = box(100, 100, 100)
    assert tracker.update(0.0, [place], looks(1)) == [0]
    assert tracker.update(0.2, [place], looks(2)) == [1]
    assert tracker.update(0.4, [box(110, 100, 95)], looks(2, noise=0.05)) == [1]
    assert tracker.update(0.6, [place], looks(1, noise=0.05)) == [0]


def test_another_expression_is_the_same_face():
    tracker = FaceTracker()
    assert tracker.update(0.0, [box(0, 0, 100)], looks(1)) == [0]
    assert tracker.update(0.2, [box(2, 0, 100)], looks(1, noise=0.15)) == [0]


def test_a_face_without_a_look_is_followed_by_its_place():
    tracker = FaceTracker()
    assert tracker.update(0.0, [box(0, 0, 100)], looks(1)) == [0]
    assert tracker.update(0.2, [box(2, 0, 100)], [None]) == [0]
    assert tracker.update(0.4, [box(4, 0, 100)], looks(1)) == [0]


def test_who_returns_after_long_is_known_by_the_look_wherever_it_is():
    tracker = FaceTracker()
    tracker.update(0.0, [box(0, 0, 100)], looks(1))
    assert tracker.update(60.0, [box(300, 0, 120)], looks(1)) == [0]
    assert tracker.update(120.0, [box(300, 0, 120)], looks(2)) == [1]


def test_who_hides_the_candidate_for_a_while_is_no_return():
    candidate = [Sighting(frame, 0, 120.0) for frame in (*range(20), *range(24, 40))]
    passer_by = [Sighting(frame, 1, 110.0) for frame in range(20, 24)]
    assert candidate_tracks(candidate + passer_by) == {0}


def test_of_many_lost_faces_the_usual_ones_are_remembered():
    tracker = FaceTracker()
    for i in range(10):
        tracker.update(i / 5, [box(0, 0, 100)], looks(1))
    for i in range(30):
        (number,) = tracker.update(10.0 + 5 * i, [box(0, 0, 100)], looks(100 + i))
        assert number == i + 1
    assert tracker.update(300.0, [box(0, 0, 100)], looks(100)) == [31]
    assert tracker.update(310.0, [box(0, 0, 100)], looks(1)) == [0]
