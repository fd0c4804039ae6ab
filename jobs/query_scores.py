"""Ask the score database a question in SQL, read-only.

python -m jobs.query_scores --output scores "SELECT * FROM candidate_overview"
python -m jobs.query_scores --output scores            # lists tables and views
"""

import argparse
import csv
import datetime
import decimal
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table

from schemas.datasets import CAVEAT
from sql.embedded import close_embedded, has_embedded, open_embedded
from sql.engine import create_engine
from sql.errors import DatabaseError, QueryError
from sql.reads import Rows, list_tables, run_query

WRONG_USE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Entry of the command `query-scores`: prints rows, returns the exit code."""
    parser = _parser()
    options = parser.parse_args(argv)
    # An explicit place wins over the environment.
    url = options.database or os.environ.get("DATABASE_URL", "")
    if options.output is None and not url:
        parser.error("say where the scores are: --output FOLDER or --database URL")
    folder = None
    try:
        if options.output is not None:
            folder = options.output / "database"
            url = _open_existing(folder)
        return _answer(url, options)
    except DatabaseError as error:
        print(f"query-scores: {error}", file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        if folder is not None:
            close_embedded(folder)


def _open_existing(folder: Path) -> str:
    if not has_embedded(folder):
        raise DatabaseError(
            f"There is no database in {folder}. Give the folder that score_interviews wrote as "
            "--output, or --database with the URL of the server it wrote to."
        )
    return open_embedded(folder)


def _answer(url: str, options: argparse.Namespace) -> int:
    engine = create_engine(url)
    try:
        if options.sql is None:
            columns, rows = ["table", "meaning"], list_tables(engine)
            if not rows:
                raise DatabaseError("The database holds no score tables; run score_interviews.")
        else:
            try:
                columns, rows = run_query(engine, options.sql, options.limit, options.seconds)
            except QueryError as error:
                names = ", ".join(row[0] for row in list_tables(engine)) or "none yet"
                raise QueryError(f"{error}\nTables and views: {names}") from error
    finally:
        engine.dispose()
    print(CAVEAT, file=sys.stderr)
    WRITERS[options.format](columns, rows, sys.stdout)
    if options.sql is not None and len(rows) == options.limit:
        print(f"Stopped after {options.limit} rows; see --limit.", file=sys.stderr)
    sys.stdout.flush()
    return 0


def _write_table(columns: list[str], rows: Rows, out: TextIO) -> None:
    lines = [columns, *([printable(_as_text(value)) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if not out.isatty():  # full width, so that no value is cut
        for line in lines:
            padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            print("  ".join(padded).rstrip(), file=out)
        return
    console = Console(file=out, markup=False, highlight=False, emoji=False)
    if sum(widths) + 3 * len(widths) < console.width:
        table = Table(*columns)
        for line in lines[1:]:
            table.add_row(*line)
        console.print(table)
        return
    for line in lines[1:]:  # too wide for the terminal: one table a row, a line a column
        table = Table("column", "value")
        for name, cell in zip(columns, line, strict=True):
            table.add_row(name, cell)
        console.print(table)


def _write_csv(columns: list[str], rows: Rows, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_as_text(value) for value in row] for row in rows)


def _write_json(columns: list[str], rows: Rows, out: TextIO) -> None:
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    json.dump(records, out, indent=2, ensure_ascii=False, default=_as_json)
    out.write("\n")


WRITERS = {"table": _write_table, "csv": _write_csv, "json": _write_json}


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


def printable(text: str) -> str:
    """Without what would break a line or command the terminal: names are the outside world's."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="query-scores",
        description="Ask the score database a question in SQL, read-only.",
        epilog=f"Without SQL, lists the tables and views. {CAVEAT}",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--output", type=Path, help="folder that score_interviews wrote")
    source.add_argument("--database", metavar="URL", help="PostgreSQL server; or DATABASE_URL")
    parser.add_argument("--format", choices=WRITERS, default="table")
    parser.add_argument("--limit", type=_positive, help="most rows to print (default: all)")
    parser.add_argument("--seconds", type=_positive, default=60, help="most time to take (60)")
    parser.add_argument("sql", nargs="?", help='for example "SELECT * FROM candidate_overview"')
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
