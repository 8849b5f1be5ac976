"""A reply to a letter that shows a text becomes the new text: written anew, or edited in the quote.

The letter shows the text between two drawn lines. Whatever a mail program quotes, and however, what
comes back between those lines can be held against what was shown. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from dgroup.mail.body import Body
from dgroup.mail.wrap import indent, rejoin

RULE: Final = "~" * 24
"""Stands above and below the text in the letter; no mail program breaks, marks or cuts it."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The new text, and where it was found: in the quote, or in the writer's own words.

    "none": the reply has no words of its own, and the quote is as it was; `text` is then "".
    """

    text: str
    place: Literal["quote", "words", "none"]


def read_rewriting(body: Body, shown: str) -> Rewriting:
    """Read a reply to the letter that showed the text `shown`; an edited quote goes before all."""
    lines = body.full_text.split("\n")
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(_bare(line))]
    if len(rules) >= 2:
        between = [_bare(line) for line in lines[rules[0] + 1 : rules[1]]]
        edited = tidy_text("\n".join(_joined(between, shown)))
        if not is_same(edited, shown):
            return Rewriting(edited, "quote")
    own = body.own_text if body.has_own_words else ""
    if any(_RULE.fullmatch(_bare(line)) for line in own.split("\n")):
        own = ""  # a quote that nothing marks: nobody can tell where the words begin
    text = tidy_text(own)
    return Rewriting(text, "words" if text else "none")


def is_same(one: str, other: str) -> bool:
    """Say whether two texts are the same but for how lines are broken and links are written."""
    return _plain(one) == _plain(other)


def tidy_text(text: str) -> str:
    """Return a facilitator's words as they are kept: no controls, no space at the ends (R18)."""
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text.replace("\r\n", "\n")))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_RULE: Final = re.compile(r"~{8,}")
_MARKS: Final = re.compile(r"^[\s>|]*")
_BREAKS: Final = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Also what turns the direction of others' words; what joins letters in Persian or Hindi stays.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# "ann@example.org<mailto:ann@example.org>", as Outlook and HTML write links.
_LINKED: Final = re.compile(r"(\S{4,200}?)\s?<(?:mailto:|https?://)?\1/?>")
_SIGNS: Final = re.compile(r"[\s<>*_|\u00a0\u200b]+")


def _bare(line: str) -> str:
    return _MARKS.sub("", line).rstrip()


def _plain(text: str) -> str:
    return _SIGNS.sub("", _LINKED.sub(r"\1", text))


def _joined(lines: Sequence[str], shown: str) -> list[str]:
    """The lines between the rules, those joined again that the letter had to break.

    They are known by the words on both sides of a break, of which an edit leaves one alone.
    """
    soft, tight = _Seams(), _Seams()
    for line in rejoin(shown.strip()).split("\n"):
        soft.add(indent(line).split("\n"))
    tight.add(indent(shown).split("\n"))
    lines = [_LINKED.sub(r"\1", line) for line in lines]
    if not any(one and other for one, other in pairwise(lines)):
        lines = list(_without_air(lines, tight))
    found: list[str] = []
    for line in lines:
        if found and soft.join(found[-1], line):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _without_air(lines: Sequence[str], tight: _Seams) -> Iterator[str]:
    """Some programs make each line a paragraph: leave out the empty lines that were not shown."""
    said = [(number, line) for number, line in enumerate(lines) if line]
    for (number, line), (following, next_line) in pairwise([*said, (len(lines), "")]):
        yield line
        if following > number + 1 and not tight.join(line, next_line):
            yield ""


class _Seams:
    """Where lines follow each other: the last words of the one, the first words of the next."""

    def __init__(self) -> None:
        self.ends: set[tuple[str, ...]] = set()
        self.beginnings: set[tuple[str, ...]] = set()

    def add(self, lines: Sequence[str]) -> None:
        for one, other in pairwise(lines):
            if one and other:
                self.ends.add(tuple(one.split()[-2:]))
                self.beginnings.add(tuple(other.split()[:2]))

    def join(self, one: str, other: str) -> bool:
        """Whether one of these lines followed, or was followed by, another at once."""
        known = tuple(one.split()[-2:]) in self.ends or tuple(other.split()[:2]) in self.beginnings
        return bool(one and other) and known
