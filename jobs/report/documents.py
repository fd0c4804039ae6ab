"""A candidate's essays and transcripts, and which words in them moved a trait."""

from pathlib import Path

from sqlalchemy.engine import Connection

from jobs.report.contents import WordPull
from jobs.report.media import find_file
from jobs.report.releases import Releases
from jobs.report.snapshot import Row, rows
from models.store import ArtefactError
from transforms.errors import InputError
from transforms.explain_text import EXPLAINED
from transforms.isolated import Isolated

ALL = 100_000
"""More words and habits than a document has: those that count over all documents are told."""

_TEXTS = """
    SELECT document_id, attempt, question_id, coalesce(cohort, '') AS cohort, uri, content_hash,
        model, state, common_words, common_word_counts, candidate_id, model_release
    FROM scores.text_scores
    WHERE candidate_id = :candidate AND is_current
    ORDER BY question_id, attempt, document_id
"""


def read_texts(connection: Connection, candidate_id: str) -> list[Row]:
    """The current scores of every document, by question and attempt."""
    return rows(connection, _TEXTS, candidate=candidate_id)


def explained(
    text: Row, releases: Releases, media: Path | None, isolated: Isolated
) -> list[WordPull]:
    """All that moved the traits of a document.

    Nothing unless its score is that of the one model that can be taken apart, of a release that is
    in the store, and the very bytes that were scored can be read again: where they were, or below
    a folder.

    Raises:
        MachineError: if this machine cannot open documents.
    """
    if text["state"] != "scored" or text["model"] != EXPLAINED:
        return []
    explainer = releases.explainer(text["model_release"])
    path = _path(text, media)
    if explainer is None or path is None:
        return []
    try:
        found = explainer.explain_document(isolated, str(path), text["content_hash"], ALL)
    except (InputError, ArtefactError):
        return []
    return [WordPull(text["document_id"], *moved) for moved in found]


def _path(text: Row, media: Path | None) -> Path | None:
    if media is not None:
        below = find_file(media, text["candidate_id"], text["document_id"], text["uri"])
        if below is not None:
            return below
    return None if "://" in text["uri"] else Path(text["uri"])
