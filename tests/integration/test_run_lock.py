"""The lock of a database, which one run at a time holds."""

from sqlalchemy import event

from sql.engine import create_engine
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
    for each in (engine, others):
        each.dispose()
