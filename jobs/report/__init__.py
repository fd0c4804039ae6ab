"""The report: pages that a coach looks at, and their figures for notebooks."""

from jobs.report.figures.candidate import candidate_figures
from jobs.report.figures.night import night_figures

__all__ = ["candidate_figures", "night_figures"]
