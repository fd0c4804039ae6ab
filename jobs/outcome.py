"""What became of a run's inputs, and what it took."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from apache_beam.runners.runner import PipelineResult

from jobs.exit_codes import ExitCode
from schemas.failures import IgnoredInput
from schemas.states import IGNORED_REASONS
from transforms.metrics import CPU_TIME

CHECKED_FROM = 20
"""Inputs: of fewer, a share says little."""


class Outcome(NamedTuple):
    """How many inputs came and what became of them."""

    found: int
    scored: int
    failed: int
    skipped: tuple[IgnoredInput, ...]
    ignored: tuple[IgnoredInput, ...]
    media_seconds: float
    wall_seconds: float
    stage_seconds: Mapping[str, float]
    """CPU time of each stage."""
    held_back: Mapping[str, int] | None = None
    """Failures by kind of the batch that was not published because too many of it failed."""
    removed: int = 0
    """Inputs whose scores were removed: retired, or given to somebody else by the manifest."""

    @property
    def balanced(self) -> bool:
        """Whether every input that was found is accounted for."""
        return self.found == self.scored + len(self.skipped) + self.failed

    @property
    def failed_share(self) -> float:
        """`share_failed` of the run."""
        return share_failed(self.scored, self.failed)

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
        if (
            self.held_back is not None
            or self.all_failed
            or self.failed_share > maximum_failed_share
        ):
            return ExitCode.FAILURES
        return ExitCode.OK


def share_failed(scored: int, failed: int) -> float:
    """Share of the inputs that were tried and failed, 0-1."""
    return failed / (scored + failed) if failed else 0.0


def counted(items: Iterable[IgnoredInput]) -> str:
    """How much was passed over for which reason, the most first."""
    counts = Counter(item.reason for item in items)
    return ", ".join(
        f"{count} {IGNORED_REASONS[code].meaning}" for code, count in counts.most_common()
    )


def stage_seconds(result: PipelineResult) -> Counter[str]:
    """CPU time of each stage of a finished pipeline, seconds."""
    found: Counter[str] = Counter()
    for metric in result.metrics().query()["counters"]:  # one for each step that counts
        if metric.key.metric.namespace == CPU_TIME:
            # Some runners report attempts only.
            microseconds = metric.attempted if metric.committed is None else metric.committed
            found[metric.key.metric.name] += microseconds / 1e6
    return found
