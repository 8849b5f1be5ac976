"""Pictures in letters: a mail as it lies on a phone, a thread as a tree, and a table.

Each is lines of text made of values; none knows where they came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr, parsedate_to_datetime
from typing import Final

from dgroup.demo.screen import left, right, style, wrap
from dgroup.demo.world import Delivered

_PHONE: Final = 44  # columns
_PAGE: Final = 72
_SHOWN: Final = 9  # lines of text
_STEM: Final = 27  # columns for names: with these, trees below each other stand in line


@dataclass(frozen=True, slots=True)
class Branch:
    """A post in a tree: who wrote it and its first words; `parent` is the id that it answers."""

    id: str
    parent: str | None
    name: str
    words: str


def phone(delivered: Delivered, most: int = _SHOWN) -> list[str]:
    """Show a mail as a phone does: who, what, to which group, `most` lines, where replies go."""
    mail = delivered.mail
    name, address = parseaddr(str(mail["From"]))
    group = parseaddr(str(mail["To"]))
    at = parsedate_to_datetime(str(mail["Date"])).strftime("%H:%M")
    lines = [line for each in text_of(delivered) for line in wrap(each, _PHONE)]
    head = [
        f"{left(name or address, _PHONE - 7)}  {at}",
        *wrap(str(mail["Subject"]), _PHONE),
        f"to {group[0] or group[1]}",
    ]
    foot = [
        f"{title:<9} {_bare(str(mail[field] or '-'))}"
        for title, field in (("Reply to", "Reply-To"), ("List", "List-Id"))
    ]
    foot.append(f"{'Leave':<9} {_bare(str(mail['List-Unsubscribe'] or '-'))}")
    rule = "─" * (_PHONE + 2)
    return [
        f"┌{rule}┐",
        *(_framed(each, "bold" if number == 0 else "") for number, each in enumerate(head)),
        f"├{rule}┤",
        *(_framed(each) for each in lines[:most]),
        _framed("…" if len(lines) > most else "", "dim"),
        f"├{rule}┤",
        *(_framed(each, "dim") for each in foot),
        f"└{rule}┘",
    ]


def letter_of(delivered: Delivered) -> list[str]:
    """Show a mail in full, as wide as the screen: its subject, and all of its text."""
    lines = [line for each in text_of(delivered) for line in wrap(each, _PAGE)]
    subject = wrap(str(delivered.mail["Subject"]), _PAGE)
    return [*(style(line, "bold") for line in subject), "", *lines]


def text_of(delivered: Delivered) -> list[str]:
    """The text of a mail by paragraphs, as programs show it: flowed lines are joined (RFC 3676)."""
    text = delivered.mail.get_body(("plain", "html"))
    if text is None:
        return []
    words, flow = str(text.get_content()).replace("\r\n", "\n"), text["Content-Type"].params
    if flow.get("format") == "flowed":
        words = words.replace(" \n", "" if flow.get("delsp") == "yes" else " ")
    return words.splitlines()


def tree(branches: Sequence[Branch], width: int) -> list[str]:
    """Draw a thread of at most `width` columns; `branches` are the oldest first, each once."""
    ids = {each.id for each in branches}
    children: dict[str | None, list[Branch]] = {}
    for each in branches:
        children.setdefault(each.parent if each.parent in ids else None, []).append(each)
    stems: list[tuple[str, str]] = []

    def draw(parent: str | None, before: str) -> None:
        inside = children.get(parent, [])
        for number, each in enumerate(inside):
            is_last = number == len(inside) - 1
            stem = f"{before}{'└─' if is_last else '├─'} {each.name}"
            stems.append((stem, each.words))
            draw(each.id, before + ("   " if is_last else "│  "))

    draw(None, "")
    widest = max(_STEM, *(len(stem) for stem, _ in stems))
    room = width - widest - 2
    return [
        f"{left(stem, widest)}  {style(left(words, room).rstrip(), 'dim')}" for stem, words in stems
    ]


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Draw a table: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        first, *others = (
            left(each, width) if number == 0 else right(each, width)
            for number, (each, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join([first, *others])

    return [style(line(heading), "dim"), *map(line, rows)]


def counted(numbers: Mapping[str, int]) -> str:
    """Say counts in one line: "10 in Kenya, 7 in Peru"."""
    return ", ".join(f"{number} {name}" for name, number in numbers.items())


def _framed(text: str, mood: str = "") -> str:
    return f"│ {style(left(text, _PHONE), mood)} │"


def _bare(value: str) -> str:
    return value.rpartition("<")[2].rstrip(">").removeprefix("mailto:")
