"""Nights that build on each other, against a small model of what must be there.

Real files, a real PostgreSQL, the job's own planning and publishing; only scoring is a stub.
"""

import hashlib
import itertools
import os
from collections import Counter, defaultdict
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    FRAME_SCORES,
    IGNORED,
    INPUTS,
    RECORDING_SCORES,
    SCORED_BY,
    SCORING_RUNS,
    TEXT_SCORES,
    VOICE_SCORES,
)
from schemas.elements import KINDS
from tests.nights import Nights, StubRunner, database_like

EXAMPLES = int(os.environ.get("NIGHTS_EXAMPLES", "4"))

PLACES = [
    Path(folder, candidate, f"{question}{extension}")
    for folder in ("x", "y")
    for candidate in ("ada", "bob")
    for question in ("q1", "q2")
    for extension in (".mp4", ".wav", ".txt")
]
CONTENTS = [
    f"{word} {number}".encode()
    for word in ("good", "cut", "bad", "away")
    for number in ("1", "two", "three")
]

_numbers = itertools.count()


def whose(place, content):
    """What the bytes say, and of whom: the same bytes read alike are one answer."""
    return place.parts[1], KINDS[place.suffix], hashlib.sha256(content).hexdigest()


def scorable(content, storm=False):
    word = content.split()[0]
    return word in (b"good", b"cut") or (word == b"away" and not storm)


def test_ten_nights_leave_what_must_be_there(nights_template, tmp_path_factory, monkeypatch):
    class Machine(RuleBasedStateMachine):
        """Files come, change, go, are renamed and come back; nights score them in two releases."""

        @initialize()
        def begin(self):
            self.folder = tmp_path_factory.mktemp("nights")
            self.inbox = self.folder / "in"
            self.inbox.mkdir()
            self.database = database_like(nights_template, f"nights_{next(_numbers)}")
            self.nights = Nights(self.folder / "out", self.database.__enter__(), monkeypatch)
            self.files: dict[Path, bytes] = {}
            self.clock = 1_700_000_000
            self.scored: set[tuple] = set()  # (whose, release) of what must never be lost
            self.tried: set[tuple] = set()  # (place, content, release) that failed for good
            self.numbers: dict[tuple, int] = {}  # attempts of whole answers

        def teardown(self):
            if hasattr(self, "nights"):
                self.nights.close()
                self.database.__exit__(None, None, None)

        @rule(place=st.sampled_from(PLACES), content=st.sampled_from(CONTENTS))
        def arrives_or_changes(self, place, content):
            self._write(place, content)

        @rule(data=st.data())
        def vanishes(self, data):
            if self.files:
                place = data.draw(st.sampled_from(sorted(self.files)))
                (self.inbox / place).unlink()
                del self.files[place]

        @rule(data=st.data(), place=st.sampled_from(PLACES))
        def is_renamed(self, data, place):
            if self.files:
                old = data.draw(st.sampled_from(sorted(self.files)))
                (self.inbox / place).parent.mkdir(parents=True, exist_ok=True)
                (self.inbox / old).rename(self.inbox / place)
                self.files[place] = self.files.pop(old)

        @rule(
            release=st.sampled_from("ab"),
            storm=st.booleans(),
            minutes=st.sampled_from([60.0, 0.05]),
        )
        def night(self, release, storm, minutes):
            before = len(StubRunner.opened)
            wanted = {
                whose(place, content)
                for place, content in self.files.items()
                if scorable(content, storm) and (whose(place, content), release) not in self.scored
            }
            outcome = self.nights.run(
                self.inbox, release=release, storm=storm, batch_minutes=minutes
            )
            assert outcome.balanced
            assert outcome.found == len(self.files)
            opened = StubRunner.opened[before:]
            assert len(set(opened)) == len(opened), "nothing is opened twice in a night"
            self._compare(release, storm, wanted, outcome)

        @rule(release=st.sampled_from("ab"))
        def the_same_night_again(self, release):
            """A second night opens nothing, but for a cut file that had two questions."""
            self.night(release, False, 60.0)
            before = len(StubRunner.opened)
            again = self.nights.run(self.inbox, release=release)
            assert again.scored + again.failed + len(again.skipped) == len(self.files)
            opened = [Path(uri).read_bytes() for uri in StubRunner.opened[before:]]
            assert all(content.startswith(b"cut") for content in opened)
            self._invariants(release)

        def _write(self, place, content):
            path = self.inbox / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            self.clock += 60
            os.utime(path, (self.clock, self.clock))
            self.files[place] = content

        def _compare(self, release, storm, wanted, outcome):
            here = Counter(self._by_content(release))
            # What a corrected name has given to another question goes under the first one.
            for row in self.nights.rows(INPUTS):
                if row["state"] == "retired":
                    mine = (row["candidate_id"], row["kind"], row["content_hash"])
                    self.scored -= {(mine, "a"), (mine, "b")}
                    self.numbers.pop(mine, None)
            for place, content in self.files.items():
                if not scorable(content, storm):
                    continue
                mine = whose(place, content)
                replaced = content.startswith(b"cut") and mine not in here
                if replaced:
                    # Gone for a newer one; where it lay under another question too, it is scored
                    # for that one in the next night.
                    assert self._entry(place)["reason"] in ("replaced", "same_bytes")
                elif content.startswith(b"away") and mine not in here:
                    assert self._waits(place), "what was away is tried again later"
                else:
                    assert here[mine] == 1, "each answer is scored once"
                    if not content.startswith(b"cut"):
                        self.scored.add((mine, release))
            assert outcome.scored <= len(wanted)
            self._invariants(release)

        def _by_content(self, release):
            found = []
            for dataset in (RECORDING_SCORES, TEXT_SCORES):
                for row in self.nights.rows(dataset):
                    if row["model_release"].endswith(release * 12):
                        kind = "recording" if dataset is RECORDING_SCORES else row["kind"]
                        found.append((row["candidate_id"], kind, row["content_hash"]))
            return found

        def _entry(self, place):
            uri = str(self.inbox / place)
            rows = [row for row in self.nights.rows(INPUTS) if row["uri"] == uri]
            return max(rows, key=lambda row: (row["last_seen"], row["attempt"]))

        def _waits(self, place):
            entry = self._entry(place)
            return entry["reason"] in ("unreachable", "replaced", "same_bytes")

        def _invariants(self, release):
            nights = self.nights
            tables = {d: nights.rows(d) for d in (
                RECORDING_SCORES, TEXT_SCORES, CANDIDATE_SCORES, FAILURES, IGNORED
            )}  # fmt: skip
            # One row a key, the same in Parquet and in the database.
            for dataset, rows in tables.items():
                keys = Counter(tuple(row[name] for name in dataset.key) for row in rows)
                assert keys == nights.keys_in_parquet(dataset), dataset.name
                assert set(keys.values()) <= {1}
            for dataset, each in ((FRAME_SCORES, 2), (VOICE_SCORES, 2)):
                found = nights.keys_in_parquet(dataset)
                assert set(found.values()) <= {1}
                place = [dataset.key.index(name) for name in RECORDING_SCORES.key]
                of = Counter(tuple(key[n] for n in place) for key in found)
                expected = {
                    tuple(r[n] for n in RECORDING_SCORES.key) for r in tables[RECORDING_SCORES]
                }
                assert of == Counter(dict.fromkeys(expected, each)), dataset.name
            # Nothing that was scored is lost.
            here = {(mine, r) for r in "ab" for mine in self._by_content(r)}
            assert self.scored <= here
            # Attempts keep their numbers, and different whole answers have different ones.
            groups = defaultdict(dict)
            for dataset in (RECORDING_SCORES, TEXT_SCORES):
                for row in tables[dataset]:
                    if row.get("truncated"):
                        continue
                    kind = "recording" if dataset is RECORDING_SCORES else row["kind"]
                    mine = (row["candidate_id"], kind, row["content_hash"])
                    assert self.numbers.setdefault(mine, row["attempt"]) == row["attempt"]
                    group = groups[row["candidate_id"], kind, row["question_id"]]
                    assert group.setdefault(row["attempt"], mine) == mine
            # Of each attempt the newest run is current.
            numbers = {row["run_id"]: row["number"] for row in nights.rows(SCORING_RUNS)}
            for dataset, of in (
                (RECORDING_SCORES, ("candidate_id", "question_id", "attempt")),
                (TEXT_SCORES, ("candidate_id", "question_id", "kind", "attempt")),
                (CANDIDATE_SCORES, ("candidate_id",)),
            ):
                attempts = defaultdict(list)
                for row in tables[dataset]:
                    attempts[tuple(row[name] for name in of)].append(row)
                for rows in attempts.values():
                    (current,) = (row for row in rows if row["is_current"])
                    assert numbers[current["run_id"]] == max(numbers[r["run_id"]] for r in rows)
            # Candidates are all that is theirs by a release.
            for row in tables[CANDIDATE_SCORES]:
                theirs = [
                    [
                        other
                        for other in tables[dataset]
                        if all(other[n] == row[n] for n in ("candidate_id", *SCORED_BY))
                    ]
                    for dataset in (RECORDING_SCORES, TEXT_SCORES, FAILURES)
                ]
                assert row["recordings"] == len({r["question_id"] for r in theirs[0]})
                assert row["documents"] == len({(r["question_id"], r["kind"]) for r in theirs[1]})
                assert row["failures"] == len(theirs[2])
            candidates = {
                tuple(row[n] for n in ("candidate_id", *SCORED_BY))
                for dataset in (RECORDING_SCORES, TEXT_SCORES, FAILURES)
                for row in tables[dataset]
            }
            assert candidates == {
                tuple(row[n] for n in CANDIDATE_SCORES.key) for row in tables[CANDIDATE_SCORES]
            }
            # What is bad has a failure, unless another file has taken its place.
            failed = {(row["uri"], row["model_release"][-1]) for row in tables[FAILURES]}
            for place, content in self.files.items():
                if content.startswith(b"bad") and (str(self.inbox / place), release) not in failed:
                    assert self._entry(place)["reason"] in ("replaced", "same_bytes")

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
