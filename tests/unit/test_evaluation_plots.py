"""What the plots of an evaluation show, read from their artists."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from scipy.stats import binomtest

from models.calibration import both_answers
from models.evaluation.measures import evaluate, evaluate_traits
from models.evaluation.metrics import NORMAL_95, wilson_interval
from models.evaluation.plots import draw_accuracies, draw_confusion
from models.evaluation.reliability import Panel, bins_of, draw_reliability, no_diagram_because
from models.evaluation.style import guess_words, percent
from schemas.colours import TRAIT_COLOURS
from schemas.labels import EMOTIONS, TRAITS

COLOURS = {trait: colour.on_light for trait, colour in TRAIT_COLOURS.items()}
NOTE = "voice_svm 9.9.9; drawn clips. n = 400."


def of_emotions(count=400):
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 7, count)
    logits = rng.normal(size=(count, 7)) + np.eye(7)[labels]
    return labels, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def of_traits(count=400):
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 2, (count, 5))
    return labels, np.clip(rng.uniform(size=(count, 5)) * 0.6 + labels * 0.3, 0.01, 0.99)


def heads(figure):
    """Heading and note, without what keeps terms together."""
    return [" ".join(text.get_text().replace("\u00a0", " ").split()) for text in figure.texts]


def guesses(axes):
    """The dashed lines."""
    return [line for line in axes.lines if line.get_linestyle() == "--"]


def assert_nothing_leaves(figure):
    """All that is drawn lies inside the picture."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    box = figure.get_tightbbox(canvas.get_renderer())
    width, height = figure.get_size_inches()
    assert min(box.x0, box.y0) >= 0
    assert box.x1 <= width
    assert box.y1 <= height


def test_percent_is_written_as_in_the_documents():
    assert percent(1 / 7) == "14.3 %"
    assert percent(0.5, 0) == "50 %"
    assert guess_words(1 / 7) == "guessing 14.3 %"
    assert guess_words(0.5) == "guessing 50 %"


def test_accuracies_are_drawn_with_intervals_beside_the_guess_line():
    traits = evaluate_traits(*of_traits())["traits"]
    figure = draw_accuracies(traits, COLOURS, "Accuracy by trait, text", NOTE)
    (axes,) = figure.axes
    (guess,) = guesses(axes)
    np.testing.assert_array_equal(guess.get_xdata(), (0.5, 0.5))
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    bars = [line for line in axes.lines if line not in dots and line is not guess]
    for name, dot, bar in zip(TRAITS, dots, bars, strict=True):
        assert dot.get_xdata() == pytest.approx(traits[name]["accuracy"])
        np.testing.assert_allclose(bar.get_xdata(), traits[name]["intervals"]["accuracy"])
        assert to_hex(dot.get_color()) == to_hex(bar.get_color()) == COLOURS[name]
    low, high = traits["openness"]["intervals"]["accuracy"]
    said = f"{percent(traits['openness']['accuracy'])} ({low * 100:.1f} to {high * 100:.1f})"
    assert axes.texts[0].get_text() == said
    assert "guessing 50 %" in [text.get_text() for text in axes.texts]
    left, right = axes.get_xlim()
    assert left < 0.5 < right
    assert axes.get_xlabel() == "accuracy, per cent of the items"
    assert heads(figure)[0] == "Accuracy by trait, text"
    assert heads(figure)[1] == f"{NOTE} Bars are 95 % bootstrap intervals."
    assert_nothing_leaves(figure)


def test_an_accuracy_without_an_interval_is_a_dot():
    traits = evaluate_traits(*of_traits(1))["traits"]
    (axes,) = draw_accuracies(traits, COLOURS, "Accuracy by trait", "n = 1.").axes
    assert sum(line.get_marker() == "o" for line in axes.lines) == 5
    assert len(axes.lines) == 5 + len(guesses(axes)) == 6


def test_a_confusion_matrix_names_its_data_and_guessing():
    matrix = evaluate(*of_emotions())["confusion_matrix"]
    figure = draw_confusion(matrix, EMOTIONS, "Labelled and predicted emotions, voice", NOTE)
    (axes,) = figure.axes
    counts = np.array(matrix)
    shares = counts / counts.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(axes.images[0].get_array(), shares)
    assert axes.texts[1].get_text() == f"{shares[0, 1] * 100:.0f} %\n{counts[0, 1]}"
    rows = [f"{name}\nn = {total}" for name, total in zip(EMOTIONS, counts.sum(1), strict=True)]
    assert [label.get_text() for label in axes.get_yticklabels()] == rows
    heading, note = heads(figure)
    assert heading == "Labelled and predicted emotions, voice"
    assert note.startswith(NOTE)
    assert note.endswith("guessing puts 14.3 % in each cell.")
    assert_nothing_leaves(figure)


def test_a_bin_says_how_often_its_items_were_right():
    labels = np.array([0] * 30 + [1] * 10 + [0] * 9)
    probabilities = both_answers(np.array([0.25] * 40 + [0.05] * 9))
    bins = bins_of(Panel(labels, probabilities, "#000000"))
    assert bins.items.nonzero()[0].tolist() == [11, 14]
    assert bins.items[[11, 14]].tolist() == [40, 9]
    assert bins.right[[11, 14]].tolist() == [30, 9]
    np.testing.assert_allclose(bins.confidence[[11, 14]], (0.75, 0.95))
    figure = draw_reliability({"x": Panel(labels, probabilities, "#000000")}, 0.5, "x", "n = 49.")
    above, below = figure.axes
    (curve,) = (line for line in above.lines if line.get_marker() == "o")
    np.testing.assert_allclose(curve.get_xydata(), [(0.75, 0.75)])  # not from nine
    assert [bar.get_height() for bar in below.patches][11:] == [40, 0, 0, 9]


def test_the_interval_of_a_share_is_wilsons():
    right, items = np.array([0, 3, 30, 12]), np.array([10, 11, 40, 12])
    low, high = wilson_interval(right, items)
    for k, n, a, b in zip(right, items, low, high, strict=True):
        expected = binomtest(int(k), int(n)).proportion_ci(0.95, method="wilson")
        assert (a, b) == pytest.approx((expected.low, expected.high), abs=1e-6)
    assert pytest.approx(1.96, abs=1e-4) == NORMAL_95


@pytest.mark.parametrize(
    ("panels", "guessed"),
    [
        ({"voice": Panel(*of_emotions(), "#1b1d21")}, 1 / 7),
        (
            {
                trait: Panel(
                    of_traits()[0][:, t], both_answers(of_traits()[1][:, t]), COLOURS[trait]
                )
                for t, trait in enumerate(TRAITS)
            },
            0.5,
        ),
    ],
    ids=["emotions", "traits"],
)
def test_each_panel_has_the_guess_line_and_its_own_colour(panels, guessed):
    figure = draw_reliability(panels, guessed, "Confidence and accuracy", NOTE)
    for axes, panel in zip(figure.axes[: len(panels)], panels.values(), strict=True):
        (guess,) = guesses(axes)
        np.testing.assert_allclose(guess.get_ydata(), (guessed, guessed))
        (curve,) = (line for line in axes.lines if line.get_marker() == "o")
        assert to_hex(curve.get_color()) == panel.colour
        bins = bins_of(panel)
        known = bins.items >= 10
        np.testing.assert_allclose(curve.get_ydata(), bins.right[known] / bins.items[known])
    assert guess_words(guessed) in [text.get_text() for text in figure.axes[0].texts]
    assert heads(figure)[1].startswith(NOTE)
    assert_nothing_leaves(figure)


def test_a_diagram_needs_ten_items_a_bin():
    assert no_diagram_because(150) is None
    assert "needs at least 150 items" in no_diagram_because(149)
