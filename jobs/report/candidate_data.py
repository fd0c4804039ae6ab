"""Reads what a candidate's page says from the score database."""

from collections.abc import Iterator, Sequence
from types import TracebackType

from sqlalchemy.engine import Connection

from jobs.report.cohorts import Cohort, CohortFigures
from jobs.report.contents import (
    CandidateContents,
    Compared,
    TraitReading,
    WordCount,
    WordPull,
)
from jobs.report.documents import explained, read_texts
from jobs.report.error_rates import error_rates, trait_accuracy, trait_errors
from jobs.report.failed import read_failures
from jobs.report.listing import candidate_ids
from jobs.report.meanings import Meanings
from jobs.report.playing import Player, Wanted
from jobs.report.recording_parts import PREFIXES, ReadRecording, read_recordings
from jobs.report.releases import HowScored, Releases, read_options
from jobs.report.snapshot import Row, rows
from jobs.report.words import common_words, counted_words, strongest
from schemas.labels import EMOTIONS, LEARNED_FUSION, TRAITS
from schemas.storable import storable
from transforms.isolated import Isolated

_CANDIDATE = """
    SELECT c.*, r.options
    FROM scores.v_candidate AS c JOIN scores.scoring_runs AS r USING (run_id)
    WHERE c.candidate_id = :candidate
"""

_ALL = frozenset({"face", "voice", "text"})
"""The page of a candidate without scores has the error rates of all modalities."""


class CandidateReader:
    """Reads pages one after the other; what they share is read once.

    A context manager: at the end it ends the child process that opens documents.
    """

    def __init__(self, connection: Connection, wanted: Wanted | None = None) -> None:
        """Read in a transaction that sees one moment: `jobs.report.snapshot`."""
        self._connection = connection
        self._wanted = wanted or Wanted()
        self._cohorts = CohortFigures(connection)
        self._meanings = Meanings(connection)
        self._releases = Releases(self._wanted.store)
        self._isolated = Isolated()
        self._player = Player(connection, self._wanted, self._releases, self._isolated)

    def __enter__(self) -> "CandidateReader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._isolated.close()

    def read(self, candidate_id: str) -> CandidateContents | None:
        """Everything on a candidate's page; None if nothing of the candidate is scored.

        Raises:
            MachineError: if this machine cannot open documents.
        """
        found = rows(self._connection, _CANDIDATE, candidate=storable(candidate_id))
        return self._contents(found[0]) if found else None

    def _contents(self, row: Row) -> CandidateContents:
        candidate_id = row["candidate_id"]
        cohort = Cohort(row["cohort"], row["model_release"], row["config_digest"])
        recordings = read_recordings(self._connection, candidate_id, self._meanings)
        texts = read_texts(self._connection, candidate_id)
        how = _how_scored(row, recordings, texts)
        release = self._releases.find(row["model_release"])
        dominant = row["dominant"]
        return CandidateContents(
            candidate_id=candidate_id,
            cohort=row["cohort"],
            run_date=row["run_date"],
            model_release=row["model_release"],
            usable=row["usable"],
            reasons=self._reasons(row, recordings, texts),
            dominant=dominant,
            dominant_share=row[f"{dominant}_share"] if dominant else None,
            compared=self._compared(row, cohort),
            traits=self._traits(row, cohort, how),
            recordings=self._player.played(candidate_id, recordings),
            documents=[(text["document_id"], self._text_state(text["state"])) for text in texts],
            failures=read_failures(self._connection, candidate_id, self._meanings),
            words=self._words(row["cohort"], texts),
            word_pulls=self._word_pulls(texts),
            error_rates=error_rates(
                release, how if how.modalities else how._replace(modalities=_ALL)
            ),
            is_fusion_learned=how.fusion == LEARNED_FUSION,
        )

    def _reasons(
        self, row: Row, recordings: Sequence[ReadRecording], texts: Sequence[Row]
    ) -> list[tuple[str, str]]:
        """Why the scores say less than they could; for a modality, the states of its inputs."""
        whys = {
            "no_face_score": [each.part.face for each in recordings],
            "no_voice_score": [each.part.voice for each in recordings],
            "no_text_score": [self._text_state(text["state"]) for text in texts],
        }
        told = []
        for code, value in zip(row["reasons"], row["reason_values"], strict=True):
            reason, remedy = self._meanings.reason(code, value)
            why = dict.fromkeys(filter(None, whys.get(code, ())))
            told.append((reason, " ".join(why) or remedy))
        return told

    def _compared(self, row: Row, cohort: Cohort) -> list[Compared]:
        measures = [
            (modality, emotion, row[f"{prefix}{emotion}"], row[f"{prefix}{emotion}_share"])
            for modality, prefix in PREFIXES.items()
            for emotion in EMOTIONS
        ] + [("text", trait, row[trait], None) for trait in TRAITS]
        return [
            self._cohorts.compare(cohort, modality, measure, score, share)
            for modality, measure, score, share in measures
            if score is not None
        ]

    def _traits(self, row: Row, cohort: Cohort, how: HowScored) -> list[TraitReading]:
        release = self._releases.find(row["model_release"])
        accuracy, errors = trait_accuracy(release, how), trait_errors(release, how)
        return [
            TraitReading(
                trait=trait,
                score=row[trait],
                cohort=self._cohorts.spread(cohort, "text", trait, row[trait]),
                accuracy=accuracy.get(trait),
                error=errors.get(trait),
            )
            for trait in TRAITS
            if row[trait] is not None
        ]

    def _text_state(self, code: str) -> str:
        return "" if code == "scored" else self._meanings.of("text_states", code).sentences

    def _words(self, cohort: str, texts: Sequence[Row]) -> list[WordCount]:
        own = counted_words((text["common_words"], text["common_word_counts"]) for text in texts)
        shared = {
            word for text in texts if text["cohort"] == cohort for word in text["common_words"]
        }
        return common_words(own, shared, self._cohorts.words(cohort), self._cohorts.least_n)

    def _word_pulls(self, texts: Sequence[Row]) -> list[WordPull]:
        if not self._wanted.words:
            return []
        media = self._wanted.media
        found = (explained(text, self._releases, media, self._isolated) for text in texts)
        return strongest([pull for pulls in found for pull in pulls])


def read_candidate(
    connection: Connection, candidate_id: str, wanted: Wanted | None = None
) -> CandidateContents | None:
    """Everything on the page of one candidate: see `CandidateReader`."""
    with CandidateReader(connection, wanted) as reader:
        return reader.read(candidate_id)


def read_candidates(
    connection: Connection,
    wanted: Wanted | None = None,
    candidates: Sequence[str] = (),
    cohorts: Sequence[str] = (),
) -> Iterator[CandidateContents]:
    """The pages of `candidate_ids` one after the other; one is in memory at a time."""
    with CandidateReader(connection, wanted) as reader:
        for candidate_id in candidate_ids(connection, candidates, cohorts):
            contents = reader.read(candidate_id)
            assert contents is not None  # the snapshot still has it
            yield contents


def _how_scored(row: Row, recordings: Sequence[ReadRecording], texts: Sequence[Row]) -> HowScored:
    own = [each.row for each in recordings if each.row["model_release"] == row["model_release"]]
    labels = (each["face_labels"] for each in own)
    models = (each["model"] for each in texts if each["model_release"] == row["model_release"])
    columns = {"face": "face_happy", "voice": "voice_happy", "text": TRAITS[0]}
    return HowScored(
        model_release=row["model_release"],
        modalities=frozenset(name for name, column in columns.items() if row[column] is not None),
        face_labels=next(filter(None, labels), None),
        fusion=next((each["fusion"] for each in own), None),
        text_models=tuple(next(models, "").split("+")) if texts else (),
        options=read_options(row["options"]),
    )
