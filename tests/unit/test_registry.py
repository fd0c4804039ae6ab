"""The registry: every artefact of a release has an entry, and each entry's functions are there."""

from pathlib import Path

import pytest

from models.registry import REGISTRY, entry_of, find, load, models_of
from models.store import MODALITIES, ArtefactError, load_release

ROOT = Path(__file__).parents[2]


def test_the_registry_knows_all_that_is_shipped():
    assert set(load_release().artefacts) <= set(REGISTRY)


@pytest.mark.parametrize("name", REGISTRY)
def test_what_an_entry_names_for_the_night_is_there(name):
    entry = REGISTRY[name]
    assert callable(find(entry.load))
    assert callable(find(entry.example))
    if entry.trainer is not None:  # imports Keras: only where it lies
        module, _, attribute = entry.trainer.partition(":")
        source = (ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
        assert f"\n{attribute} = " in source


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_shipped_model_can_be_trained(modality):
    shipped = [name for name in models_of(modality) if name in load_release().artefacts]
    assert shipped
    assert all(REGISTRY[name].trainer for name in shipped)


def test_an_artefact_of_another_code_is_refused():
    artefact = load_release().artefacts["fusion"]._replace(name="thing")
    with pytest.raises(ArtefactError, match="knows no thing; install the code"):
        load(artefact)
    with pytest.raises(ArtefactError, match="knows no thing"):
        entry_of("thing")
