"""Figures of a cohort that many pages share: read once, and kept as long as there is room."""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection

from jobs.report.contents import Compared, Spread
from jobs.report.snapshot import rows
from sql.scores import read_limits

ROOM = 4_000_000
"""Scores that are kept, 8 bytes each: of 150 cohorts with 1,000 people."""
WORDS_KEPT = 8
"""Cohorts whose words are kept."""


class Cohort(NamedTuple):
    """People who are compared: of a cohort, as one release scored them with the same options."""

    cohort: str
    """Empty where none is named."""
    model_release: str
    config_digest: str


class _Measured(NamedTuple):
    """An emotion or trait of everybody in a cohort."""

    scores: "array[float]"
    """Ascending."""
    total: float
    shares: float
    """Sum of the shares of time in which the emotion is on top."""
    with_share: int


_Measures = dict[tuple[str, str], _Measured]


class CohortFigures:
    """Compares candidates with their cohorts, as v_compare and v_percentile do.

    Those views read the whole cohort for each candidate; here it is read once. Valid for the
    snapshot of the connection only.
    """

    def __init__(self, connection: Connection, room: int = ROOM) -> None:
        self._connection, self._room = connection, room
        limits = read_limits(connection)
        self._least_n, self._small_n = limits["least_n"], limits["small_n"]
        self._kept: OrderedDict[Cohort, _Measures] = OrderedDict()
        self._words: OrderedDict[str, Mapping[str, int]] = OrderedDict()

    @property
    def least_n(self) -> int:
        """Others below whom nothing is shown."""
        return math.ceil(self._least_n)

    def compare(
        self, cohort: Cohort, modality: str, measure: str, score: float, share: float | None
    ) -> Compared:
        """A score of a candidate of the cohort beside those of the others."""
        found = self._measured(cohort)[modality, measure]
        n = len(found.scores) - 1
        others_score = others_share = percentile = None
        if n >= max(self._least_n, 1):
            others_score = (found.total - score) / n
            if share is not None and found.with_share > 1:
                others_share = (found.shares - share) / (found.with_share - 1)
            lower = bisect_left(found.scores, score)
            same = bisect_right(found.scores, score) - lower - 1
            percentile = 100 * (lower + same / 2) / n
        return Compared(
            modality=modality,
            measure=measure,
            score=score,
            share=share,
            others_score=others_score,
            others_share=others_share,
            n=n,
            small_n=n < self._small_n,
            percentile=percentile,
        )

    def spread(self, cohort: Cohort, modality: str, measure: str, score: float) -> Spread:
        """The quartiles of the others of a cohort, without a candidate of that score.

        None where there are too few others: someone who knows one score could work out theirs.
        """
        scores = self._measured(cohort)[modality, measure].scores
        n = len(scores) - 1
        if n < max(self._least_n, 1):
            return Spread(n, None, None, None)
        own = bisect_left(scores, score)
        return Spread(n, *(quantile(scores, part, own) for part in (0.25, 0.5, 0.75)))

    def words(self, cohort: str) -> Mapping[str, int]:
        """Words to how many people have them among the common words of a text, least_n or more."""
        if cohort not in self._words:
            found = rows(
                self._connection,
                """
                SELECT w.word, count(DISTINCT t.candidate_id) AS people
                FROM scores.text_scores AS t CROSS JOIN unnest(t.common_words) AS w (word)
                WHERE t.is_current AND coalesce(t.cohort, '') = :cohort
                GROUP BY w.word
                HAVING count(DISTINCT t.candidate_id) >= :least_n
                """,
                cohort=cohort,
                least_n=self.least_n,
            )
            self._words[cohort] = {row["word"]: row["people"] for row in found}
            if len(self._words) > WORDS_KEPT:
                self._words.popitem(last=False)
        self._words.move_to_end(cohort)
        return self._words[cohort]

    def _measured(self, cohort: Cohort) -> _Measures:
        if cohort not in self._kept:
            self._kept[cohort] = _read(self._connection, cohort)
            while len(self._kept) > 1 and self._size() > self._room:
                self._kept.popitem(last=False)
        self._kept.move_to_end(cohort)
        return self._kept[cohort]

    def _size(self) -> int:
        return sum(len(m.scores) for kept in self._kept.values() for m in kept.values())


def quantile(ascending: "array[float]", part: float, without: int) -> float:
    """Of all but one score, interpolated as PostgreSQL's percentile_cont.

    Args:
        ascending: at least two scores.
        part: 0-1.
        without: place of the score that is left out: no copy is made for each candidate.
    """
    place = part * (len(ascending) - 2)
    low, high = (each + (each >= without) for each in (math.floor(place), math.ceil(place)))
    return ascending[low] + (place - math.floor(place)) * (ascending[high] - ascending[low])


def _read(connection: Connection, cohort: Cohort) -> _Measures:
    # A row at a time: those of a cohort of 100,000 people take much more room as lists.
    statement = text("""
        SELECT
            modality,
            measure,
            array_agg(score ORDER BY score) AS scores,
            coalesce(sum(share), 0) AS shares,
            count(share) AS with_share
        FROM scores.candidate_readings
        WHERE cohort = :cohort AND model_release = :model_release AND config_digest = :config_digest
        GROUP BY modality, measure
    """)
    found = connection.execute(statement.execution_options(yield_per=1), cohort._asdict())
    measures = {}
    for modality, measure, scores, shares, with_share in found:
        total = math.fsum(scores)
        measures[modality, measure] = _Measured(array("d", scores), total, shares, with_share)
    return measures
