"""Dead letters of all stages meet in one row type."""

from dataclasses import dataclass
from typing import Any, Final

import apache_beam as beam
from apache_beam.metrics.metric import Metrics
from apache_beam.pvalue import PCollection

from schemas.elements import InputFile
from schemas.rows import Failure
from transforms.errors import InputError
from transforms.metrics import FAILED_INPUTS

FAILURES: Final = "failures"
"""Tag of the failures of every stage."""


def to_failure(file: InputFile, error: InputError) -> Failure:
    """The dead letter of an input."""
    return Failure(
        candidate_id=file.candidate_id,
        recording_id=file.input_id,
        question_id=file.question_id,
        uri=file.uri,
        stage=error.stage,
        kind=error.kind,
        message=error.message,
        cohort=file.cohort,
    )


def _count(failure: Failure) -> Failure:
    Metrics.counter(*FAILED_INPUTS).inc()
    return failure


@dataclass
class GatherFailures(beam.PTransform):
    """Bring the failures of all stages together and count them.

    Input: several collections of Failure. Output: one collection with the same rows.
    """

    def expand(self, collections: Any) -> PCollection[Failure]:
        return (
            collections
            | "Flatten" >> beam.Flatten()
            | "Count" >> beam.Map(_count).with_output_types(Failure)
        )
