"""How a night treats what it finds: what is tried, and what is left for which reason."""

import datetime
from typing import NamedTuple, Optional

from schemas.ledger import LedgerEntry
from schemas.states import MAXIMUM_TRIES, RETRYABLE_FAILURES
from sql.ledger import ScoredBy

FIRST_DISTANCE = datetime.timedelta(hours=20)
"""Between the second and the third try: a night, whose start may vary. The second try comes with
the next run, each later one after twice the distance of the one before."""


class Rules(NamedTuple):
    """How a night treats what it finds."""

    now: datetime.datetime
    """In UTC."""
    scored_by: tuple[ScoredBy, ...] = ()
    """Tonight's release x options first, then those whose scores count as tonight's."""
    rescore: bool = False
    """Whether to score again what is scored."""
    verify: bool = False
    """Whether to read again what looks unchanged."""
    since: Optional[datetime.datetime] = None
    """Files that were changed before are left."""
    settle: datetime.timedelta = datetime.timedelta()
    """Files that were changed less than this ago are left for another run."""

    def has_failed(self, entry: LedgerEntry) -> bool:
        """Whether it was tonight's release and options with which an input failed."""
        return (entry.model_release, entry.config_digest) in self.scored_by

    def reason_to_leave(self, changed_at: Optional[str]) -> Optional[str]:
        """Why a file is left for the time of its change; None if it is not."""
        if changed_at is None:
            return None
        changed = datetime.datetime.fromisoformat(changed_at)
        if self.settle and changed > self.now - self.settle:
            return "settling"
        return "before_since" if self.since and changed < self.since else None

    def reason_to_wait(self, entry: LedgerEntry) -> Optional[str]:
        """Why an input that failed is not tried tonight; None if it is."""
        if entry.reason not in RETRYABLE_FAILURES or entry.tries >= MAXIMUM_TRIES:
            return "failed_before"
        due = next_try(entry)
        return "retry_later" if due is not None and self.now < due else None


def next_try(entry: LedgerEntry) -> datetime.datetime | None:
    """When an input that failed may be tried again; None for at once."""
    if entry.tries < 2 or entry.tried_at is None:
        return None
    distance = FIRST_DISTANCE * 2 ** (entry.tries - 2)
    return datetime.datetime.fromisoformat(entry.tried_at) + distance


def has_died(entry: LedgerEntry) -> bool:
    """Whether a run ended in the middle of trying it, without a word of what became of it."""
    return entry.tries > 0 and entry.state != "failed"
