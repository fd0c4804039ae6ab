"""A folder, and the ledger that nights over it leave: plans without a database."""

import datetime
import hashlib
import os
from pathlib import Path

from schemas.ledger import LedgerEntry
from tests.planned import NOW, SCORED_BY
from transforms.inputs.find import find_inputs
from transforms.inputs.known import Known
from transforms.inputs.plan import plan_night
from transforms.inputs.rules import Rules

RULES = Rules(NOW, SCORED_BY)
DAY = datetime.timedelta(days=1)


class Inbox:
    """A folder, and the ledger that nights over it leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: dict[tuple, LedgerEntry] = {}
        self.scored: dict[tuple, str] = {}
        self.now = NOW

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        moment = self.now.timestamp() - 3600
        os.utime(path, (moment, moment))

    def plan(self, **rules):
        known = Known(self.entries.values(), self.scored)
        found = find_inputs([str(self.folder)], rules.pop("manifest", None))
        return plan_night(found, known, RULES._replace(now=self.now, **rules))

    def night(self, failing=(), cut=(), kind="unreadable_media", **rules):
        """Plan, and write what becomes of each task: `failing` and `cut` name files."""
        plan = self.plan(**rules)
        for entry in plan.outdated:
            self.entries.pop(key(entry), None)
        self.entries |= {key(entry): entry for entry in (*plan.entries, *plan.failed)}
        for task in plan.tasks:
            name = os.path.relpath(task.file.uri, self.folder)
            entry = task.entry._replace(
                tried_at=self.now.isoformat(), model_release=SCORED_BY[0][0],
                config_digest=SCORED_BY[0][1],
            )  # fmt: skip
            if name in failing:
                tries = entry.tries + 1 if entry.state == "failed" else 1
                entry = entry._replace(state="failed", reason=kind, tries=tries)
            else:
                content = hashlib.sha256(Path(task.file.uri).read_bytes()).hexdigest()
                entry = entry._replace(
                    state="scored", reason="truncated" if name in cut else None,
                    scored_whole=name not in cut, content_hash=content, tries=0,
                )  # fmt: skip
                self.scored[task.file.input_id, task.file.attempt] = content
                for gone in task.moved_from:
                    self.entries[key(gone)] = gone._replace(state="retired")
            self.entries[key(entry)] = entry
        self.now += DAY
        return plan


def key(entry):
    return entry.uri_hash, entry.input_id, entry.attempt


def tasks(plan, folder):
    return {os.path.relpath(t.file.uri, folder): (t.file.attempt, t.why) for t in plan.tasks}


def moved(plan):
    return {(e.input_id, e.attempt) for task in plan.tasks for e in task.moved_from}


def skipped(plan, folder):
    return {os.path.relpath(item.uri, folder): item.reason for item in plan.skipped}
