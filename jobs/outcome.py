"""The books of a run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from apache_beam.runners.runner import PipelineResult

from jobs.exit_codes import ExitCode
from schemas.rows import IgnoredInput
from schemas.states import IGNORED_REASONS
from transforms.inputs.identify import Found
from transforms.metrics import CPU_TIME, FAILED_INPUTS, RECORDED_MILLISECONDS, SCORED_INPUTS


class Outcome(NamedTuple):
    """How many inputs came and what became of them."""

    found: int
    scored: int
    skipped: int
    failed: int
    ignored: tuple[IgnoredInput, ...]
    media_seconds: float
    wall_seconds: float
    stage_seconds: Mapping[str, float]
    """CPU time of each stage."""

    @property
    def balanced(self) -> bool:
        """Whether every input that was found is accounted for."""
        return self.found == self.scored + self.skipped + self.failed

    @property
    def failed_share(self) -> float:
        """Share of the inputs that failed, 0-1."""
        return self.failed / self.found if self.found else 0.0

    @property
    def all_failed(self) -> bool:
        """Whether every input failed that was not skipped."""
        return self.failed > 0 and self.scored == 0

    def exit_code(self, maximum_failed_share: float) -> ExitCode:
        """OK, FAILURES or UNBALANCED.

        Args:
            maximum_failed_share: share of failed inputs that is tolerated, 0-1; never all of them.
        """
        if not self.balanced:
            return ExitCode.UNBALANCED
        if self.all_failed or self.failed_share > maximum_failed_share:
            return ExitCode.FAILURES
        return ExitCode.OK


def counted(ignored: Iterable[IgnoredInput]) -> str:
    """How much was passed over for which reason, the most first."""
    counts = Counter(item.reason for item in ignored)
    return ", ".join(f"{count} {IGNORED_REASONS[code]}" for code, count in counts.most_common())


def outcome_of(found: Found, result: PipelineResult, wall_seconds: float) -> Outcome:
    """Read a finished pipeline's counters."""
    metrics = result.metrics().query()
    counters: Counter[tuple[str, str]] = Counter()
    for metric in metrics["counters"]:  # one for each step that counts
        counters[metric.key.metric.namespace, metric.key.metric.name] += metric.committed
    milliseconds = sum(
        metric.committed.sum
        for metric in metrics["distributions"]
        if (metric.key.metric.namespace, metric.key.metric.name) == RECORDED_MILLISECONDS
    )
    return Outcome(
        found=found.inputs,
        scored=counters[SCORED_INPUTS],
        skipped=len(found.skipped),
        failed=counters[FAILED_INPUTS],
        ignored=found.ignored,
        media_seconds=milliseconds / 1000,
        wall_seconds=wall_seconds,
        stage_seconds={
            name: microseconds / 1e6
            for (namespace, name), microseconds in counters.items()
            if namespace == CPU_TIME
        },
    )
