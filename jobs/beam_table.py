"""Apache Beam's options in a configuration file, as words of a command line."""

import difflib
from argparse import Action
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jobs.beam_options import beam_parser, runs_here
from jobs.config import ConfigError


def beam_words(file: Path, table: Mapping[str, Any], given: Sequence[str]) -> list[str]:
    """Spell the table [beam] as a command line does; what that names itself is left out.

    Args:
        file: as messages name it.
        table: values by option, without dashes.
        given: words of the command line.

    Raises:
        ConfigError: if Beam has no such option and the runner is local, or a value is of the wrong
            type. No value is quoted.
    """
    parser = beam_parser()
    # No public way leads to the actions of a parser.
    known = parser._option_string_actions
    named = {known[name].dest for word in given if (name := word.partition("=")[0]) in known}
    unknown = [key for key in table if f"--{key}" not in known]
    if unknown and runs_here(parser.parse_known_args(given)[0].runner or table.get("runner")):
        key = unknown[0]
        raise ConfigError(f"{file}: [beam] has no option {key}{_hint(key, known)}")
    words = []
    for key, value in table.items():
        action = known.get(f"--{key}")
        spelled = list(_spelled(file, key, action, value))
        if action is None or action.dest not in named:
            words += spelled
    return words


def _hint(key: str, known: Mapping[str, Action]) -> str:
    close = difflib.get_close_matches(f"--{key}", known, n=1)
    return f"; did you mean {close[0].removeprefix('--')}?" if close else ""


def _spelled(file: Path, key: str, action: Action | None, value: Any) -> Iterator[str]:
    flag = isinstance(value, bool) if action is None else action.nargs == 0
    if flag:
        if not isinstance(value, bool):
            raise ConfigError(f"{file}: [beam] {key} must be a boolean: true or false")
        if value:
            yield f"--{key}"
        return
    values = value if isinstance(value, list) else [value]
    if not all(type(each) in (str, int, float) for each in values):
        raise ConfigError(f"{file}: [beam] {key} must be a string, a number or an array of them")
    for each in values:
        yield f"--{key}={each}"
