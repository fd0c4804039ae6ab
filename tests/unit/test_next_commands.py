"""What the end of a run suggests to type next."""

import shlex

import click
import pytest

from jobs.config import ScoringConfig
from jobs.query_scores import command as query
from jobs.report_scores import command as report
from jobs.summary import WhatWasScored, next_commands
from sql.named import named_queries

HOSTILE = 'ada\'; rm -rf ~ "$(id)"'


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def suggested(here, names=("ada",), failures=0, has_report=False, **changed):
    config = ScoringConfig(inputs=("in",), **({"output": f"{here}/out"} | changed))
    rows = [{"candidate_id": name} for name in names]
    lines = next_commands(config, WhatWasScored(rows, len(rows), [], failures), has_report)
    parsed = []
    for line in lines:
        words = shlex.split(line)
        verb = next(place for place, word in enumerate(words) if word in ("query", "report"))
        parsed.append(words[verb:])
    return parsed


def test_a_candidate_failures_and_the_report_are_suggested(here):
    percentile = ["query", "--output", "out", "--query", "percentile", "--candidate", "ada"]
    failures = ["query", "--output", "out", "--query", "failures"]
    assert suggested(here, ["ada", "grace"], failures=2) == [
        percentile,
        failures,
        ["report", "--output", "out", "--to", "out/report"],
    ]
    listing = ["query", "--output", "out"]
    assert suggested(here, has_report=True) == [percentile, listing]
    assert suggested(here, [], failures=1, has_report=True) == [failures]


def test_a_server_is_named_without_its_password(here):
    url = "postgresql://scorer:secret@db/scores"
    for words in suggested(here, database=url):
        assert words[1] == "--database"
        assert "secret" not in words[2]
        assert words[2].endswith("@db/scores")
    assert words[-2:] == ["--to", "report"]


@pytest.mark.parametrize("name", [HOSTILE, "--help", "Åsa Öberg", "名前"])
def test_any_name_that_can_be_typed_is_quoted(here, name):
    assert suggested(here, [name])[0][-1] == name


def test_a_name_that_could_command_the_terminal_is_passed_over(here):
    names = ["\x1b[2J", "a\nb", "\u202eada", "grace"]
    assert suggested(here, names)[0][-1] == "grace"
    assert suggested(here, names[:3])[0] == ["query", "--output", "out"]


def test_what_is_suggested_exists_and_is_understood(here):
    for verb, *words in suggested(here, ["--help"], failures=1):
        context = {"query": query, "report": report}[verb].make_context(verb, words)
        assert isinstance(context, click.Context)
        if name := context.params.get("name"):
            assert name in named_queries()
