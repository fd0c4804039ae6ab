"""The pages keep up with the code."""

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from jobs import score_interviews
from jobs.cli import SUBCOMMANDS
from jobs.exit_codes import STATUSES, ExitCode
from models.registry import models_of
from models.store import load_release
from schemas.describe import describe
from schemas.elements import KINDS

ROOT = Path(__file__).parents[2]
ROOMS = ("jobs", "models", "schemas", "sql", "tests", "transforms")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("*.md"), *(p for r in ROOMS for p in ROOT.glob(f"{r}/**/*.md"))])
}
OPERATORS = PAGES["jobs/README.md"]
CARDS = PAGES["models/README.md"].partition("## Cards")[2].partition("\n## ")[0]
MODULES = {name: entry.module for name, entry in SUBCOMMANDS.items()}
BEAM_OPTIONS = {
    "--direct_num_workers",
    "--direct_running_mode",
    "--environment_config",
    "--environment_type",
    "--flink_master",
    "--job_endpoint",
    "--runner",
    "--setup_file",
}
"""Those that the pages name; `score` passes them on."""


class Command(NamedTuple):
    """A command that a page shows."""

    page: str
    module: str
    options: tuple[str, ...]


def codes(page: str) -> Iterator[str]:
    """Lines of code blocks, and code within text."""
    text = re.sub(r"\\\n\s*", " ", page)
    for block in re.findall(r"^```.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield from block.splitlines()
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"^ {4}(.*)", text, re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", text)


def commands() -> Iterator[Command]:
    """Every command of ours in the pages, but not in reports, which earlier code wrote."""
    shown = re.compile(r"(?:(?:^|[\s/])interviews ([a-z][\w-]*)|-m (jobs\.\w+))(.*)")
    for page, text in PAGES.items():
        if page.startswith("models/reports/"):
            continue
        for line in codes(text):
            if found := shown.search(re.split(r"\s#\s", line)[0]):
                name, module, rest = found.groups()
                words = shlex.split(rest.replace("'", ""))
                options = tuple(word.partition("=")[0] for word in words if word.startswith("--"))
                yield Command(page, module or MODULES.get(name, name), options)


COMMANDS = sorted(set(commands()))


def test_columns_are_those_of_the_schemas():
    (shown,) = re.findall(
        r"<!-- columns -->\n(.*)\n<!-- end of columns -->", PAGES["schemas/README.md"], re.DOTALL
    )
    assert shown == describe()


@pytest.mark.parametrize("option", score_interviews.command.params, ids=lambda option: option.name)
def test_every_option_of_the_night_is_explained(option: click.Option):
    for spelling in option.opts:
        assert re.search(rf"^\| `{spelling}[ `]", OPERATORS, re.MULTILINE), spelling
    assert option.help


@pytest.mark.parametrize("extension", sorted(KINDS))
def test_every_extension_is_listed(extension):
    assert re.search(rf"\| [a-z0-9 ]*\b{extension[1:]}\b[a-z0-9 ]* \|", OPERATORS)


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_explained(code):
    status = f"`{STATUSES[code]}`" if code in STATUSES else "no run"
    assert re.search(rf"^\| {int(code)} \| {status} \| \w", OPERATORS, re.MULTILINE)


@pytest.mark.parametrize("name", models_of("voice"))
def test_figures_of_voices_are_those_of_the_cards(name):
    metrics = load_release().artefacts[name].card.metrics
    percent = {key: f"{100 * metrics[key]:.1f} %" for key in ("accuracy", "balanced_accuracy")}
    (row,) = re.findall(
        rf"^\| {name}(?: \(default\))? \|.*\|", PAGES["models/README.md"], re.MULTILINE
    )
    _, _, _, accuracy, uar, f1, log_loss, ece, _ = (cell.strip() for cell in row.split("|"))
    assert accuracy.startswith(percent["accuracy"])
    assert (uar, f1) == (percent["balanced_accuracy"], f"{100 * metrics['macro_f1']:.1f} %")
    assert (log_loss, ece) == (f"{metrics['log_loss']:.2f}", f"{metrics['ece']:.3f}")
    known = f"{100 * metrics['speaker_dependent']['accuracy']:.1f} %"
    assert re.search(rf"\b{name}\s{known}", PAGES["models/README.md"])
    if name in load_release().ensembles["voice"]:
        compared = (
            f"| ours | {name} | **{percent['accuracy']} ({percent['balanced_accuracy'][:-2]})** |"
        )
        assert f"{compared} {known} |" in PAGES["models/README.md"]
        assert re.search(
            rf"^\| voice \|.*\| {percent['accuracy']} \|$", PAGES["README.md"], re.MULTILINE
        )


def test_a_newcomer_is_not_kept_long():
    assert len(PAGES["README.md"].splitlines()) <= 200


@pytest.mark.parametrize(
    "page", ["README.md", *(f"{r}/README.md" for r in ("jobs", "models", "sql"))]
)
def test_it_says_what_a_score_is_not(page):
    assert "not a fact about a person" in " ".join(PAGES[page].split())


@pytest.mark.parametrize("card", re.split("^### ", CARDS, flags=re.MULTILINE)[1:])
def test_every_card_says_what_a_reader_must_know(card):
    found = re.findall(r"^- \*\*(.+?):\*\* \S", card, re.MULTILINE)
    assert found == ["Data", "People in it", "Subgroups", "Limits", "Not for"]


def slugs(page: str) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)", PAGES[page], re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (ROOT / page).parent / path if path else ROOT / page
        assert linked.exists(), target
        if anchor:
            assert anchor in slugs(linked.resolve().relative_to(ROOT).as_posix()), target


def test_every_target_shown_is_in_the_makefile():
    lines = [line for page in PAGES.values() for line in codes(page)]
    shown = {target for line in lines for target in re.findall(r"^make ([a-z][a-z-]*)", line)}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert shown <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_subcommand_is_shown():
    assert {command.module for command in COMMANDS} >= set(MODULES.values())


@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda command: f"{command.page} {command.module}"
)
def test_every_command_shown_is_one_and_takes_its_options(command):
    assert (ROOT / f"{command.module.replace('.', '/')}.py").is_file()
    if command.module not in MODULES.values():
        return
    entry = importlib.import_module(command.module).command
    known = {spelling for each in entry.params for spelling in (*each.opts, *each.secondary_opts)}
    if command.module == score_interviews.__name__:
        known |= BEAM_OPTIONS
    assert set(command.options) <= known | {"--help"}
