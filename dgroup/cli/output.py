"""How commands show things: tables for people, one JSON document for programs.

Values come out of mails, so nothing is shown that a terminal would obey. What is shown, and under
which name, is for each command to say.
"""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import click

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")

Row = Mapping[str, object]


def show_rows(rows: Sequence[Row], columns: Sequence[str], *, as_json: bool) -> None:
    """Show a list: JSON of all fields, or a table of `columns`; "nothing" where it is empty."""
    if as_json:
        write_json(list(rows))
    elif rows:
        click.echo("\n".join(table(rows, columns, _width())))
    else:
        click.echo("nothing")


def show_one(row: Row, *, as_json: bool) -> None:
    """Show one thing: JSON, or a line per field."""
    if as_json:
        write_json(row)
        return
    longest = max(map(len, row), default=0)
    for name, value in row.items():
        click.echo(f"{name:<{longest}}  {cell(value)}".rstrip())


def write_json(document: object) -> None:
    """Write one JSON document to standard output; in ASCII, which no locale breaks."""
    click.echo(json.dumps(document, indent=2))


def iso(seconds: int | float | None) -> str | None:
    """Return UTC epoch seconds as ISO 8601 with Z; None for None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def table(rows: Sequence[Row], columns: Sequence[str], width: int | None) -> list[str]:
    """Return the lines of a table with a heading; the widest column gives way to fit `width`.

    Columns of numbers stand to the right; what a row lacks is empty.
    """
    cells = [[cell(row.get(name)) for name in columns] for row in rows]
    heading = [name.removesuffix("_at").replace("_", " ") for name in columns]
    is_right = [
        all(isinstance(row.get(name), int | float | None) for row in rows) for name in columns
    ]
    widths = [max(map(columns_of, column)) for column in zip(heading, *cells, strict=True)]
    if width is not None and (excess := sum(widths) + 2 * (len(widths) - 1) - width) > 0:
        widest = widths.index(max(widths))
        widths[widest] = max(8, widths[widest] - excess)
    lines = []
    for row in [heading, *cells]:
        fitted = [_fit(*one) for one in zip(row, widths, is_right, strict=True)]
        lines.append("  ".join(fitted).rstrip())
    lines[0] = click.style(lines[0], bold=True)
    return lines


def cell(value: object) -> str:
    """Return a value as a person reads it on one line, with nothing that a terminal obeys."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(cell, value))
        case Mapping():
            return ", ".join(f"{name}={cell(one)}" for name, one in value.items())
    return "".join(mark if mark.isprintable() else " " for mark in str(value)).rstrip()


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(mark) for mark in text)


def _columns(mark: str) -> int:
    if unicodedata.combining(mark):
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def _fit(text: str, width: int, is_right: bool) -> str:
    if columns_of(text) > width:
        while columns_of(text) > width - 1:
            text = text[: max(1, len(text) - max(1, columns_of(text) - width))]
        text += "…"
    gap = " " * (width - columns_of(text))
    return gap + text if is_right else text + gap


def _width() -> int | None:
    """The width of the terminal; None where somebody else reads, who wants all of it."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def show_bad(rows: Sequence[Mapping[str, object]]) -> None:
    """Name on standard error the lines of a file that were of no use: `line`, `text`, `reason`."""
    for one in rows:
        place = f"line {one['line']}: " if one["line"] else ""
        text, reason = cell(one["text"]), cell(one["reason"])
        click.echo(place + (reason if text in reason else f"{text}: {reason}"), err=True)
