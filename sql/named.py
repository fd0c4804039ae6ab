"""Documented queries: files `queries/<name>.sql` that a comment describes.

    -- What the query answers, in one line.
    -- What one row is, if that needs saying.
    -- :candidate = whose
    -- :since = first day [default: 2026-01-01]
    SELECT recording_id FROM recording_scores
    WHERE candidate_id = :candidate AND run_date >= :since::date

A parameter without a default is required. Its value is text and is bound, never put into the
statement: cast it where a column is of another type.
"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from sql.errors import ParameterError, UnknownQueryError
from sql.placeholders import placeholders

QUERIES = Path(__file__).parent / "queries"

OWN_OPTIONS = ("candidate", "cohort")
"""Parameters that most queries have: they are options of the command line by themselves."""

_PARAMETER = re.compile(
    r":(?P<name>[a-z][a-z0-9_]*)\s*=\s*(?P<meaning>.*?)\s*(?:\[default:\s*(?P<default>.*?)\s*\])?"
)


class Parameter(NamedTuple):
    """A value that a query needs."""

    name: str
    meaning: str
    default: str | None
    """None if it must be given."""


class NamedQuery(NamedTuple):
    """A query, and what its comment says."""

    name: str
    title: str
    """What it answers, in one line."""
    description: str
    parameters: tuple[Parameter, ...]
    sql: str

    def usage(self) -> str:
        """The parameters in one line, with their defaults."""
        shown = (
            p.name if p.default is None else f"[{p.name}={p.default}]" for p in self.parameters
        )
        return " ".join(shown)

    def values(self, given: Mapping[str, str]) -> dict[str, str]:
        """The value of every parameter: as given, else its default.

        Raises:
            ParameterError: if one is missing, or one is given that the query does not have.
        """
        query = f"The query {self.name}".strip()
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                close = "".join(get_close_matches(name, names, 1))
                guess = f" Did you mean :{close}?" if close else ""
                known = ", ".join(f":{name}" for name in names) or "no parameters"
                raise ParameterError(f"{query} has no parameter :{name}.{guess} It has {known}.")
        for name, meaning, default in self.parameters:
            if default is None and name not in given:
                said = f" ({meaning})" if meaning else ""
                raise ParameterError(f"{query} needs :{name}{said}. Give it as {option(name)}.")
        return {name: given.get(name, default or "") for name, _, default in self.parameters}


def option(name: str) -> str:
    """How `interviews query` takes a parameter."""
    return f"--{name} VALUE" if name in OWN_OPTIONS else f"--set {name}=VALUE"


def named_queries() -> dict[str, NamedQuery]:
    """All documented queries by name, in the order of names."""
    paths = sorted(QUERIES.glob("*.sql"))
    return {path.stem: parse(path.stem, path.read_text(encoding="utf-8")) for path in paths}


def find_query(name: str) -> NamedQuery:
    """The documented query of a name.

    Raises:
        UnknownQueryError: if there is none; the message has the names that there are.
    """
    known = named_queries()
    if name in known:
        return known[name]
    close = get_close_matches(name, known)
    guess = f" Did you mean {' or '.join(close)}?" if close else ""
    raise UnknownQueryError(f"There is no query {name!r}.{guess} Queries: {', '.join(known)}")


def parse(name: str, text: str) -> NamedQuery:
    """Read a file of `queries/`.

    Raises:
        ValueError: if it has no title, or its parameters are not those of its comment.
    """
    prose, parameters = _head(text)
    if not prose:
        raise ValueError(f"{name}.sql: the first line is a comment that says what it answers")
    declared = [parameter.name for parameter in parameters]
    used = placeholders(text)
    if len(set(declared)) < len(declared) or set(declared) != set(used):
        raise ValueError(f"{name}.sql: its comment has :{declared}, and the query :{used}")
    return NamedQuery(name, prose[0], "\n".join(prose[1:]), parameters, text)


def written_query(text: str, given: Collection[str] = ()) -> NamedQuery:
    """A query that somebody wrote; it may begin with a comment like those of documented ones.

    Args:
        text: of the query.
        given: names that have a value. Others that the comment does not declare are left alone:
            they may be the ends of slices.
    """
    prose, parameters = _head(text)
    declared = {parameter.name: parameter for parameter in parameters}
    found = tuple(
        declared.get(name, Parameter(name, "", None))
        for name in placeholders(text)
        if name in declared or name in given
    )
    return NamedQuery("", "".join(prose[:1]), "\n".join(prose[1:]), found, text)


def _head(text: str) -> tuple[list[str], tuple[Parameter, ...]]:
    """Prose and parameters of the comment that a query begins with."""
    prose: list[str] = []
    entries: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        line = line.removeprefix("--").strip()
        if line.startswith(":"):
            entries.append(line)
        elif entries:  # goes on with the parameter above
            entries[-1] = f"{entries[-1]} {line}".strip()
        else:
            prose.append(line)
    found = filter(None, map(_PARAMETER.fullmatch, entries))
    parameters = tuple(Parameter(m["name"], m["meaning"], m["default"]) for m in found)
    return prose, parameters
