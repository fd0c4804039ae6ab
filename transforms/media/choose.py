"""Chooses the tracks of a file that are scored: by what they show and say, not by their order."""

import time
from collections.abc import Sequence

import numpy as np

from models.face.finder import FaceFinder
from models.voice.level import DITHER
from transforms.errors import InputError
from transforms.isolated import Isolated
from transforms.media.channels import channels_speech, mix
from transforms.media.chosen import Chosen, settle
from transforms.media.limits import CHOOSING_SECONDS, MAXIMUM_CHANNELS, MAXIMUM_TRACKS
from transforms.media.sample import sample_frames, sample_sound
from transforms.media.tracks import PICTURE, SOUND, Probe, Track, from_answer
from transforms.media.troubles import SEEN_BEFORE_DECODING, trouble_with

AS_MUCH = 0.75
"""Sounds with this share of the most speech found in any are equal."""


def open_media(isolated: Isolated, path: str, finder: FaceFinder | None = None) -> Chosen:
    """Probe a file in the isolated child and choose its tracks.

    Args:
        isolated: the child.
        path: local file.
        finder: finds the faces by which pictures are told apart; None goes by the flags.

    Raises:
        InputError: if it cannot be opened, holds nothing that can be scored, or is too long.
    """
    found = from_answer(isolated.run("probe", path, "probe", "unreadable_media"))
    return choose(path, found, finder)


def choose(path: str, found: Probe, finder: FaceFinder | None = None) -> Chosen:
    """Choose the tracks to score; args and errors as for `open_media`, `found` from `probe`."""
    picture = _choose_picture(path, found, finder)
    sound, mixed = _choose_sound(path, found)
    if picture is None and sound is None:
        raise _nothing_usable(found)
    return settle(found, picture, sound)._replace(mix=mixed)


def _choose_picture(path: str, found: Probe, finder: FaceFinder | None) -> Track | None:
    """The picture in which a face is seen most often."""
    tracks = _usable(found, PICTURE)
    if len(tracks) < 2 or finder is None:
        return _flagged(tracks)
    until = time.monotonic() + CHOOSING_SECONDS
    seen: dict[int, int] = {}
    for track in tracks:
        for frame in sample_frames(path, found, track, until):
            finder.start_recording()
            seen[track.index] = seen.get(track.index, 0) + bool(finder.find_meshes(frame, 0.0))
    readable = [track for track in tracks if track.index in seen] or tracks
    most = max(seen.values(), default=0)
    return _flagged([track for track in readable if seen.get(track.index, 0) == most])


def _choose_sound(path: str, found: Probe) -> tuple[Track | None, str | None]:
    """The sound with the most speech in any of its channels, and how to mix it."""
    tracks = _usable(found, SOUND)
    if len(tracks) < 2 and all(track.channels <= 1 for track in tracks):
        return _flagged(tracks), None
    until = time.monotonic() + CHOOSING_SECONDS
    heard = {track.index: sample_sound(path, found, track, until) for track in tracks}
    readable = [track for track in tracks if len(heard[track.index])] or tracks
    if len(readable) > 1:
        speech = {
            track.index: float(channels_speech(windows).max())
            for track in readable
            if len(windows := heard[track.index])
        }
        most = max(speech.values(), default=0.0)
        peaks = {index: float(np.abs(heard[index]).max()) for index in speech}
        loud = max(peaks.values(), default=0.0) > DITHER
        readable = [
            track
            for track in readable
            if speech.get(track.index, 0.0) >= AS_MUCH * most
            and (not loud or peaks.get(track.index, 0.0) > DITHER)
        ]
    chosen = _flagged(readable)
    if chosen is None or not len(heard[chosen.index]):
        return chosen, None
    return chosen, mix(heard[chosen.index])


def _usable(found: Probe, kind: str) -> list[Track]:
    return [
        track
        for track in found.of_kind(kind)
        if track.trouble is None and track.channels <= MAXIMUM_CHANNELS
    ][:MAXIMUM_TRACKS]


def _flagged(tracks: Sequence[Track]) -> Track | None:
    """Of equal tracks the one flagged as default, else the first."""
    return min(tracks, key=lambda track: (not track.default, track.index), default=None)


def _nothing_usable(found: Probe) -> InputError:
    order = list(SEEN_BEFORE_DECODING)
    told = min(found.tracks, key=lambda track: order.index(track.trouble or "unreadable"))
    return trouble_with(told.trouble, told.width, told.height).error()
