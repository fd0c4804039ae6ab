"""What the codes of the database mean, in sentences: from its own tables."""

from typing import NamedTuple

from sqlalchemy.engine import Connection

from jobs.report.snapshot import rows
from jobs.report.wording import sentence
from schemas.states import VOCABULARIES
from schemas.usability import in_words

_FOR_COACHES = {
    "no_face_score": "",
    "no_voice_score": "",
    "no_text_score": "",
    "failed_inputs": "what failed, and what helps, stands below",
}
"""In place of what the tables say to those who read them. Why a modality has no score is said by
the states of the recordings and documents."""


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
        return sentence(told), sentence(_FOR_COACHES.get(code, known.remedy))
