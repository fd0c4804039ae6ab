"""Numbers in words, as all pages write them."""


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


def shortened(name: str, most: int) -> str:
    """A name for a figure, where long ones have no room; tables have it whole."""
    return name if len(name) <= most else name[: most - 1] + "\u2026"
