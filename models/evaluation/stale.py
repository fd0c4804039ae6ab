"""Makes room for a report: deletes what an earlier one wrote of other models."""

import json
from collections.abc import Collection
from pathlib import Path

PLOTS = ("confusion", "reliability", "accuracy")
"""What is drawn of a result: `<name>_<plot>.png`."""


def delete_stale_results(folder: Path, names: Collection[str]) -> None:
    """Delete results of an earlier report that the new page will not list, and no other file.

    Args:
        folder: of the report.
        names: of the new results, whose files stay.
    """
    for path in folder.glob("*.json"):
        if path.stem not in names and _is_ours(path):
            for plot in PLOTS:
                (folder / f"{path.stem}_{plot}.png").unlink(missing_ok=True)
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
