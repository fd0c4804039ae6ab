"""Why a track cannot be scored: its state in the recording's row, and what to do about it."""

from typing import NamedTuple

from transforms.errors import InputError


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


TROUBLES = {
    trouble.state: trouble
    for trouble in (
        Trouble("too_large", "media_too_large", "The picture has too many pixels; scale it down."),
        Trouble(
            "unreadable",
            "unreadable_media",
            "No decoder here opens it; check that it plays, then export it again as MP4 or WAV.",
        ),
        Trouble("empty_track", "no_stream", "The track holds nothing; export it again."),
    )
}
"""What is seen before decoding, by state; the first is what a file with several is told."""

_STATES = {"decoding_timeout": "timed_out", "media_too_large": "too_large"}


def trouble_of(error: InputError) -> Trouble:
    """What an error in decoding a track means for its modality."""
    return Trouble(_STATES.get(error.kind, "unreadable"), error.kind, error.message)
