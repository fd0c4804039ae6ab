"""Choosing a fusion: who may be drawn, what is learned, what wins."""

import io
import json
import re

import numpy as np
import pytest

from models.evaluation.predictions import HeldOut, PredictionsError, is_kept, keep, read_kept
from models.fusion import FusionTable, fuse_example
from models.store import ArtefactError, load_artefact
from models.training.calibration import fit_ceiling
from models.training.fusion import choose_fusions, compare_fusions, train_fusion
from models.training.pairs import PAIRS_PER_CLASS, draw_pairs, halves
from models.training.publish import save_artefact
from models.training.voice.ensemble import ensemble_temperature
from schemas.labels import EMOTIONS, FUSIONS

ITEMS = 2800


def predictions(seed: int, skill: float, people: int | None = None) -> HeldOut:
    """Held-out predictions of a calibrated model, right the more often the higher its skill."""
    rng = np.random.default_rng(seed)
    labels = np.arange(ITEMS) % 7
    logits = rng.normal(size=(ITEMS, 7)) + skill * np.eye(7)[labels]
    powers = np.exp(skill * logits)
    return HeldOut(
        labels,
        powers / powers.sum(axis=1, keepdims=True),
        people=None if people is None else np.arange(ITEMS) % people,
        features=np.concatenate([logits, rng.normal(size=(ITEMS, 70))], axis=1).astype(np.float32),
    )


FACE, VOICE = predictions(1, 1.5), predictions(2, 1.5, people=40)


def test_what_is_kept_is_read_again(tmp_path):
    assert not is_kept(tmp_path, "voice_svm")
    keep(VOICE, tmp_path, "voice_svm", "9.0.0")
    assert is_kept(tmp_path, "voice_svm")
    kept = read_kept(tmp_path, "voice_svm")
    assert (kept.version, kept.held_out.groups) == ("9.0.0", None)
    for field in ("labels", "probabilities", "people", "features"):
        np.testing.assert_array_equal(getattr(kept.held_out, field), getattr(VOICE, field))


def packed(**arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no voice_svm_held_out.npz: first run interviews train voice_svm with --work"),
        (b"", "is damaged: delete it and run interviews train voice_svm"),
        (b"no npz", "is damaged"),
        (packed(labels=np.zeros(3, int), probabilities=np.ones((3, 7)))[:-40], "is damaged"),
        (packed(labels=np.array([{}], object)), "is damaged"),
        (
            packed(labels=np.zeros(3, int)),
            "does not hold labels, as many probabilities and a version",
        ),
        (
            packed(labels=np.zeros(3, int), probabilities=np.ones((2, 7)), version="9.0.0"),
            "as many probabilities",
        ),
        (packed(labels=np.zeros(3, int), probabilities=np.ones((3, 7))), "and a version"),
    ],
)
def test_predictions_that_cannot_be_read_say_what_to_do(tmp_path, content, message):
    if content is not None:
        (tmp_path / "voice_svm_held_out.npz").write_bytes(content)
    with pytest.raises(PredictionsError, match=re.escape(message)) as caught:
        read_kept(tmp_path, "voice_svm")
    assert "allow_pickle" not in str(caught.value)


def test_nobody_is_in_both_halves():
    first = halves(VOICE, np.random.default_rng(0))
    assert set(VOICE.people[first]).isdisjoint(VOICE.people[~first])
    assert 0.3 < first.mean() < 0.7


def test_pairs_are_of_one_class_and_from_the_rows_allowed():
    face_rows, voice_rows = np.arange(0, ITEMS, 2), np.arange(1, ITEMS, 2)
    rng = np.random.default_rng(3)
    pairs = draw_pairs(FACE.labels, VOICE.labels, face_rows, voice_rows, rng)
    assert np.bincount(pairs.labels).tolist() == [PAIRS_PER_CLASS] * 7
    np.testing.assert_array_equal(FACE.labels[pairs.faces], pairs.labels)
    np.testing.assert_array_equal(VOICE.labels[pairs.voices], pairs.labels)
    assert set(np.unique(pairs.faces)) <= set(face_rows)
    assert set(np.unique(pairs.voices)) <= set(voice_rows)
    np.testing.assert_array_equal(pairs.face_pool, face_rows)
    np.testing.assert_array_equal(pairs.voice_pool, voice_rows)
    np.testing.assert_array_equal(pairs.seen(FACE), FACE.probabilities[pairs.faces])
    np.testing.assert_array_equal(pairs.heard(VOICE), VOICE.probabilities[pairs.voices])


def test_a_class_without_items_is_named():
    voice = HeldOut(VOICE.labels % 6, VOICE.probabilities)
    with pytest.raises(PredictionsError, match="neutral"):
        compare_fusions(FACE, voice, seed=0)


def test_two_modalities_beat_the_better_one_and_a_blind_one_does_no_harm():
    # The bound claims less than these pairs, which err independently, would support.
    metrics = compare_fusions(predictions(1, 2.0), predictions(2, 2.0, people=40), seed=5)
    assert metrics["stacked"]["accuracy"] > metrics["face alone"]["accuracy"] + 0.1
    assert max(metrics[name]["ece"] for name in FUSIONS) < 0.05
    assert max(metrics[name]["highest_claim"] for name in FUSIONS) < 0.9999
    blind = compare_fusions(FACE, predictions(6, 0.0), seed=5)
    assert blind["stacked"]["accuracy"] > blind["face alone"]["accuracy"] - 0.03


VOICES = {"voice_svm": VOICE, "voice_cnn_lstm": predictions(3, 1.0, people=40)}


@pytest.fixture(scope="module")
def chosen():
    faces = {"fer2013": FACE, "ferplus": predictions(9, 3.0)}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("models.training.pairs.PAIRS_PER_CLASS", 500)
        return choose_fusions(faces, VOICES, 7, fitted_to={"face_cnn": "8.0.0"})


def test_every_fusion_of_every_label_scheme_loads(chosen, tmp_path):
    files, card = chosen
    save_artefact("fusion", "9.0.0", files, card, tmp_path)
    artefact = load_artefact("fusion", "9.0.0", tmp_path)
    assert fuse_example(artefact) == "8 fusions"
    table = FusionTable(artefact)
    face, voice = FACE.probabilities[:50], VOICE.probabilities[:50]
    for name in FUSIONS:
        fusion = table.fusion(name, "fer2013")
        np.testing.assert_allclose(fusion.fuse(face, voice).sum(axis=1), 1, atol=1e-12)
        assert (fusion.temperature == 1) == (name == "stacked")
        assert fusion != table.fusion(name, "ferplus")
    with pytest.raises(ArtefactError, match="no fusion 'stacked' for faces labelled 'frowns'"):
        table.fusion("stacked", "frowns")
    assert table.voice_temperature(list(VOICES)) == ensemble_temperature(VOICES)
    assert table.voice_temperature(["voice_svm"]) == 1
    content = json.loads(files["weights.json"])
    assert content["classes"] == list(EMOTIONS)
    assert content["voice"]["models"] == list(VOICES)


def test_ceilings_are_stored_and_an_artefact_without_them_limits_nothing(chosen, tmp_path):
    files, card = chosen
    content = json.loads(files["weights.json"])
    expected = fit_ceiling(FACE.labels, FACE.probabilities), content["voice"]["ceiling"]
    assert expected[0] == content["labels"]["fer2013"]["ceiling"] < 1
    assert expected[1] < 1
    former = json.loads(files["weights.json"])
    for part in (former["voice"], *former["labels"].values()):
        del part["ceiling"]
    former_files = {"weights.json": json.dumps(former).encode()}
    save_artefact("fusion", "9.0.0", files, card, tmp_path)
    save_artefact("fusion", "8.0.0", former_files, card, tmp_path)
    new, old = (FusionTable(load_artefact("fusion", v, tmp_path)) for v in ("9.0.0", "8.0.0"))
    for name in FUSIONS:
        fusion, without = new.fusion(name, "fer2013"), old.fusion(name, "fer2013")
        assert fusion.ceilings == expected
        assert without == fusion._replace(ceilings=None)
    content["voice"]["ceiling"] = 1.5
    wrong = {"weights.json": json.dumps(content).encode()}
    save_artefact("fusion", "7.0.0", wrong, card, tmp_path)
    with pytest.raises(ValueError, match="ceilings of"):
        fuse_example(load_artefact("fusion", "7.0.0", tmp_path))


def test_the_card_judges_every_fusion_of_every_label_scheme(chosen):
    _, card = chosen
    assert card.missing == ["command"]
    assert card.facts == {"fitted_to": {"face_cnn": "8.0.0"}}
    assert set(card.metrics) == {"fer2013", "ferplus", "voice"}
    for scheme in ("fer2013", "ferplus"):
        judged = card.metrics[scheme]
        assert set(judged) == {"fused", "face_confusion_matrix", "voice_confusion_matrix"}
        assert set(judged["fused"]) == {"face alone", "voice alone", *FUSIONS}
        for figures in judged["fused"].values():
            assert figures["highest_claim"] <= figures["bound"] + 1e-9 < 1
            assert figures["ece"] < 0.1
        assert np.sum(judged["face_confusion_matrix"]) == ITEMS
    accuracies = [
        card.metrics[scheme]["fused"]["face alone"]["accuracy"] for scheme in ("ferplus", "fer2013")
    ]
    assert accuracies[0] > accuracies[1] + 0.1
    assert card.metrics["voice"]["temperature"] == ensemble_temperature(VOICES)
    assert card.metrics["voice"]["ece_with_temperature"] < 0.1


def test_it_is_fitted_to_every_model_that_a_work_folder_keeps(tmp_path, monkeypatch):
    monkeypatch.setattr("models.training.pairs.PAIRS_PER_CLASS", 50)
    for scheme, seed in (("fer2013", 1), ("ferplus", 9)):
        keep(predictions(seed, 1.5), tmp_path, f"face_cnn-{scheme}", "1.0.0")
    with pytest.raises(PredictionsError, match="first run interviews train voice_svm"):
        train_fusion(tmp_path, 7)
    keep(VOICE, tmp_path, "voice_cnn_lstm", "2.0.0")
    alone = train_fusion(tmp_path, 7)
    assert alone.card.facts["fitted_to"] == {"face_cnn": "1.0.0", "voice_cnn_lstm": "2.0.0"}
    content = json.loads(alone.files["weights.json"])
    ceiling = fit_ceiling(VOICE.labels, VOICE.probabilities)
    expected = {"models": ["voice_cnn_lstm"], "temperature": 1.0, "ceiling": ceiling}
    assert content["voice"] == expected
    keep(VOICES["voice_cnn_lstm"], tmp_path, "voice_svm", "3.0.0")
    for name in VOICES:
        assert "speaker_dependent" not in alone.card.metrics["voice"]
        keep(VOICE, tmp_path, f"{name}-speaker_dependent", "2.0.0")
    both = train_fusion(tmp_path, 7)
    assert both.card.facts["fitted_to"]["voice_svm"] == "3.0.0"
    assert "SAME ACTORS" in both.card.metrics["voice"]["speaker_dependent"]["name"]
    assert both.held_out == {}


def test_voices_of_different_clips_are_refused(tmp_path):
    for scheme in ("fer2013", "ferplus"):
        keep(FACE, tmp_path, f"face_cnn-{scheme}", "1.0.0")
    keep(VOICE, tmp_path, "voice_svm", "1.0.0")
    keep(VOICE._replace(labels=VOICE.labels[::-1]), tmp_path, "voice_cnn_lstm", "1.0.0")
    with pytest.raises(PredictionsError, match="judged on different items"):
        train_fusion(tmp_path, 7)
