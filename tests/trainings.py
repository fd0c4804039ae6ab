"""Runs the training command in a test's own folders."""

from jobs.train_models import main


def train(folder, *words):
    """Exit code of a training in a store of its own; --version 9.0.0 unless said otherwise."""
    here = ["--work", str(folder / "work"), "--models", str(folder / "store")]
    return main([*here, "--version", "9.0.0", *words])
