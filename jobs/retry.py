"""Tries a transaction again while the database is away."""

from apache_beam.utils.retry import with_exponential_backoff

from sql.errors import is_transient

# A database that restarts is back within minutes: 1, 2, 4, ... 64 s, two minutes in all.
retry_transient = with_exponential_backoff(
    num_retries=7, initial_delay_secs=1.0, max_delay_secs=64, fuzz=False, retry_filter=is_transient
)
"""Decorator of a function that does one transaction, which it may do again."""
