"""What the picture of an explained voice shows, read from its artists."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from models.evaluation.time_axis import clock
from models.evaluation.voice_panels import MOST_POINTS, Series, stretches
from models.evaluation.voice_timeline import ExplainedVoice, draw_voice
from schemas.colours import EMOTION_COLOURS
from schemas.datasets import CAVEAT
from schemas.sampling import VOICE_WINDOW_SECONDS

TOLD = "Attention says where a model looked."
REASON = "too little speech in the window"


def explained(seconds=20, attention=True, **changes):
    """A voice of so many seconds; every fifth window has no score."""
    windows = max(1, int(seconds - VOICE_WINDOW_SECONDS) + 1)
    rng = np.random.default_rng(0)
    scores = rng.uniform(0.2, 0.9, windows)
    scores[2::5] = np.nan
    moments = 25 * (windows - 1) + 76
    middle = VOICE_WINDOW_SECONDS / 2
    voice = ExplainedVoice(
        float(seconds),
        "sad",
        (0.1, 0.05, 0.05, 0.1, 0.5, 0.1, 0.1),
        Series(0.015, 0.03, rng.uniform(-50, -10, int(seconds / 0.03))),
        0.0,
        Series(middle, 1.0, scores),
        [REASON] * bool(np.isnan(scores).any()),
        [middle + number for number in (8, 6, 3) if number < windows] or [middle],
        Series(0.02, 0.04, rng.uniform(0, 3, moments)) if attention else None,
        "voice_whisper",
        TOLD,
    )
    return voice._replace(**changes)


def words(figure):
    axes = [text.get_text() for axes in figure.axes for text in axes.texts]
    return [*(text.get_text() for text in figure.texts), *axes]


def assert_nothing_leaves(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    box = figure.get_tightbbox(canvas.get_renderer())
    width, height = figure.get_size_inches()
    assert min(box.x0, box.y0) >= 0
    assert box.x1 <= width
    assert box.y1 <= height


def test_a_short_series_stays_as_it_is():
    drawn = stretches(Series(1.5, 1.0, np.array([1, np.nan, 3])))
    np.testing.assert_array_equal(drawn.seconds, [1.5, 2.5, 3.5])
    for values in (drawn.mean, drawn.lowest, drawn.highest):
        np.testing.assert_array_equal(values, [1, np.nan, 3])


def test_a_long_series_is_drawn_as_means_and_ranges():
    values = np.array([1, 3, np.nan, 5, np.nan, np.nan, 7])
    drawn = stretches(Series(0.5, 1.0, values), most=4)
    np.testing.assert_array_equal(drawn.seconds, [1, 3, 5, 7])
    np.testing.assert_array_equal(drawn.mean, [2, 5, np.nan, 7])
    np.testing.assert_array_equal(drawn.lowest, [1, 5, np.nan, 7])
    np.testing.assert_array_equal(drawn.highest, [3, 5, np.nan, 7])
    assert len(stretches(Series(0, 0.04, np.zeros(90_000))).mean) <= MOST_POINTS


@pytest.mark.parametrize(
    ("seconds", "whole", "said"),
    [(2.54, 20, "2.5 s"), (59.96, 180, "60.0 s"), (59.96, 181, "1:00"), (3404, 3600, "56:44")],
)
def test_times_are_said_in_seconds_or_minutes(seconds, whole, said):
    assert clock(seconds, whole) == said


def test_scores_stand_between_guessing_and_their_mean():
    voice = explained()
    figure = draw_voice(voice, "models 9.9.9, voice_whisper")
    level, scores, attention, bars = figure.axes
    line, mean, guess = scores.lines
    np.testing.assert_array_equal(line.get_xdata(), 1.536 + np.arange(17))
    np.testing.assert_array_equal(line.get_ydata(), voice.scores.values)
    assert to_hex(line.get_color()) == EMOTION_COLOURS["sad"].on_light
    assert mean.get_ydata()[0] == 0.5
    assert guess.get_ydata()[0] == pytest.approx(1 / 7)
    assert {"mean 50.0 %", "guessing 14.3 %", f"grey: {REASON}", CAVEAT, TOLD} <= set(words(figure))
    assert "20.0 s of sound, 14 of 17 windows scored, models 9.9.9, voice_whisper" in words(figure)
    assert [axes.get_xlim() for axes in (level, scores, attention)] == [(0, 20)] * 3
    places = {text.get_text(): text.get_position()[0] for text in scores.texts}
    assert (places["1"], places["2"], places["3"]) == pytest.approx((9.536, 7.536, 4.536))
    assert [label.get_fontweight() for label in bars.get_yticklabels()].count("bold") == 1


def test_gaps_reach_from_window_to_window_and_to_the_ends():
    scores = Series(1.536, 1.0, np.array([np.nan, 0.5, np.nan, np.nan, 0.4]))
    voice = explained(8, scores=scores, strongest=[2.536], reasons=[REASON])
    spans = draw_voice(voice, "").axes[1].collections[-1].get_paths()
    found = sorted((path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in spans)
    np.testing.assert_allclose(found, [(0, 2.036), (3.036, 4.036), (4.036, 5.036)])


def test_attention_is_drawn_over_the_time_beside_an_even_one():
    voice = explained()
    line, even = draw_voice(voice, "").axes[2].lines
    np.testing.assert_allclose(line.get_xdata(), 0.02 + 0.04 * np.arange(476))
    np.testing.assert_array_equal(line.get_ydata(), voice.attention.values)
    assert even.get_ydata()[0] == 1


def test_of_a_long_recording_the_strongest_windows_show_their_attention():
    voice = explained(600)
    figure = draw_voice(voice, "")
    _, scores, *close_ups, _ = figure.axes
    for axes, middle in zip(close_ups, voice.strongest, strict=True):
        first = round((middle - 1.536) * 25)
        np.testing.assert_array_equal(
            axes.lines[0].get_ydata(), voice.attention.values[first : first + 76]
        )
        assert axes.get_xlim() == pytest.approx((middle - 1.536, middle + 1.536))
    assert "1, 2, 3" in [text.get_text() for text in scores.texts]  # too near to stand alone
    FigureCanvasAgg(figure).draw()
    assert {"0:00", "1:00", "10:00"} <= {each.get_text() for each in scores.get_xticklabels()}


def test_without_attention_there_is_no_panel_for_it():
    figure = draw_voice(explained(attention=False), "")
    assert len(figure.axes) == 3
    assert not any(text.startswith("Attention of") for text in words(figure))


def test_a_gain_is_told():
    assert any("+27.0 dB" in text for text in words(draw_voice(explained(gain_db=27.0), "")))
    assert not any("brought" in text for text in words(draw_voice(explained(), "")))


@pytest.mark.parametrize("seconds", [1, 20, 100, 3600])
@pytest.mark.parametrize("attention", [True, False])
def test_nothing_leaves_the_picture(seconds, attention):
    assert_nothing_leaves(draw_voice(explained(seconds, attention), "models 0.5.1+790da26f30ca"))
