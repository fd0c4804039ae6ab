"""Values in the text format of PostgreSQL's COPY."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_text(records: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Records as COPY lines, one value for each of `columns`.

    Raises:
        KeyError: if a record lacks a column.
        TypeError: if a value is of a type that no column has.
    """
    lines = ("\t".join(_field(record[name]) for name in columns) for record in records)
    return "".join(f"{line}\n" for line in lines)


def _field(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, list | tuple):
        items = ",".join("NULL" if item is None else _quoted(_plain(item)) for item in value)
        return f"{{{items}}}".translate(_ESCAPES)
    return _plain(value).translate(_ESCAPES)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime.date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"No column stores a {type(value).__name__}")


def storable(text: str) -> str:
    r"""The text with what PostgreSQL and Parquet cannot hold written out.

    File names on Linux are bytes: those that are no UTF-8 reach Python as lone surrogates and
    become `\udcff`; NUL becomes U+FFFD.
    """
    return text.replace("\0", "\ufffd").encode("utf-8", "backslashreplace").decode("utf-8")
