"""What people write about themselves: is it an introduction, and which part answers what? Pure."""

from __future__ import annotations

import re
from typing import Final

MOST_QUESTIONS: Final = 5


def read_questions(setting: str) -> tuple[str, ...]:
    """Read a group's own questions: up to five, between vertical bars or on lines of their own.

    A number in front of one is left out. Nothing where the standard questions stand.
    """
    found = (_NUMBER.sub("", " ".join(each.split())) for each in _BETWEEN.split(setting))
    return tuple(each for each in found if each)[:MOST_QUESTIONS]


_BETWEEN: Final = re.compile(r"[|\n]")
_NUMBER: Final = re.compile(r"^\d{1,2}\s?[.):]\s*")
