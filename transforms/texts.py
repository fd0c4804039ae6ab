"""Reads and scores essays and transcripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import apache_beam as beam
from apache_beam.metrics.metric import Metrics
from apache_beam.pvalue import PCollection, TaggedOutput

from models.runtime.threads import use_one_thread
from models.store import load_release
from models.text.document import TextScorer, load_text_scorer, read_text
from schemas.elements import InputFile
from schemas.rows import Failure, TextScore
from transforms.errors import InputError
from transforms.failures import FAILURES, to_failure
from transforms.inputs.fetch import local_copy
from transforms.isolated import Isolated
from transforms.progress import Progress


def score_document(
    file: InputFile, content_hash: str, text: str, model: str, scorer: TextScorer
) -> TextScore:
    """Score one document; without enough English words its traits are None, with a state."""
    reading = read_text(text, scorer)
    return TextScore(
        candidate_id=file.candidate_id,
        document_id=file.input_id,
        recording_id=file.recording_id,
        question_id=file.question_id,
        cohort=file.cohort,
        recorded_at=file.recorded_at,
        consent_reference=file.consent_reference,
        kind=file.kind,
        uri=file.uri,
        content_hash=content_hash,
        model=model,
        state=reading.state,
        words=reading.words,
        traits=reading.traits,
        common_words=tuple(word for word, _ in reading.common_words),
        common_word_counts=tuple(count for _, count in reading.common_words),
    )


class _ScoreTexts(beam.DoFn):
    def __init__(self, release: str, model: str, progress: Progress) -> None:
        self._release, self._model, self._progress = release, model, progress

    def setup(self) -> None:
        use_one_thread()
        self._isolated = Isolated()
        artefacts = load_release(self._release).artefacts
        self._scorer = load_text_scorer(self._model, artefacts)

    def teardown(self) -> None:
        self._isolated.close()

    def process(
        self, file: InputFile
    ) -> Iterator[TextScore | TaggedOutput[Literal["failures"], Failure]]:
        try:
            with local_copy(file.uri) as copy:
                text = self._isolated.run("read", copy.path, "read", "unreadable_document")
            row = score_document(file, copy.content_hash, text, self._model, self._scorer)
            Metrics.counter("inputs", "scored").inc()
            yield row
        except InputError as error:
            yield TaggedOutput(FAILURES, to_failure(file, error))
        self._progress.advance()


@dataclass
class ScoreTexts(beam.PTransform):
    """Score texts.

    Input: InputFile of kind ESSAY or TRANSCRIPT. Output: by tag FAILURES and, as main output
    `texts`, one TextScore or one Failure each. The text itself never leaves this stage.
    """

    release: str
    model: str
    progress: Progress

    def expand(self, files: PCollection[InputFile]) -> Any:  # Beam's DoOutputsTuple
        score = beam.ParDo(_ScoreTexts(self.release, self.model, self.progress))
        return files | "Read and score" >> score.with_outputs(FAILURES, main="texts")
