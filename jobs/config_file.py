"""Options from a TOML file: what the command line does not name, the file may.

input = ["interviews"]           # options by their names, without dashes
output = "scores"                # relative paths start at the file's folder

[beam]                           # Apache Beam's own options
direct_num_workers = 2
"""

import datetime
import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from jobs.config import ConfigError
from jobs.options import Number

BEAM = "beam"
"""The table of Apache Beam's options."""

ADDRESSES = {"input", "manifest", "output", "report"}
"""Options that are a path or a URL; what click knows to be a path needs no line here."""


class ConfigurableCommand(click.Command):
    """A command with the option --config; extra words of its command line are Apache Beam's."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.params.insert(0, _config_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put Beam's options of the file before those of the command line."""
        rest = super().parse_args(ctx, args)
        if table := ctx.meta.get(__name__):
            from jobs.beam_table import beam_words

            file, options = table
            ctx.args = [*beam_words(file, options, rest), *rest]
        return ctx.args


def _config_option() -> click.Option:
    return click.Option(
        ["--config"],
        type=click.Path(path_type=Path),
        metavar="FILE.toml",
        is_eager=True,  # before the options whose defaults it sets
        expose_value=False,
        callback=_use_file,
        help="options by name, Apache Beam's in a table [beam]; the command line wins, and "
        "relative paths start at the file's folder",
    )


def _use_file(context: click.Context, _: click.Parameter, file: Path | None) -> None:
    """Make the values of a file the defaults of a command.

    Raises:
        ConfigError: if the file cannot be read, or a key or value is wrong. No value of a
            database URL is quoted.
    """
    if file is None or context.resilient_parsing:
        return
    table = _read(file)
    beam = table.pop(BEAM, {})
    if not isinstance(beam, dict):
        raise ConfigError(f"{file}: {BEAM} must be a table, [{BEAM}]")
    context.meta[__name__] = (file, beam)
    context.default_map = {**(context.default_map or {}), **_defaults(context, file, table)}


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_bytes().decode()
    except OSError as error:
        raise ConfigError(f"--config {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"--config {file} is not UTF-8 (at line {line})") from error
    try:
        return tomllib.loads(text)
    except ValueError as error:
        last = f"line {len(text.splitlines())}, the last"
        said = str(error).replace("end of document", last)
        raise ConfigError(f"--config {file} is no TOML: {said}") from error


def _defaults(context: click.Context, file: Path, table: Mapping[str, Any]) -> dict[str, Any]:
    options = {
        option.opts[0].removeprefix("--"): option
        for option in context.command.params
        if isinstance(option, click.Option)
    }
    folder = os.path.dirname(os.path.abspath(file))
    defaults = {}
    for key, value in table.items():
        if key == "config":
            raise ConfigError(f"{file}: a configuration file cannot name another")
        if key not in options:
            raise ConfigError(f"{file}: unknown key {key}; {_hint(key, options)}")
        option = options[key]
        value = _of_its_kind(file, key, option, value)
        if key == "database":
            _refuse_password(file, value)
        if key in ADDRESSES or isinstance(option.type, click.Path):
            value = _from(folder, value)
        try:
            option.type_cast_value(context, value)
        except click.BadParameter as error:
            raise ConfigError(f"{file}: {key}: {error.message}") from error
        defaults[str(option.name)] = value
    return defaults


def _hint(key: str, options: Mapping[str, click.Option]) -> str:
    known = [*sorted(set(options) - {"config"}), BEAM]
    close = difflib.get_close_matches(key.lower().lstrip("-"), known, n=1)
    return f"did you mean {close[0]}?" if close else f"Apache Beam's go into the table [{BEAM}]"


def _of_its_kind(file: Path, key: str, option: click.Option, value: Any) -> Any:
    """The value if TOML gives it as its option wants it; click would take much for text."""
    kinds, wanted = _kind(option)
    if option.multiple:
        if not isinstance(value, list) or not all(type(each) in kinds for each in value):
            raise ConfigError(f"{file}: {key} must be an array of {wanted}s: [...]")
        return value
    if kinds == (str,) and type(value) is datetime.date:
        return value.isoformat()
    if type(value) not in kinds:
        raise ConfigError(f"{file}: {key} must be a {wanted}")
    return value


def _kind(option: click.Option) -> tuple[tuple[type, ...], str]:
    if option.is_flag:
        return (bool,), "boolean: true or false"
    if isinstance(option.type, click.types.IntParamType):
        return (int,), "whole number"
    if isinstance(option.type, click.types.FloatParamType | Number):
        return (int, float), "number"
    return (str,), "string"


def _refuse_password(file: Path, url: str) -> None:
    from sql.engine import has_password

    if has_password(url):
        raise ConfigError(
            f"{file}: database contains a password; put the URL in DATABASE_URL in the "
            "environment instead"
        )


def _from(folder: str, value: Any) -> Any:
    """Addresses as seen from a folder; an empty one stays empty, and is refused later."""
    if isinstance(value, list):
        return [_from(folder, each) for each in value]
    return value if not value or "://" in value else os.path.join(folder, value)
