"""Evaluation of a release: what its models said of labelled data, figures, plots and a page."""
