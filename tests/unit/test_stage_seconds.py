"""The CPU time of stages, as runners report it."""

from types import SimpleNamespace

import pytest
from apache_beam.metrics.monitoring_infos import int64_user_counter
from apache_beam.portability.api import beam_job_api_pb2
from apache_beam.runners.portability.portable_runner import PortableMetrics

from jobs.outcome import stage_seconds
from transforms.metrics import CPU_TIME


def counter(step, namespace, name, value):
    return int64_user_counter(namespace, name, value, ptransform=step)


REPORTED = [
    counter("Open", CPU_TIME, "decode", 1_500_000),
    counter("Score", CPU_TIME, "decode", 500_000),
    counter("Score", CPU_TIME, "score_faces", 250_000),
    counter("Score", "other", "decode", 9_000_000),
]


@pytest.mark.parametrize(
    "reported",
    [
        {"committed": REPORTED, "attempted": REPORTED},
        {"attempted": REPORTED},  # as Flink and Spark do
    ],
)
def test_stages_are_summed_over_steps_also_where_only_attempts_are_reported(reported):
    response = beam_job_api_pb2.GetJobMetricsResponse(
        metrics=beam_job_api_pb2.MetricResults(**reported)
    )
    result = SimpleNamespace(metrics=lambda: PortableMetrics(response))
    assert stage_seconds(result) == {"decode": 2.0, "score_faces": 0.25}
