"""Answers of the score database, printed as a table, as csv or as JSON."""

import csv
import datetime
import decimal
import json
from collections.abc import Sequence
from typing import Any, NamedTuple, TextIO

from jobs.terminal import Terminal, printable


class Answer(NamedTuple):
    """What the database answered."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def write_table(answer: Answer, out: TextIO) -> None:
    """Write a table: drawn on a terminal, else plain and as wide as its values."""
    lines = [
        list(answer.columns),
        *([printable(_as_text(value)) for value in row] for row in answer.rows),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if out.isatty():
        _draw_table(lines, widths, out)
        return
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(padded).rstrip(), file=out)
    if not answer.rows:
        print("(no rows)", file=out)


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


def write_csv(answer: Answer, out: TextIO) -> None:
    """Write comma-separated values below a line of column names."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_as_text(value) for value in row] for row in answer.rows)


def write_json(answer: Answer, out: TextIO) -> None:
    """Write a list of objects, one a row."""
    records = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    json.dump(records, out, indent=2, ensure_ascii=False, default=_as_json)
    out.write("\n")


WRITERS = {"table": write_table, "csv": write_csv, "json": write_json}
"""By name of the format."""


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_as_json)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _as_json(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return _as_text(value)
