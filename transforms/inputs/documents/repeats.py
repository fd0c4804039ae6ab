"""Captions that roll or grow, where each cue repeats the one before, are kept once."""

import itertools
import re
from collections.abc import Sequence

LONGEST_REPEAT = 200
"""Words or lines."""
SURE_REPEAT = 3
"""Words at a seam between two cues that nobody says twice by chance."""
ROLLING_SHARE = 0.25
"""Of the seams with a sure repeat, from which on every repeated word counts as one."""
ANY_SHARE = 0.6
"""Of the seams with a repeat of any length, likewise; in speech it is one of fifty."""

_SIGNS = re.compile(r"[\W_]+")


def without_repeats(cues: Sequence[Sequence[str]]) -> list[str]:
    """Lines of all cues without what only repeats the end of what was shown before.

    Lines that come again at once go always. Single words that come again go only where repeats
    are the rule: "that" and "that" at the seam of two cues may both have been said.
    """
    cues = _without_drafts(cues)
    rolling = _is_rolling(cues)
    kept: list[str] = []
    shown: list[str] = []
    before: Sequence[str] = ()
    for cue in cues:
        again = _lines_again(before, cue)
        before = cue
        words = [word for line in cue for word in _words(line)]
        lines_again = sum(len(_words(line)) for line in cue[:again])
        repeated = _overlap(shown, words)
        if repeated <= lines_again or not (rolling or repeated >= SURE_REPEAT):
            kept += cue[again:]
            shown += words[lines_again:]
        else:
            kept += _without_words(cue, repeated) if repeated < len(words) else []
            shown += words[repeated:]
        del shown[:-LONGEST_REPEAT]
    return kept


def _without_drafts(cues: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Cues without those that the next one only writes on, be it in the midst of a word."""
    plain = [" ".join(_words(" ".join(cue))) for cue in cues]
    grows = [after.startswith(before) for before, after in itertools.pairwise(plain)]
    words = [before.count(" ") + 1 for before in plain]
    # One word alone says nothing: "I" is no draft of "in time" where growing is not the rule.
    usual = sum(grown and n > 1 for grown, n in zip(grows, words, strict=False))
    least = 1 if usual >= max(1, ROLLING_SHARE * len(grows)) else SURE_REPEAT
    drafts = [grown and n >= least for grown, n in zip(grows, words, strict=False)]
    return [cue for cue, draft in zip(cues, [*drafts, False], strict=False) if not draft]


def _is_rolling(cues: Sequence[Sequence[str]]) -> bool:
    """Whether repeats are the rule: sure ones at some seams, or any at nearly all."""
    sure = some = 0
    before: list[str] = []
    for cue in cues:
        words = [word for line in cue for word in _words(line)]
        repeated = _overlap(before, words)
        whole = repeated in (len(before), len(words))
        sure += repeated >= SURE_REPEAT or (whole and repeated > 1)
        some += repeated > 0
        before = words
    seams = len(cues) - 1
    return sure >= max(1, ROLLING_SHARE * seams) or some >= max(4, ANY_SHARE * seams)


def _lines_again(before: Sequence[str], cue: Sequence[str]) -> int:
    """How many lines at the beginning of a cue are those at the end of the cue before it."""
    return next(
        n
        for n in range(min(len(before), len(cue), LONGEST_REPEAT), -1, -1)
        if list(before[len(before) - n :]) == list(cue[:n])
    )


def _overlap(shown: list[str], words: list[str]) -> int:
    """The most words at the beginning of a cue that are the last that were shown."""
    longest = min(len(shown), len(words), LONGEST_REPEAT)
    for n in range(longest, 0, -1):
        if shown[-n] == words[0] and shown[-n:] == words[:n]:
            return n
    return 0


def _words(line: str) -> list[str]:
    """Words as they are compared: without signs and case."""
    return [word for piece in line.split() if (word := _SIGNS.sub("", piece).casefold())]


def _without_words(cue: Sequence[str], count: int) -> list[str]:
    """The lines of a cue without its first words."""
    lines = []
    for line in cue:
        pieces = line.split()
        while pieces and count:
            count -= bool(_words(pieces.pop(0)))
        if rest := " ".join(pieces):
            lines.append(rest)
    return lines
