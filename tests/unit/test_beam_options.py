"""Which of Apache Beam's options are taken, and which are refused."""

import logging

import pytest

from jobs.beam_options import LOCAL, pipeline_options, refuse_unknown, runs_here
from jobs.config import ConfigError
from jobs.score_interviews import command

FAR = "--runner=PortableRunner"


def check(*words):
    refuse_unknown(command.make_context("score", ["--output", "out", *words]))


@pytest.mark.parametrize("name", ["DirectRunner", "direct", "directrunner", "FnApiRunner"])
def test_the_local_runner_has_several_names(name):
    options = pipeline_options((f"--runner={name}",))
    assert options.get_all_options()["runner"] in (LOCAL, name)
    assert runs_here(options.get_all_options()["runner"])


def test_runners_are_here_or_elsewhere():
    assert runs_here(None)
    assert runs_here("PrismRunner")
    assert not runs_here("FlinkRunner")
    assert not runs_here("sparkrunner")
    with pytest.raises(ConfigError, match="--runner Walker"):
        runs_here("Walker")


def test_a_clusters_own_options_are_passed_on_and_named_in_the_log(caplog):
    with caplog.at_level(logging.WARNING):
        check(FAR, "--parallelism=4", "--max_bundle_size", "1000", "--object_reuse")
    (record,) = caplog.records
    assert "--max_bundle_size --object_reuse: " in record.getMessage()
    assert "PortableRunner" in record.getMessage()
    assert "1000" not in record.getMessage()
    assert "parallelism" not in record.getMessage()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--max_bundle_size=1", "--max_failed_share=1"), "mean --maximum_failed_share"),
        (("--inputs", "in"), "--inputs in; did you mean --input"),
        (("--shared_folder",), "did you mean --shared_folders"),
        (("--face_reading", "votes"), "did you mean --face_labels"),
        (("stray",), "stray; see --help"),
        (("--max_bundle_size", "1000", "stray"), "unknown option.s.: stray;"),
        (("--max_bundle_size=1000", "stray"), "unknown option.s.: stray;"),
        (("--db=postgresql://scorer:secret@db/scores",), "unknown"),
        (("--db", "postgresql://scorer:secret@db/scores"), "unknown"),
    ],
)
def test_what_looks_like_ours_or_like_no_option_is_refused_there_too(words, message):
    with pytest.raises(ConfigError, match=message) as caught:
        check(FAR, *words)
    assert "secret" not in str(caught.value)
    assert "max_bundle_size" not in str(caught.value)


@pytest.mark.parametrize("runner", [(), ("--runner=DirectRunner",), ("--runner=PrismRunner",)])
def test_a_local_runner_has_no_options_of_its_own(runner):
    with pytest.raises(ConfigError, match="--max_bundle_size=1000"):
        check(*runner, "--max_bundle_size=1000")
