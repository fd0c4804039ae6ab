"""What is known before a night: the ledger's entries, and what tonight's models scored already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from schemas.ledger import LedgerEntry
from sql.ledger import InputKey, uri_hash
from transforms.inputs.entry import Entry, read_as

ANSWERED = ("waiting", "scored", "failed")
"""States of an entry that is an input of its own; the others stand for another one, or are gone."""


class Known:
    """The ledger as a night's plan asks it."""

    def __init__(
        self, entries: Iterable[LedgerEntry] = (), scored: Mapping[InputKey, str] | None = None
    ) -> None:
        """Keep the entries of all candidates that were found, and all at the addresses found.

        Args:
            entries: of the ledger.
            scored: what one of tonight's releases x options scored: key to SHA-256.
        """
        self.scored = scored or {}
        self._at_uri: dict[str, list[LedgerEntry]] = defaultdict(list)
        self.in_group: dict[tuple[str, str, str], list[LedgerEntry]] = defaultdict(list)
        self._sizes: dict[tuple[str, str], set[int | None]] = defaultdict(set)
        self._contents: dict[tuple[str, str, str], LedgerEntry] = {}
        for entry in sorted(
            entries, key=lambda entry: (entry.attempt, entry.first_seen, entry.uri)
        ):
            self._at_uri[entry.uri_hash].append(entry)
            self.in_group[entry.candidate_id, entry.question_id, entry.kind].append(entry)
            if not entry.content_hash:
                continue
            whose = (entry.candidate_id, entry_read_as(entry))
            if entry.state in (*ANSWERED, "retired"):
                self._sizes[whose].add(entry.size)
            if entry.state in ANSWERED:
                self._contents.setdefault((*whose, entry.content_hash), entry)

    def at_uri(self, entry: Entry) -> list[LedgerEntry]:
        """Entries of an address, by attempt."""
        return self._at_uri[uri_hash(entry.uri)]

    def at(self, entry: Entry) -> list[LedgerEntry]:
        """Entries of an address under the same identity, by attempt."""
        return [known for known in self.at_uri(entry) if known.input_id == entry.input_id]

    def may_hold(self, entry: Entry) -> bool:
        """Whether content of this length is known of the candidate, so that reading may tell."""
        sizes = self._sizes[entry.read_as]
        return None in sizes or entry.size in sizes

    def answer(self, input_id: str | None, entry: Entry) -> LedgerEntry | None:
        """The input of this id that answers the same question as `entry`, the newest attempt."""
        answers = [e for e in self.in_group[entry.group] if e.state in ANSWERED]
        return next((e for e in reversed(answers) if e.input_id == input_id), None)

    def with_content(self, entry: Entry, content_hash: str) -> LedgerEntry | None:
        """The candidate's input with these bytes, the first if there are several."""
        return self._contents.get((*entry.read_as, content_hash))


def entry_read_as(entry: LedgerEntry) -> str:
    """What an entry's bytes are read as."""
    return read_as(entry.kind, PurePosixPath(entry.input_id).suffix.lower())
