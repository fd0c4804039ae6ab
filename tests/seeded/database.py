"""The seeded cohort in a database of its own, with users who may read it."""

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Engine

from sql.engine import create_engine, transaction
from sql.migrate import upgrade
from sql.roles import ANALYST, AUDITOR, WRITER
from tests.new_database import new_database
from tests.seeded.seed import Seeded, seed

ROLES = (WRITER, ANALYST, AUDITOR)


class SeededDatabase(NamedTuple):
    """What was written, and engines that may read it."""

    seeded: Seeded
    owner: Engine
    writer: Engine
    analyst: Engine
    auditor: Engine


@contextlib.contextmanager
def seeded_database(server_url: str) -> Iterator[SeededDatabase]:
    """Make it on an embedded server, and drop it at the end."""
    with new_database(server_url, "seeded") as url:
        upgrade(url)
        owner = create_engine(url)
        with transaction(owner) as connection:
            seeded = seed(connection)
            for role in ROLES:
                connection.execute(text(f"CREATE ROLE seeded_{role} LOGIN IN ROLE {role}"))
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        users = [create_engine(url.replace("postgres@/", f"seeded_{role}@/")) for role in ROLES]
        yield SeededDatabase(seeded, owner, *users)
        for engine in (owner, *users):
            engine.dispose()
    admin = create_engine(server_url)
    with transaction(admin) as connection:
        connection.execute(text(f"DROP ROLE {', '.join(f'seeded_{role}' for role in ROLES)}"))
    admin.dispose()
