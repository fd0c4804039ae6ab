"""What a score may claim: ceilings, the bound of a fused score, and the claims of a whole film."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.claims import Ceilings, bound, limit, within
from models.fusion import Fusion
from models.selection import select
from models.summary import summarise_fused
from models.training.calibration import fit_ceiling
from schemas.elements import InputFile, Recording, ScoredFace, ScoredWindow
from schemas.labels import EMOTIONS
from tests.golden.scores import GOLDEN
from tests.selections import BOTH
from transforms.fuse import fuse_recording

positive = arrays(np.float64, 7, elements=st.floats(0.001, 1.0)).map(lambda v: v / v.sum())
sparse = arrays(np.float64, 7, elements=st.sampled_from([0.0, 1e-300, 1e-12, 0.001, 0.5, 1.0])).map(
    lambda v: v / v.sum() if v.sum() > 0 else np.eye(7)[0]
)
one_hot = st.integers(0, 6).map(lambda place: np.eye(7)[place])
scores = st.one_of(positive, sparse, one_hot)
ceilings = st.floats(1 / 7, 1.0)
fusions = st.one_of(
    st.builds(
        lambda table, bias, *limits: Fusion("stacked", (), table, bias, 1.0, Ceilings(*limits)),
        arrays(np.float64, (7, 14), elements=st.floats(-5, 5)).map(lambda t: tuple(map(tuple, t))),
        arrays(np.float64, 7, elements=st.floats(-5, 5)).map(tuple),
        ceilings,
        ceilings,
    ),
    st.builds(
        lambda weights, temperature, *limits: Fusion(
            "equal", weights, (), (), temperature, Ceilings(*limits)
        ),
        arrays(np.float64, 7, elements=st.floats(0, 1)).map(tuple),
        st.floats(0.2, 5),
        ceilings,
        ceilings,
    ),
)


def assert_distribution(found):
    assert found.min() >= 0
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-12)


@given(scores, scores)
def test_there_is_always_a_distribution_below_the_bound(face, voice):
    most = bound(face, voice)
    assert most.sum() >= 1 - 1e-12
    assert (most >= np.maximum(face, voice) - 1e-15).all()
    assert most.max() <= 1 + 1e-15
    np.testing.assert_allclose(most, 1 - (1 - face) * (1 - voice), atol=1e-15)
    np.testing.assert_allclose(most, bound(voice, face), atol=1e-15)


@given(scores, scores, scores)
def test_what_exceeds_its_bound_is_brought_to_it(fused, face, voice):
    most = bound(face, voice)
    found = within(fused, most)
    assert_distribution(found)
    assert (found <= most).all()


@given(scores, scores, scores)
def test_what_is_below_stays(fused, face, voice):
    most = np.maximum(bound(face, voice), fused)
    np.testing.assert_array_equal(within(fused, most), fused)


@given(scores, scores, scores)
def test_the_order_only_changes_where_the_bounds_have_the_other(fused, face, voice):
    most = bound(face, voice)
    found = within(fused, most)
    for high in range(7):
        for low in range(7):
            if fused[high] > fused[low] and most[high] >= most[low]:
                assert found[high] >= found[low] - 1e-12


@given(positive, positive, positive)
def test_nearest_is_the_bound_or_a_multiple_of_the_score(fused, face, voice):
    most = bound(face, voice)
    found = within(fused, most)
    free = found < most - 1e-12
    if free.any():
        ratios = found[free] / fused[free]
        np.testing.assert_allclose(ratios, ratios[0], rtol=1e-9)
        assert ratios[0] >= 1 - 1e-12
        assert (found[~free] <= ratios[0] * fused[~free] + 1e-9).all()


def test_by_hand():
    most = np.array([0.5, 0.2, 1.0, 1.0, 0.0, 1.0, 1.0])
    # 0.3 of the first goes to the others as 18 : 1 : 1, which lifts the second above its bound.
    fused = np.array([0.8, 0.18, 0.01, 0.01, 0.0, 0.0, 0.0])
    np.testing.assert_allclose(within(fused, most), [0.5, 0.2, 0.15, 0.15, 0, 0, 0], atol=1e-12)
    # Nothing but the bounds tells classes apart that the score rules out.
    expected = [0.5, 0.1, 0.1, 0.1, 0, 0.1, 0.1]
    certain = within(np.eye(7)[0], np.array([0.5, 0.3, 0.3, 0.3, 0, 0.3, 0.3]))
    np.testing.assert_allclose(certain, expected, atol=1e-12)


@given(arrays(np.float64, (4, 7), elements=st.floats(0.001, 1)), positive, positive)
def test_rows_are_limited_each_for_itself(rows, face, voice):
    rows = rows / rows.sum(axis=1, keepdims=True)
    most = bound(face, voice)
    found = within(rows, np.broadcast_to(most, rows.shape))
    for row, alone in zip(rows, found, strict=True):
        np.testing.assert_allclose(within(row, most), alone, atol=1e-15)


@given(scores, ceilings)
def test_no_claim_is_above_its_ceiling(given_scores, ceiling):
    found = limit(given_scores, ceiling)
    assert_distribution(found)
    assert found.max() <= ceiling + 1e-15
    if given_scores.max() <= ceiling:
        np.testing.assert_array_equal(found, given_scores)
    np.testing.assert_allclose(limit(found, ceiling), found, atol=1e-12)


@given(fusions, scores, scores)
def test_no_fused_score_is_above_what_its_parts_give(fusion, face, voice):
    fused = fusion.fuse(face, voice)
    assert_distribution(fused)
    most = bound(limit(face, fusion.ceilings.face), limit(voice, fusion.ceilings.voice))
    assert (fused <= most + 1e-15).all()
    assert fused.max() <= fusion.ceilings.fused + 1e-12
    assert_distribution(fusion.fuse(face, None))
    assert fusion.fuse(face, None).max() <= fusion.ceilings.face + 1e-12
    assert fusion.fuse(None, voice).max() <= fusion.ceilings.voice + 1e-12
    assert fusion.fuse(None, None) is None


@given(fusions, positive, positive)
def test_one_frame_repeated_fifty_times_raises_no_fused_score(fusion, face, voice):
    times = np.arange(50) / 5
    once = summarise_fused(times[:1], face[None], np.array([1.5]), voice[None], fusion)
    often = summarise_fused(
        times, np.repeat(face[None], 50, 0), np.array([1.5]), voice[None], fusion
    )
    np.testing.assert_allclose(often.mean, once.mean, atol=1e-9)
    alone = summarise_fused(times[:1], face[None], np.empty(0), np.empty((0, 7)), fusion)
    still = summarise_fused(
        np.zeros(50), np.repeat(face[None], 50, 0), np.empty(0), np.empty((0, 7)), fusion
    )
    np.testing.assert_allclose(still.mean, alone.mean, atol=1e-12)


FILE = InputFile("ada/q.mp4", "ada", "q", "/in/ada/q.mp4", "recording", None, None, None, None)


def film(times, face, voice, fusion):
    """Rows of a film that shows one face at these times, and of one window of voice if any."""
    known = Recording(FILE, "00", 12.0, False, True, True, 0, 25.0, False, 0, 0, True)
    box, points = (0.1, 0.1, 0.3, 0.3), (0.5,) * 10
    faces = [
        ScoredFace(
            "ada/q.mp4", number, time, 1, "scored", 0, 100.0, box, points, 0.9, 3.0, {"cnn": face}
        )
        for number, time in enumerate(times)
    ]  # fmt: skip
    said = {"first": voice, "second": voice}
    windows = [ScoredWindow("ada/q.mp4", 0, 0.0, 3.072, "scored", 0.8, said)] if voice else []
    return fuse_recording(known, faces, windows, dataclasses.replace(BOTH, fusion=fusion))


STACKED = Fusion(
    "stacked", (), tuple(map(tuple, np.hstack([np.eye(7), np.eye(7)]))), (0.0,) * 7,
    ceilings=Ceilings(0.95, 0.9),
)  # fmt: skip
SHARP = Fusion("equal", (0.5,) * 7, temperature=0.2, ceilings=Ceilings(0.95, 0.9))
FACE = (0.02, 0.02, 0.02, 0.8, 0.02, 0.02, 0.1)
CERTAIN = (0.00001, 0.0, 0.0, 0.99998, 0.0, 0.0, 0.00001)
VOICES = (
    None,
    (0.05, 0.05, 0.05, 0.6, 0.05, 0.05, 0.15),
    (0.6, 0.05, 0.05, 0.05, 0.05, 0.05, 0.15),
)


@pytest.mark.parametrize("fusion", [STACKED, SHARP])
@pytest.mark.parametrize("face", [FACE, CERTAIN])
@pytest.mark.parametrize("voice", VOICES)
def test_a_still_film_claims_no_more_than_its_picture(fusion, face, voice):
    once = film([0.2], face, voice, fusion)
    for times in (np.arange(50) / 5, np.full(50, 0.2), np.arange(50) / 50):
        often = film(times.tolist(), face, voice, fusion)
        assert max(often.score.emotions) <= max(once.score.emotions) + 1e-12
        np.testing.assert_allclose(often.score.emotions, once.score.emotions, atol=1e-12)
        highest = max(max(row.emotions) for row in once.timeline if row.modality == "fused")
        for row in often.timeline:
            if row.modality == "fused":
                assert max(row.emotions) <= highest + 1e-12
    assert max(once.score.emotions) <= (0.95 if voice is None else 0.995)


@given(arrays(np.float64, (9, 7), elements=st.floats(0.001, 1)), scores, fusions)
def test_a_film_claims_no_more_than_its_highest_frame_supports(frames, voice, fusion):
    frames = frames / frames.sum(axis=1, keepdims=True)
    fused = summarise_fused(np.arange(9) / 5, frames, np.array([1.5]), voice[None], fusion)
    heard = limit(voice, fusion.ceilings.voice)
    highest = np.minimum(frames.max(axis=0), fusion.ceilings.face)
    # What a ceiling takes from one class it gives to others: those may get that much more.
    spread = np.maximum(limit(frames.mean(axis=0), fusion.ceilings.face), highest)
    assert (np.array(fused.mean) <= bound(spread, heard) + 1e-9).all()


def test_a_ceiling_is_wilsons_lower_end_among_the_highest_claims():
    claims = np.linspace(0.3, 0.95, 200)
    probabilities = np.column_stack([claims, *((1 - claims) / 6 for _ in range(6))])
    labels = np.zeros(200, int)
    labels[:100] = 3  # wrong where little is claimed: does not count
    every = fit_ceiling(labels, probabilities)
    assert every == pytest.approx(20 / (20 + 1.959964**2), abs=1e-9)  # 20 of 20 right
    labels[-2:] = 3
    p, n, z = 0.9, 20, 1.959964
    low = (p + z**2 / 2 / n - z * np.sqrt(p * (1 - p) / n + z**2 / 4 / n**2)) / (1 + z**2 / n)
    assert fit_ceiling(labels, probabilities) == pytest.approx(low, abs=1e-9)
    order = np.random.default_rng(0).permutation(200)
    assert fit_ceiling(labels[order], probabilities[order]) == pytest.approx(low, abs=1e-12)


def test_a_ceiling_is_never_below_chance_and_certainty_needs_items():
    certain = np.eye(7)[[0, 1, 2]]
    assert fit_ceiling(np.array([3, 3, 3]), certain) == 1 / 7
    assert fit_ceiling(np.array([0, 1, 2]), certain) == pytest.approx(0.4385, abs=1e-4)
    many = np.eye(7)[np.arange(3000) % 7]
    assert 0.998 < fit_ceiling(np.arange(3000) % 7, many) < 0.9999


GOLDEN_RECORDINGS = json.loads(GOLDEN.read_text())["recording_scores"]


def golden(recording, prefix):
    found = [GOLDEN_RECORDINGS[recording][f"{prefix}{emotion}"] for emotion in EMOTIONS]
    return None if found[0] is None else np.array(found)


@pytest.mark.parametrize("recording", GOLDEN_RECORDINGS)
def test_no_shipped_score_claims_more_than_its_parts(recording):
    """The golden scores of the bundled interviews, by the ceilings of the shipped release."""
    face, voice = golden(recording, "face_"), golden(recording, "voice_")
    shipped = select().fusion
    parts = [
        limit(found, ceiling)
        for found, ceiling in ((face, shipped.ceilings.face), (voice, shipped.ceilings.voice))
        if found is not None
    ]
    most = bound(*parts) if len(parts) == 2 else parts[0]
    assert (golden(recording, "") <= most + 1e-9).all()
    assert len(parts) < 2 or golden(recording, "").max() < 0.9999
