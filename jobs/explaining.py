"""What the commands that explain a score share: their picture and the seven scores in print."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.options import CommandError
from schemas.labels import EMOTIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _png(context: click.Context, parameter: click.Parameter, output: Path) -> Path:
    if output.suffix.lower() != ".png":
        raise CommandError("--output must end in .png")
    return output


output_option = click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PNG",
    callback=_png,
    help="picture to write",
)


def emotion_option(default: str) -> Any:
    """Which emotion is explained; `default` says what is where none is named."""
    return click.option("--emotion", type=click.Choice(EMOTIONS), help=f"default: {default}")


def save_picture(figure: "Figure", output: Path) -> None:
    """Write a picture, with its folder.

    Raises:
        CommandError: if it cannot be written.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(output)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written ({error.strerror}): name another file with --output"
        ) from error


def print_scores(probabilities: Sequence[float], asked: str) -> None:
    """The seven scores, one a line, with the explained one marked."""
    for emotion, probability in zip(EMOTIONS, probabilities, strict=True):
        print(f"{emotion:<9} {probability:6.1%}{'  <' if emotion == asked else ''}")
