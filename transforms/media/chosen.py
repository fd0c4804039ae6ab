"""What of a file is scored: the tracks in use, their clock, how sound is mixed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Optional

import ffmpeg

from transforms.errors import InputError
from transforms.media.clock import Clock, expressions, lay_out
from transforms.media.decoder import limited_input
from transforms.media.limits import BEYOND_HEADER, MAXIMUM_SECONDS
from transforms.media.tracks import PICTURE, SOUND, Probe, Track
from transforms.media.troubles import Trouble, trouble_with


class Chosen(NamedTuple):
    """The tracks of a file that are scored."""

    picture: Optional[Track]
    sound: Optional[Track]
    picture_trouble: Optional[Trouble]
    sound_trouble: Optional[Trouble]
    """Why there is none although the file has such tracks."""
    pictures: int
    sounds: int
    """Tracks counted, covers left out."""
    clock: Clock
    seconds: Optional[float]
    """How long the tracks in use are, as far as their packets or the container say."""
    input_options: Mapping[str, int]
    """As of the probe."""
    mix: Optional[str] = None
    """How ffmpeg's `pan` mixes the channels to one; None for its plain mix."""

    @property
    def picture_declared(self) -> Optional[float]:
        """Where it is to end on the time line, seconds; None after jumps of the clock, which no
        declared length counts, and where the header is known to be wrong."""
        return self._declared(self.picture)

    @property
    def sound_declared(self) -> Optional[float]:
        return self._declared(self.sound)

    def _declared(self, track: Optional[Track]) -> Optional[float]:
        if track is None or self.clock.discontinuities or self.input_options == BEYOND_HEADER:
            return None
        declared = track.declared_seconds
        return None if declared is None else declared + self.clock.starts.get(track.index, 0.0)


def settle(found: Probe, picture: Optional[Track], sound: Optional[Track]) -> Chosen:
    """Use these tracks.

    Args:
        found: the probe of the file.
        picture, sound: of its tracks, or None.

    Raises:
        InputError: if they are longer than what is scored.
    """
    used = [track for track in (picture, sound) if track is not None]
    clock = lay_out(used)
    ends = [clock.ends.get(track.index, track.declared_seconds) for track in used]
    known = [end for end in ends if end is not None]
    seconds = max(known) if known else found.duration_seconds
    if (seconds or 0) > MAXIMUM_SECONDS:
        raise InputError(
            "probe",
            "media_too_long",
            f"It lasts {(seconds or 0) / 3600:.1f} h, and the limit is "
            f"{MAXIMUM_SECONDS // 3600} h; cut it in parts.",
        )
    pictures, sounds = found.of_kind(PICTURE), found.of_kind(SOUND)
    return Chosen(
        picture=picture,
        sound=sound,
        picture_trouble=None if picture else _trouble(pictures),
        sound_trouble=None if sound else _trouble(sounds),
        pictures=len(pictures),
        sounds=len(sounds),
        clock=clock,
        seconds=seconds,
        input_options=found.input_options,
    )


def _trouble(tracks: Sequence[Track]) -> Trouble | None:
    """Why none of these can be scored; None if there is none."""
    return trouble_with(tracks[0].trouble, tracks[0].width, tracks[0].height) if tracks else None


def source(
    path: str, chosen: Chosen, track: Track, **options: str | float | None
) -> "ffmpeg.nodes.FilterableStream":
    """One track of a file, its times on the recording's time line; options are its decoder's."""
    if moved := expressions(chosen.clock.shifts.get(track.index, ())):
        options[f"bsf:{track.index}"] = f"setts={moved}"
    return limited_input(path, **options, **chosen.input_options)[str(track.index)]
