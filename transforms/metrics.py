"""Names of what a run measures: Beam's counters by (namespace, name)."""

CPU_TIME = "cpu_microseconds"
"""Namespace of a counter for each stage."""
