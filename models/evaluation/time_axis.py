"""A recording's time along an axis, in seconds or in minutes."""

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

MINUTES_FROM = 180.0
"""Seconds: longer recordings have a time axis in minutes."""

MOST_TICKS = 12
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120)


def clock(second: float, whole: float) -> str:
    """A time of a recording that lasts `whole` seconds: "2.5 s" or "41:07"."""
    if whole <= MINUTES_FROM:
        return f"{second:.1f} s"
    minutes, rest = divmod(round(second), 60)
    return f"{minutes}:{rest:02d}"


def lay_time(axes: Axes, seconds: float) -> None:
    """From 0 to the end, with ticks at whole minutes where there are many."""
    axes.set_xlim(0, seconds)
    if seconds <= MINUTES_FROM:
        axes.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10]))
        axes.set_xlabel("seconds")
        return
    step = next((m for m in _MINUTES if seconds / (60 * m) <= MOST_TICKS), 240)
    axes.xaxis.set_major_locator(MultipleLocator(60 * step))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda second, _: clock(second, seconds)))
    axes.set_xlabel("minutes:seconds")
