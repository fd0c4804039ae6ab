"""The pages keep up with the code."""

import importlib
import re
import shlex
from pathlib import Path

import click
import pytest

from jobs import score_interviews
from jobs.cli import SUBCOMMANDS
from jobs.exit_codes import ExitCode
from schemas.datasets import DATASETS_OF_PAGE
from schemas.describe import describe
from schemas.elements import KINDS

ROOT = Path(__file__).parents[2]
NOT_OURS = (".venv", "out", "build", "node_modules")
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in sorted(ROOT.rglob("*.md"))
    if path.relative_to(ROOT).parts[0] not in NOT_OURS
}
