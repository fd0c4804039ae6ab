"""Numbers in words, as all pages write them."""

import datetime
import re

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Control characters, and those that turn the direction of writing."""


def percent(share: float | None) -> str:
    """0.3817 as "38.2 %": one decimal, so that shares which add up still do."""
    return "\u2013" if share is None else f"{100 * share:.1f}\u202f%"


def points(difference: float) -> str:
    """A difference of two shares, signed: "+3.1 points"."""
    return f"{100 * difference:+.1f} points".replace("-", "\u2212")


def clock(seconds: float) -> str:
    """Seconds as a player shows them: 0:07, 12:30, 1:02:03."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def visible(name: str) -> str:
    """A name of strangers, with what cannot be seen written out: "\\u202e" turns what follows."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", name)


def shortened(name: str, most: int) -> str:
    """A visible name for a figure, where long ones have no room; tables have it whole."""
    shown = visible(name)
    return shown if len(shown) <= most else shown[: most - 1] + "\u2026"


def moment(seconds: float) -> str:
    """A place in a recording as `clock`, with a tenth where it is no whole second: "0:07.5"."""
    tenths = round(10 * seconds)
    return clock(tenths / 10) + (f".{tenths % 10}" if tenths % 10 else "")


def duration(seconds: float) -> str:
    """How long: "0.8 s", "42 s", "21 min", "3 h 12 min"."""
    if seconds < 10:
        return f"{seconds:.1f}\u202fs"
    if seconds < 120:
        return f"{seconds:.0f}\u202fs"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}\u202fh {minutes}\u202fmin" if hours else f"{minutes}\u202fmin"


def day(date: datetime.date) -> str:
    """A date in words: "7 November 2026"."""
    return f"{date.day} {date:%B %Y}"


def counted(number: int, what: str) -> str:
    """ "1 candidate", "1,204 candidates"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def sentence(text: str) -> str:
    """A remark as a sentence: with a capital and a full stop; empty stays empty."""
    plain = text.strip()
    if not plain:
        return ""
    return plain[0].upper() + plain[1:] + ("" if plain.endswith((".", "!", "?")) else ".")
