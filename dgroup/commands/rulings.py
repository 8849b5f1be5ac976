"""What a facilitator replies to a list of held posts: "ok 1 3", "no 2 too long", "drop the rest".

Pure reading: a line that begins with a word of `answers.py` and names numbers is a ruling; lines
below a "no" are its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from dgroup.commands.answers import read_answer_text

Word = Literal["yes", "no", "drop"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to become of one post, by its number in the list; `reason` is for its author."""

    number: int
    word: Word
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rulings:
    """What a reply rules, the first word on each number; `unknown` numbers are not in the list."""

    rulings: tuple[Ruling, ...] = ()
    unknown: tuple[int, ...] = ()


def read_rulings(text: str, count: int) -> Rulings:
    """Read a reply to a list of `count` posts; nothing where no line is a ruling.

    Where the list has one post, its number need not be said.
    """
    found: dict[int, Ruling] = {}
    unknown: list[int] = []
    current: list[int] = []
    for line in text[:_LONGEST].split("\n"):
        ruled = _read_line(line, count, found)
        if ruled is None:
            for number in current:
                found[number] = replace(found[number], reason=f"{found[number].reason}\n{line}")
            continue
        word, numbers, rest = ruled
        unknown += [number for number in numbers if not 1 <= number <= count]
        fresh = [number for number in numbers if 1 <= number <= count and number not in found]
        reason = rest if word == "no" else ""
        found |= {number: Ruling(number, word, reason) for number in fresh}
        current = fresh if word == "no" else []
    rulings = [replace(found[n], reason=found[n].reason.strip()) for n in sorted(found)]
    return Rulings(tuple(rulings), tuple(dict.fromkeys(unknown)))


_LONGEST: Final = 20_000  # characters, as in `answers.py`
_MOST_NUMBERS: Final = 200

_NUMBER = r"#?\d{1,3}(?:\s?[-–]\s?\d{1,3})?"
_AND = r"(?:\s*(?:[,;&+]|\b(?:and|en|et|y|e|und)\b)\s*|\s+)"
_NUMBERS = re.compile(rf"\s*(?:(?:nr|no|n°|nos)\b\.?\s*)?({_NUMBER}(?:{_AND}{_NUMBER})*)\b")
_EVERYTHING = (
    r"(?:them |ze )?(?:all|everything|alle|alles|allemaal|tout|tous|toutes|todo|todos|todas)\b"
)
_OTHERS = (
    r"(?:(?:the|de|het|le|les|la|el|lo|los|las) )?"
    r"(?:rest|others?|overige|anderen?|reste|autres?|resto|demás|otros|otras)\b"
)
_ALL = re.compile(rf"\s*{_EVERYTHING}", re.IGNORECASE)
_REST = re.compile(rf"\s*{_OTHERS}", re.IGNORECASE)
# "si 2" and "weg alles" are answers only with a pause behind the word: see `answers.py`.
_PAUSED = re.compile(rf"^\s*([^\W\d]+) (?=#?\d|{_EVERYTHING}|{_OTHERS})", re.IGNORECASE)
_BEFORE = re.compile(rf"\s*({_NUMBER}(?:{_AND}{_NUMBER})*)\s*[:.)=-]?\s+(?=[^\W\d])")  # "1: ok"
_AFTER = re.compile(r"^[\s,.:;–-]+")
_RANGE = re.compile(r"(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?")


def _read_line(
    line: str, count: int, found: dict[int, Ruling]
) -> tuple[Word, Sequence[int], str] | None:
    """The word, the numbers and what follows them; None where the line is no ruling."""
    before = _BEFORE.match(line)
    words = line[before.end() :] if before else line
    if not words.strip():
        return None
    answer = read_answer_text(_PAUSED.sub(r"\1, ", words))
    if answer.kind not in ("yes", "no", "drop"):
        return None
    word, rest = answer.kind, answer.rest
    if before:
        return word, _numbers(before[1]), _AFTER.sub("", rest)
    if hit := _NUMBERS.match(rest):
        return word, _numbers(hit[1]), _AFTER.sub("", rest[hit.end() :])
    everything = range(1, count + 1)
    if hit := _ALL.match(rest):
        return word, everything, _AFTER.sub("", rest[hit.end() :])
    if hit := _REST.match(rest):
        left = [number for number in everything if number not in found]
        return word, left, _AFTER.sub("", rest[hit.end() :])
    return (word, everything, rest) if count == 1 and not found else None


def _numbers(text: str) -> Sequence[int]:
    numbers: list[int] = []
    for hit in _RANGE.finditer(text):
        numbers += range(int(hit[1]), int(hit[2] or hit[1]) + 1)
        if len(numbers) >= _MOST_NUMBERS:
            break
    return list(dict.fromkeys(numbers[:_MOST_NUMBERS]))
