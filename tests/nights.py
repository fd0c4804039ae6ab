"""Nights of the whole job but for scoring: what a file holds says what becomes of it."""

import datetime
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow.dataset as pads
from sqlalchemy import select, text

from jobs import batches, books, publishing, run_rows
from jobs.books import hold_output, open_books
from jobs.config import ScoringConfig
from jobs.dry_run import Forecast, foresee
from jobs.graph import WRITTEN
from jobs.night import Night, prepare
from jobs.outcome import Outcome
from schemas.datasets import (
    FAILURES,
    FRAME_SCORES,
    RECORDING_SCORES,
    TEXT_SCORES,
    TIMELINE_SCORES,
    VOICE_SCORES,
)
from schemas.details import FrameScore, TimelineScore, VoiceScore
from schemas.elements import RECORDING, InputFile
from schemas.failures import Failure
from schemas.rows import RecordingScore, TextScore
from sql.engine import create_engine
from sql.tables import table_of
from tests.row_strategies import example
from transforms.parquet import Batch, to_table, write_file

FIRST_NIGHT = datetime.datetime(2026, 11, 1, 22, tzinfo=datetime.UTC)
FRAMES = 2
VOICES = ("voice_svm", "voice_cnn_lstm")


class StubRunner:
    """Scores good files, fails bad ones, and those that are away while there is a storm.

    A file holds a word that says what it is: good, cut (a truncated recording), bad or away; and
    whatever makes its bytes different.
    """

    opened: list[str]
    """Every address that was ever opened."""
    storm: bool
    on_run: Callable[[], object]

    def __init__(self, *arguments, **options) -> None:
        del arguments, options

    def run(self, files: Sequence[InputFile], batch: Batch, progress: object) -> "Result":
        type(self).on_run()
        rows: dict = {dataset: [] for dataset in WRITTEN}
        for file in files:
            type(self).opened.append(file.uri)
            for dataset, row in self._rows(file):
                rows[dataset].append(row)
        for dataset, found in rows.items():
            write_file(to_table(dataset, found, type(self).stamp), batch.path(dataset, 0))
        return Result()

    def _rows(self, file: InputFile) -> Iterator[tuple]:
        content = Path(file.uri).read_bytes()
        word, content_hash = content.split()[0], hashlib.sha256(content).hexdigest()
        common = {
            "candidate_id": file.candidate_id,
            "attempt": file.attempt,
            "question_id": file.question_id,
            "uri": file.uri,
            "cohort": file.cohort,
        }
        if word == b"bad" or (word == b"away" and type(self).storm):
            yield (
                FAILURES,
                example(
                    Failure,
                    recording_id=file.input_id,
                    kind="unreadable_media" if word == b"bad" else "unreachable",
                    content_hash=content_hash if word == b"bad" else None,
                    **common,
                ),
            )
            return
        common |= {"content_hash": content_hash}
        if file.kind != RECORDING:
            yield (
                TEXT_SCORES,
                example(
                    TextScore,
                    document_id=file.input_id,
                    kind=file.kind,
                    traits=(0.5,) * 5,
                    **common,
                ),
            )
            return
        yield (
            RECORDING_SCORES,
            example(
                RecordingScore,
                recording_id=file.input_id,
                recorded_at=file.recorded_at,
                truncated=word == b"cut",
                emotions=(1 / 7,) * 7,
                deviation=(0.1,) * 7,
                share=(1 / 7,) * 7,
                frames=FRAMES,
                windows=1,
                **common,
            ),
        )
        of = {"recording_id": file.input_id, "attempt": file.attempt}
        for modality, readings in (("face", FRAMES), ("voice", 1)):
            told = {"modality": modality, "bin": 0, "readings": readings, "state": "scored"}
            yield (
                TIMELINE_SCORES,
                example(TimelineScore, candidate_id=file.candidate_id, **told, **of),
            )
        for frame in range(FRAMES):
            yield (
                FRAME_SCORES,
                example(FrameScore, candidate_id=file.candidate_id, frame=frame, **of),
            )
        for model in VOICES:
            yield (
                VOICE_SCORES,
                example(VoiceScore, candidate_id=file.candidate_id, model=model, window=0, **of),
            )


class Result:
    """A finished pipeline without metrics."""

    def metrics(self) -> "Result":
        return self

    def query(self) -> dict:
        return {"counters": []}


class Nights:
    """An output, a database and a clock that goes a day with each night."""

    def __init__(self, output: Path, url: str, monkeypatch) -> None:
        self.output, self.url = output, url
        self.number = self.seconds = 0
        self.engine = create_engine(url)
        StubRunner.opened, StubRunner.storm, StubRunner.on_run = [], False, lambda: None
        monkeypatch.setattr(batches, "Runner", StubRunner)
        for module in (books, publishing, run_rows):
            monkeypatch.setattr(module, "utc_now", self._tick)

    @property
    def now(self) -> datetime.datetime:
        return FIRST_NIGHT + datetime.timedelta(days=self.number)

    def _tick(self) -> str:
        self.seconds += 1
        return (self.now + datetime.timedelta(seconds=self.seconds)).isoformat()

    def run(self, *inputs: Path, release: str = "a", storm: bool = False, **options) -> Outcome:
        """One night; `release` is a letter."""
        self.number += 1
        StubRunner.storm = storm
        night = self._prepared(inputs, release, options)
        StubRunner.stamp = night.stamp
        with hold_output(night.config), open_books(night, self.url) as open_:
            return batches.score_night(open_)

    def foresee(self, *inputs: Path, release: str = "a", **options) -> Forecast:
        """What the next night would do."""
        return foresee(self._prepared(inputs, release, options))

    def _prepared(self, inputs, release, options) -> Night:
        config = ScoringConfig(
            output=str(self.output),
            inputs=tuple(map(str, inputs)),
            database=self.url,
            run_date=self.now.date().isoformat(),
            voice_models=VOICES,
            **{"maximum_failed_share": 1.0, **options},
        )
        night = prepare(config)
        named = night.release._replace(digest=release * 64)
        stamp = night.stamp._replace(
            model_release=named.identifier,
            run_id=f"{self.now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}",
        )
        rules = night.rules._replace(
            now=self.now, scored_by=((named.identifier, stamp.config_digest),)
        )
        return replace(night, release=named, stamp=stamp, rules=rules)

    def rows(self, dataset) -> list[dict]:
        """Rows of a table, by key."""
        table = table_of(dataset)
        order = [table.c[name] for name in dataset.key]
        with self.engine.connect() as connection:
            return [dict(r) for r in connection.execute(select(table).order_by(*order)).mappings()]

    def keys_in_parquet(self, dataset) -> Counter:
        """Keys of a dataset's rows in Parquet, each with how often it is there."""
        if not (self.output / dataset.name).exists():
            return Counter()
        files = pads.dataset(str(self.output / dataset.name), format="parquet", partitioning="hive")
        found = files.to_table(columns=list(dataset.key)).to_pylist()
        return Counter(tuple(row[name] for name in dataset.key) for row in found)

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def database_like(server_url: str, name: str) -> Iterator[str]:
    """A database of its own, copied from one that is migrated and empty."""
    admin = create_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE nights_template"))
    yield server_url.replace("@/postgres", f"@/{name}")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def write(folder: Path, files: dict[str, str]) -> Path:
    """Make files by name, with what they hold."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder
