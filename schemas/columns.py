"""From a row type to its columns: one definition serves Parquet, the database and the pages.

A row type is a `NamedTuple` whose fields are `Annotated[type, Column(...)]`. A field with
`labels` holds a vector and becomes one column per label.
"""

import datetime
import math
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa


class Column(NamedTuple):
    """What a field means."""

    meaning: str
    unit: str = ""
    labels: tuple[str, ...] = ()
    name: str = "{label}"
    stored_as: type | None = None
    personal: bool = False
    vocabulary: str = ""
    """Of which the values are codes: a key of `schemas.states.VOCABULARIES`."""

    @property
    def told(self) -> str:
        """The meaning, and where its codes are explained."""
        return f"{self.meaning}: see {self.vocabulary}" if self.vocabulary else self.meaning


class PhysicalColumn(NamedTuple):
    """One column as it stands in Parquet and in the database."""

    name: str
    python_type: type
    repeated: bool
    nullable: bool
    meaning: str
    unit: str
    personal: bool
    vocabulary: str = ""

    @property
    def type_name(self) -> str:
        return f"{self.python_type.__name__}[]" if self.repeated else self.python_type.__name__

    @property
    def comment(self) -> str:
        """Meaning, and the unit in brackets if there is one: as in the database and the pages."""
        return f"{self.meaning} [{self.unit}]" if self.unit else self.meaning


ARROW_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    float: pa.float64(),
    int: pa.int64(),
    bool: pa.bool_(),
    datetime.date: pa.date32(),
    datetime.datetime: pa.timestamp("us", tz="UTC"),
}


class _Field(NamedTuple):
    name: str
    column: Column
    python_type: type
    repeated: bool
    nullable: bool


def _fields(row_type: type) -> Iterator[_Field]:
    for name, hint in typing.get_type_hints(row_type, include_extras=True).items():
        plain, *extras = typing.get_args(hint)
        columns = [extra for extra in extras if isinstance(extra, Column)]
        if len(columns) != 1:
            raise TypeError(f"{row_type.__name__}.{name} needs exactly one Column annotation")
        arguments = typing.get_args(plain)
        nullable = types.NoneType in arguments
        if nullable:
            (plain,) = [a for a in arguments if a is not types.NoneType]
        repeated = typing.get_origin(plain) is tuple
        base = typing.get_args(plain)[0] if repeated else plain
        yield _Field(name, columns[0], columns[0].stored_as or base, repeated, nullable)


def columns_of(row_type: type) -> tuple[PhysicalColumn, ...]:
    """Expand a row type into its physical columns, in order.

    Raises:
        TypeError: if a field is not annotated with exactly one Column, or a name occurs twice.
    """
    found = []
    for field in _fields(row_type):
        column = field.column
        for label in column.labels or ("",):
            name = column.name.format(label=label) if column.labels else field.name
            found.append(
                PhysicalColumn(
                    name,
                    field.python_type,
                    field.repeated and not column.labels,
                    field.nullable,
                    column.told.format(label=label),
                    column.unit,
                    column.personal,
                    column.vocabulary,
                )
            )
    names = [column.name for column in found]
    if len(set(names)) != len(names):
        raise TypeError(f"{row_type.__name__} defines a column twice: {sorted(names)}")
    return tuple(found)


def arrow_schema(row_type: type) -> pa.Schema:
    """Names, types and nullability of a row type's columns in Parquet.

    What they mean is not in the fields: Parquet keeps no metadata of a field but in a copy of
    Arrow's schema that only Arrow reads. See `schemas.file_metadata`.
    """
    return pa.schema(
        pa.field(
            column.name,
            pa.list_(ARROW_TYPES[column.python_type])
            if column.repeated
            else ARROW_TYPES[column.python_type],
            column.nullable,
        )
        for column in columns_of(row_type)
    )


def to_record(row: tuple[Any, ...], row_type: type | None = None) -> dict[str, Any]:
    """Flatten a row into {column name: value}; vectors become one value per label.

    Args:
        row: with the fields of its row type.
        row_type: to be named where the row has come from another process: Beam's row coder may
            have made it anew as a class of its own, without our annotations.

    Raises:
        ValueError: if a number is NaN or infinite, a vector has the wrong length, or a field
            that must not be NULL is.
    """
    record: dict[str, Any] = {}
    row_type = row_type or type(row)
    for field, value in zip(_cached_fields(row_type), row, strict=True):
        if value is None and not field.nullable:
            raise ValueError(f"{row_type.__name__}.{field.name} must not be NULL")
        if field.column.labels:
            values = value if value is not None else (None,) * len(field.column.labels)
            for label, item in zip(field.column.labels, values, strict=True):
                record[field.column.name.format(label=label)] = _checked(item, field)
        else:
            record[field.name] = _checked(value, field)
    return record


def from_record(record: Mapping[str, Any], row_type: type) -> Any:
    """The row of which `to_record` made a record; columns that it does not have are left out.

    Dates and times become text again, times in UTC.
    """
    values: dict[str, Any] = {}
    for field in _cached_fields(row_type):
        if field.column.labels:
            parts = [record[field.column.name.format(label=label)] for label in field.column.labels]
            values[field.name] = None if parts[0] is None else tuple(parts)
        else:
            values[field.name] = _as_written(record[field.name], field)
    return row_type(**values)


def _as_written(value: Any, field: _Field) -> Any:
    if value is None:
        return None
    if field.repeated:
        return tuple(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


_FIELDS: dict[type, tuple[_Field, ...]] = {}


def _cached_fields(row_type: type) -> tuple[_Field, ...]:
    if row_type not in _FIELDS:
        _FIELDS[row_type] = tuple(_fields(row_type))
    return _FIELDS[row_type]


def _checked(value: Any, field: _Field) -> Any:
    if value is None:
        return None
    if field.repeated and not field.column.labels:
        return list(value)
    if field.python_type is float:
        if not math.isfinite(value):
            raise ValueError(f"{field.name} is {value}: a score is a finite number or NULL")
        return float(value)
    if isinstance(value, str) and field.python_type is datetime.datetime:
        moment = datetime.datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    if isinstance(value, str) and field.python_type is datetime.date:
        return datetime.date.fromisoformat(value)
    return value
