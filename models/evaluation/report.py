"""The evaluation as a Markdown page and as JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from models.calibration import both_answers
from models.evaluation.evaluated import Evaluated
from models.evaluation.measures import evaluate, evaluate_traits
from models.evaluation.metrics import FIGURES
from models.evaluation.plots import draw_accuracies, draw_confusion
from models.evaluation.reliability import Panel, draw_reliability, no_diagram_because
from models.evaluation.style import DPI, percent
from schemas.colours import INK, TRAIT_COLOURS
from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS, GUESSED_EMOTION, GUESSED_TRAIT, TRAITS


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
        f"{CAVEAT} Intervals are 95 % percentile bootstrap, over people where they are known. "
        f"Guessing gets {percent(GUESSED_EMOTION)} of emotions right, and "
        f"{percent(GUESSED_TRAIT, 0)} of a trait's answers.",
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
    """Draw the result's plots; one that is not drawn leaves none of an earlier report."""
    for kind, draw in _plots(evaluated, measured).items():
        path = folder / f"{evaluated.name}_{kind}.png"
        if draw is None:
            path.unlink(missing_ok=True)
        else:
            draw().savefig(path, dpi=DPI)


def _plots(
    evaluated: Evaluated, measured: Mapping[str, Any]
) -> dict[str, Callable[[], Figure] | None]:
    """Kind to what draws it, or None where there is too little data."""
    name, labels, probabilities = evaluated.name, evaluated.labels, evaluated.probabilities
    note = f"{evaluated.artefact}; {evaluated.source}. n = {measured['items']:,}."
    colours = {trait: TRAIT_COLOURS[trait].on_light for trait in TRAITS}
    if evaluated.is_text:
        panels = {
            trait: Panel(labels[:, t], both_answers(probabilities[:, t]), colours[trait])
            for t, trait in enumerate(TRAITS)
        }
    else:
        panels = {name: Panel(labels, probabilities, INK.on_light)}

    def reliability() -> Figure:
        guessed = GUESSED_TRAIT if evaluated.is_text else GUESSED_EMOTION
        return draw_reliability(panels, guessed, f"Confidence and accuracy of {name}", note)

    def confusion() -> Figure:
        heading = f"Labelled and predicted emotions, {name}"
        accuracy = f"{note} Accuracy {_with_interval(measured)}."
        return draw_confusion(measured["confusion_matrix"], EMOTIONS, heading, accuracy)

    def accuracy() -> Figure:
        return draw_accuracies(measured["traits"], colours, f"Accuracy by trait, {name}", note)

    first = {"accuracy": accuracy} if evaluated.is_text else {"confusion": confusion}
    enough = no_diagram_because(measured["items"]) is None
    return {**first, "reliability": reliability if enough else None}


def _with_interval(measured: Mapping[str, Any]) -> str:
    limits = measured["intervals"]["accuracy"]
    interval = f" (95 % interval {limits[0] * 100:.1f} to {limits[1] * 100:.1f})" if limits else ""
    return f"{percent(measured['accuracy'])}{interval}"


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
    drawn = [kind for kind, draw in _plots(evaluated, measured).items() if draw is not None]
    blocks += [f"![{kind}]({evaluated.name}_{kind}.png)" for kind in drawn]
    if missing := no_diagram_because(measured["items"]):
        blocks.append(missing)
    return blocks
