"""Values of the database as text and as JSON."""

import datetime
import decimal
import json
import math
from typing import Any


def as_text(value: Any) -> str:
    """A value in one cell; NULL is the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return to_json(value)
    if isinstance(value, memoryview | bytes):
        return f"\\x{bytes(value).hex()}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def as_json(value: Any) -> Any:
    """A value that JSON has: numbers, texts, lists and objects of them."""
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, float | decimal.Decimal) and not math.isfinite(value):
        return str(decimal.Decimal(value))  # as PostgreSQL does; JSON has neither NaN nor Infinity
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, bool | int | float) else as_text(value)


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON of a value, with letters of all languages as they are."""
    return json.dumps(as_json(value), indent=indent, ensure_ascii=False, allow_nan=False)
