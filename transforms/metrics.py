"""Names of the counters that a run's books are read from: (namespace, name)."""

SCORED_INPUTS = ("inputs", "scored")
FAILED_INPUTS = ("inputs", "failed")
RECORDED_MILLISECONDS = ("recordings", "milliseconds")
"""Distribution: length of each recording."""

CPU_TIME = "cpu_microseconds"
"""Namespace of a counter for each stage."""
