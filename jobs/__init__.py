"""Command lines and wiring: options, configuration, graph, run, reconcile, exit code."""
