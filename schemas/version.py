"""The version of the package, in one place: the build, `--version` and every run's row have it."""

VERSION = "0.5.1"
