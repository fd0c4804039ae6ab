"""The time, as rows have it."""

import datetime


def utc_now() -> str:
    """ISO 8601 in UTC, to the second's fraction."""
    return datetime.datetime.now(datetime.UTC).isoformat()
