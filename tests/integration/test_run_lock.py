"""The lock of a database, which one run at a time holds."""

from sqlalchemy import event

from sql.engine import VANISHED_SECONDS, create_engine
from sql.locks import RunLock


def test_a_lock_is_free_before_the_connection_that_held_it_closes(migrated_url):
    """A server sees late that a connection closed, and would refuse the next run meanwhile."""
    engine, others = create_engine(migrated_url), create_engine(migrated_url)
    lock, other = RunLock(engine), RunLock(others)
    lock.take(False, print)
    waited = []
    event.listen(engine, "invalidate", lambda *_: waited.append(other.take(False, print)))
    lock.release()
    assert waited == [False]
    other.release()
    for each in (engine, others):
        each.dispose()


def test_connections_give_up_a_server_that_has_vanished(migrated_url):
    """Else what waits for its answer, as the release of a lock does, would wait without end."""
    engine = create_engine(migrated_url)
    with engine.connect() as connection:
        parameters = connection.connection.dbapi_connection.get_dsn_parameters()
    engine.dispose()
    assert parameters["tcp_user_timeout"] == str(1000 * VANISHED_SECONDS)
    silent = [int(parameters[f"keepalives_{name}"]) for name in ("idle", "interval", "count")]
    assert silent[0] + silent[1] * silent[2] == VANISHED_SECONDS
