"""The summary of a run as JSON, for schedulers. Nobody is named: ids are hashed."""

import hashlib
import importlib.metadata
import json
import os
import platform
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jobs.books import Books
from jobs.exit_codes import STATUSES, ExitCode
from jobs.options import CommandError
from jobs.outcome import Outcome
from schemas.datasets import CAVEAT, FAILURES
from schemas.failures import IgnoredInput
from schemas.version import VERSION
from sql.engine import transaction
from sql.scores import read_run

PACKAGES = ("apache-beam", "numpy", "onnxruntime", "ai-edge-litert", "av", "imageio-ffmpeg")
"""Whose versions may change scores."""

MOST_FAILURES = 1_000
"""That are listed one by one; all are counted."""


def describe_run(books: Books, outcome: Outcome) -> dict[str, Any]:
    """What a scheduler wants to know of a run that came to its end."""
    with transaction(books.engine) as connection:
        failures, _ = read_run(connection, FAILURES, books.run.run_id, outcome.failed + 1)
    run = books.run
    return {
        "run_id": run.run_id,
        "run_date": run.run_date,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "model_release": run.model_release,
        "config_digest": run.config_digest,
        "counts": {
            "found": outcome.found,
            "scored": outcome.scored,
            "skipped": len(outcome.skipped),
            "failed": outcome.failed,
            "ignored": len(outcome.ignored),
            "removed": outcome.removed,
        },
        "failed_by_kind": dict(Counter(row["kind"] for row in failures)),
        "held_back_by_kind": dict(outcome.held_back or {}),
        "skipped_by_reason": _by_reason(outcome.skipped),
        "ignored_by_reason": _by_reason(outcome.ignored),
        "failures": [
            {"input": hashed(row["recording_id"]), "attempt": row["attempt"], "kind": row["kind"]}
            for row in failures[:MOST_FAILURES]
        ],
        "seconds": {"wall": outcome.wall_seconds, "media": outcome.media_seconds},
        "cpu_seconds": dict(outcome.stage_seconds),
    }


def write_summary(path: Path, code: ExitCode, run: dict[str, Any] | None = None) -> None:
    """Write the summary whole, in place of an older one.

    Args:
        path: of the file.
        code: with which the command ends.
        run: `describe_run`, if the run came to its end.

    Raises:
        CommandError: if it cannot be written.
    """
    summary = {
        "caveat": CAVEAT,
        "exit_code": int(code),
        "status": STATUSES.get(code, "no_run"),
        "versions": {"interview-scoring": VERSION, "python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in PACKAGES},
        **(run or {}),
    }
    try:
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise CommandError(f"--summary_json {path} cannot be written: {error}") from error


def hashed(input_id: str) -> str:
    """What stands for an id: 16 digits of its SHA-256."""
    return hashlib.sha256(input_id.encode("utf-8")).hexdigest()[:16]


def _by_reason(items: Iterable[IgnoredInput]) -> dict[str, int]:
    return dict(Counter(item.reason for item in items))
