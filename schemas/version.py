"""Versions, each in one place: of the package, and of what it writes.

The build, `--version` and every run's row have the version of the package.
"""

VERSION = "0.6.0"

SCHEMA_VERSION = 2
"""Version of the datasets, which every Parquet file says.

Count it up with a release in which files of before are no longer what a run would write: a column
is added, renamed or removed, gets another type, unit or key, or its values are called otherwise.
Not for a new comment, or another dataset.
"""

UNSAID_SCHEMA_VERSION = 1
"""Of files that do not say it: those of before there was one."""
