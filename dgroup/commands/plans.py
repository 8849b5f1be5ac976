"""What a letter shows that asks for a yes: the whole of what would be done, for anybody may ask.

The mail that asked may be forged (R9): names in it may lie, so addresses stand beside them, and of
what is too long it is said how much is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dgroup.domain.effects import Data
from dgroup.domain.sentences import shorten

MOST_NAMED: Final = 40
"""So many people stand in the letter, one a line."""

MOST_SHOWN: Final = 4_000
"""So many characters of a text that would be sent."""


def called(name: str, address: str) -> str:
    """Return `Name <address>`, or the address alone; a long name is cut, an address never."""
    name = shorten(" ".join(name.split()), _LONGEST_NAME)
    return f"{name} <{address}>" if name else address


def listed(people: Sequence[str]) -> Data:
    """Return people for a list, one a line: `names`, of how many (`count`), how many `more`."""
    named = list(people[:MOST_NAMED])
    return {"names": named, "count": len(people), "more": len(people) - len(named)}


def excerpt(text: str) -> tuple[str, int]:
    """Return the beginning of a text, and how many lines with words in them it leaves out."""
    if len(text) <= MOST_SHOWN:
        return text, 0
    head, end, _ = text[:MOST_SHOWN].rpartition("\n")
    if not end:
        head = text[:MOST_SHOWN]
    left = sum(bool(line.strip()) for line in text[len(head) :].split("\n"))
    return head, left


_LONGEST_NAME: Final = 80
