"""Asks the score database a question in SQL, read-only.

interviews query --output scores                    # lists tables, views and documented queries
interviews query --output scores --query failures
interviews query --output scores "SELECT * FROM candidate_overview"
"""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from jobs.answers import WRITERS, Answer
from jobs.exit_codes import ExitCode
from jobs.kept_database import database_errors, named_database
from jobs.options import COUNT, CommandError, leave, run_command
from jobs.questions import Question, read_parameters, read_question
from schemas.datasets import CAVEAT


@contextlib.contextmanager
def ask(url: str, question: Question, limit: int | None, seconds: float) -> Iterator[Answer]:
    """Run one query; its rows are fetched as they are read.

    Args:
        url: of the database.
        question: one statement that returns rows, and its parameters.
        limit: most rows; all if None.
        seconds: most time that the database may take.

    Raises:
        DatabaseError: the message says what to do next.
    """
    from sql.advice import advise
    from sql.engine import create_engine
    from sql.errors import QueryError
    from sql.reads import open_query

    engine = create_engine(url)
    sql, values = question
    answered = False
    try:
        opened = open_query(engine, sql, values, limit=limit, seconds=seconds)
        with opened as (columns, rows):
            answered = True
            yield Answer(columns, rows)
    except QueryError as error:
        advised = advise(error, engine, sql, values)
        if answered:
            advised = QueryError(f"{advised}\nThe answer is not complete.")
        raise advised from error.__cause__
    finally:
        engine.dispose()


def list_what_there_is(url: str) -> Answer:
    """The tables and views that the user may read, and the documented queries.

    Raises:
        DatabaseError: if there are no tables, or the user may read none.
    """
    from sql.catalogue import relations
    from sql.engine import create_engine
    from sql.errors import DatabaseError
    from sql.named import named_queries

    engine = create_engine(url)
    try:
        known = relations(engine)
    finally:
        engine.dispose()
    if not known:
        raise DatabaseError("The database holds no score tables; run interviews score.")
    readable = [(each.name, each.kind, "", each.meaning) for each in known if each.readable]
    if not readable:
        readers = sorted({role for each in known for role in each.readers})
        raise DatabaseError(
            f"You may read no score tables. These roles may: {', '.join(readers)}. Connect as one, "
            "or have its role granted to you."
        )
    queries = ((each.name, "query", each.usage(), each.title) for each in named_queries().values())
    return Answer(("name", "kind", "parameters", "meaning"), [*readable, *queries])


def _once(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> str | None:
    """The value of an option that is given once or not at all."""
    if len(values) > 1:
        raise CommandError(f"--{option.name} is given {len(values)} times; ask once for each")
    return values[0] if values else None


@click.command(
    help="Ask the score database a question in SQL, read-only.",
    epilog="Without SQL, --query and --file, lists the tables and views, and the documented "
    f"queries. {CAVEAT}",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="folder that interviews score wrote",
)
@click.option("--database", metavar="URL", help="PostgreSQL server; default: $DATABASE_URL")
@click.option("--query", "name", metavar="NAME", help="a documented query, instead of SQL")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="file with a query, instead of SQL; - is standard input",
)
@click.option(
    "--candidate", multiple=True, callback=_once, help="what :candidate stands for in the query"
)
@click.option(
    "--cohort", multiple=True, callback=_once, help="what :cohort stands for in the query"
)
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="what :NAME stands for in the query; may be repeated",
)
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
    *,
    output: Path | None,
    database: str | None,
    name: str | None,
    file: Path | None,
    candidate: str | None,
    cohort: str | None,
    settings: Sequence[str],
    format_name: str,
    limit: int | None,
    seconds: int,
    sql: str | None,
) -> ExitCode:
    """Ask, then print; for example interviews query "SELECT * FROM candidate_overview"."""
    write = WRITERS[format_name]
    with database_errors(), contextlib.ExitStack() as stack:
        # Before a database starts, which takes a while.
        given = read_parameters(candidate, cohort, settings)
        question = read_question(name, file, sql, given)
        url = stack.enter_context(named_database(output, database))
        if question is None:
            answer = list_what_there_is(url)
        else:
            answer = stack.enter_context(ask(url, question, limit, seconds))
        print(CAVEAT, file=sys.stderr)
        count = write(answer, sys.stdout)
        sys.stdout.flush()
    if question is not None and count == limit:
        print(f"Stopped after {limit} rows; see --limit.", file=sys.stderr)
    return ExitCode.OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.query_scores`."""
    return run_command(command, arguments, "interviews query")


if __name__ == "__main__":
    leave(main())
