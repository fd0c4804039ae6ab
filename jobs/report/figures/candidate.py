"""All figures of a candidate, by section and by name."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jobs.report.contents import CandidateContents, RecordingPart
from jobs.report.figure import Figure
from jobs.report.figures.attempts import attempt_figures
from jobs.report.figures.bins import bins_of
from jobs.report.figures.emotions import emotion_figures
from jobs.report.figures.questions import question_figure
from jobs.report.figures.timeline import timeline_figures
from jobs.report.figures.traits import trait_figure
from jobs.report.figures.words import pull_figure, word_figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as PlotlyFigure


class Sections(NamedTuple):
    """The figures of a page, where it shows them."""

    emotions: Sequence[Figure]
    over_time: Sequence[tuple[RecordingPart, Mapping[str, Figure]]]
    """Each recording with its figures by modality, none if nothing was scored."""
    questions: Figure | None
    attempts: Sequence[Figure]
    traits: Figure | None
    words: Figure | None
    word_pulls: Figure | None

    def all(self) -> list[Figure]:
        single = (self.questions, self.traits, self.words, self.word_pulls)
        return [
            *self.emotions,
            *(figure for _, figures in self.over_time for figure in figures.values()),
            *self.attempts,
            *(figure for figure in single if figure is not None),
        ]


def sections(contents: CandidateContents) -> Sections:
    """What there is to draw of a candidate."""
    binned = bins_of(contents.recordings)
    return Sections(
        emotions=emotion_figures(contents),
        over_time=[
            (part, timeline_figures(part, series, merged, f"time-{number}"))
            for number, (part, (series, merged)) in enumerate(
                zip(contents.recordings, binned, strict=True), 1
            )
        ],
        questions=question_figure(contents.recordings),
        attempts=attempt_figures(contents.recordings),
        traits=trait_figure(contents.traits),
        words=word_figure(contents.words),
        word_pulls=pull_figure(contents.word_pulls),
    )


def candidate_figures(contents: CandidateContents) -> Mapping[str, "PlotlyFigure"]:
    """Name to plotly figure, for notebooks: emotions-fused, time-1-face, traits, ...

    time-N is the N-th of `contents.recordings`.
    """
    from plotly.graph_objects import Figure as PlotlyFigure

    return {f.id: PlotlyFigure(f.drawing) for f in sections(contents).all()}
