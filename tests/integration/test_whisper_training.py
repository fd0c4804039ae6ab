"""Training of the network on Whisper's encoder, with random weights in place of Whisper's."""

import keras
import numpy as np
import pytest
from scipy.special import erf, softmax

from models.calibration import temper
from models.card import Card
from models.store import load_artefact
from models.training.publish import save_artefact
from models.training.voice.batches import Batches
from models.training.voice.whisper import predictor
from models.training.voice.whisper_fit import WhisperOptions, fit_whisper, to_graph
from models.training.voice.whisper_network import (
    STEPS,
    WIDTH,
    Tuned,
    build_encoder,
    build_front,
    build_head,
    scoring_model,
)
from models.voice.whisper import ATTENTION, GRAPH, PROBABILITIES, VoiceWhisper
from models.voice.whisper_mel import whisper_mel
from models.voice.windows import cut_windows
from tests.synthetic_voice import synthetic_voice

WINDOWS = list(cut_windows(synthetic_voice(5)))
MELS = np.stack([whisper_mel(window.samples) for window in WINDOWS])
OPTIONS = WhisperOptions(epochs=3, batch=7, units=8, heads=2, renderings=2, folds=2)


@pytest.fixture(scope="module")
def weights():
    """Of the shapes that Whisper tiny.en has, small enough that nothing explodes."""
    rng = np.random.default_rng(0)
    shapes = {
        "conv1/weight": (WIDTH, 80, 3),
        "conv1/bias": (WIDTH,),
        "conv2/weight": (WIDTH, WIDTH, 3),
        "conv2/bias": (WIDTH,),
        "position_encodings/encodings": (1500, WIDTH),
    }
    for block in (0, 1):
        for part, sizes in (("self_attention", (3, 1)), ("ffn", (4, 1))):
            inner = 4 * WIDTH if part == "ffn" else WIDTH
            for layer, (rows, columns) in enumerate(((sizes[0] * WIDTH, WIDTH), (WIDTH, inner))):
                shapes[f"layer_{block}/{part}/linear_{layer}/weight"] = (rows, columns)
                shapes[f"layer_{block}/{part}/linear_{layer}/bias"] = (rows,)
            for name in ("gamma", "beta"):
                shapes[f"layer_{block}/{part}/layer_norm/{name}"] = (WIDTH,)
    return {
        name: rng.normal(0, 1 / np.sqrt(np.prod(shape[1:])), shape).astype(np.float32)
        for name, shape in shapes.items()
    }


def gelu(x):
    return x * (1 + erf(x / np.sqrt(2))) / 2


def normal(x, weights, name):
    centred = x - x.mean(axis=-1, keepdims=True)
    standard = centred / np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + 1e-5)
    return standard * weights[f"{name}/gamma"] + weights[f"{name}/beta"]


def dense(x, weights, name):
    return x @ weights[f"{name}/weight"].T + weights[f"{name}/bias"]


def convolved(x, weights, name, stride):
    """x is (time, channels), one zero before and behind it."""
    padded = np.pad(x, ((1, 1), (0, 0)))
    kernel = weights[f"{name}/weight"]
    places = range(0, len(x), stride)
    return (
        np.stack([np.einsum("tc,oct->o", padded[t : t + 3], kernel) for t in places])
        + (weights[f"{name}/bias"])
    )


def block(x, weights, number):
    """A block of a transformer, head by head (Vaswani et al., 2017; norms first)."""
    name = f"layer_{number}"
    normed = normal(x, weights, f"{name}/self_attention/layer_norm")
    queries, keys, values = np.split(
        dense(normed, weights, f"{name}/self_attention/linear_0"), 3, axis=-1
    )
    seen = [
        softmax(queries[:, at] @ keys[:, at].T / 8, axis=-1) @ values[:, at]
        for at in (slice(start, start + 64) for start in range(0, WIDTH, 64))
    ]
    x = x + dense(np.concatenate(seen, axis=-1), weights, f"{name}/self_attention/linear_1")
    thought = gelu(
        dense(normal(x, weights, f"{name}/ffn/layer_norm"), weights, f"{name}/ffn/linear_0")
    )
    return x + dense(thought, weights, f"{name}/ffn/linear_1")


def test_the_encoder_is_whispers(weights):
    mel = MELS[0].astype(np.float64)
    x = gelu(convolved(mel, weights, "conv1", 1))
    x = gelu(convolved(x, weights, "conv2", 2))
    first = block(x + weights["position_encodings/encodings"][:STEPS], weights, 0)
    steps = build_front(weights).predict(MELS[:1], verbose=0)
    np.testing.assert_allclose(steps[0, :, :WIDTH], first, atol=1e-4)
    loudest = MELS[0].reshape(STEPS, -1).max(axis=1)
    np.testing.assert_array_equal(steps[0, :, WIDTH] > 0, loudest > loudest.max() - 1)
    second = build_encoder(weights, 0.1, 0.1).predict(steps[..., :WIDTH], verbose=0)
    np.testing.assert_allclose(second[0], block(first, weights, 1), atol=1e-3)


@pytest.fixture(scope="module")
def front(weights):
    return build_front(weights)


@pytest.fixture(scope="module")
def examples(front):
    steps = front.predict(MELS, verbose=0).astype(np.float16)
    steps = np.stack([steps, steps[::-1]], axis=1)[np.arange(14) % len(MELS)]
    return steps, np.tile(np.arange(7), 2)


@pytest.fixture(scope="module")
def fitted(weights, examples, tmp_path_factory):
    """A training that is interrupted in its third epoch, and resumed."""
    work, start, started, breaking = tmp_path_factory.mktemp("work"), Batches.start, [], [2]

    def watched(batches, epoch):
        started.append(epoch)
        if epoch in breaking:
            raise InterruptedError
        start(batches, epoch)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Batches, "start", watched)
        with pytest.raises(InterruptedError):
            fit_whisper(*examples, weights, OPTIONS, work)
        breaking.clear()
        started.clear()
        encoder, head = fit_whisper(*examples, weights, OPTIONS, work)
    assert started[:2] in ([0, 1], [0, 2])  # made for epoch 0, then sent on by the callback
    return encoder, head


def test_an_interrupted_training_resumes_as_if_nothing_had_been(
    fitted, examples, weights, tmp_path
):
    uninterrupted = fit_whisper(*examples, weights, OPTIONS, tmp_path)
    for found, expected in zip(fitted, uninterrupted, strict=True):
        for one, other in zip(found.get_weights(), expected.get_weights(), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)


def test_merging_what_was_learned_changes_no_score_and_the_graph_keeps_them(
    front, fitted, tmp_path
):
    encoder, head = fitted
    model = scoring_model(front, encoder, head)
    before = model.predict(MELS, verbose=0)
    tuned = [layer for layer in encoder.layers if isinstance(layer, Tuned)]
    assert len(tuned) == 4
    assert all(np.abs(keras.ops.convert_to_numpy(each.kernel_change)).max() > 0 for each in tuned)
    graph = to_graph(front, encoder, head, MELS)
    assert all(not keras.ops.convert_to_numpy(each.kernel_change).any() for each in tuned)
    after = scoring_model(front, encoder, head).predict(MELS, verbose=0)
    for name in (PROBABILITIES, ATTENTION):
        np.testing.assert_allclose(after[name], before[name], atol=1e-5)
    assert len(graph) < 8 * 2**20
    trained = predictor(graph)(MELS)
    np.testing.assert_allclose(trained, before[PROBABILITIES], atol=0.05)
    scorer = VoiceWhisper(artefact_of(graph, tmp_path, temperature=2.0))
    # What is judged and what the night scores: the same windows, the same way.
    np.testing.assert_allclose(scorer.score(WINDOWS), temper(trained, 2.0), rtol=1e-6)
    moments = scorer.moments(WINDOWS[0])
    assert moments.shape == (76,)
    np.testing.assert_allclose(moments.sum(), 1, atol=1e-5)


def artefact_of(graph, store, temperature):
    card = Card(scoring={"temperature": temperature})
    save_artefact("voice_whisper", "9.0.0", {GRAPH: graph}, card, store)
    return load_artefact("voice_whisper", "9.0.0", store)


def test_attention_ignores_pauses_and_a_quiet_step_counts_nothing(weights):
    head = build_head(
        np.zeros(WIDTH, np.float32), np.ones(WIDTH, np.float32), units=8, heads=2, dropout=(0, 0, 0)
    )
    rng = np.random.default_rng(1)
    states = rng.normal(size=(1, STEPS, WIDTH)).astype(np.float32)
    sounds = (np.arange(STEPS) < 100).astype(np.float32)[np.newaxis]
    answer, attention = head.predict([states, sounds], verbose=0)
    np.testing.assert_allclose(attention.sum(), 1, atol=1e-5)
    assert attention[0, 50:].max() == 0
    states[:, 100:] = rng.normal(size=(1, STEPS - 100, WIDTH))
    np.testing.assert_allclose(head.predict([states, sounds], verbose=0)[0], answer, atol=1e-6)
