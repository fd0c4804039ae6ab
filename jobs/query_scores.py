"""Asks the score database a question in SQL, read-only.

interviews query --output scores "SELECT * FROM candidate_overview"
interviews query --output scores                    # lists tables and views
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from jobs.answers import WRITERS, Answer
from jobs.exit_codes import ExitCode
from jobs.kept_database import database_errors, kept_database
from jobs.options import COUNT, CommandError, leave, run_command
from schemas.datasets import CAVEAT


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
    with database_errors(), _database(output, database) as url:
        answer = ask(url, sql, limit, seconds)
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
    if output is not None:
        with kept_database(output) as url:
            yield url
        return
    named = database or os.environ.get("DATABASE_URL")
    if not named:
        raise CommandError("say where the scores are: --output FOLDER or --database URL")
    yield named


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.query_scores`."""
    return run_command(command, arguments, "interviews query")


if __name__ == "__main__":
    leave(main())
