"""TOML as text: its tables, and the line on which a key is set.

Only what an error message needs beside tomllib; what the keys mean is settings.py's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from dgroup.errors import DgroupError


class TomlMistake(DgroupError):
    """This is not TOML."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def parse_toml(text: str) -> dict[str, Any]:
    """Return the tables of TOML `text`. Raises TomlMistake with line and reason."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        reason, line = (found[1], found[2]) if found else (str(error), None)
        last = max(1, len(text.splitlines()))
        raise TomlMistake(f"this is not TOML: {reason}", int(line or last)) from error


def find_line(text: str, dotted_key: str) -> int | None:
    """Return the number of the line on which TOML `text` sets a key or opens a table, else None.

    For a key that is not set, the line of its table. Our own scan, since neither tomllib nor
    msgspec remembers lines; an inline table counts as a whole.
    """
    section: list[str] = []
    wanted = dotted_key.split(".")
    fallback = None
    for number, line in _code_lines(text):
        if header := re.match(r"\s*\[+\s*([^\[\]]+?)\s*\]", line):
            section = _split_key(header[1])
            found = section
        elif assignment := re.match(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*'|\s*\.\s*)+?)\s*=", line):
            found = section + _split_key(assignment[1])
        else:
            continue
        if found == wanted:
            return number
        if fallback is None and found == wanted[: len(found)]:
            fallback = number
    return fallback


def _code_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of the lines that may open a table or set a key."""
    quote, depth = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not quote and depth <= 0:
            yield number, line
            if re.match(r"\s*\[", line):
                continue
        quote, depth = _open_after(line, quote, max(depth, 0))


def _open_after(line: str, quote: str, depth: int) -> tuple[str, int]:
    """Return the quote that is still open after a line, and how many brackets are."""
    for mark in re.findall(r'"""|\'\'\'|\\.|["\'\[\]{}#]', line):
        if quote:
            is_literal_end = quote == "'" and mark == "\\'"  # no escapes in a literal string
            quote = "" if mark == quote or is_literal_end else quote
        elif mark == "#":
            break
        elif mark[0] in "\"'":
            quote = mark
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark, 0)
    return (quote if len(quote) == 3 else ""), depth


def _split_key(dotted: str) -> list[str]:
    words = re.findall(r"[\w-]+|\"[^\"]*\"|'[^']*'", dotted)
    return [word.strip("\"'") for word in words]
