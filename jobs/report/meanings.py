"""What the codes of the database mean, in sentences: from its own tables."""

from typing import NamedTuple

from sqlalchemy.engine import Connection

from jobs.report.snapshot import rows
from schemas.states import VOCABULARIES
from schemas.usability import in_words


class Meaning(NamedTuple):
    """Of a code."""

    meaning: str
    remedy: str
    """What to do about it; empty where there is nothing to do."""

    @property
    def sentences(self) -> str:
        """Both, to be read: "No window holds enough speech. Check the microphone."."""
        return " ".join(map(sentence, filter(None, self)))


class Meanings:
    """All vocabularies of a database, read once."""

    def __init__(self, connection: Connection) -> None:
        union = " UNION ALL ".join(
            f"SELECT '{name}' AS name, code, meaning, what_to_do FROM scores.{name}"  # noqa: S608
            for name in VOCABULARIES
        )
        self._found = {
            (row["name"], row["code"]): Meaning(row["meaning"], row["what_to_do"] or "")
            for row in rows(connection, union)
        }

    def of(self, vocabulary: str, code: str) -> Meaning:
        """The meaning of a code; the code itself where nothing is known of it."""
        return self._found.get((vocabulary, code), Meaning(code, ""))

    def reason(self, code: str, value: float) -> tuple[str, str]:
        """Why a candidate's scores say less than they could, with the number; and what to do."""
        known = self.of("usability_reasons", code)
        try:
            told = in_words([code], [value])
        except KeyError:  # of a newer version of the job
            told = known.meaning
        return sentence(told), sentence(known.remedy)


def sentence(text: str) -> str:
    """With a capital and a full stop; empty stays empty."""
    plain = text.strip()
    if not plain:
        return ""
    return plain[0].upper() + plain[1:] + ("" if plain.endswith((".", "!", "?")) else ".")
