"""Spoken text of captions."""

from transforms.inputs.documents.cues import cues_of
from transforms.inputs.documents.repeats import without_repeats
from transforms.inputs.documents.speakers import without_speakers


def cue_text(captions: str) -> str:
    """Spoken text of WebVTT or SubRip captions.

    Times, cue numbers and names, notes, styles, tags, speakers' names and sounds in brackets go.
    Captions that roll or grow are kept once.
    """
    cues = [cue for cue in without_speakers(cues_of(captions)) if cue]
    return "\n".join(without_repeats(cues))
