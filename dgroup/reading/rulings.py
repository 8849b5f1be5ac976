"""What a facilitator replies to a list: "1 3 ok, 2 no: too long, rest drop", in one line or many.

Pure reading: numbers and a word of `answers.py`, in this order or the other, are a ruling. What
follows a "no" on its line, or below it, is its reason, up to the next ruling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal, NamedTuple

from dgroup.reading.answers import after_trust, read_answer_text

Word = Literal["yes", "trust", "no", "drop"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to become of one thing, by its number in the list; `reason` is for its author.

    "trust" is a yes, and that posts of this author need not wait any more.
    """

    number: int
    word: Word
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rulings:
    """What a reply rules, the first word on each number; `unknown` numbers are not in the list."""

    rulings: tuple[Ruling, ...] = ()
    unknown: tuple[int, ...] = ()


def read_rulings(text: str, count: int) -> Rulings:
    """Read a reply to a list of `count` things; nothing where no line rules.

    Where the list has one, its number need not be said.
    """
    found: dict[int, Ruling] = {}
    unknown: list[int] = []
    current: list[int] = []
    for line in text[:_LONGEST].split("\n"):
        said = list(islice(_read_line(line, count, found), _MOST_RULINGS))
        if not said:
            for number in current:
                found[number] = replace(found[number], reason=f"{found[number].reason}\n{line}")
        for word, numbers, reason in said:
            unknown += [number for number in numbers if not 1 <= number <= count]
            fresh = [number for number in numbers if 1 <= number <= count and number not in found]
            found |= {number: Ruling(number, word, reason) for number in fresh}
            current = fresh if word == "no" else []
    rulings = [replace(found[n], reason=found[n].reason.strip()) for n in sorted(found)]
    return Rulings(tuple(rulings), tuple(dict.fromkeys(unknown)))


_LONGEST: Final = 20_000  # characters, as in `answers.py`
_MOST_NUMBERS: Final = 200
_MOST_RULINGS: Final = 100  # on one line

_NUMBER = r"#?\d{1,3}(?:\s?[-–]\s?\d{1,3})?"
_AND = r"(?:\s*(?:[,;&+]|\b(?:and|en|et|y|e|und)\b)\s*|\s+)"
_LIST = rf"{_NUMBER}(?:{_AND}{_NUMBER})*"
_EVERYTHING = (
    r"(?:them |ze )?(?:all|everything|alle|alles|allemaal|tout|tous|toutes|todo|todos|todas)\b"
)
_OTHERS = (
    r"(?:(?:all|alle|tous|toutes|todos|todas) )?(?:(?:the|de|het|le|les|la|el|lo|los|las) )?"
    r"(?:rest|others?|overige|anderen?|reste|autres?|resto|demás|otros|otras)\b"
)
_NUMBERS = re.compile(rf"\s*(?:(?:nr|no|n°|nos)\b\.?\s*)?({_LIST})\b", re.IGNORECASE)
_ALL = re.compile(rf"\s*{_EVERYTHING}", re.IGNORECASE)
_REST = re.compile(rf"\s*{_OTHERS}", re.IGNORECASE)
# "si 2" and "weg alles" are answers only with a pause behind the word: see `answers.py`.
_PAUSED = re.compile(rf"^\s*([^\W\d]+) (?=#?\d|{_OTHERS}|{_EVERYTHING})", re.IGNORECASE)
_BEFORE = re.compile(  # "1: ok", "the rest: drop"
    rf"\s*(?:({_LIST})|{_OTHERS}|{_EVERYTHING})\s*[:.)=-]?\s+(?=[^\W\d])", re.IGNORECASE
)
_AFTER = re.compile(r"^[\s,.:;–-]+")
_JOINT = re.compile(
    r"^[\s,.;:–-]*(?:(?:and|but|en|maar|et|mais|y|pero|e|und)\b[\s,]*)?", re.IGNORECASE
)
_RANGE = re.compile(r"(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?")
_LAST = re.compile(r"[,;]\s*(?=[^,;]*$)")
# Where in a reason the next ruling may begin, and how: "too long, 3 ok".
_BREAK = re.compile(
    rf"(?:^|[,;.]\s+|\s[-–]\s)"
    rf"(?={_NUMBER}\W|[^\W\d]+(?: [^\W\d]+){{0,4}} #?\d|{_OTHERS}|{_EVERYTHING})",
    re.IGNORECASE,
)
_PAUSE: Final = (",", ";", ".", ":", "!")
# How somebody says that all is well, of no message: "alles goed?", "all good", "todo bien".
_WELL = re.compile(r"\s*(?:alles|all|tout|todo) (?:goed|good|fine|bien|bon|bueno)\b", re.IGNORECASE)


class _Said(NamedTuple):
    """One ruling of a line, and what follows it; `is_closed`: behind a pause, or at the end."""

    word: Word
    numbers: Sequence[int]
    rest: str
    is_closed: bool


def _read_line(
    line: str, count: int, found: dict[int, Ruling]
) -> Iterator[tuple[Word, Sequence[int], str]]:
    """Yield the word, the numbers and the reason of each ruling; none where the line is prose."""
    ruled = set(found)
    said = None if _WELL.match(line) else _read(line, count, ruled)
    while said is not None:
        ruled |= set(said.numbers)
        reason, following = _parted(said, count, ruled)
        yield said.word, said.numbers, reason if said.word == "no" else ""
        said = following


def _parted(said: _Said, count: int, ruled: set[int]) -> tuple[str, _Said | None]:
    """Part what follows a ruling into its reason and the next ruling, if there is one.

    In the words of a reason only what is plainly a ruling is one: "see rule 4, no 3 is better" goes
    to the author as it stands.
    """
    if said.word != "no" and (at_once := _read(_JOINT.sub("", said.rest), count, ruled)):
        return "", at_once
    for hit in _BREAK.finditer(said.rest):
        following = _read(said.rest[hit.end() :], count, ruled, is_strict=True)
        if following is not None:
            return said.rest[: hit.start()], following
    return said.rest, None


def _read(text: str, count: int, ruled: set[int], *, is_strict: bool = False) -> _Said | None:
    """Read one ruling at the beginning of `text`; None where there is none.

    `is_strict`: it has to end at a pause, unless it is a "no" with its reason behind its number.
    """
    before = _BEFORE.match(text)
    words = text[before.end() :] if before else text
    answer = _word(words)
    if answer is None:
        return None
    word, rest = answer
    if before:
        is_closed = _is_closed(words, rest)
        if is_strict and word != "no" and not is_closed:
            return None
        return _Said(word, _meant(before[0], before[1], count, ruled), rest, is_closed)
    said = _numbered(word, rest, count, ruled)
    if said is None:
        alone = count == 1 and not ruled and not is_strict
        return _Said(word, range(1, 2), rest, is_closed=True) if alone else None
    return None if is_strict and not said.is_closed else said


def _numbered(word: Word, rest: str, count: int, ruled: set[int]) -> _Said | None:
    """Read the numbers behind a word, "all" and "the rest" too; None for none."""
    hit = _NUMBERS.match(rest) or _REST.match(rest) or _ALL.match(rest)
    if hit is None:
        return None
    listed = hit[1] if hit.re is _NUMBERS else None
    end = hit.end()
    behind = rest[end:]
    # "ok 1 3, 2 no: off topic": the last number belongs to the next word.
    if listed and (cut := _LAST.search(listed)) and _word(_AFTER.sub("", behind)):
        next_one = _read(listed[cut.end() :] + behind, count, ruled)
        if next_one is not None:
            end = hit.start(1) + cut.end()
            listed, behind = listed[: cut.start()], rest[end:]
            return _Said(word, _meant(hit[0], listed, count, ruled), behind, is_closed=True)
    tail = _AFTER.sub("", behind)
    if word == "yes" and (left := after_trust(tail)) is not None and not _names_any(left):
        word, tail = "trust", left
    is_closed = not behind.strip() or behind.lstrip().startswith(_PAUSE)
    return _Said(word, _meant(hit[0], listed, count, ruled), tail, is_closed)


def _word(text: str) -> tuple[Word, str] | None:
    """The word that `text` begins with, and what follows it; None where it is no answer."""
    if not text.strip():
        return None
    if (left := after_trust(text)) is not None:
        return "trust", left
    answer = read_answer_text(_PAUSED.sub(r"\1, ", text))
    match answer.kind:
        case "yes":
            left = after_trust(answer.rest)
            return ("yes", answer.rest) if left is None else ("trust", left)
        case "no" | "drop":
            return answer.kind, answer.rest
        case _:
            return None


def _names_any(text: str) -> bool:
    return any(each.match(text) for each in (_NUMBERS, _ALL, _REST))


def _is_closed(words: str, rest: str) -> bool:
    """Whether nothing, or a pause, parts an answer from what follows it."""
    words = words.rstrip()
    return not rest or words[: len(words) - len(rest)].rstrip().endswith(_PAUSE)


def _meant(said: str, listed: str | None, count: int, ruled: set[int]) -> Sequence[int]:
    """The numbers that are meant: those that are listed, else all, or those that are left."""
    if listed:
        return _numbers(listed)
    everything = range(1, count + 1)
    if _REST.match(said):
        return [number for number in everything if number not in ruled]
    return everything


def _numbers(text: str) -> Sequence[int]:
    numbers: list[int] = []
    for hit in _RANGE.finditer(text):
        numbers += range(int(hit[1]), int(hit[2] or hit[1]) + 1)
        if len(numbers) >= _MOST_NUMBERS:
            break
    return list(dict.fromkeys(numbers[:_MOST_NUMBERS]))
