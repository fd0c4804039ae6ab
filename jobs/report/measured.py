"""Errors of released models that were measured after their cards were written."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.store import Artefact

FILE = Path(__file__).with_name("measured.json")
"""Model to version to its files (SHA-256 by name) and error (by trait), and how it was measured."""


def measured_errors(model: Artefact, file: Path = FILE) -> Mapping[str, float]:
    """Root of the mean squared error of a model on essays of people it never saw, by trait.

    Args:
        model: a text model.
        file: as FILE.

    Returns:
        Empty if none was measured of these very files: others can have the same version.
    """
    measured = _read(file).get(model.name, {}).get(model.version)
    if measured is None or measured["files"] != dict(model.files):
        return {}
    errors: Mapping[str, float] = measured["error"]
    return errors


@functools.cache
def _read(file: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(file.read_bytes())
    return found
