"""Shows which windows of a recording moved its voice score, and where the models looked.

interviews explain-voice --input motivation.mp4 --output voice.png

Scores are those of the recording's rows in voice_scores and recording_scores.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.exit_codes import ExitCode
from jobs.explaining import emotion_option, output_option, print_scores, save_picture
from jobs.options import CommandError, leave, models_option, run_command
from schemas.datasets import CAVEAT
from schemas.labels import GUESSED_EMOTION

if TYPE_CHECKING:
    from transforms.explain_voice import VoiceExplanation

NOT_EVIDENCE = "Attention says where a model looked, not what speaks for an emotion."


@click.command(
    help="Show which windows of a recording moved its voice score, and where the models looked.",
    epilog=f"{NOT_EVIDENCE} {CAVEAT}",
)
@click.option(
    "--input",
    "recording",
    required=True,
    metavar="RECORDING",
    help="video or sound, local or of a bucket",
)
@output_option
@emotion_option("the one with the highest score")
@click.option(
    "--voice_model",
    "voice_models",
    multiple=True,
    metavar="MODEL",
    help="as given to interviews score; may be repeated; default: the release's ensemble",
)
@models_option
def command(
    recording: str,
    output: Path,
    emotion: str | None,
    voice_models: tuple[str, ...],
    models: Path | None,
    release: str | None,
) -> ExitCode:
    """Explain the voice, then draw and print it."""
    # First of all: an hour is not scored for a picture that cannot be drawn.
    from jobs.explained_voice import draw
    from models.runtime.threads import use_one_thread
    from models.selection import Wanted, select
    from models.store import ArtefactError
    from transforms.errors import InputError
    from transforms.explain_voice import explain_recording
    from transforms.inputs.fetch import local_copy

    use_one_thread()
    try:
        selection = select(release, models, Wanted(voice_models=voice_models))
        with local_copy(recording) as copy:
            explained = explain_recording(copy.path, selection, emotion)
        told = _of_attention(explained, selection.voice.models)
        scored_by = f"models {selection.release}, {selection.voice.name}"
        save_picture(draw(explained, told, scored_by), output)
    except (InputError, ArtefactError, OSError) as error:
        raise CommandError(str(error)) from error
    _print(explained)
    print(f"{told}\n{CAVEAT}\nwritten: {output}")
    return ExitCode.OK


def _of_attention(explained: "VoiceExplanation", models: Sequence[str]) -> str:
    if not explained.tellers:
        return f"No attention is shown: no model of {'+'.join(models)} tells moments."
    silent = [name for name in models if name not in explained.tellers]
    return NOT_EVIDENCE + "".join(f" {name} tells no moments." for name in silent)


def _print(explained: "VoiceExplanation") -> None:
    from models.voice.level import TOLD_DB

    print_scores(explained.probabilities, explained.emotion)
    for line in _told(explained):
        print(line)
    if abs(explained.gain_db) >= TOLD_DB:
        print(f"The sound was scored at {explained.gain_db:+.1f} dB.")


def _told(explained: "VoiceExplanation") -> Iterator[str]:
    """The strongest windows; a pull has more digits where more windows share the distance."""
    scored = len(explained.scores)
    yield (
        f"{scored} of {len(explained.windows)} windows scored; all pulls sum to the distance from "
        f"guessing, {GUESSED_EMOTION:.1%}."
    )
    looked_at = "   looked at most" if explained.tellers else ""
    yield f"  {'seconds':>15} {'score':>7} {'pull':>14}{looked_at}"
    for rank, each in enumerate(explained.strongest, start=1):
        span = f"{each.start_seconds:.1f} - {each.end_seconds:.1f}"
        pull = f"{100 * each.contribution.pull:+.{len(str(scored))}f}"
        looked = ", ".join(f"{moment.seconds:.2f} s" for moment in each.moments)
        line = f"{rank} {span:>15} {each.contribution.score:7.1%} {pull:>7} points   {looked}"
        yield line.rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.explain_voice`."""
    return run_command(command, arguments, "interviews explain-voice")


if __name__ == "__main__":
    leave(main())
