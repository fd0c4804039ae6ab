"""What every page of the report shares: the Jinja environment, assets and colours."""

import hashlib
import importlib.util
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from jobs.report.figure import script_json
from jobs.report.figures.slim import SHARED, slim
from jobs.report.wording import (
    clock,
    counted,
    day,
    duration,
    moment,
    percent,
    points,
    sentence,
    visible,
)
from schemas.colours import (
    DARK_BACKGROUND,
    EMOTION_COLOURS,
    INK,
    LIGHT_BACKGROUND,
    MODALITY_COLOURS,
    QUIET,
    RULE,
    TRAIT_COLOURS,
    Colour,
)
from schemas.datasets import CAVEAT
from schemas.labels import GUESSED_EMOTION

STYLE = "report.css"
SCRIPT = "report.js"
PLOTLY = "plotly.min.js"

COLOURS: dict[str, Colour] = {
    "paper": Colour(LIGHT_BACKGROUND, DARK_BACKGROUND),
    "wash": Colour("#f6f7f8", "#1b1f23"),
    "ink": INK,
    "quiet": QUIET,
    "rule": RULE,
    **{name: colour for name, colour in MODALITY_COLOURS.items() if colour != INK},
    **EMOTION_COLOURS,
    **TRAIT_COLOURS,
}
"""Name of the CSS variable (--name) to the colour; figures use `on_light`, and the page's script
puts the variable's value in its place."""


def render(template: str, assets: str = "assets/", inline: bool = False, **context: object) -> str:
    """A page; `assets` is the folder of the assets, relative to the page, with a slash.

    With `inline`, the page holds styles, scripts and plotly itself. The page may run only scripts
    that carry its nonce, a digest of all that it says: no text that a page quotes can know it.
    """
    nonce = hashlib.sha256(repr(sorted(context.items())).encode()).hexdigest()[:32]
    page: str = (
        _environment()
        .get_template(template)
        .render(assets=assets, inline=inline, nonce=nonce, **context)
    )
    return page


def asset(name: str) -> bytes:
    """An asset by name: what pages refer to as assets/<name>."""
    if name == PLOTLY:
        return plotly_script().read_bytes()
    return files("jobs.report").joinpath("assets", name).read_bytes()


def plotly_script() -> Path:
    """plotly.js, whole, as plotly's wheel brings it; found without importing plotly."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("plotly is not installed", name="plotly")
    return Path(spec.origin).parent / "package_data" / PLOTLY


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("jobs.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = (clock, counted, day, duration, moment, percent, points, sentence, visible)
    environment.filters.update({each.__name__: each for each in words})
    environment.filters.update(slim=slim, script_json=_script_json)
    environment.globals.update(
        caveat=CAVEAT,
        guessed_emotion=GUESSED_EMOTION,
        colour_variables=_colour_variables,
        colour_names=_script_json({c.on_light: f"--{name}" for name, c in COLOURS.items()}),
        shared_style=_script_json(SHARED),
        inlined=_inlined,
    )
    return environment


def _script_json(value: Any) -> Markup:
    return Markup(script_json(value))  # noqa: S704 - escaped for script elements


def _colour_variables(side: str) -> Iterator[tuple[str, str]]:
    """Name and value of each colour; `side` is on_light or on_dark."""
    return ((name, getattr(colour, side)) for name, colour in COLOURS.items())


@cache
def _inlined(name: str) -> Markup:
    """An asset of ours or plotly's to stand within <script> or <style>."""
    text = asset(name).decode("utf-8").replace("</script", r"<\/script")
    return Markup(text)  # noqa: S704 - no input of a user
