"""The report: pages that a coach looks at, and their figures for notebooks."""

from jobs.report.figures.candidate import candidate_figures

__all__ = ["candidate_figures"]
