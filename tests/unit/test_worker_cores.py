"""How many cores a worker has for itself."""

import os

import pytest

from jobs.beam_options import pipeline_options, workers_of
from models.runtime.threads import cores_for_each


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [
        ((), 1),
        (("--direct_num_workers=4",), 1),  # in memory there is one, whatever is said
        (("--direct_running_mode=multi_processing", "--direct_num_workers=4"), 4),
        (("--direct_running_mode=multi_processing", "--direct_num_workers=0"), 0),
        (("--runner=PortableRunner",), 0),
    ],
)
def test_local_workers_share_the_cores(arguments, workers):
    assert workers_of(pipeline_options(arguments)) == workers


@pytest.mark.parametrize(("workers", "cores"), [(0, 1), (1, 8), (2, 4), (3, 2), (8, 1), (100, 1)])
def test_each_has_at_least_one(monkeypatch, workers, cores):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    assert cores_for_each(workers) == cores
