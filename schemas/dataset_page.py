"""The page that lies beside the datasets: what they are, how to read them, every column."""

from schemas.datasets import CAVEAT, PARQUET_DATASETS, Dataset
from schemas.describe import DATASETS, describe_datasets, describe_vocabularies, first_line
from schemas.file_metadata import PREFIX
from schemas.version import SCHEMA_VERSION

NAME = "README.md"

MARK = "<!-- Written by interview-scoring"
"""How the page begins: a file of this name that begins otherwise is somebody's own."""

_PAGE = """{mark}; later runs overwrite it. To keep a page of your own, delete this line. -->

# Scores of interviews

**{caveat}**

These are Parquet datasets of schema version {version}, each in a folder of its name. Columns that
are marked as personal below name people, and names are personal data: keep and share these files
only as you may keep and share names.

| dataset | a row is | files |
|---|---|---|
{datasets}
## How to read them

Open a dataset by its folder; these lines run in the folder of this page.

```python
import pyarrow.dataset

frames = pyarrow.dataset.dataset("frame_scores", partitioning="hive").to_table()
```

```python
import duckdb

windows = duckdb.sql("SELECT * FROM 'voice_scores/*/*.parquet'")
```

```python
import pandas

recordings = pandas.read_parquet("recording_scores")
```

```python
import polars

candidates = polars.read_parquet("candidate_scores/*/*.parquet", hive_partitioning=True)
```

- A dataset has one row per key, over all dates. An answer that several releases of the models or
  sets of options have scored has a row of each: choose a `model_release` and a `config_digest`
  before you compare or average.
- NULL is no score, not zero. A column of states says why there is none.
- Each file describes itself in its key-value metadata, under names that begin with `{prefix}`:
  its dataset and key, the release, the versions, and the comment and unit of each column.
- **Do not read `.staging`.** Its files belong to a run in progress: their rows may also be in
  another file, or never be published. Because of the dot, readers of folders skip it.
- `database`, if there is one, is PostgreSQL's: `interviews query --output FOLDER` reads it.

## Columns

{columns}

## Words

{words}
"""


def dataset_page() -> str:
    """The page; the same for every run of a version."""
    return _PAGE.format(
        mark=MARK,
        caveat=CAVEAT,
        version=SCHEMA_VERSION,
        datasets="".join(map(_line, DATASETS)),
        prefix=PREFIX,
        columns=describe_datasets(),
        words=describe_vocabularies(),
    )


def _line(dataset: Dataset) -> str:
    return f"| `{dataset.name}` | {first_line(dataset)} | `{_files(dataset)}` |\n"


def _files(dataset: Dataset) -> str:
    if dataset in PARQUET_DATASETS:
        return f"{dataset.name}/run_date=YYYY-MM-DD/*.parquet"
    return f"{dataset.name}/{dataset.name}.parquet"
