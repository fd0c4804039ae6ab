"""What to do about a query that failed: what a name may have meant, who may read, where to look."""

import contextlib
import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches

import psycopg2
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from sql.catalogue import Relation, relations
from sql.errors import DatabaseError, QueryError
from sql.named import option
from sql.placeholders import name_at, names_used, placeholders
from sql.revision import FORMER, PACKAGED, is_former

UNKNOWN_COLUMN = "42703"
NOT_ALLOWED = "42501"
NAMES = (UNKNOWN_COLUMN, NOT_ALLOWED, "42P01", "3F000")
"""Unknown or forbidden columns, tables and schemas."""
SYNTAX = "42601"
WRONG_TYPES = ("42883", "42804", "42725")
WAITING = {
    "55P03": [
        "A migration or a run is writing to a table of this query. Ask again in a moment, or wait "
        "longer: --seconds."
    ],
    "57014": ["Filter by candidate_id or cohort, or allow more time: --seconds."],
}
"""By SQLSTATE: waited for a lock, took too long."""


def advise(error: QueryError, engine: Engine, sql: str, parameters: Collection[str]) -> QueryError:
    """The error with lines on what to do next. Raise it from the same cause.

    Args:
        error: of `sql.reads.open_query`.
        engine: to look up what there is.
        sql: the query.
        parameters: names that had a value.
    """
    cause = error.__cause__.orig if isinstance(error.__cause__, DBAPIError) else None
    if not isinstance(cause, psycopg2.Error):
        return error
    said, lines = str(error), list[str]()
    if cause.pgcode in NAMES:
        with contextlib.suppress(DatabaseError):
            used = names_used(sql)
            former = is_former(engine)
            said, lines = _on_names(said, cause, relations(engine), used, former)
    elif cause.pgcode == SYNTAX:
        missing = [name for name in placeholders(sql) if name not in parameters]
        lines = [f":{name} has no value. Give it as {option(name)}." for name in missing]
    elif cause.pgcode in WRONG_TYPES and parameters:
        lines = ["Values of parameters are text: cast them, as in :since::date."]
    else:
        lines = WAITING.get(cause.pgcode or "", [])
    return QueryError("\n".join((said, *lines, *_place(cause))))


def _on_names(
    said: str,
    cause: psycopg2.Error,
    known: Sequence[Relation],
    used: Collection[str],
    former: bool,
) -> tuple[str, list[str]]:
    """What to say of a table or column that does not exist, or not for this user."""
    meant = [relation for relation in known if relation.name in used]
    closed = [relation for relation in meant if not relation.readable]
    if cause.pgcode != UNKNOWN_COLUMN and closed:
        # For a user without rights in the schema, its tables do not exist.
        return f"{cause.diag.message_primary}.", [_readers(relation) for relation in closed]
    if cause.pgcode == NOT_ALLOWED:
        return said, []
    hints = [cause.diag.message_hint] if cause.diag.message_hint else []
    wrong = _wrong_name(cause)
    if cause.pgcode != UNKNOWN_COLUMN:
        if wrong in PACKAGED and former:
            return said, [f"{FORMER}."]
        names = [relation.name for relation in known if relation.readable]
        return said, [*hints, f"Tables and views: {_closest_first(wrong, names)}"]
    columns = (
        f"Columns of {each.name}: {_closest_first(wrong, each.columns)}"
        for each in meant
        if each.readable
    )
    return said, [*hints, *columns, *([f"{FORMER}."] if former else [])]


def _readers(relation: Relation) -> str:
    roles = ", ".join(relation.readers)
    return f"{relation.name} is read by: {roles}. Connect as one, or have its role granted to you."


def _closest_first(wrong: str | None, names: Sequence[str]) -> str:
    close = get_close_matches(wrong, names, n=5) if wrong else []
    return ", ".join((*close, *(name for name in names if name not in close))) or "none yet"


def _wrong_name(cause: psycopg2.Error) -> str | None:
    """The name that PostgreSQL does not know, by its place: messages may be in any language."""
    query, position = cause.diag.internal_query, cause.diag.internal_position
    if query and position and (name := name_at(query, int(position) - 1)):
        return name
    quoted = re.search(r'"([^"]+)"', cause.diag.message_primary or "")
    return quoted[1] if quoted else None


def _place(cause: psycopg2.Error) -> list[str]:
    """Where the error is, in a query of several lines."""
    query, position = cause.diag.internal_query, cause.diag.internal_position
    if not query or not position or "\n" not in query.strip():
        return []
    return [f"It is in line {query.count(chr(10), 0, int(position) - 1) + 1} of the query."]
