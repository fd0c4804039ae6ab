"""Shows which places of a face speak for an emotion, in one scored frame of a video.

interviews explain --input motivation.mp4 --at 2.5 --output overlay.png

--at takes the time_seconds of a row in frame_scores, whose probabilities are printed.
"""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.exit_codes import ExitCode
from jobs.explaining import emotion_option, output_option, print_scores, save_picture
from jobs.options import CommandError, Number, leave, models_option, run_command
from schemas.datasets import CAVEAT
from schemas.labels import FACE_LABELS
from schemas.sampling import FRAMES_PER_SECOND, MAXIMUM_FRAMES_PER_SECOND

if TYPE_CHECKING:
    from transforms.explain import Explanation


SECONDS = Number(0, sys.float_info.max, "number of seconds from 0, as 2.5")
RATE = Number(
    math.ulp(0.0),
    MAXIMUM_FRAMES_PER_SECOND,
    f"number above 0 and at most {MAXIMUM_FRAMES_PER_SECOND:g}",
)


@click.command(
    help="Show which places of a face speak for an emotion, in one frame of a video.",
    epilog=f"The map is as coarse as the network's last layer, 8 pixels of the 48. {CAVEAT}",
)
@click.option(
    "--input", "video", required=True, metavar="VIDEO", help="video, local or of a bucket"
)
@click.option(
    "--at", "seconds", required=True, type=SECONDS, metavar="SECONDS", help="presentation time"
)
@output_option
@emotion_option("the one with the highest probability")
@click.option(
    "--face_labels",
    type=click.Choice(FACE_LABELS),
    help="label scheme of the faces, as given to interviews score; default: the release's",
)
@click.option(
    "--frames_per_second",
    type=RATE,
    default=FRAMES_PER_SECOND,
    show_default=True,
    metavar="RATE",
    help="as given to interviews score",
)
@models_option
def command(
    video: str,
    seconds: float,
    output: Path,
    emotion: str | None,
    face_labels: str | None,
    frames_per_second: float,
    models: Path | None,
    release: str | None,
) -> ExitCode:
    """Explain the frame, then draw and print it."""
    from models.runtime.threads import use_one_thread
    from models.selection import Wanted, select
    from models.store import ArtefactError
    from transforms.errors import InputError
    from transforms.explain import explain_frame
    from transforms.inputs.fetch import local_copy

    use_one_thread()
    try:
        selection = select(release, models, Wanted(face_labels=face_labels))
        with local_copy(video) as copy:
            explained = explain_frame(copy.path, seconds, selection, emotion, frames_per_second)
        _draw(explained, f"models {selection.release}, labels {selection.face_labels}", output)
    except (InputError, ArtefactError, OSError) as error:
        raise CommandError(str(error)) from error
    _print(explained)
    print(f"{CAVEAT}\nwritten: {output}")
    return ExitCode.OK


def _draw(explained: "Explanation", models: str, output: Path) -> None:
    from models.evaluation.overlay import ExplainedFrame, draw_explanation

    frame = ExplainedFrame(
        explained.frame.pixels,
        explained.frame.seconds,
        explained.outline,
        explained.heat,
        explained.scale,
        explained.emotion,
        explained.probabilities,
        explained.unpainted,
    )
    save_picture(draw_explanation(frame, models), output)


def _print(explained: "Explanation") -> None:
    print_scores(explained.probabilities, explained.emotion)
    if explained.unpainted:
        print(f"{explained.unpainted} No heat map was drawn.")
    if explained.faces > 1:
        print(f"{explained.faces} faces are in view; the largest was explained.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.explain_frame`."""
    return run_command(command, arguments, "interviews explain")


if __name__ == "__main__":
    leave(main())
