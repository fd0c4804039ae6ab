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
        file.candidate_id,
        file.input_id,
        file.question_id,
        file.uri,
        error.stage,
        error.kind,
        error.message,
        file.cohort,
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
