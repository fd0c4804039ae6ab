"""The evaluation as a Markdown page and as JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.evaluation.measures import evaluate, evaluate_traits
from models.evaluation.metrics import FIGURES
from models.evaluation.plots import plot_confusion, plot_intervals, plot_reliability
from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS, TRAITS

PLOTS = ("confusion", "reliability", "accuracy")
"""What is drawn of a model: `<model>_<plot>.png`."""


class Reading(NamedTuple):
    """What one model read in labelled data."""

    model: str
    artefact: str
    """Name and version of what read."""
    source: str
    """Which items, and how far the model knew them."""
    labels: NDArray[np.integer]
    """Shape (n,), index into EMOTIONS; for texts (n, 5), 0 or 1."""
    probabilities: NDArray[np.floating]
    """Shape (n, 7); for texts (n, 5)."""
    groups: NDArray[np.str_] | None = None
    people: NDArray[np.integer] | None = None
    not_scored: int = 0
    """Items without a score (no speech, too little text); they enter no figure."""
    notes: Sequence[str] = ()

    @property
    def is_text(self) -> bool:
        return self.labels.ndim == 2


def write_report(readings: Sequence[Reading], folder: Path, command: str) -> Path:
    """Write `<model>.json`, its plots and `README.md` with all of them.

    What an earlier report wrote there of other models is deleted.

    Args:
        readings: at least one.
        folder: created if need be.
        command: what was typed, for the page.

    Returns:
        The page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _delete_others(folder, [reading.model for reading in readings])
    results = {}
    for reading in readings:
        result = _measure(reading)
        text = json.dumps(result, indent=2, ensure_ascii=False)
        (folder / f"{reading.model}.json").write_text(text + "\n", encoding="utf-8")
        _plot(reading, result, folder)
        results[reading.model] = result
    page = [
        "# Evaluation",
        f"{CAVEAT} Intervals are 95 % percentile bootstrap, over people where they are known.",
        f"    {command}",
        _table("model", results),
        *(block for reading in readings for block in _section(reading, results[reading.model])),
    ]
    path = folder / "README.md"
    path.write_text("\n\n".join(page) + "\n", encoding="utf-8")
    return path


def _delete_others(folder: Path, models: Sequence[str]) -> None:
    """Delete the files of an earlier report that the new page will not list."""
    for path in folder.glob("*.json"):
        if path.stem not in models and _is_ours(path):
            for kind in PLOTS:
                (folder / f"{path.stem}_{kind}.png").unlink(missing_ok=True)
            path.unlink()


def _is_ours(path: Path) -> bool:
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        isinstance(result, dict)
        and result.get("model") == path.stem
        and {"artefact", "source", "not_scored", "caveat"} <= result.keys()
    )


def _measure(reading: Reading) -> dict[str, Any]:
    if reading.is_text:
        figures = evaluate_traits(reading.labels, reading.probabilities)
    else:
        figures = evaluate(reading.labels, reading.probabilities, reading.groups, reading.people)
    return {
        "model": reading.model,
        "artefact": reading.artefact,
        "source": reading.source,
        "classes": list(TRAITS if reading.is_text else EMOTIONS),
        "not_scored": reading.not_scored,
        "notes": list(reading.notes),
        **figures,
        "caveat": CAVEAT,
    }


def _plot(reading: Reading, result: Mapping[str, Any], folder: Path) -> None:
    labels, probabilities = reading.labels, reading.probabilities
    if reading.is_text:
        both = {
            trait: (labels[:, t], np.stack([1 - probabilities[:, t], probabilities[:, t]], 1))
            for t, trait in enumerate(TRAITS)
        }
        plot_reliability(both, folder / f"{reading.model}_reliability.png")
        plot_intervals(result["traits"], "accuracy", folder / f"{reading.model}_accuracy.png")
        return
    plot_reliability(
        {reading.model: (labels, probabilities)}, folder / f"{reading.model}_reliability.png"
    )
    matrix = result["confusion_matrix"]
    plot_confusion(matrix, EMOTIONS, folder / f"{reading.model}_confusion.png")


HEADER = "items | accuracy | UAR | macro F1 | log loss | ECE |\n|---|---|---|---|---|---|---|"


def _row(name: str, result: Mapping[str, Any]) -> str:
    prefix = "macro_" if "traits" in result else ""
    value = {figure: result[prefix + figure] for figure in FIGURES}
    interval = ""
    if "intervals" in result:
        limits = result["intervals"][prefix + "accuracy"]
        interval = f" ({limits[0]:.1%} to {limits[1]:.1%})" if limits else " (-)"
    return (
        f"| {name} | {result['items']:,} | {value['accuracy']:.1%}{interval} | "
        f"{value['balanced_accuracy']:.1%} | {value['macro_f1']:.1%} | "
        f"{value['log_loss']:.3f} | {value['ece']:.3f} |"
    )


def _table(kind: str, results: Mapping[str, Mapping[str, Any]]) -> str:
    return "\n".join([f"| {kind} | {HEADER}", *(_row(*item) for item in results.items())])


def _section(reading: Reading, result: Mapping[str, Any]) -> list[str]:
    blocks = [
        f"## {reading.model}",
        f"{reading.artefact}. {reading.source}. {result['items']:,} items with a score, "
        f"{reading.not_scored:,} without.",
        *reading.notes,
    ]
    parts = result["traits"] if reading.is_text else result["subgroups"]
    if parts:
        blocks.append(_table("trait" if reading.is_text else "subgroup", parts))
    if reading.is_text:
        blocks.append(f"Always giving the commoner answer: {result['majority_accuracy']:.1%}.")
    kinds = ("accuracy", "reliability") if reading.is_text else ("confusion", "reliability")
    blocks += [f"![{kind}]({reading.model}_{kind}.png)" for kind in kinds]
    return blocks
