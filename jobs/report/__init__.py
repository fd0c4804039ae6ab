"""The report: pages that a coach looks at."""
