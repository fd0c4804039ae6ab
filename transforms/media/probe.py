"""Reads what a media container holds. Runs in the isolated child process only."""

import contextlib
import itertools
import os
from fractions import Fraction
from typing import Any, NamedTuple, Optional, Tuple

from transforms.errors import InputError
from transforms.media.limits import DEEP, FORMATS, MAXIMUM_PIXELS, PROTOCOLS
from transforms.media.references import References
from transforms.media.scan import Packets, Segment, scan
from transforms.media.wav import ends_after_header

PICTURE, SOUND = "video", "audio"

DEFAULT, ATTACHED_PICTURE, TIMED_THUMBNAILS = 0x1, 0x400, 0x800
"""Bits of libavformat's AV_DISPOSITION_*."""

STILLS = frozenset({"mjpeg", "png", "apng", "bmp", "gif", "webp", "tiff", "jpeg2000", "jpegxl"})
"""Codecs of photographs: a track with a single picture of one is a cover."""

LOOKED_AT = 300
"""Packets of a track that are tried until the first of them can be decoded."""

REORDERING = 16
"""More frames than any codec here holds back for reordering."""

UNDECLARED = frozenset({"mp3", "mpeg", "mpegvideo", "mpegts"})
"""Formats whose length is an estimate from the size and the rate of the beginning."""

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
    between that are not, seconds; None if there are none, or no telling."""
    channels: int = 0


class Probe(NamedTuple):
    """What a file holds."""

    duration_seconds: Optional[float]
    """As the container declares it, whatever tracks it counts."""
    tracks: Tuple[Track, ...]
    """Pictures (covers left out) and sounds, in the order of the container."""
    ignore_length: bool
    """Whether a WAV is to be read on behind the end that its header gives."""
    deep: bool = False
    """Whether tracks are found only if they are looked for far into the file."""

    def of_kind(self, kind: str) -> list[Track]:
        """All tracks of one kind, those in trouble too."""
        return [track for track in self.tracks if track.kind == kind]


def from_answer(answer: list[Any]) -> Probe:
    """The probe that the isolated child sent as JSON."""
    duration, tracks, *how = answer
    return Probe(duration, tuple(map(_track, tracks)), *how)


def _track(values: list[Any]) -> Track:
    track = Track(*values)
    return track._replace(
        segments=tuple(Segment(*segment) for segment in track.segments),
        time_base=tuple(track.time_base),  # type: ignore[arg-type]
        stored=tuple(track.stored),  # type: ignore[arg-type]
    )


def probe(path: str) -> Probe:
    """Read tracks, times and packets of a media file with PyAV, decoding a frame a track.

    Raises:
        InputError: if the file cannot be opened or holds neither picture nor sound.
    """
    import av

    if os.path.getsize(path) == 0:
        raise InputError("probe", "empty_file", "The file has 0 bytes; export it again.")
    longer = ends_after_header(path)
    options = {"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS}
    if longer:
        options["ignore_length"] = "1"
    try:
        try:
            found = _opened(path, options, longer)
        except IndexError:  # of PyAV: a track that was not there when the file was opened
            more = {name: str(value) for name, value in DEEP.items()}
            found = _opened(path, options | more, longer)._replace(deep=True)
    except (av.FFmpegError, ValueError, OSError, IndexError) as error:
        raise InputError(
            "probe",
            "unreadable_media",
            f"The container cannot be read ({type(error).__name__}); "
            "check that it plays, then export it again as MP4 or WAV.",
        ) from error
    if not found.tracks:
        raise InputError(
            "probe", "no_stream", "The file holds neither picture nor sound; export it again."
        )
    return found


def _opened(path: str, options: dict[str, str], longer: bool) -> Probe:
    import av

    with av.open(f"file:{path}", options=options, metadata_errors="ignore") as container:
        return _read(container, longer)


def _read(container: Any, longer: bool) -> Probe:
    flagged = ATTACHED_PICTURE | TIMED_THUMBNAILS
    pictures = [s for s in container.streams.video if not int(s.disposition) & flagged]
    sounds = list(container.streams.audio)
    looks = {stream.index: _Look(stream) for stream in (*pictures, *sounds)}
    packets = scan(
        container, [*pictures, *sounds], lambda packet: looks[packet.stream.index].see(packet)
    )
    duration = container.duration / 1e6 if container.duration else None
    alone = len(container.streams) == len(looks)
    tracks = [
        look.track(packets[index], _declared(container, look.stream, duration if alone else None))
        for index, look in sorted(looks.items())
        if not (sounds and _is_cover(look.stream, packets[index]))
    ]
    return Probe(duration, tuple(tracks), longer)


def _is_cover(stream: Any, packets: Packets) -> bool:
    """Whether it is a single photograph, stored as if it were a film."""
    codec = stream.codec_context
    return (
        stream.type == PICTURE
        and packets.count == 1
        and codec is not None
        and codec.codec.name in STILLS
    )


def _declared(container: Any, stream: Any, of_file: Optional[float]) -> Optional[float]:
    """Seconds; a container that only counts as a whole is believed if it has no other track."""
    if container.format.name in UNDECLARED:
        return None
    if container.format.name == "avi" and stream.type == SOUND:
        return None  # it counts the empty chunks that stand for a late start, which nobody reads
    if "matroska" not in container.format.name:
        # Of an AVI that was cut the duration is what is left, the number of frames is not.
        frames = stream.frames if container.format.name == "avi" else 0
        ticks = max(stream.duration or 0, frames)
        return float(ticks * stream.time_base) if ticks else None
    # Matroska gives where a track ends, on the file's clock.
    start = max(0.0, (container.start_time or 0) / 1e6)
    if stream.start_time is not None:
        start = max(0.0, float(stream.start_time * stream.time_base))
    ends = [of_file] if of_file else []
    if tagged := _seconds(stream.metadata.get("DURATION", "")):
        ends.append(tagged)
    return max(0.0, min(ends) - start) if ends else None


def _seconds(tag: str) -> Optional[float]:
    """Of "00:01:02.5"; None for anything else."""
    try:
        hours, minutes, seconds = tag.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None


class _Look:
    """Decodes the first frame of a track that can be decoded, to learn its shape."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self._frame: Any = None
        self._tries = LOOKED_AT
        self._trouble: Optional[str] = None
        self._damaged = False
        self._references = References(stream)
        if stream.codec_context is None:
            self._trouble = "unreadable"
        elif stream.type == PICTURE and stream.width * stream.height > MAXIMUM_PIXELS:
            self._trouble = "too_large"
        else:
            stream.codec_context.thread_count = 1

    def see(self, packet: Any) -> None:
        import av

        self._references.add(packet)
        if self._trouble or self._frame is not None or self._tries <= 0:
            return
        if self._tries == LOOKED_AT and not packet.is_keyframe:
            self._damaged = True
        self._tries -= 1
        try:
            self._frame = next(iter(packet.decode()), None)
        except (av.FFmpegError, ValueError):
            self._damaged = True

    def track(self, packets: Packets, declared: Optional[float]) -> Track:
        stream = self.stream
        if self._frame is None and self._trouble is None and packets.count:
            self._flush()
        trouble = self._trouble or (None if packets.count else "empty_track")
        base = Fraction(stream.time_base or 1)
        common = Track(
            index=stream.index,
            kind=stream.type,
            default=bool(int(stream.disposition) & DEFAULT),
            trouble=trouble,
            time_base=(base.numerator, base.denominator),
            start=stream.start_time,
            declared_seconds=declared,
            packets=packets.count,
            segments=packets.segments,
            complete=packets.complete,
            broken=packets.broken,
        )
        if trouble == "too_large":
            return common._replace(width=stream.width, height=stream.height)
        if trouble:
            return common
        return self._picture(common, packets) if stream.type == PICTURE else self._sound(common)

    def _flush(self) -> None:
        """A short track's only frames may wait in the decoder."""
        import av

        with contextlib.suppress(av.FFmpegError, ValueError):
            self._frame = next(iter(self.stream.codec_context.decode(None)), None)

    def _picture(self, track: Track, packets: Packets) -> Track:
        stream, frame = self.stream, self._frame
        width, height = (frame.width, frame.height) if frame else (stream.width, stream.height)
        if width * height == 0:
            return track._replace(trouble="unreadable")
        if width * height > MAXIMUM_PIXELS:
            return track._replace(trouble="too_large", width=width, height=height)
        rotation = int(-frame.rotation) % 360 if frame else 0
        aspect = float(stream.sample_aspect_ratio or 1)
        shown, stored = (round(width * aspect), height), (width, height, aspect)
        if rotation in (90, 270):
            shown, stored = shown[::-1], (height, width, 1 / aspect)
        return track._replace(
            width=shown[0],
            height=shown[1],
            stored=stored,
            rotation_degrees=rotation,
            frame_rate=float(stream.average_rate) if stream.average_rate else None,
            variable_frame_rate=_unevenly_spaced(packets.first_times),
            damaged_beginning=self._damaged,
            reference_spacing=self._reference_spacing(packets),
        )

    def _reference_spacing(self, packets: Packets) -> Optional[float]:
        spacing = self._references.spacing()
        # What was not seen, or is in another part of the clock, may be further apart.
        known = spacing is not None and packets.complete and len(packets.segments) == 1
        # AVI stores no times of presentation: those that libavformat gives are in another order.
        known = known and self.stream.container.format.name != "avi"
        return float(spacing * self.stream.time_base) if known else None

    def _sound(self, track: Track) -> Track:
        layout = self._frame.layout if self._frame else self.stream.codec_context.layout
        return track._replace(channels=layout.nb_channels)


def _unevenly_spaced(presented: Tuple[int, ...]) -> bool:
    """Whether the first frames' distances differ by more than rounding (half a distance)."""
    times = sorted(presented)
    # At both ends neighbours may be missing that come elsewhere in decoding order.
    steps = [b - a for a, b in itertools.pairwise(times[REORDERING:-REORDERING])]
    return bool(steps) and max(steps) > 1.5 * max(1, min(steps))
