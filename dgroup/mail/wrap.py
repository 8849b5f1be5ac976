"""Plain text as mail readers like it: lines of at most 72 columns, which phones may join again.

`wrap` breaks paragraphs, `flow` marks those breaks so that a narrow screen can undo them. Nothing
here knows templates or headers. RFC 3676 (format=flowed).
"""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise

COLUMNS = 72


def wrap(text: str) -> str:
    """Break the paragraphs of `text` at 72 columns, and end it with one line end.

    Lines up to an empty one are a paragraph; `- ` and `1. ` begin an item, and what follows it
    belongs to it. Another line that begins with white space or `>` stays as it is (an address,
    somebody's words). A word longer than a line stays whole; several empty lines become one.
    """
    lines: list[str] = []
    paragraph: list[str] = []
    for line in [*text.split("\n"), ""]:
        line = line.rstrip()
        is_in_item = bool(paragraph and _ITEM.match(paragraph[0])) and line.startswith("  ")
        is_kept = not is_in_item and (line.startswith((" ", "\t", ">")) or line == "--")
        if not line or is_kept or _ITEM.match(line):
            lines += _broken(paragraph)
            paragraph = []
        if is_kept:
            lines.append("-- " if line == "--" else line)
        elif line:
            paragraph.append(line.strip())
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).strip("\n") + "\n"


def rejoin(text: str) -> str:
    """Undo the breaks that a mail program made in somebody's paragraphs; all others stay.

    A paragraph was broken by a program where each of its lines but the last had no room for the
    first word of the next one. Verses, lists and addresses are not like that.
    """
    paragraphs = []
    for paragraph in re.split(r"(\n[ \t]*\n\s*)", text.replace("\r\n", "\n")):
        lines = paragraph.split("\n")
        widest = max(len(line.rstrip()) for line in lines)
        is_broken = widest in _PROGRAM_WIDTHS and all(
            len(line.rstrip()) + 1 + len(after.partition(" ")[0]) > widest
            and not _FIXED.match(after)
            and not line.startswith((" ", "\t", ">"))
            and not has_columns(line)
            for line, after in pairwise(lines)
        )
        paragraphs.append(" ".join(map(str.rstrip, lines)) if is_broken else paragraph)
    return "".join(paragraphs)


def has_columns(line: str) -> bool:
    """Say whether a line has gaps within it, as rows of a table have, and no sentence."""
    return _GAP.search(line.strip()) is not None


def indent(text: str, prefix: str = "    ") -> str:
    """Set somebody's own words apart: each line wrapped by itself and begun with `prefix`.

    Breaks that a mail program made are undone before, so that no line is left half empty.
    """
    lines: list[str] = []
    for line in rejoin(text.strip()).splitlines():
        lines += _fill(line, COLUMNS - len(prefix)) or [""]
    return "\n".join(prefix + line if line else "" for line in lines)


def flow(text: str) -> str:
    """Mark the breaks that `wrap` made, by a space before them (RFC 3676 §4.1)."""
    lines = text.split("\n")
    flowed: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line == "-- ":  # RFC 3676 §4.3
            flowed.append(line)
            continue
        line = line.rstrip(" ")
        if goes_on(line, after):
            line += " "
        # RFC 3676 §4.4: what could be mistaken gets a space in front, which the reader takes away.
        flowed.append(" " + line if line.startswith((" ", ">", "From ")) else line)
    return "\n".join(flowed)


def goes_on(line: str, after: str) -> bool:
    """Say whether `wrap` broke a line here: the first word of the next one had no more room."""
    word = after.partition(" ")[0]
    is_broken = bool(line and word) and len(line) + 1 + len(word) > COLUMNS
    return is_broken and not line.startswith((" ", ">")) and not _FIXED.match(after)


_PROGRAM_WIDTHS = range(60, 81)  # at which mail programs break lines
_GAP = re.compile(r"(?<![.!?:])  +|\t")  # two blanks end a sentence for people who learnt to type
_ITEM = re.compile(r"(?:[-*]|\d{1,2}[.)]) ")
_FIXED = re.compile(r"[ \t>]|--|[-*] |\d{1,2}[.)] ")


def _fill(text: str, width: int, hang: str = "") -> list[str]:
    return textwrap.wrap(
        text, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )


def _broken(paragraph: list[str]) -> list[str]:
    text = " ".join(paragraph)
    item = _ITEM.match(text)
    hang = " " * len(item[0]) if item else ""
    return _fill(text, COLUMNS, hang)


def unflow(text: str, *, joins_words: bool = False) -> str:
    """Undo format=flowed: lines that a program broke are one again (RFC 3676 §4).

    A line that ends in a space goes on in the next one of the same depth of quotes; `joins_words`:
    that space was not the writer's (DelSp=yes). A signature's "-- " stays what it is.
    """
    lines: list[str] = []
    pieces: list[str] = []  # of a line that goes on
    depth_before = 0

    def end() -> None:
        if pieces:
            lines.append(_quoted("".join(pieces).rstrip(" "), depth_before))
            pieces.clear()

    for line in text.split("\n"):
        said = line.lstrip(">")
        depth = len(line) - len(said)
        said = said.removeprefix(" ")  # §4.4: space-stuffed
        is_signature = said == "-- "
        if depth != depth_before or is_signature or not said:
            end()
        if said.endswith(" ") and not is_signature:
            pieces.append(said[: -1 if joins_words else None])
            depth_before = depth
        elif pieces:
            pieces.append(said)
            end()
        else:
            lines.append(_quoted(said, depth))
    end()
    return "\n".join(lines)


def _quoted(said: str, depth: int) -> str:
    if depth:
        return f"{'>' * depth} {said}" if said else ">" * depth
    return f" {said}" if said.startswith(">") else said
