"""What release 0.5.0 wrote: its database and Parquet, and the inputs that it had scored.

The files are in `tests/samples/release_0_5_0`, where README.md says how they were made. They name
the folder of the inputs /INPUTS.
"""

import io
import shutil
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sql.engine import create_engine

FOLDER = Path(__file__).parent / "samples" / "release_0_5_0"
SAMPLES = Path(__file__).parent / "samples" / "interviews"
PLACEHOLDER = "/INPUTS"

ZOE = "zoe\N{COMBINING DIAERESIS}"
"""A candidate whose folder is named in Unicode NFD, as macOS writes it."""

_ZOE_SECONDS = 5


def make_inputs(folder: Path) -> None:
    """Create the inputs of 0.5.0's runs below a folder, with the same bytes."""
    shutil.copytree(SAMPLES, folder, dirs_exist_ok=True)
    for path, content in _others():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)


def _others() -> Iterator[tuple[str, bytes]]:
    """Inputs that are not among the samples, with their content."""
    yield "ada/photo.jpg", b"ignored, as pictures are"
    yield "bob/broken.mp4", b"no film\n" * 100
    yield f"{ZOE}/motivation.wav", _beginning(SAMPLES / "grace" / "motivation.wav")
    essay = (SAMPLES / "katherine" / "motivation.txt").read_bytes()
    yield f"{ZOE}/strengths.txt", essay[: len(essay) // 2]


def _beginning(sound: Path) -> bytes:
    """The first seconds of a WAV file, as a WAV file."""
    beginning = io.BytesIO()
    with wave.open(str(sound)) as source, wave.open(beginning, "wb") as target:
        target.setparams(source.getparams())
        target.writeframes(source.readframes(_ZOE_SECONDS * source.getframerate()))
    return beginning.getvalue()


def restore_database(url: str, inputs: Path) -> None:
    """Write 0.5.0's schema and rows into an empty database.

    Args:
        url: of the database.
        inputs: folder that the rows name as that of their inputs.
    """
    dump = (FOLDER / "dump.sql").read_text(encoding="utf-8")
    engine = create_engine(url)
    with engine.begin() as connection:
        # Without parameters, percent signs are only percent signs.
        plain = connection.execution_options(no_parameters=True)
        plain.exec_driver_sql(dump.replace(PLACEHOLDER, str(inputs)))
    engine.dispose()


def restore_parquet(output: Path, inputs: Path) -> None:
    """Write 0.5.0's Parquet below an output folder.

    Args:
        output: where a folder for each dataset is made.
        inputs: folder that the rows name as that of their inputs.
    """
    copy_parquet(FOLDER / "parquet", output, lambda text: text.replace(PLACEHOLDER, str(inputs)))


def copy_parquet(source: Path, target: Path, rename: Callable[[str], str]) -> None:
    """Copy Parquet files below a folder, with another text in their column `uri`."""
    for path in sorted(source.rglob("*.parquet")):
        table = pq.read_table(path, partitioning=None)
        if "uri" in table.column_names:
            place = table.schema.get_field_index("uri")
            uris = [None if uri is None else rename(uri) for uri in table["uri"].to_pylist()]
            field = table.schema.field(place)
            table = table.set_column(place, field, pa.array(uris, type=field.type))
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, copy, compression="zstd")
