"""Hypothesis strategies: any row of any row type, within what its columns allow."""

import datetime
import typing
from typing import Any

from hypothesis import strategies as st

from schemas.columns import Column
from schemas.runs import RunStamp
from schemas.states import VOCABULARIES

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SHARE = st.floats(0, 1)
PLAIN = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
}
STORED = {
    datetime.date: st.dates().map(datetime.date.isoformat),
    datetime.datetime: st.datetimes(timezones=st.just(datetime.UTC)).map(
        datetime.datetime.isoformat
    ),
}
STAMP = RunStamp("run-1", "2026-03-01", "0.1.0+abc", "digest")


def rows(row_type: type) -> st.SearchStrategy[Any]:
    """Rows of `row_type`."""
    hints = typing.get_type_hints(row_type, include_extras=True)
    return st.builds(row_type, **{name: _values(hint) for name, hint in hints.items()})


def _values(hint: Any) -> st.SearchStrategy[Any]:
    plain, column = typing.get_args(hint)
    assert isinstance(column, Column)
    if type(None) in typing.get_args(plain):
        (inner,) = (a for a in typing.get_args(plain) if a is not type(None))
        return st.none() | _some(inner, column)
    return _some(plain, column)


def _some(plain: Any, column: Column) -> st.SearchStrategy[Any]:
    repeated = typing.get_origin(plain) is tuple
    base = typing.get_args(plain)[0] if repeated else plain
    values = SHARE if column.unit.endswith("0-1") else STORED.get(column.stored_as, PLAIN[base])
    if column.vocabulary:
        values = st.sampled_from(sorted(VOCABULARIES[column.vocabulary]))
    if column.labels:
        return st.tuples(*[values] * len(column.labels))
    return st.lists(values, max_size=5).map(tuple) if repeated else values


def example(row_type: type, **fields: Any) -> Any:
    """One plain row with every optional field absent, and `fields` as given."""
    simple = {str: "x", int: 1, bool: True, float: 0.5}
    values = {}
    for name, hint in typing.get_type_hints(row_type, include_extras=True).items():
        plain, column = typing.get_args(hint)
        if type(None) in typing.get_args(plain):
            values[name] = None
        elif typing.get_origin(plain) is tuple:
            values[name] = ()
        else:
            dated = {datetime.date: "2026-03-01", datetime.datetime: "2026-03-01T22:00:00+00:00"}
            values[name] = dated.get(column.stored_as, simple[plain])
            if column.vocabulary:
                values[name] = next(iter(VOCABULARIES[column.vocabulary]))
    return row_type(**{**values, **fields})
