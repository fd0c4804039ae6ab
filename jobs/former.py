"""Brings what an earlier version left to the ledger, so that nothing is scored again."""

from sqlalchemy.engine import Connection

from jobs.former_options import options_behind
from models.selection import options_digest
from sql.former import former_digests, has_entries, rename_digest, seed_ledger


def bring_forward(connection: Connection) -> None:
    """Seed the ledger of a database that an earlier version wrote; harmless with any other."""
    if has_entries(connection):
        return
    name_options(connection)
    seed_ledger(connection)


def name_options(connection: Connection) -> None:
    """Give runs and rows of earlier versions today's digest of their options.

    Theirs were over the options and the release together. Where the options cannot be found they
    keep them.
    """
    for release, digest in former_digests(connection):
        options = options_behind(digest, release)
        if options is not None:
            rename_digest(connection, release, digest, options_digest(options))
