"""Golden scores of the bundled interviews, and the command that writes them again.

python -m tests.golden.scores FOLDER_OF_A_RUN    (when a model release changes)
"""

import json
import sys
from pathlib import Path

import pyarrow.dataset as pads

from schemas.datasets import CANDIDATE_SCORES, RECORDING_SCORES, TEXT_SCORES
from schemas.labels import EMOTIONS, TRAITS

GOLDEN = Path(__file__).with_name("scores.json")
COLUMNS = (
    *(f"{prefix}{emotion}" for prefix in ("", "face_", "voice_") for emotion in EMOTIONS),
    *TRAITS,
)


def golden_columns(output: Path) -> dict[str, dict[str, dict[str, float | None]]]:
    """Every score of a run, by dataset and key."""
    found = {}
    for dataset in (RECORDING_SCORES, TEXT_SCORES, CANDIDATE_SCORES):
        table = pads.dataset(f"{output}/{dataset.name}", format="parquet").to_table()
        rows = sorted(table.to_pylist(), key=lambda row: row[dataset.key[0]])
        found[dataset.name] = {
            row[dataset.key[0]]: {name: row[name] for name in COLUMNS if name in row}
            for row in rows
        }
    return found


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(golden_columns(Path(sys.argv[1])), indent=1) + "\n")
