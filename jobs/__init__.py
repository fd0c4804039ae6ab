"""Command lines and wiring: options, configuration, graph, run, reconcile, exit code."""

import logging

# Importing Beam warns of cloud clients that nobody asked for, before any command can say so.
logging.getLogger().addFilter(lambda record: not record.getMessage().startswith("apitools not"))
