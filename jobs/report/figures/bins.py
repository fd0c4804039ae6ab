"""Moments of a recording as one series a modality, merged where they are too many to draw."""

import math
from collections import Counter
from collections.abc import Sequence

from jobs.report.contents import Moment, RecordingPart
from schemas.labels import EMOTIONS

MOST_BINS = 240
"""Of a recording, as many as a column of text has places for."""

MOST_ON_A_PAGE = 720
"""Bins of all recordings and modalities of a page, so that it stays within 300 KB."""

LEAST_BINS = 8

Series = dict[str, list[Moment]]
"""Modality to its moments, by time."""


def bins_of(recordings: Sequence[RecordingPart]) -> list[tuple[Series, float | None]]:
    """For each recording its series, and the seconds of a merged bin (None: as they were)."""
    series = [by_modality(part.moments) for part in recordings]
    most = MOST_BINS
    while most > LEAST_BINS and _total(series, most) > MOST_ON_A_PAGE:
        most = most * 3 // 4
    return [merged(one, most) for one in series]


def by_modality(moments: Sequence[Moment]) -> Series:
    """Series of the modalities with a scored moment, fused first."""
    found: Series = {}
    for modality in ("fused", "face", "voice"):
        own = sorted((m for m in moments if m.modality == modality), key=lambda m: m.start_seconds)
        if any(m.emotions for m in own):
            found[modality] = own
    return found


def merged(series: Series, most: int) -> tuple[Series, float | None]:
    """At most `most` bins in each series; all series are merged alike."""
    longest = max((len(moments) for moments in series.values()), default=0)
    factor = math.ceil(longest / most)
    if factor <= 1:
        return series, None
    joined = {
        modality: [_join(moments[i : i + factor]) for i in range(0, len(moments), factor)]
        for modality, moments in series.items()
    }
    first = next(iter(joined.values()))[0]
    return joined, first.end_seconds - first.start_seconds


def _total(series: Sequence[Series], most: int) -> int:
    return sum(min(most, len(moments)) for one in series for moments in one.values())


def _join(moments: Sequence[Moment]) -> Moment:
    """One moment for several; a score counts by the scored time that it stands for."""
    first, last = moments[0], moments[-1]
    seconds = [m.end_seconds - m.start_seconds for m in moments]
    whole = sum(seconds)
    weights = [
        m.scored_share * s if m.emotions else 0.0 for m, s in zip(moments, seconds, strict=True)
    ]
    scored = sum(weights)
    if scored <= 0:
        state, why = Counter((m.state, m.why) for m in moments).most_common(1)[0][0]
        emotions = None
    else:
        state, why = "scored", ""
        emotions = {
            emotion: sum(
                w * m.emotions[emotion] for w, m in zip(weights, moments, strict=True) if m.emotions
            )
            / scored
            for emotion in EMOTIONS
        }
    return Moment(
        first.modality,
        first.start_seconds,
        last.end_seconds,
        scored / whole if whole > 0 else 0.0,
        state,
        why,
        emotions,
    )
