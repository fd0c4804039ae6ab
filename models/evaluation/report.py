"""The evaluation as a Markdown page and as JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.calibration import both_answers
from models.evaluation.evaluated import Evaluated
from models.evaluation.measures import evaluate, evaluate_traits
from models.evaluation.metrics import FIGURES
from models.evaluation.plots import plot_confusion, plot_intervals, plot_reliability
from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS, TRAITS


def write_report(results: Sequence[Evaluated], folder: Path, command: str) -> Path:
    """Write `<name>.json`, its plots and `README.md` with all of them.

    Args:
        results: at least one.
        folder: created if need be.
        command: what was typed, for the page.

    Returns:
        The page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = {}
    for evaluated in results:
        measured = _measure(evaluated)
        text = json.dumps(measured, indent=2, ensure_ascii=False)
        (folder / f"{evaluated.name}.json").write_text(text + "\n", encoding="utf-8")
        _plot(evaluated, measured, folder)
        figures[evaluated.name] = measured
    page = [
        "# Evaluation",
        f"{CAVEAT} Intervals are 95 % percentile bootstrap, over people where they are known.",
        f"    {command}",
        _table("model", figures),
        *(block for evaluated in results for block in _section(evaluated, figures[evaluated.name])),
    ]
    path = folder / "README.md"
    path.write_text("\n\n".join(page) + "\n", encoding="utf-8")
    return path


def _measure(evaluated: Evaluated) -> dict[str, Any]:
    if evaluated.is_text:
        figures = evaluate_traits(evaluated.labels, evaluated.probabilities)
    else:
        figures = evaluate(
            evaluated.labels, evaluated.probabilities, evaluated.groups, evaluated.people
        )
    return {
        "model": evaluated.name,
        "artefact": evaluated.artefact,
        "source": evaluated.source,
        "classes": list(TRAITS if evaluated.is_text else EMOTIONS),
        "not_scored": evaluated.not_scored,
        "notes": list(evaluated.notes),
        **figures,
        "caveat": CAVEAT,
    }


def _plot(evaluated: Evaluated, measured: Mapping[str, Any], folder: Path) -> None:
    labels, probabilities = evaluated.labels, evaluated.probabilities
    if evaluated.is_text:
        both = {
            trait: (labels[:, t], both_answers(probabilities[:, t]))
            for t, trait in enumerate(TRAITS)
        }
        plot_reliability(both, folder / f"{evaluated.name}_reliability.png")
        plot_intervals(measured["traits"], "accuracy", folder / f"{evaluated.name}_accuracy.png")
        return
    plot_reliability(
        {evaluated.name: (labels, probabilities)}, folder / f"{evaluated.name}_reliability.png"
    )
    matrix = measured["confusion_matrix"]
    plot_confusion(matrix, EMOTIONS, folder / f"{evaluated.name}_confusion.png")


HEADER = "items | accuracy | UAR | macro F1 | log loss | ECE |\n|---|---|---|---|---|---|---|"


def _row(name: str, measured: Mapping[str, Any]) -> str:
    prefix = "macro_" if "traits" in measured else ""
    value = {figure: measured[prefix + figure] for figure in FIGURES}
    interval = ""
    if "intervals" in measured:
        limits = measured["intervals"][prefix + "accuracy"]
        interval = f" ({limits[0]:.1%} to {limits[1]:.1%})" if limits else " (-)"
    return (
        f"| {name} | {measured['items']:,} | {value['accuracy']:.1%}{interval} | "
        f"{value['balanced_accuracy']:.1%} | {value['macro_f1']:.1%} | "
        f"{value['log_loss']:.3f} | {value['ece']:.3f} |"
    )


def _table(kind: str, figures: Mapping[str, Mapping[str, Any]]) -> str:
    return "\n".join([f"| {kind} | {HEADER}", *(_row(*item) for item in figures.items())])


def _section(evaluated: Evaluated, measured: Mapping[str, Any]) -> list[str]:
    blocks = [
        f"## {evaluated.name}",
        f"{evaluated.artefact}. {evaluated.source}. {measured['items']:,} items with a score, "
        f"{evaluated.not_scored:,} without.",
        *evaluated.notes,
    ]
    parts = measured["traits"] if evaluated.is_text else measured["subgroups"]
    if parts:
        blocks.append(_table("trait" if evaluated.is_text else "subgroup", parts))
    if evaluated.is_text:
        blocks.append(f"Always giving the commoner answer: {measured['majority_accuracy']:.1%}.")
    kinds = ("accuracy", "reliability") if evaluated.is_text else ("confusion", "reliability")
    blocks += [f"![{kind}]({evaluated.name}_{kind}.png)" for kind in kinds]
    return blocks
