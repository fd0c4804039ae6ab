"""An output and its database, held against any run, for commands that change both."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from apache_beam.io.filesystems import FileSystems
from sqlalchemy.engine import Engine

from jobs.beam_options import pipeline_options
from jobs.night import command_error
from jobs.options import CommandError
from sql.engine import create_engine
from sql.locks import RunLock, output_lock
from sql.migrate import upgrade
from sql.server.embedded import close_embedded, has_embedded, open_embedded

_logger = logging.getLogger(__name__)


class HeldOutput(NamedTuple):
    """What a command works on."""

    output: str
    """Bucket, or folder as an absolute path."""
    engine: Engine
    """Of the database, which is migrated."""


@contextlib.contextmanager
def held_output(output: str, database: str | None, create: bool) -> Iterator[HeldOutput]:
    """Hold an output and its database, as a run does.

    Args:
        output: folder or bucket that `interviews score` wrote.
        database: URL; None means $DATABASE_URL, else the embedded database of the folder.
        create: whether to make the embedded database if there is none.

    Raises:
        CommandError: if something is not there, held by a run, or cannot be done.
    """
    FileSystems.set_options(pipeline_options(()))  # buckets are not reached without
    try:
        with contextlib.ExitStack() as stack:
            if "://" not in output:
                output = os.path.abspath(output)
                if not os.path.isdir(output):
                    raise CommandError(f"--output {output} is no folder")
                stack.enter_context(output_lock(Path(output), False, _logger.warning))
            url = database or os.environ.get("DATABASE_URL")
            if url is None:
                url = _embedded(output, create)
                stack.callback(close_embedded, Path(output) / "database")
            upgrade(url)
            engine = create_engine(url)
            stack.callback(engine.dispose)
            lock = RunLock(engine)
            lock.take(False, _logger.warning)
            stack.callback(lock.release)
            yield HeldOutput(output, engine)
    except OSError as error:
        raise CommandError(f"--output {output} cannot be written: {error}") from error
    except Exception as error:
        if told := command_error(error):
            raise told from error
        raise


def _embedded(output: str, create: bool) -> str:
    if "://" in output:
        raise CommandError(
            "--output is a bucket, where no embedded database can live: name a PostgreSQL server "
            "with --database postgresql://user@host/name or DATABASE_URL"
        )
    folder = Path(output) / "database"
    if not create and not has_embedded(folder):
        raise CommandError(
            f"There is no database in {folder}. Name the server that the output was written with "
            "by --database, or make a database from its Parquet: interviews load"
        )
    return open_embedded(folder)
