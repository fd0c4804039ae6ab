"""Following faces and telling the candidate's."""

import numpy as np

from models.face.tracking import FaceTracker, Sighting, candidate_tracks


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
