"""Answers of the score database, printed as a table, as csv, Markdown, JSON or lines of JSON."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TextIO

from jobs.answer_values import as_text, to_json
from jobs.markdown import markdown_table
from jobs.options import CommandError
from jobs.terminal import Terminal, printable


class Answer(NamedTuple):
    """What the database answered."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    """To be read once: those of a long answer are fetched as they are read."""


def write_table(answer: Answer, out: TextIO) -> int:
    """Write a table: drawn on a terminal, else plain and as wide as its values.

    Returns:
        The number of rows, as all writers do.
    """
    lines = [
        [printable(column) for column in answer.columns],
        *([printable(as_text(value)) for value in row] for row in answer.rows),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if out.isatty():
        _draw_table(lines, widths, out)
        return len(lines) - 1
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(padded).rstrip(), file=out)
    if len(lines) == 1:
        print("(no rows)", file=out)
    return len(lines) - 1


def _draw_table(lines: Sequence[Sequence[str]], widths: Sequence[int], out: TextIO) -> None:
    from rich.table import Table

    columns, *rows = lines
    if not rows:
        print(f"{', '.join(columns)}\n(no rows)", file=out)
        return
    console = Terminal(file=out, markup=False, highlight=False, emoji=False)
    if sum(widths) + 3 * len(widths) < console.width:
        table = Table(*columns)
        for row in rows:
            table.add_row(*row)
        console.print(table)
        return
    for row in rows:  # too wide for the terminal: one table a row, a line a column
        table = Table("column", "value")
        for name, cell in zip(columns, row, strict=True):
            table.add_row(name, cell)
        console.print(table)


def write_csv(answer: Answer, out: TextIO) -> int:
    """Write comma-separated values below a line of column names, as they come."""
    writer = csv.writer(_UnixLines(out), lineterminator="\r\n")
    writer.writerow(answer.columns)
    count = 0
    for row in answer.rows:
        writer.writerow([as_text(value) for value in row])
        count += 1
    return count


class _UnixLines:
    """Ends lines with \\n: told to do so itself, `csv` would not quote a name with a \\r."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, line: str) -> None:
        self._out.write(line.removesuffix("\r\n") + "\n")


def write_markdown(answer: Answer, out: TextIO) -> int:
    """Write a table as GitHub shows it."""
    rows = list(answer.rows)
    for line in markdown_table(answer.columns, rows):
        print(line, file=out)
    return len(rows)


def write_json(answer: Answer, out: TextIO) -> int:
    """Write a list of objects, one a row."""
    records = list(_records(answer))
    print(to_json(records, indent=2), file=out)
    return len(records)


def write_json_lines(answer: Answer, out: TextIO) -> int:
    """Write an object a line, as the rows come."""
    count = 0
    for record in _records(answer):
        print(to_json(record).translate(_LINE_ENDS), file=out)
        count += 1
    return count


_LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}
"""Some programs end a line there; in JSON they can only be in a text."""


def _records(answer: Answer) -> Iterator[dict[str, Any]]:
    twice = {column for column in answer.columns if list(answer.columns).count(column) > 1}
    if twice:
        raise CommandError(
            f"Two columns are called {', '.join(sorted(twice))}; give one another name with AS, "
            "or ask for csv."
        )
    return (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)


WRITERS: dict[str, Callable[[Answer, TextIO], int]] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
    "jsonl": write_json_lines,
    "markdown": write_markdown,
}
"""By name of the format."""
