"""A night that is killed anywhere, and run again, leaves what an undisturbed one leaves."""

import multiprocessing
import os
import shutil
from collections import Counter

import pytest

from jobs import publishing
from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    FRAME_SCORES,
    IGNORED,
    INPUTS,
    RECORDING_SCORES,
    TEXT_SCORES,
    VOICE_SCORES,
)
from tests.nights import Nights, StubRunner, database_like
from transforms import filing

KILLED = 77
TABLES = (RECORDING_SCORES, TEXT_SCORES, CANDIDATE_SCORES, FAILURES, IGNORED, INPUTS)
RUNS_AND_TIMES = {"run_id", "changed_at", "tried_at", "first_seen", "last_seen"}


class Steps:
    """Counts the steps of publishing, and ends the process at one of them."""

    def __init__(self, monkeypatch) -> None:
        self.done, self.last = 0, None
        for module, name in (
            (filing, "_move"),
            (filing, "_delete"),
            (publishing, "write_pending"),
            (publishing, "clear_pending"),
            (publishing, "write_run"),
        ):
            monkeypatch.setattr(module, name, self._watched(getattr(module, name)))
        StubRunner.on_run = self.step

    def _watched(self, function):
        def watched(*arguments):
            self.step()
            result = function(*arguments)
            self.step()
            return result

        return watched

    def step(self) -> None:
        if self.done == self.last:
            os._exit(KILLED)
        self.done += 1


def inbox(folder):
    """What lies there on the first and on the second night."""
    first = {"ada/q1.mp4": "cut 1", "ada/q2.wav": "good 1", "bob/q1.mp4": "bad 1"}
    first |= {"bob/q2.txt": "good 2", "eve/q1.mp4": "good 33"}
    second = {"ada/q1.mp4": "good 444", "ada/q2.wav": "good 5555", "ada/q3.mp4": "good 66666"}
    second |= {"bob/q1.mov": "good 777777", "eve/q2.txt": "bad 8888888"}
    for number, names in enumerate((first, second)):
        for name, content in names.items():
            path = folder / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
    return folder / "0", folder / "1"


def state(nights):
    """Rows of all tables but runs and times."""
    return {
        dataset.name: [
            {k: str(v) for k, v in row.items() if k not in RUNS_AND_TIMES}
            for row in nights.rows(dataset)
        ]
        for dataset in TABLES
    }


def check_keys(nights):
    for dataset in (*TABLES[:4], FRAME_SCORES, VOICE_SCORES):
        found = nights.keys_in_parquet(dataset)
        assert set(found.values()) <= {1}, f"{dataset.name} has rows twice"
        if dataset in TABLES:
            rows = nights.rows(dataset)
            assert found == Counter(tuple(row[n] for n in dataset.key) for row in rows)


def second_night(nights, folder, options):
    first, second = folder / "in0", folder / "in1"
    return nights.run(first, second, batch_minutes=0.1, **options)


def prepared(folder, url, monkeypatch):
    """An output with one night, and the files of the second."""
    nights = Nights(folder / "out", url, monkeypatch)
    first, second = inbox(folder / "files")
    shutil.copytree(first, folder / "in0")
    (folder / "in1").mkdir()
    nights.run(folder / "in0")
    shutil.copytree(second, folder / "in1", dirs_exist_ok=True)
    shutil.copytree(second, folder / "in0", dirs_exist_ok=True)  # changed in place, too
    return nights


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("options", "every"),
    [
        ({}, 13),
        ({"rescore": True}, 37),
        pytest.param({}, 1, marks=SLOW),
        pytest.param({"rescore": True}, 1, marks=SLOW),
    ],
    ids=["new", "rescore", "new, each step", "rescore, each step"],
)
def test_a_kill_anywhere_costs_at_most_the_batch_in_work(
    nights_template, tmp_path, monkeypatch, options, every
):
    with (
        database_like(nights_template, "killed_undisturbed") as url,
        monkeypatch.context() as patch,
    ):
        nights = prepared(tmp_path / "undisturbed", url, patch)
        steps = Steps(patch)
        second_night(nights, nights.output.parent, options)
        number_of_steps = steps.done
        second_night(nights, nights.output.parent, {})
        expected = _placeless(state(nights), tmp_path / "undisturbed")
        check_keys(nights)
        nights.close()
    assert number_of_steps > 60
    for last in range(0, number_of_steps, every):
        folder = tmp_path / str(last)
        with (
            database_like(nights_template, f"killed_{last}") as url,
            monkeypatch.context() as patch,
        ):
            nights = prepared(folder, url, patch)
            killed_at(last, nights, options)
            for dataset in (*TABLES[:4], FRAME_SCORES, VOICE_SCORES):
                assert set(nights.keys_in_parquet(dataset).values()) <= {1}, last
            nights.number -= 1
            second_night(nights, folder, options)
            check_keys(nights)
            second_night(nights, folder, {})
            found = _placeless(state(nights), folder)
            for name, rows in expected.items():
                assert _tries_aside(found[name], options) == _tries_aside(rows, options), (
                    last,
                    name,
                )
            assert not list((folder / "out" / ".staging").rglob("*"))
            nights.close()
        shutil.rmtree(folder)


# From a process without threads: a fork of one that has Beam's may wait for ever.
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload([__name__])


def killed_at(last, nights, options):
    """The second night in a process of its own, which ends at a step."""
    process = SERVER.Process(
        target=_die, args=(last, nights.output, nights.url, nights.number, options)
    )
    process.start()
    process.join()
    assert process.exitcode == KILLED
    nights.number += 1


def _die(last, output, url, number, options):
    patch = pytest.MonkeyPatch()
    nights = Nights(output, url, patch)
    nights.number = number
    Steps(patch).last = last
    second_night(nights, output.parent, options)


def _tries_aside(rows, options):
    """Who says --rescore twice has what failed tried twice."""
    hidden = {"tries"} if options else set()
    return [{k: v for k, v in row.items() if k not in hidden} for row in rows]


def _placeless(tables, folder):
    """Rows without the folder that they are of, in an order that does not depend on it."""
    return {
        name: sorted(
            (
                {k: v.replace(str(folder), "") for k, v in row.items() if k != "uri_hash"}
                for row in rows
            ),
            key=lambda row: sorted(row.items()),
        )
        for name, rows in tables.items()
    }
