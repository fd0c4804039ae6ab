"""Writing to a terminal or a log."""

from typing import NoReturn

from rich.console import Console


class Terminal(Console):
    """Standard output, or a file."""

    def on_broken_pipe(self) -> NoReturn:
        """Leave it to `jobs.options.run_command`; rich would exit with 1."""
        raise BrokenPipeError


def terminal(width: int = 120) -> Console:
    """As wide as the terminal; a log has room for a whole table of `width` characters."""
    console = Terminal()
    return console if console.is_terminal else Terminal(width=width)


def printable(text: str) -> str:
    """Without what would break a line or command the terminal: names are the outside world's."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
