"""What a file holds, as the probe found it."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Optional, Tuple

from transforms.media.scan import Segment

PICTURE, SOUND = "video", "audio"

Ratio = Tuple[int, int]


class Track(NamedTuple):
    """One track of picture or sound; sizes in pixels as shown, after rotation and aspect."""

    index: int  # type: ignore[assignment]  # tuple.index is not used
    """Of the stream in the container."""
    kind: str
    """PICTURE or SOUND."""
    default: bool
    """Whether the file flags it as the one to play."""
    trouble: Optional[str]
    """Why it cannot be decoded, a key of schemas.states.RECORDING_STATES, or None."""
    time_base: Ratio
    """Seconds a tick."""
    start: Optional[int]
    """Presentation time of its beginning as declared, ticks."""
    declared_seconds: Optional[float]
    """Its own length, if the container is to be believed."""
    packets: int
    segments: Tuple[Segment, ...]
    complete: bool
    """Whether its packets were seen to the end."""
    broken: bool = False
    """Whether the file cannot be read to its end."""
    width: int = 0
    height: int = 0
    stored: Tuple[int, int, float] = (0, 0, 1.0)
    """Width and height, upright, in stored pixels; width over height of one of them."""
    rotation_degrees: Optional[int] = None
    frame_rate: Optional[float] = None
    variable_frame_rate: Optional[bool] = None
    damaged_beginning: bool = False
    """Whether the first packets cannot be decoded, or need frames that are not there."""
    reference_spacing: Optional[float] = None
    """Longest time between neighbouring frames that others are predicted from, where frames lie
    between that are not, seconds; None if there are none, or if it is not known."""
    channels: int = 0


class Probe(NamedTuple):
    """What a file holds."""

    duration_seconds: Optional[float]
    """As the container declares it, whatever tracks it counts."""
    tracks: Tuple[Track, ...]
    """Pictures (covers left out) and sounds, in the order of the container."""
    input_options: Mapping[str, int]
    """Options of libavformat with which all of it is found: BEYOND_HEADER, DEEP or none."""

    def of_kind(self, kind: str) -> list[Track]:
        """All tracks of one kind, those in trouble too."""
        return [track for track in self.tracks if track.kind == kind]


def from_answer(answer: list[Any]) -> Probe:
    """The probe that the isolated child sent as JSON."""
    duration, tracks, input_options = answer
    return Probe(duration, tuple(map(_track, tracks)), input_options)


def _track(values: list[Any]) -> Track:
    track = Track(*values)
    return track._replace(
        segments=tuple(Segment(*segment) for segment in track.segments),
        time_base=tuple(track.time_base),  # type: ignore[arg-type]
        stored=tuple(track.stored),  # type: ignore[arg-type]
    )
