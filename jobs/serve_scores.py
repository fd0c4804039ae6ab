"""Keeps the embedded score database open to analysts' tools on this machine.

interviews serve --output scores
"""

import contextlib
import os
import secrets
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from jobs.exit_codes import ExitCode
from jobs.kept_database import database_errors, database_folder
from jobs.options import CommandError, leave, run_command
from schemas.datasets import CAVEAT

PASSWORD = "SCORES_ANALYST_PASSWORD"  # noqa: S105
"""Name of the environment variable."""

CHECK_SECONDS = 1.0


class _Port(click.IntRange):
    def convert(self, value: object, param: object, ctx: object) -> int:
        port = int(super().convert(value, param, ctx))  # type: ignore[arg-type]
        if 0 < port < 1024:
            self.fail("ports below 1024 are the system's; choose one from 1024 on, or 0")
        return port


@click.command(
    help="Keep the embedded score database open to analysts' tools on this machine, read-only.",
    epilog=f"Prints where to connect; Ctrl-C ends it. {CAVEAT}",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="folder that interviews score wrote",
)
@click.option(
    "--port",
    type=_Port(0, 65535),
    default=54320,
    show_default=True,
    help="of 127.0.0.1 to listen on; 0 finds a free one",
)
def command(output: Path, port: int) -> ExitCode:
    """Serve until SIGINT, SIGTERM or SIGHUP."""
    given = os.environ.get(PASSWORD)
    if given == "":
        raise CommandError(f"{PASSWORD} is empty; unset it, and one is made and printed")
    password = given or secrets.token_urlsafe(24)
    with database_errors(), _ending() as ended:
        from sql.server.serving import serving

        with serving(database_folder(output), port, password, ended.wait) as served:
            if not ended.is_set():
                print(_how_to_connect(served.port, None if given else password), flush=True)
            while not ended.wait(CHECK_SECONDS):
                served.keep()
    return ExitCode.OK


def _how_to_connect(port: int, password: str | None) -> str:
    """What to tell; a password that the user chose is not repeated."""
    login = f"scores_analyst:{password}" if password else "scores_analyst"
    return f"""\
The scores can be read from this machine until Ctrl-C ends it.

URL       postgresql://{login}@127.0.0.1:{port}/postgres
psql      psql -h 127.0.0.1 -p {port} -U scores_analyst postgres
JDBC      jdbc:postgresql://127.0.0.1:{port}/postgres (driver org.postgresql.Driver)
user      scores_analyst
password  {password or f"that of {PASSWORD}"}

{CAVEAT}"""


@contextlib.contextmanager
def _ending() -> Iterator[threading.Event]:
    """Set when the process is told to end; it first finishes what it does to the server."""
    ended = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(each, lambda *_: ended.set()) for each in signals]
    try:
        yield ended
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler or signal.SIG_DFL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.serve_scores`."""
    return run_command(command, arguments, "interviews serve")


if __name__ == "__main__":
    leave(main())
