"""Why a track cannot be scored: its state in the recording's row, and what to do about it."""

from typing import NamedTuple

from transforms.errors import InputError
from transforms.media.limits import MAXIMUM_CHANNELS, MAXIMUM_PIXELS, MAXIMUM_TRACKS


class Trouble(NamedTuple):
    """Why there is nothing of a modality to score although the file has a track of it."""

    state: str
    """A key of schemas.states.RECORDING_STATES."""
    kind: str
    """A key of schemas.states.FAILURE_KINDS: of the file, if it has nothing else."""
    message: str
    """What was wrong and what to do next."""

    def error(self) -> InputError:
        """Of a file that has nothing else."""
        return InputError("probe", self.kind, self.message)


SEEN_BEFORE_DECODING = {
    "too_large": (
        "media_too_large",
        f"The picture has {{width}} x {{height}} pixels, and the limit is {MAXIMUM_PIXELS:,}; "
        "scale it down.",
    ),
    "unreadable": (
        "unreadable_media",
        "No decoder here opens it; check that it plays, then export it again as MP4 or WAV.",
    ),
    "empty_track": ("no_stream", "The track holds nothing; export it again."),
}
"""State to kind and message; the first is what a file with several is told."""

_STATES = {"decoding_timeout": "timed_out", "media_too_large": "too_large"}


def trouble_with(state: str | None, width: int, height: int) -> Trouble:
    """Why a track of this state and size (pixels) cannot be scored; one without a state is beyond
    what is looked at."""
    if state is None:
        message = (
            f"It has more than {MAXIMUM_CHANNELS} channels, or stands behind {MAXIMUM_TRACKS} "
            "other tracks; export what matters alone."
        )
        return Trouble("unreadable", "unreadable_media", message)
    kind, message = SEEN_BEFORE_DECODING[state]
    return Trouble(state, kind, message.format(width=width, height=height))


def trouble_of(error: InputError) -> Trouble:
    """What an error in decoding a track means for its modality."""
    return Trouble(_STATES.get(error.kind, "unreadable"), error.kind, error.message)
