"""What `interviews query` is asked: a documented query, a file, or SQL; with its parameters."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jobs.options import CommandError

LONGEST_FILE = 1_000_000
"""Bytes of a file of SQL."""


class Question(NamedTuple):
    """A query, and what each `:name` in it stands for."""

    sql: str
    values: Mapping[str, str]


def read_question(
    name: str | None, file: Path | None, sql: str | None, given: Mapping[str, str]
) -> Question | None:
    """The one of three that was given; None if none was.

    Args:
        name: of a documented query.
        file: with a query; - is standard input.
        sql: a query itself.
        given: values of parameters by name.

    Raises:
        CommandError: if there are several, or the file cannot be read.
        QueryError: if there is no such query, or it has other parameters.
    """
    from sql.named import find_query, written_query

    if sum(each is not None for each in (name, file, sql)) > 1:
        raise CommandError("give one of --query NAME, --file FILE and SQL")
    if name is not None:
        query = find_query(name)
    elif file is not None:
        query = written_query(read_sql(file), given)
    elif sql is not None:
        query = written_query(sql, given)
    elif given:
        raise CommandError("a parameter needs a query: --query NAME, --file FILE or SQL")
    else:
        return None
    return Question(query.sql, query.values(given))


def read_sql(file: Path) -> str:
    """The text of a file, or of standard input for -.

    Raises:
        CommandError: if it cannot be read, is too long, or is no text in UTF-8.
    """
    try:
        if file == Path("-"):
            content = sys.stdin.buffer.read(LONGEST_FILE + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(LONGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"--file {file}: {error.strerror or error}") from error
    if len(content) > LONGEST_FILE:
        raise CommandError(f"--file {file} has more than {LONGEST_FILE:,} bytes; is it a query?")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"--file {file} is no text in UTF-8 (byte {error.start + 1})") from error
    if "\0" in text:
        raise CommandError(f"--file {file} is no text: it has a NUL character")
    return text


def read_parameters(
    candidate: str | None, cohort: str | None, settings: Sequence[str]
) -> dict[str, str]:
    """Values of parameters by name.

    Args:
        candidate: of --candidate.
        cohort: of --cohort.
        settings: of --set, each NAME=VALUE.

    Raises:
        CommandError: if a setting is none, or a name has two values.
    """
    own = {"candidate": candidate, "cohort": cohort}
    given = [(name, value) for name, value in own.items() if value is not None]
    for setting in settings:
        name, separator, value = setting.partition("=")
        name = name.strip().removeprefix(":")
        if not separator or not name:
            raise CommandError(f"--set {setting}: write it as NAME=VALUE")
        given.append((name, value))
    values = dict(given)
    if len(values) < len(given):
        twice = sorted({name for name, _ in given if [n for n, _ in given].count(name) > 1})
        raise CommandError(f"two values for {', '.join(twice)}")
    return values
