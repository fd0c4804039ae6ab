"""Reads and scores essays and transcripts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import apache_beam as beam
from apache_beam.pvalue import PCollection, TaggedOutput

from models.registry import Scorer
from models.runtime.threads import use_one_thread
from models.selection import Selection
from models.text.document import score_document
from schemas.elements import InputFile
from schemas.ledger import InputTime
from schemas.rows import Failure, TextScore
from transforms.errors import InputError
from transforms.failures import FAILURES, to_failure
from transforms.inputs.fetch import local_copy
from transforms.isolated import Isolated
from transforms.progress import Progress
from transforms.timing import TIMES, cpu_clock, time_of


def score_text(
    file: InputFile,
    content_hash: str,
    text: str,
    scorers: Mapping[str, Scorer],
    selection: Selection,
) -> TextScore:
    """Score one document; without enough English words its traits are None, with a state."""
    found = score_document(text, scorers)
    traits = selection.text.combine(found.scores).tolist() if found.scores else None
    return TextScore(
        candidate_id=file.candidate_id,
        document_id=file.input_id,
        attempt=file.attempt,
        recording_id=file.recording_id,
        question_id=file.question_id,
        cohort=file.cohort,
        recorded_at=file.recorded_at,
        consent_reference=file.consent_reference,
        kind=file.kind,
        uri=file.uri,
        content_hash=content_hash,
        model=selection.text.name,
        state=found.state,
        words=found.words,
        traits=None if traits is None else tuple(traits),
        common_words=tuple(word for word, _ in found.common_words),
        common_word_counts=tuple(count for _, count in found.common_words),
    )


class _ScoreTexts(beam.DoFn):
    def __init__(self, selection: Selection, progress: Progress) -> None:
        self._selection, self._progress = selection, progress

    def setup(self) -> None:
        use_one_thread()
        self._isolated = Isolated()
        self._scorers = self._selection.load("text")

    def teardown(self) -> None:
        self._isolated.close()

    def process(
        self, file: InputFile
    ) -> Iterator[
        TextScore
        | TaggedOutput[Literal["failures"], Failure]
        | TaggedOutput[Literal["times"], InputTime]
    ]:
        content_hash, started = None, cpu_clock()
        try:
            with local_copy(file.uri) as copy:
                content_hash = copy.content_hash
                text = self._isolated.run("read", copy.path, "read", "unreadable_document")
            yield score_text(file, copy.content_hash, text, self._scorers, self._selection)
        except InputError as error:
            yield TaggedOutput(FAILURES, to_failure(file, error, content_hash))  # type: ignore[misc]
        yield time_of(file, started)
        self._progress.advance()


@dataclass
class ScoreTexts(beam.PTransform):
    """Score texts.

    Input: InputFile of kind ESSAY or TRANSCRIPT. Output: by tag FAILURES, TIMES (InputTime) and, as
    main output `texts`, one TextScore or one Failure each. The text never leaves this stage.
    """

    selection: Selection
    progress: Progress

    def expand(self, files: PCollection[InputFile]) -> Any:  # Beam's DoOutputsTuple
        score = beam.ParDo(_ScoreTexts(self.selection, self.progress))
        return files | "Read and score" >> score.with_outputs(FAILURES, TIMES, main="texts")
