"""What the commands share: options, types of values, and how a command ends."""

import atexit
import contextlib
import logging
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from jobs.exit_codes import ExitCode
from jobs.logs import log_to_standard_error

_logger = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[..., Any])

PRECISIONS = ("float32", "mixed_bfloat16")
"""Of a face network's training: Keras dtype policies, first the one for every processor."""

OF_THE_EXTRA_TRAIN = {
    "h5py",
    "keras",
    "librosa",
    "matplotlib",
    "onnx",
    "sklearn",
    "tensorflow",
    "tf2onnx",
    "tqdm",
}
"""Packages that the base install does without."""

SHARE = click.FloatRange(0, 1, min_open=True)
COUNT = click.IntRange(min=1)
COUNT_OR_NONE = click.IntRange(min=0)
SEED = click.IntRange(0, 2**32 - 1)
"""What numpy, scikit-learn and Keras all take."""


class Number(click.ParamType):
    """A number between two bounds, which nan and infinity are not."""

    name = "number"

    def __init__(self, lowest: float, highest: float, wanted: str) -> None:
        """Accept lowest <= number <= highest; `wanted` says so to the user."""
        self.lowest, self.highest, self.wanted = lowest, highest, wanted

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not self.lowest <= number <= self.highest:
            self.fail(f"{value!r} is no {self.wanted}", param, ctx)
        return number


LEARNING_RATE = Number(math.ulp(0.0), sys.float_info.max, "number above 0, as 0.001")
FOLDER = click.Path(file_okay=False, path_type=Path)


def models_option(function: Function) -> Function:
    """--models and --release: which trained models."""
    function = click.option(
        "--release",
        metavar="VERSION",
        help="release of the trained models; default: the newest in the folder",
    )(function)
    return click.option(
        "--models",
        type=click.Path(file_okay=False, exists=True, path_type=Path),
        help="folder with releases of trained models; default: $INTERVIEW_ARTEFACTS, else the "
        "shipped one",
    )(function)


def seed_option(function: Function) -> Function:
    """--seed of every random choice."""
    return click.option(
        "--seed", type=SEED, default=2026, show_default=True, help="of every random choice"
    )(function)


class CommandError(Exception):
    """A command cannot go on; the message says what to do next."""

    def __init__(self, message: str, code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.code = code


def run_command(command: click.Command, arguments: Sequence[str] | None, name: str) -> int:
    """Run a command to its exit code; an error that a user can mend prints one line.

    Args:
        command: returns an exit code, or None for 0.
        arguments: instead of the process's own.
        name: of the command, as messages name it.
    """
    if not sys.platform.startswith("linux"):
        print(f"{name}: only Linux is supported (this is {sys.platform})", file=sys.stderr)
        return ExitCode.USAGE
    log_to_standard_error()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Not command.main, which exits with 1 where a pipe breaks.
        with _termination_interrupts(), command.make_context(name, words) as context:
            code = command.invoke(context)
    except click.exceptions.Exit as ended:  # --help, --version
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except CommandError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return error.code
    except ModuleNotFoundError as error:
        if error.name not in OF_THE_EXTRA_TRAIN:
            return _broken_off(name)
        print(
            f"{name}: {error.name} is not installed; this command needs the extra train: "
            f"{sys.executable} -m pip install -c constraints.txt '.[train]' in a checkout, or "
            "'interview-scoring[train]' elsewhere",
            file=sys.stderr,
        )
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        print(f"{name}: interrupted", file=sys.stderr)
        return ExitCode.BROKEN_OFF
    except BrokenPipeError:
        stop_printing()
        return ExitCode.OK
    except Exception:
        return _broken_off(name)
    return ExitCode.OK if code is None else int(code)


def leave(code: int) -> NoReturn:
    """End the process with a command's code; where it did not run to its end, whatever threads it
    has.

    A thread of Beam that was interrupted at the wrong moment is never told to end, and Python
    would wait for it.
    """
    if code not in (ExitCode.OK, ExitCode.FAILURES, ExitCode.USAGE):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        # Private, but the only way to end an embedded database and still not wait for threads.
        atexit._run_exitfuncs()
        os._exit(code)
    sys.exit(code)


def stop_printing() -> None:
    """Print nowhere from now on: who read standard output, like `| head`, has seen enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _termination_interrupts() -> Iterator[None]:
    """SIGTERM, as service managers send it, ends a command as Ctrl-C does: in good order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def _broken_off(name: str) -> ExitCode:
    _logger.exception("%s broke off; mend the cause that the last line names, run again", name)
    return ExitCode.BROKEN_OFF
