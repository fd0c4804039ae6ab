"""One colour for each emotion, trait and modality, in every plot, picture and page.

The hues follow Okabe and Ito (2008); lightness and chroma are set so that the colours of one group
stay apart under full protanopia, deuteranopia and tritanopia (simulated after Machado et al.,
2009), and each has a contrast of at least 3:1 with its background (WCAG 2.1, graphical objects).
No colour says good or bad: an emotion is never green because it is welcome. Colours of different
groups resemble each other, so one plot shows one group; and a label always names what is drawn.
"""

from typing import NamedTuple

LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#121417"


class Colour(NamedTuple):
    """One hue for both backgrounds, as #rrggbb (sRGB)."""

    on_light: str
    on_dark: str


INK = Colour("#1b1d21", "#f1f3f5")
"""Text and axes."""

QUIET = Colour("#6b7178", "#9aa1a9")
"""Muted: notes, guess lines, ticks. Contrast at least 4.5:1, as it may be text."""

RULE = Colour("#d9dde2", "#343a41")
"""Grid and rules; decoration, without a contrast to keep."""

EMOTION_COLOURS = {
    "angry": Colour("#a63a1a", "#e77855"),
    "disgust": Colour("#40a37f", "#7df2c6"),
    "fear": Colour("#632f79", "#9c5fae"),
    "happy": Colour("#b68807", "#edc23b"),
    "sad": Colour("#3364c8", "#4489fa"),
    "surprise": Colour("#d563b7", "#f98fdf"),
    "neutral": Colour("#545a63", "#969696"),
}
"""By name, in the order of EMOTIONS."""

TRAIT_COLOURS = {
    "openness": Colour("#0a58c4", "#5a8cfa"),
    "conscientiousness": Colour("#95391a", "#e06a1c"),
    "extraversion": Colour("#c08400", "#fbdf83"),
    "agreeableness": Colour("#2b9f86", "#6fd8bd"),
    "neuroticism": Colour("#702d6b", "#bb76b5"),
}
"""By name, in the order of TRAITS."""

MODALITY_COLOURS = {
    "fused": INK,
    "face": Colour("#37589f", "#7595dc"),
    "voice": Colour("#c4600c", "#e08c3c"),
    "text": Colour("#0a9b83", "#4fc4a0"),
}
"""What a score was read from; fused is drawn in the ink."""
