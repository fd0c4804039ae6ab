"""Draws what moved a face's score onto the frame."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from models.evaluation.emotion_bars import draw_probabilities
from models.evaluation.style import DPI, SMALL, quieten
from schemas.colours import INK, QUIET
from schemas.datasets import CAVEAT

OPACITY = 0.7
"""Share of the colour where the heat is 1."""

HEAT_COLOURS = colormaps["plasma"]
"""Violet over orange to yellow: lightness rises evenly, for all eyes."""


class ExplainedFrame(NamedTuple):
    """A frame and which of its places moved the score of the face in it."""

    pixels: NDArray[np.uint8]
    """Shape (height, width, 3), RGB."""
    seconds: float
    """Presentation time."""
    outline: NDArray[np.floating]
    """Corners of what the models saw, shape (4, 2), x and y in pixels."""
    heat: NDArray[np.float32]
    """Shape (height, width), in [0, 1]."""
    scale: float
    """Logits where the heat is 1."""
    emotion: str
    """Which is explained."""
    probabilities: Sequence[float]
    """Of all seven."""
    unpainted: str | None = None
    """Why there is no heat, if there is none."""


def overlay(picture: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Colour a picture by heat, from transparent (0) over violet and orange to yellow (1).

    Args:
        picture: uint8, a frame (height, width, 3), RGB, or a grey crop (height, width).
        heat: float32, shape (height, width), in [0, 1], of `models.face.explanation`.

    Returns:
        uint8, shape (height, width, 3), RGB. The picture itself is grey, as the model sees it:
        what has colour is heat.

    Raises:
        ValueError: if the two differ in size.
    """
    if heat.shape != picture.shape[:2]:
        raise ValueError(f"heat of shape {heat.shape} on a picture of {picture.shape[:2]}")
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    warm = np.clip(heat, 0, 1)
    share = OPACITY * warm[..., np.newaxis]
    mixed = (1 - share) * grey[..., np.newaxis] + share * 255 * HEAT_COLOURS(warm)[..., :3]
    return np.asarray(mixed.round(), dtype=np.uint8)


def draw_explanation(explained: ExplainedFrame, models: str) -> Figure:
    """The frame with the heat on its face, beside the seven probabilities.

    Args:
        explained: what to draw.
        models: which models scored, for the note.
    """
    figure = Figure(figsize=(11, 6.2), dpi=DPI)
    _frame(figure.add_axes((0.03, 0.28, 0.57, 0.57), anchor="NW"), explained)
    draw_probabilities(
        figure.add_axes((0.69, 0.28, 0.23, 0.53)), explained.probabilities, explained.emotion
    )
    if explained.unpainted:
        figure.text(0.03, 0.205, explained.unpainted, fontsize=11, color=INK.on_light)
        figure.text(0.03, 0.168, "No heat map is drawn.", fontsize=SMALL, color=QUIET.on_light)
    else:
        _scale(figure.add_axes((0.03, 0.205, 0.57, 0.023)), explained)
    heading = f"What speaks for {explained.emotion}"
    figure.text(0.03, 0.93, heading, fontsize=14, fontweight="bold", color=INK.on_light)
    note = f"Frame at {explained.seconds:.2f} s, {models}"
    figure.text(0.03, 0.885, note, fontsize=SMALL, color=QUIET.on_light)
    note = f"Scores of this face; {explained.emotion} is shown"
    figure.text(0.69, 0.885, note, fontsize=SMALL, color=QUIET.on_light)
    figure.text(0.03, 0.035, CAVEAT, fontsize=SMALL, color=INK.on_light)
    return figure


def _frame(axes: Axes, explained: ExplainedFrame) -> None:
    axes.imshow(overlay(explained.pixels, explained.heat))
    axes.add_patch(Polygon(explained.outline, fill=False, edgecolor="white", linewidth=1))
    axes.set_axis_off()


def _scale(axes: Axes, explained: ExplainedFrame) -> None:
    """The colours as they come out on middle grey, with what they mean."""
    steps = np.linspace(0, 1, 256, dtype=np.float32)[np.newaxis]
    painted = overlay(np.full(steps.shape, 160, np.uint8), steps)
    axes.imshow(painted, extent=(0, explained.scale, 0, 1), aspect="auto")
    quieten(axes)
    axes.set_yticks([])
    ticks = (0, explained.scale / 2, explained.scale)
    axes.set_xticks(ticks, [f"{tick:.1f}" for tick in ticks])
    axes.set_xlabel(
        f"Logits that a place adds for {explained.emotion}; grey: none, or against it. "
        "The end is the strongest place of all seven emotions.\n"
        "White frame: what the model saw, 48 x 48 pixels. It tells places of 8 pixels apart.",
        loc="left",
        linespacing=1.5,
    )
