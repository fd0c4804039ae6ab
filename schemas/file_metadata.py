"""What a Parquet file says of itself: key-value metadata, which readers of every kind can show.

Among them, all beginning with `PREFIX`: the dataset and its key, the versions of the datasets and
of the package, the release of the models, the caveat, and what each column means and in which unit.
"""

import functools
import json
from collections.abc import Collection, Mapping

from schemas.columns import PhysicalColumn
from schemas.datasets import CAVEAT, Dataset
from schemas.version import SCHEMA_VERSION, UNSAID_SCHEMA_VERSION, VERSION

PREFIX = "interview_scoring."

DATASET = f"{PREFIX}dataset"
KEY = f"{PREFIX}key"
"""JSON: the columns that identify a row."""
SCHEMA = f"{PREFIX}schema_version"
PACKAGE = f"{PREFIX}package_version"
RELEASE = f"{PREFIX}model_release"
"""Of the models that scored the file's rows; of datasets whose rows have a stamp."""
WARNING = f"{PREFIX}caveat"
COLUMNS = f"{PREFIX}columns"
"""JSON: column to its `comment` and, if there is one, its `unit`."""


def columns_in_files(dataset: Dataset) -> tuple[PhysicalColumn, ...]:
    """Columns of a dataset's files: all but a stamp's `run_date`, which the folder's name says."""
    return tuple(c for c in dataset.columns if not (dataset.stamped and c.name == "run_date"))


def metadata_of(dataset: Dataset, releases: Collection[str] = ()) -> dict[str, str]:
    """What a file says that is written with today's columns.

    Args:
        dataset: whose file it is.
        releases: of its rows, or of the run that wrote it without a row; usually one.
    """
    said = {
        DATASET: dataset.name,
        KEY: _compact(dataset.key),
        SCHEMA: str(SCHEMA_VERSION),
        PACKAGE: VERSION,
        WARNING: CAVEAT,
        COLUMNS: _described(dataset),
    }
    if dataset.stamped and releases:
        said[RELEASE] = ", ".join(sorted(set(releases)))
    return said


def schema_version_in(said: Mapping[str, str]) -> int:
    """The version of the datasets of which a file with this metadata is."""
    version = said.get(SCHEMA, "")
    return int(version) if version.isdecimal() else UNSAID_SCHEMA_VERSION


@functools.cache
def _described(dataset: Dataset) -> str:
    return _compact({column.name: _meaning(column) for column in columns_in_files(dataset)})


def _meaning(column: PhysicalColumn) -> dict[str, str]:
    return {"comment": column.meaning} | ({"unit": column.unit} if column.unit else {})


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
