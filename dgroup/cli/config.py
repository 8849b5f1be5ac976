"""`dgroup config`: the settings as they are, what is wrong with them, and what each means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import msgspec

from dgroup.cli.main import Options
from dgroup.cli.output import cell, json_option, write_json
from dgroup.config import KEYS, Config, Problem, doubts, examine, find_file, nearest_key
from dgroup.errors import Refused
from dgroup.kinds import Endpoint
from dgroup.settings import SECTIONS, Key

WARNINGS, PROBLEMS = 3, 4  # exit codes


@click.group()
def config() -> None:
    """Show, check and explain the settings."""


@config.command()
@json_option
@click.pass_obj
def show(options: Options, as_json: bool) -> None:
    """Show every setting as it is now, file and environment together.

    What is printed is a dgroup.toml; keys that have their default are comments in it.
    """
    found = options.config()
    if as_json:
        places = {"path": _text(found.path), "data_dir": str(found.data_dir)}
        write_json(places | {"settings": _tree(found)})
        return
    click.echo(f"# {found.path or 'from the environment'}; data in {found.data_dir}")
    for section in SECTIONS:
        click.echo(f"\n[{section}]")
        for key in _keys_of(section):
            value = found.value(key)
            mark = "# " if value == key.default else ""
            click.echo(f"{mark}{_last_word(key)} = {_shown(key, value)}")


@config.command()
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Name all that is wrong in the settings, with file and line.

    Leaves with 0 where all is right, 3 with warnings, 4 with problems.
    """
    path = find_file(ctx.ensure_object(Options).path, os.environ)
    found, problems = examine(path, os.environ)
    warnings = doubts(found) if found else ()
    if as_json:
        findings = {"problems": _dicts(problems), "warnings": _dicts(warnings)}
        write_json({"path": _text(path)} | findings)
    else:
        for one in problems:
            click.echo(f"problem: {cell(one)}")
        for one in warnings:
            click.echo(f"warning: {cell(one)}")
        if not problems and not warnings:
            click.echo("all is right")
    ctx.exit(PROBLEMS if problems else WARNINGS if warnings else 0)


@config.command()
@click.argument("name", metavar="[KEY]", default="")
@json_option
def describe(name: str, as_json: bool) -> None:
    """Say what a setting means: all of them, a table such as smtp, or one such as smtp.max_size."""
    chosen = [key for key in KEYS if name in ("", key.section, key.name)]
    if not chosen:
        raise Refused(f'no setting "{cell(name)}"; the nearest is {nearest_key(name)}')
    if as_json:
        write_json([_described(key) for key in chosen])
        return
    for section, struct in SECTIONS.items():
        if not (keys := [key for key in chosen if key.section == section]):
            continue
        click.echo(click.style(f"[{section}]", bold=True) + f"  {struct.__doc__}")
        for key in keys:
            default = f"= {key.shown_default}" if key.default is not None else "(must be set)"
            click.echo(f"\n{_last_word(key)} {default}")
            click.echo(f"    {key.doc}: {key.kind.expects}")
            click.echo(f"    {key.env}" + (f" or {key.env}_FILE" if key.is_secret else ""))
        click.echo()


def _keys_of(section: str) -> list[Key]:
    return [key for key in KEYS if key.section == section]


def _last_word(key: Key) -> str:
    return key.name.partition(".")[2]


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())


def _dicts(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [msgspec.structs.asdict(one) for one in problems]


def _shown(key: Key, value: Any) -> str:
    return '"***"' if key.is_secret and value else key.kind.show(value)


def _tree(found: Config) -> dict[str, dict[str, Any]]:
    """All values by section; sizes in bytes, durations in seconds, secrets hidden."""
    return {
        section: {
            _last_word(key): "***"
            if key.is_secret and found.value(key)
            else _plain(found.value(key))
            for key in _keys_of(section)
        }
        for section in SECTIONS
    }


def _described(key: Key) -> dict[str, Any]:
    return {
        "name": key.name,
        "kind": key.kind.name,
        "expects": key.kind.expects,
        "unit": key.kind.unit or None,
        "default": _plain(key.default),
        "doc": key.doc,
        "env": key.env,
    }


def _plain(value: Any) -> Any:
    match value:
        case Endpoint():
            return str(value)
        case tuple():
            return [_plain(one) for one in value]
    return value
