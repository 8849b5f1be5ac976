"""What the audience sees: plain lines of at most 80 columns, with a little colour and time to read.

Nothing jumps and nothing is overwritten, so it reads the same in a file. Colours are ANSI escapes,
which whoever writes the lines takes out where they are not wanted.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 80
_TIME, _NAME, _RIGHT = 5, 18, 12
_WORDS: Final = WIDTH - 2 - _TIME - 2 - _NAME - 2 - 2 - _RIGHT

PLAIN: Final = str.maketrans("┌┐└┘├┤─│✓✗·→…–“”’", '++++++-|*!->~-""\'')
"""For a terminal that has no such signs; what is left may be replaced by question marks."""


@dataclass(frozen=True, slots=True)
class Row:
    """One letter as it is shown, in two lines: who wrote what, and what became of it."""

    time: str
    name: str
    place: str
    words: str
    note: str
    result: str
    detail: str
    mood: str = "green"


class Screen:
    """Writes lines by `write`; without `is_slow` there are no pauses for reading."""

    def __init__(self, write: Callable[[str], None], *, is_slow: bool) -> None:
        self._write = write
        self._is_slow = is_slow
        self._scenes = 0

    def line(self, text: str = "") -> None:
        """Show a line as it is."""
        self._write(text)

    def lines(self, texts: Sequence[str], indent: int = 2) -> None:
        """Show lines, indented."""
        for text in texts:
            self._write(" " * indent + text if text else "")

    async def title(self, text: str) -> None:
        """Begin a scene."""
        await self.pause(0.25)
        self._scenes += 1
        self._write("")
        self._write(style(f"{self._scenes}  {text}", "bold"))
        self._write("")

    def day(self, text: str) -> None:
        """Say which day it is."""
        self._write(style(f"  {text}", "dim"))

    async def row(self, row: Row) -> None:
        """Show a letter, and leave a moment to read it."""
        result = style(right(row.result, _RIGHT), row.mood)
        self._write(
            f"  {row.time}  {left(row.name, _NAME)}  {left(row.words, _WORDS)}  {result}".rstrip()
        )
        room = _WORDS + 2 + _RIGHT
        detail = row.detail[:_RIGHT]
        note = left(row.note, room - 2 - len(detail))
        second = f"{left(row.place, _NAME)}  {note}  {right(detail, len(detail))}".rstrip()
        self._write(style(f"  {'':{_TIME}}  {second}", "dim"))
        await self.pause(0.05)

    async def pause(self, seconds: float) -> None:
        """Leave time to read."""
        if self._is_slow:
            await asyncio.sleep(seconds)


def style(text: str, mood: str) -> str:
    """Colour a text: bold, dim, green, yellow or red; "" leaves it."""
    code = {"bold": 1, "dim": 2, "green": 32, "yellow": 33, "red": 31}.get(mood)
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def left(text: str, width: int) -> str:
    """Fit a text into `width` columns, from the left; what is too much becomes an ellipsis."""
    return f"{_cut(text, width):<{width}}"


def right(text: str, width: int) -> str:
    """The same, standing to the right."""
    return f"{_cut(text, width):>{width}}"


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns, at spaces; an empty text is one line."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [_cut(each, width) for each in [*lines, line]]


def _cut(text: str, width: int) -> str:
    # The script's own words are in Latin letters: one column each, once they are composed.
    text = unicodedata.normalize("NFC", text)
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
