"""Draws what moved a face's score onto the frame."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OPACITY = 0.55
"""Share of the colour where the heat is 1."""


class ExplainedFrame(NamedTuple):
    """A frame and which of its places moved the score of the face in it."""

    pixels: NDArray[np.uint8]
    """Shape (height, width, 3), RGB."""
    seconds: float
    """Presentation time."""
    box: Sequence[float]
    """x, y, width and height of the face, shares of the frame's."""
    heat: NDArray[np.float32]
    """Shape (height, width), in [0, 1]."""
    emotion: str
    """Which is explained."""
    probabilities: Sequence[float]
    """Of all seven."""


def overlay(picture: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Colour a picture by heat, from transparent (0) over violet and orange to yellow (1).

    Args:
        picture: uint8, a frame (height, width, 3), RGB, or a grey crop (height, width).
        heat: float32, shape (height, width), in [0, 1], of `models.face.explanation`.

    Returns:
        uint8, shape (height, width, 3), RGB.

    Raises:
        ValueError: if the two differ in size.
    """
    if heat.shape != picture.shape[:2]:
        raise ValueError(f"heat of shape {heat.shape} on a picture of {picture.shape[:2]}")
    colour = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    levels = (np.clip(heat, 0, 1) * 255).round().astype(np.uint8)
    painted = cv2.cvtColor(cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    share = OPACITY * np.clip(heat, 0, 1)[..., np.newaxis]
    mixed = (1 - share) * colour.astype(np.float32) + share * painted.astype(np.float32)
    return np.asarray(mixed.round(), dtype=np.uint8)


def draw_explanation(explained: ExplainedFrame, models: str) -> "Figure":
    """The frame with the face's box and the heat on it, beside the seven probabilities.

    Args:
        explained: what to draw.
        models: which models scored, for the title.
    """
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    height, width = explained.pixels.shape[:2]
    figure = Figure(figsize=(11, 5.2), dpi=120, layout="constrained")
    shown, bars = figure.subplots(1, 2, width_ratios=(2.2, 1))
    shown.imshow(overlay(explained.pixels, explained.heat))
    x, y, w, h = np.array(explained.box) * (width, height, width, height)
    shown.add_patch(Rectangle((x, y), w, h, fill=False, edgecolor="white", linewidth=1.5))
    shown.set_axis_off()
    shown.set_title(
        f"What speaks for {explained.emotion}, {explained.seconds:.2f} s\n"
        "yellow: most, uncoloured: nothing or against it",
        fontsize=11,
    )
    colours = ["#dd513a" if name == explained.emotion else "#8a8a9a" for name in EMOTIONS]
    places = np.arange(len(EMOTIONS))
    drawn = bars.barh(places, explained.probabilities, color=colours)
    bars.bar_label(drawn, [f"{p:.1%}" for p in explained.probabilities], padding=3, fontsize=9)
    bars.set_yticks(places, EMOTIONS)
    bars.set(xlim=(0, 1.18), xlabel="probability", xticks=[0, 0.5, 1])
    bars.invert_yaxis()
    bars.spines[["top", "right"]].set_visible(False)
    bars.set_title(models, fontsize=9)
    figure.supxlabel(CAVEAT, fontsize=11, fontweight="bold")
    return figure
