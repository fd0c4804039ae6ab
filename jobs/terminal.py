"""Writing to a terminal or a log."""

from rich.console import Console


def terminal(width: int = 120) -> Console:
    """As wide as the terminal; a log has room for a whole table of `width` characters."""
    console = Console()
    return console if console.is_terminal else Console(width=width)


def printable(text: str) -> str:
    """Without what would break a line or command the terminal: names are the outside world's."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
