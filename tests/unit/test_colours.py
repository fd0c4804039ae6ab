"""The colours: who sees poorly or not all hues can still tell them apart."""

from itertools import combinations

import numpy as np
import pytest

from schemas import colours
from schemas.labels import EMOTIONS, TRAITS

GROUPS = {
    "emotions": colours.EMOTION_COLOURS,
    "traits": colours.TRAIT_COLOURS,
    "modalities": colours.MODALITY_COLOURS,
}
BACKGROUNDS = {"on_light": colours.LIGHT_BACKGROUND, "on_dark": colours.DARK_BACKGROUND}

SEEN = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Linear RGB to linear RGB, severity 1 (Machado, Oliveira and Fernandes, 2009)."""

TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour):
    """Of #rrggbb, shape (3,), in [0, 1]."""
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIELAB under D65."""
    x, y, z = np.cbrt(np.clip(rgb, 0, 1) @ TO_XYZ.T / (0.95047, 1, 1.08883))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one, other):
    """WCAG 2.1."""
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_the_arithmetic_is_the_published_one():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    np.testing.assert_allclose(lab(linear("#ffffff")), (100, 0, 0), atol=0.02)
    np.testing.assert_allclose(lab(linear("#ff0000")), (53.24, 80.09, 67.20), atol=0.05)


def test_each_name_has_a_colour_in_the_order_of_its_labels():
    assert tuple(colours.EMOTION_COLOURS) == EMOTIONS
    assert tuple(colours.TRAIT_COLOURS) == TRAITS
    assert tuple(colours.MODALITY_COLOURS) == ("fused", "face", "voice", "text")


@pytest.mark.parametrize("variant", BACKGROUNDS)
@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("group", GROUPS)
def test_the_colours_of_a_group_are_told_apart(group, seen, variant):
    """20 units of CIELAB; a difference of 2.3 is just noticed."""
    places = {
        name: lab(np.array(SEEN[seen]) @ linear(getattr(colour, variant)))
        for name, colour in GROUPS[group].items()
    }
    for one, other in combinations(places, 2):
        assert np.linalg.norm(places[one] - places[other]) >= 20, (one, other)


@pytest.mark.parametrize("variant", BACKGROUNDS)
def test_each_colour_stands_out_from_its_background(variant):
    background = BACKGROUNDS[variant]
    for group in GROUPS.values():
        for name, colour in group.items():
            assert contrast(getattr(colour, variant), background) >= 3, name
    for text in (colours.INK, colours.QUIET):
        assert contrast(getattr(text, variant), background) >= 4.5


@pytest.mark.parametrize("variant", BACKGROUNDS)
def test_neutral_is_greyish_and_nothing_else_is(variant):
    chroma = {
        name: np.hypot(*lab(linear(getattr(colour, variant)))[1:])
        for name, colour in colours.EMOTION_COLOURS.items()
    }
    assert chroma.pop("neutral") < 10
    assert min(chroma.values()) > 30
