"""What scores a run: the release's defaults and the user's choices, resolved once."""

import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.calibration import temper
from models.fusion import WEIGHTS
from models.selection import Ensemble, Selection, Wanted, select, selection_of
from models.store import ArtefactError, load_artefact, load_release
from models.training.publish import save_artefact
from schemas.labels import FACE_LABELS, FUSIONS

positive = arrays(np.float64, 7, elements=st.floats(0.001, 1.0))
distributions = positive.map(lambda v: v / v.sum())


def test_the_release_s_own_choice():
    release = load_release()
    chosen = select()
    assert chosen.release == release.identifier
    assert {m: getattr(chosen, m).models for m in release.ensembles} == release.ensembles
    assert (chosen.face_labels, chosen.fusion.name) == ("ferplus", "stacked")
    assert chosen.versions == {name: a.version for name, a in release.artefacts.items()}


def test_what_is_said_and_what_is_the_default_anyway_are_one():
    ensembles = load_release().ensembles
    said = Wanted(ensembles["face"], ensembles["voice"], ensembles["text"], "ferplus", "stacked")
    assert select(wanted=said) == select()
    assert select(wanted=said).digest(rate=5.0) == select().digest(rate=5.0)


def test_the_digest_tells_everything_that_changes_scores():
    one_voice = Wanted(voice_models=("voice_svm",))
    other_text = Wanted(text_models=("text_cnn_lstm",))
    choices = [Wanted(), one_voice, other_text, Wanted(face_labels="fer2013")]
    choices += [Wanted(fusion=name) for name in FUSIONS if name != "stacked"]
    digests = [select(wanted=wanted).digest(rate=5.0) for wanted in choices]
    digests.append(select().digest(rate=25.0))
    assert len(set(digests)) == len(digests)


@pytest.mark.parametrize("labels", FACE_LABELS)
@pytest.mark.parametrize("fusion", FUSIONS)
def test_every_fusion_is_there_for_both_label_schemes(labels, fusion):
    chosen = select(wanted=Wanted(face_labels=labels, fusion=fusion))
    assert (chosen.face_labels, chosen.fusion.name) == (labels, fusion)
    face, voice = np.eye(7)[3], np.full(7, 1 / 7)
    fused = chosen.fusion.fuse(face, voice)
    assert fused.sum() == pytest.approx(1, abs=1e-12)


def test_a_mean_is_tempered_only_for_the_models_it_was_fitted_to(tmp_path):
    release, fitted = load_release(), ("voice_svm", "voice_cnn_lstm")
    fusion = release.artefacts["fusion"]
    content = json.loads(fusion.read(WEIGHTS)) | {"voice": {"models": fitted, "temperature": 0.7}}
    files = {WEIGHTS: json.dumps(content).encode()}
    save_artefact("fusion", "9.0.0", files, fusion.card, tmp_path)
    others = {**release.artefacts, "fusion": load_artefact("fusion", "9.0.0", tmp_path)}
    release = release._replace(artefacts=others)

    def temperature(*models):
        return selection_of(release, wanted=Wanted(voice_models=models)).voice.temperature

    assert temperature(*fitted) == temperature(*reversed(fitted)) == 0.7
    assert temperature("voice_svm") == temperature(*fitted, "voice_whisper") == 1


def test_the_order_in_which_models_are_named_is_not_another_ensemble():
    models = select().voice.models
    turned = select(wanted=Wanted(voice_models=(*models[::-1], models[0])))
    assert turned == select()
    assert turned.digest() == select().digest()


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Wanted(voice_models=("voice_of_tomorrow",)), "no voice model 'voice_of_tomorrow'; choose"),
        (Wanted(voice_models=("face_cnn",)), "no voice model 'face_cnn'"),
        (Wanted(text_models=("fusion",)), "no text model 'fusion'"),
        (Wanted(face_labels="votes"), "choose --face_labels fer2013 or ferplus"),
        (Wanted(fusion="loudest"), "no fusion 'loudest'"),
    ],
)
def test_what_the_release_does_not_have_is_refused_by_name(wanted, message):
    with pytest.raises(ArtefactError, match=message):
        select(wanted=wanted)


def test_a_release_without_what_the_job_needs_is_refused():
    release = load_release()
    artefacts = {name: a for name, a in release.artefacts.items() if name != "face_mesh"}
    with pytest.raises(ArtefactError, match="lacks face_mesh"):
        selection_of(release._replace(artefacts=artefacts))
    with pytest.raises(ArtefactError, match="has no model for the text"):
        selection_of(release._replace(ensembles={**release.ensembles, "text": ()}))
    with pytest.raises(ArtefactError, match="has no default for fusion"):
        selection_of(release._replace(defaults={"face_labels": "ferplus"}))


def test_it_travels_to_workers():
    chosen = select()
    copy = pickle.loads(pickle.dumps(chosen))  # noqa: S301
    assert isinstance(copy, Selection)
    assert copy == chosen
    with pytest.raises(ArtefactError, match="has no thing"):
        copy.artefact("thing")


@given(distributions, distributions, st.floats(0.3, 3.0))
def test_an_ensemble_is_the_tempered_mean_and_keeps_its_order(first, second, temperature):
    scores = {"a": tuple(first), "b": tuple(second)}
    mean = (first + second) / 2
    np.testing.assert_array_equal(Ensemble(("a", "b")).combine(scores), mean)
    combined = Ensemble(("a", "b"), temperature).combine(scores)
    np.testing.assert_allclose(combined, temper(mean, temperature), atol=1e-15)
    assert combined.sum() == pytest.approx(1, abs=1e-12)
    assert combined[mean.argmax()] == combined.max()


@given(distributions)
def test_one_model_keeps_its_scores(scores):
    both = {"a": scores, "b": scores[::-1]}
    np.testing.assert_array_equal(Ensemble(("a",)).combine(both), scores)
    assert Ensemble(("a", "b")).name == "a+b"
