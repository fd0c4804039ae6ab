"""Evaluation of a release: what its models read, figures, plots and the page."""
