"""The sentences of a text as people type it: wrapped lines joined, headings and code passed over.

Pure. A sentence is a piece of the text, verbatim but for its white space; abbreviations, numbers
and links do not end one. For what one is worth, see `excerpts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dgroup.domain.prose import is_machine, is_mark, is_prose, opens_block
from dgroup.domain.sentence_ends import sentence_ends
from dgroup.domain.small_talk import greeting_in_front, is_farewell, is_greeting


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence on one line, and where it stands: `words[start:end]`, in which paragraph.

    `is_item`: it is an item of a list. `is_ended`: it has its full stop, or what stands for one.
    """

    text: str
    start: int
    end: int
    paragraph: int
    is_item: bool
    is_ended: bool


def spoken(words: str, most: int = 20_000) -> list[Spoken]:
    """Return the sentences of a text in their order, of a long text those of `most` characters.

    What is no prose is left out: code, logs, tables, headings, quotes, greetings on lines of their
    own, and what stands below a farewell.
    """
    lines = _lines(words[:most])
    found: list[Spoken] = []
    for paragraph, run in enumerate(_paragraphs(lines[: _farewell(lines)])):
        begin, end = run[0].start, run[-1].end
        marker = _ITEM.match(words, begin, end)
        is_item = marker is not None
        begin = marker.end() if marker else begin
        if len(run) == 1 and _is_heading(run[0]):
            continue
        last = begin
        pieces = []
        for stop in (*sentence_ends(words[begin:end]), end - begin):
            piece = _sentence(words, last, begin + stop, paragraph, is_item=is_item)
            last = max(last, begin + stop)
            if piece is not None:
                pieces.append(piece)
        if pieces and run[0].is_torn_above and not _BEGINS.match(pieces[0].text):
            del pieces[0]
        is_open = bool(pieces) and not pieces[-1].is_ended
        if is_open and (run[-1].is_torn_below or _GOES_ON.search(pieces[-1].text)):
            del pieces[-1]
        found += pieces
    return found


_WRAPPED: Final = 45  # a shorter line is broken where its writer broke it
_UNWRAPPED: Final = 100  # who writes longer lines breaks none
_BELOW_FAREWELL: Final = 12  # lines
_HEADING: Final = 60

_ITEM: Final = re.compile(
    r"[ \t]{0,100}+(?:[-*•·–—+o]|\(?\d{1,2}[.):]|\(?[a-zA-Z]\)|[a-h]\.|#\d{1,2}[.:]?)[ \t]++"
)
_ENDED: Final = re.compile(r"[.!?…。！？।۔؟။።][\"'”’»)\]」』）*_]{0,9}\s{0,20}(?:[:;]-?[()DPp])?$")
_BEGINS: Final = re.compile(r"[\"'“”‘«»(\[*_¿¡]{0,20}+(?![a-zß-ÿ])\w")
_GOES_ON: Final = re.compile(
    r"[,;(–-]$|\b(?:and|or|the|a|an|of|to|in|for|with|from|is|are|by|as|if|that|which|en|van|de|het"
    r"|een|met|voor|dat|die|et|ou|le|la|les|un|une|du|des|pour|avec|que|qui|y|o|el|los|las|una|con"
    r"|por|para)$"
)
_QUOTED: Final = re.compile(r"[ \t]{0,100}+[>|]")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # as written, without its end
    start: int
    end: int
    is_prose: bool
    is_torn_above: bool = False  # what is no prose stands right above it, without an empty line
    is_torn_below: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()

    @property
    def tears(self) -> bool:
        """Whether a sentence may begin or end in it that is not to be seen."""
        return not (self.is_prose or self.is_empty or is_greeting(self.text) or is_mark(self.text))


def _lines(words: str) -> list[_Line]:
    found = []
    at = 0
    until: re.Pattern[str] | None = None
    for text in words.split("\n"):
        is_inside = until is not None
        if until is not None:
            until = None if until.match(text.strip()) else until
        else:
            until = opens_block(text)
        is_kept = not is_inside and until is None and not _QUOTED.match(text) and is_prose(text)
        found.append(_Line(text, at, at + len(text), is_kept))
        at += len(text) + 1
    return [_among(found, number) for number in range(len(found))]


def _among(lines: Sequence[_Line], number: int) -> _Line:
    """Judge a line once more, by those around it."""
    line = lines[number]
    above = lines[number - 1] if number else None
    below = lines[number + 1] if number + 1 < len(lines) else None
    is_kept = line.is_prose
    if is_kept and line.text.startswith(("    ", "\t")):
        # Within code, a line that reads like prose is a comment or a string.
        near = [*lines[max(number - 2, 0) : number], *lines[number + 1 : number + 3]]
        is_kept = all(each.is_prose or each.is_empty for each in near)
    elif not is_kept and above and above.is_prose and not is_machine(line.text):
        # A wrapped line, or the last of a paragraph, with a name of code or a smile in it.
        text = line.text.strip()
        is_kept = (
            bool(text)
            and not is_mark(text)
            and (
                text[0].islower() or (len(above.text) > _WRAPPED and not _ENDED.search(above.text))
            )
            and not above.text.rstrip().endswith((":", "："))
        )
    return replace(
        line,
        is_prose=is_kept,
        is_torn_above=above is not None and above.tears,
        is_torn_below=below is not None and below.tears,
    )


def _farewell(lines: Sequence[_Line]) -> int:
    """Return the number of the line that ends a mail: names and titles stand below it."""
    filled = 0
    for number in range(len(lines) - 1, 0, -1):
        line = lines[number]
        if line.is_empty:
            continue
        filled += 1
        if filled > _BELOW_FAREWELL:
            break
        if is_farewell(line.text):
            below = [each for each in lines[number + 1 :] if not each.is_empty]
            if not any(_is_long(each.text) for each in below):
                return number
    return len(lines)


def _is_long(text: str) -> bool:
    bare = text.strip()
    return len(bare.split()) > 9 or (_ENDED.search(bare) is not None and len(bare.split()) > 4)


def _paragraphs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield runs of lines that belong together."""
    run: list[_Line] = []
    for number, line in enumerate(lines):
        is_underlined = (
            number + 1 < len(lines)
            and len(lines[number + 1].text.strip()) > 2
            and (is_mark(lines[number + 1].text))
        )
        if not line.is_prose or is_greeting(line.text) or is_underlined:
            if run:
                yield run
            run = []
            continue
        if run and not _goes_on(run, line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _goes_on(run: Sequence[_Line], line: _Line) -> bool:
    """Whether a line goes on with what stands above it."""
    if _ITEM.match(line.text):
        return False
    above = run[-1].text.strip()
    text = line.text.strip()
    if len(above) > _UNWRAPPED:
        return text[0].islower()
    # It is wrapped if the word that follows had no room on it.
    width = max(_WRAPPED, *(len(each.text.rstrip()) for each in run))
    room = max(width, len(line.text.rstrip()) if len(line.text) <= _UNWRAPPED else 0)
    if len(above) >= _WRAPPED and len(above) + 1 + len(text.split(maxsplit=1)[0]) > room - 3:
        return True
    return text[0].islower() and not _ENDED.search(above)


def _is_heading(line: _Line) -> bool:
    text = line.text.strip()
    if len(text) > _HEADING or _ENDED.search(text):
        return False
    words = [each for each in text.split() if each[0].isalpha()]
    loud = sum(1 for each in words if each[0].isupper() or len(each) < 4)
    return (
        text.endswith(":")
        or text.startswith(("#", "=", "*"))
        or (len(words) > 1 and loud == len(words) and text[0].isascii())
    )


def _sentence(words: str, start: int, end: int, paragraph: int, *, is_item: bool) -> Spoken | None:
    raw = words[start:end]
    start += len(raw) - len(raw.lstrip())
    start += greeting_in_front(words[start:end])
    text = " ".join(words[start:end].split())
    if not text:
        return None
    return Spoken(text, start, end, paragraph, is_item, _ENDED.search(text) is not None)
