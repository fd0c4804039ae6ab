"""Asks the score database a question in SQL, read-only.

interviews query --output scores "SELECT * FROM candidate_overview"
interviews query --output scores                    # lists tables and views
"""

import contextlib
import csv
import datetime
import decimal
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import click

from jobs.exit_codes import ExitCode
from jobs.options import COUNT, CommandError, run_command
from jobs.terminal import printable
from schemas.datasets import CAVEAT


class Answer(NamedTuple):
    """What the database answered."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def ask(url: str, sql: str | None, limit: int | None, seconds: float) -> Answer:
    """Run one query; without one, list the tables and views with their meaning.

    Args:
        url: of the database.
        sql: one statement that returns rows.
        limit: most rows; all if None.
        seconds: most time to take.

    Raises:
        DatabaseError: the message says what to do next.
    """
    from sql.engine import create_engine
    from sql.errors import DatabaseError, QueryError
    from sql.reads import list_tables, run_query

    engine = create_engine(url)
    try:
        if sql is not None:
            try:
                return Answer(*run_query(engine, sql, limit, seconds))
            except QueryError as error:
                names = ", ".join(row[0] for row in list_tables(engine)) or "none yet"
                raise QueryError(f"{error}\nTables and views: {names}") from error
        tables = list_tables(engine)
        if not tables:
            raise DatabaseError("The database holds no score tables; run interviews score.")
        return Answer(("table", "meaning"), tables)
    finally:
        engine.dispose()


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


def _draw_table(lines: Sequence[Sequence[str]], widths: Sequence[int], out: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table

    columns, *rows = lines
    console = Console(file=out, markup=False, highlight=False, emoji=False)
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


@click.command(
    help="Ask the score database a question in SQL, read-only.",
    epilog=f"Without SQL, lists the tables and views. {CAVEAT}",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="folder that interviews score wrote",
)
@click.option("--database", metavar="URL", help="PostgreSQL server; default: $DATABASE_URL")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(tuple(WRITERS)),
    default="table",
    show_default=True,
    help="how rows are printed",
)
@click.option("--limit", type=COUNT, help="most rows to print; default: all")
@click.option(
    "--seconds", type=COUNT, default=60, show_default=True, help="most time to take, seconds"
)
@click.argument("sql", required=False)
def command(
    output: Path | None,
    database: str | None,
    format_name: str,
    limit: int | None,
    seconds: int,
    sql: str | None,
) -> ExitCode:
    """Ask, then print; for example interviews query "SELECT * FROM candidate_overview"."""
    if output is not None and database is not None:
        raise CommandError("name one of --output FOLDER and --database URL")
    from sql.errors import DatabaseError, UnavailableError

    try:
        with _database(output, database) as url:
            answer = ask(url, sql, limit, seconds)
    except UnavailableError as error:
        raise CommandError(str(error), ExitCode.AWAY) from error
    except DatabaseError as error:
        raise CommandError(str(error)) from error
    print(CAVEAT, file=sys.stderr)
    WRITERS[format_name](answer, sys.stdout)
    if sql is not None and len(answer.rows) == limit:
        print(f"Stopped after {limit} rows; see --limit.", file=sys.stderr)
    sys.stdout.flush()
    return ExitCode.OK


@contextlib.contextmanager
def _database(output: Path | None, database: str | None) -> Iterator[str]:
    """The URL of the database, which is started and stopped if it is an embedded one.

    Raises:
        CommandError: if no place is named.
        DatabaseError: if there is no database.
    """
    if output is None:
        url = database or os.environ.get("DATABASE_URL")
        if not url:
            raise CommandError("say where the scores are: --output FOLDER or --database URL")
        yield url
        return

    from sql.embedded import close_embedded, has_embedded, open_embedded
    from sql.errors import DatabaseError

    folder = output / "database"
    if not has_embedded(folder):
        raise DatabaseError(
            f"There is no database in {folder}. Give the folder that interviews score wrote as "
            "--output, or --database with the URL of the server it wrote to."
        )
    try:
        yield open_embedded(folder)
    finally:
        close_embedded(folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.query_scores`."""
    return run_command(command, arguments, "interviews query")


if __name__ == "__main__":
    sys.exit(main())
