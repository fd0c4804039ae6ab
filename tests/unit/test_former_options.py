"""The options of earlier runs are found by their digests."""

import pytest

from jobs.former_options import FORMER_RELEASES, RATES, options_behind
from models.selection import Wanted, select
from schemas.sampling import FRAMES_PER_SECOND
from tests.unit.test_shipped_store import RELEASED

RELEASE_0_5_0 = "0.5.0+9fa30693f901"

DEFAULTS = {
    "face": ("face_cnn",),
    "voice": ("voice_svm", "voice_cnn_lstm"),
    "text": ("text_tfidf",),
    "face_labels": "ferplus",
    "fusion": "stacked",
    "frames_per_second": 5.0,
}

# 0.5.0 hashed [frames_per_second, text_model, face_reading, voice_model, fusion, release]. The
# first two are of the runs in tests/samples/release_0_5_0.
OF_0_5_0 = {
    # [5.0, null, null, "combined", null, "0.5.0"]
    "7750edd011318695aa55d407a7387e3a4d641bde788adc21105325e9c5a9222f": DEFAULTS,
    # [2.0, null, "labels", "svm", "equal", "0.5.0"]
    "eeb235d3e6ac32da000fd69e9e0eee9f3712c574c6dd06d9382be513347265ab": DEFAULTS
    | {
        "voice": ("voice_svm",),
        "face_labels": "fer2013",
        "fusion": "equal",
        "frames_per_second": 2.0,
    },
    # [5.0, "tfidf", "votes", "combined", "stacked", "0.5.0"]: the defaults, all given
    "b587927f74f9c739e6e051be9b6fbb2b483164e3ffa73de836fc33cecd878ec3": DEFAULTS,
    # [29.97, "cnn_lstm", null, "cnn_lstm", "prefer_face", "0.5.0"]
    "eb7b87cca5f1485fe34623ac37e4a3db487fab6a85144613e18efd443e179297": DEFAULTS
    | {
        "voice": ("voice_cnn_lstm",),
        "text": ("text_cnn_lstm",),
        "fusion": "prefer_face",
        "frames_per_second": 29.97,
    },
}


@pytest.mark.parametrize("digest", OF_0_5_0)
def test_options_of_0_5_0(digest):
    found = options_behind(digest, RELEASE_0_5_0)
    assert found == OF_0_5_0[digest]
    assert isinstance(found["frames_per_second"], float)


# As `Selection.digest` hashed when the release was a part of it.
OF_0_5_1 = {
    "ae1af282cdbfa5038ffb385b74463f2a77883331a936eaf08a3e4c00a3c385a8": DEFAULTS,
    "6a20e37aab6ad4eb7bc8b8cf01676a9d52f4ce0a9a68cacb234307538052fee9": DEFAULTS
    | {
        "voice": ("voice_cnn_lstm",),
        "text": ("text_tfidf", "text_cnn_lstm"),
        "face_labels": "fer2013",
        "fusion": "prefer_voice",
        "frames_per_second": 12.5,
    },
}


@pytest.mark.parametrize("digest", OF_0_5_1)
def test_options_of_the_development_of_0_5_1(digest):
    assert options_behind(digest, "0.5.1+790da26f30ca") == OF_0_5_1[digest]


def test_no_options_fit():
    default = next(iter(OF_0_5_0))
    assert options_behind("0" * 64, RELEASE_0_5_0) is None
    assert options_behind("0" * 64, "0.5.1+790da26f30ca") is None
    assert options_behind(default, "0.5.1+790da26f30ca") is None
    assert options_behind(default, "0.4.0+0123456789ab") is None


def test_what_is_returned_is_the_caller_s_own():
    default = next(iter(OF_0_5_0))
    options_behind(default, RELEASE_0_5_0).clear()
    assert options_behind(default, RELEASE_0_5_0) == DEFAULTS


def test_names_are_those_of_today():
    """What the options became can be selected today, and is in the order that a selection has."""
    for found in (*OF_0_5_0.values(), *OF_0_5_1.values()):
        wanted = Wanted(
            *(found[m] for m in ("face", "voice", "text")), found["face_labels"], found["fusion"]
        )
        chosen = select(wanted=wanted)
        models = {m: getattr(chosen, m).models for m in ("face", "voice", "text")}
        assert models == {m: found[m] for m in models}


def test_a_release_of_the_same_weights_is_known_by_its_identifier():
    assert dict(FORMER_RELEASES) == {RELEASED["0.5.1"]: (RELEASE_0_5_0,)}


def test_the_default_rate_is_tried_and_none_twice():
    assert FRAMES_PER_SECOND in RATES
    assert len(set(RATES)) == len(RATES)
