"""What a training could not end with is refused before it begins."""

import numpy as np
import pytest

from models.labelled import TextData, VoiceData
from models.training.text.sufficiency import require_essays
from models.training.voice.sufficiency import require_voices
from schemas.labels import EMOTIONS

LABELS = np.tile(np.arange(7), 12)
ACTORS = np.repeat(np.arange(1, 5), 21)
ESSAYS = ["I think about friends", "quiet worry alone"] * 20
TRAITS = np.tile([[0] * 5, [1] * 5], (20, 1))


@pytest.fixture
def silence(monkeypatch):
    """A clip speaks if it holds anything."""
    monkeypatch.setattr("models.training.voice.sufficiency.speaking_windows", list)


def clips(spoken):
    return [np.ones(int(heard)) for heard in spoken]


def test_enough_voices_pass(silence):
    require_voices(VoiceData(clips(LABELS >= 0), LABELS, ACTORS), 5, 2026)


@pytest.mark.parametrize(
    ("spoken", "labels", "actors", "message"),
    [
        (LABELS >= 0, LABELS % 6, ACTORS, EMOTIONS[6]),
        (LABELS != 6, LABELS, ACTORS, EMOTIONS[6]),
        ((LABELS != 6) | (ACTORS == 2), LABELS, ACTORS, EMOTIONS[6]),  # none to learn it from
        (ACTORS != 3, LABELS, ACTORS, "a judged part hold no speech"),
        (LABELS < 0, LABELS, ACTORS, "no speech"),
        (LABELS >= 0, LABELS, ACTORS * 0, "at least two are needed"),
    ],
)
def test_too_few_voices_are_refused(silence, spoken, labels, actors, message):
    with pytest.raises(ValueError, match=message):
        require_voices(VoiceData(clips(spoken), labels, actors), 5, 2026)


def test_enough_essays_pass():
    require_essays(TextData(ESSAYS, TRAITS), 10, 5, 2026, inner_folds=5)


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (ESSAYS, TRAITS * 0, "two high and two low"),
        (ESSAYS[:4], TRAITS[:4], "two high and two low"),  # of the training part of a fold
        ([f"word{i}" for i in range(40)], TRAITS, "no word stands in 5 essays"),
        ([""] * 40, TRAITS, "no word stands in 5 essays"),
    ],
)
def test_too_few_essays_are_refused(texts, labels, message):
    with pytest.raises(ValueError, match=message):
        require_essays(TextData(texts, labels), 10, 5, 2026, inner_folds=5)


def test_inner_folds_need_more_than_the_folds_alone():
    few = TextData(ESSAYS[:4], TRAITS[:4])
    with pytest.raises(ValueError, match="two high and two low"):
        require_essays(few, 10, 2, 2026, inner_folds=5)
    with pytest.raises(ValueError, match="no word stands in 3 essays"):
        require_essays(few, 10, 3, 2026)
