"""The figures of the report: contents in, drawings out."""
