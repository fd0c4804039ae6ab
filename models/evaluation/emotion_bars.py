"""Seven probabilities beside what explains one of them."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from models.evaluation.style import SMALL, guess_line, percent, quieten, show_shares
from schemas.colours import EMOTION_COLOURS, INK, RULE
from schemas.labels import EMOTIONS, GUESSED_EMOTION


def draw_probabilities(axes: Axes, probabilities: Sequence[float], emotion: str) -> None:
    """A bar for each emotion, from the top in the order of EMOTIONS.

    Args:
        axes: to draw on.
        probabilities: of all seven.
        emotion: which is marked.
    """
    places = range(len(EMOTIONS))
    asked = EMOTIONS.index(emotion)
    axes.axhspan(asked - 0.5, asked + 0.5, color=RULE.on_light, alpha=0.5, linewidth=0, zorder=0)
    colours = [EMOTION_COLOURS[each].on_light for each in EMOTIONS]
    axes.barh(places, probabilities, height=0.55, color=colours)
    axes.set_yticks(places, EMOTIONS)
    axes.set(xlim=(0, 1), ylim=(len(EMOTIONS) - 0.5, -0.5), xlabel="probability")
    quieten(axes)
    show_shares(axes)
    guess_line(axes, GUESSED_EMOTION)
    axes.get_yticklabels()[asked].set_fontweight("bold")
    for place, probability in enumerate(probabilities):
        axes.annotate(
            percent(probability),
            (1, place),
            (46, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=SMALL,
            fontweight="bold" if place == asked else "normal",
            color=INK.on_light,
        )
