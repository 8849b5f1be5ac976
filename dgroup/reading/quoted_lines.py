"""Which lines of a reply stand in the mail that it answers: found by their words, mark or no mark.

Programs mark quotes or do not, break lines anew and put links behind addresses; what we sent we
know. A line counts as quoted where its words follow each other as they did there. Pure, and the
work is bounded. RFC 3676 §4.5 (marks of quotes).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import unquote

from dgroup.domain.sentences import without_accents
from dgroup.mail.attributions import find_attribution, may_attribute

Kind = Literal["own", "quoted", "strange", "mixed", "blank", "program"]
"""Of a line of a reply.

"strange": it bears the mark of a quote, and is none of ours; "mixed": it begins with many words of
ours, and goes on; "blank": it has no words; "program": a mail program has put it above the quote.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a reply, without its mark.

    `first` and `last` are the places of its words on the sheet, -1 where it is not quoted.
    """

    text: str
    is_marked: bool
    words: tuple[str, ...]
    kind: Kind
    first: int = -1
    last: int = -1


class Sheet:
    """The words of a mail that may be quoted, in order; `piece[place]` is the line of each."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.words: list[str] = []
        self.piece: list[int] = []
        self.lines: dict[tuple[str, ...], list[int]] = {}  # whole lines, by where they begin
        self.bare: set[str] = set()  # lines without words
        self.runs: dict[tuple[str, ...], list[int]] = {}  # a few words, by where they begin
        for number, line in enumerate(lines):
            words = words_of(line)
            if words:
                self.lines.setdefault(words, []).append(len(self.words))
            else:
                self.bare.add(line.strip())
            self.words += words
            self.piece += [number] * len(words)
        for place in range(len(self.words) - _SEED + 1):
            found = self.runs.setdefault(tuple(self.words[place : place + _SEED]), [])
            if len(found) < _MOST_PLACES:
                found.append(place)

    def is_line(self, words: tuple[str, ...], place: int) -> bool:
        """Whether these words are a whole line at this place."""
        places = self.lines.get(words, [])
        at = bisect_left(places, place)
        return places[at : at + 1] == [place]

    def next_line(self, words: tuple[str, ...], before: int, after: int) -> list[int]:
        """The first place where these words are a line between two others; [] for none."""
        places = self.lines.get(words, [])
        at = bisect_right(places, before)
        return [each for each in places[at : at + 1] if each + len(words) <= after]


def words_of(line: str) -> tuple[str, ...]:
    """Return the words of a line, without case and accents, and without links put behind words."""
    line = _GUARDED.sub(lambda hit: unquote(hit[1]), line)
    return tuple(_WORD.findall(without_accents(_LINK.sub(" ", line))))


def compare(text: str, sheet: Sheet) -> list[Line]:
    """Tell the lines of a reply apart."""
    lines = [_read(line) for line in text.split("\n")]
    places, lengths = _places(lines, sheet)
    found: list[Line] = []
    start = 0
    for line in lines:
        end = start + len(line.words)
        found.append(_told(line, places[start:end], lengths[start:end], sheet))
        start = end
    found = _whole_lines(_introductions(found), sheet)
    return _bare_lines(found, sheet)


_UNKNOWN: Final = frozenset({"own", "strange", "mixed"})
_MOST_ASKED: Final = 100  # lines that may introduce a quote
_SEED: Final = 3  # words by which a run is found
_MOST_PLACES: Final = 64  # at which the same few words are looked for
_SIGN: Final = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff?!]")  # by which people answer: 👍
_LONG: Final = 8  # words in the same order are no chance
_MOST_ODD: Final = 10  # one word in so many may have been changed on the way

# Characters of scripts without spaces are words by themselves, for lines are broken between them.
_ALONE: Final = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17b3\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\U00020000-\U0002ffff"
)
_WORD: Final = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_MARK: Final = re.compile(r"[ \t]{0,3}>[> \t]*")
# "ann@example.org<mailto:ann@example.org>", as Outlook and HTML write links; and Microsoft's guard.
_LINK: Final = re.compile(r"<(?:mailto:|https?://)[^<>\s]{0,4000}+>")
_GUARDED: Final = re.compile(
    r"https?://[\w.-]{0,60}?safelinks\.protection\.outlook\.com/[^\s?]{0,60}\?"
    r"(?:[\w.-]{1,20}=[^&\s>]{0,300}&){0,5}?url=([^&\s>]{1,4000}+)[^\s>]{0,4000}+"
)


def _read(line: str) -> Line:
    mark = _MARK.match(line)
    text = line[mark.end() :] if mark else line
    words = words_of(text)
    return Line(text, mark is not None, words, "own" if words else "blank")


def _places(lines: Sequence[Line], sheet: Sheet) -> tuple[list[int], list[int]]:
    """For each word of the reply its place on the sheet (-1 for none), and how long its run is.

    A run that reaches a marked line is long: nobody else puts marks before our words.
    """
    words = [word for line in lines for word in line.words]
    marked = [line.is_marked for line in lines for _ in line.words]
    places, lengths = [-1] * len(words), [0] * len(words)
    at = expected = 0
    while at < len(words):
        place, length = _longest(words, at, expected, sheet)
        if length < _SEED:
            at += 1
            continue
        is_long = length >= _LONG or any(marked[at : at + length])
        for step in range(length):
            places[at + step] = place + step
            lengths[at + step] = max(length, _LONG) if is_long else length
        at += length
        expected = place + length
    return places, lengths


def _longest(words: Sequence[str], at: int, expected: int, sheet: Sheet) -> tuple[int, int]:
    """The longest run that begins here; of several, the one that goes on from the last."""
    best, longest = -1, 0
    for place in sheet.runs.get(tuple(words[at : at + _SEED]), ()):
        length = _SEED
        most = min(len(words) - at, len(sheet.words) - place)
        while length < most and words[at + length] == sheet.words[place + length]:
            length += 1
        is_next = place >= expected and best < expected
        if length > longest or (length == longest and is_next):
            best, longest = place, length
    return best, longest


def _told(line: Line, places: Sequence[int], lengths: Sequence[int], sheet: Sheet) -> Line:
    if not line.words:
        return line
    known = [place for place in places if place >= 0]
    if line.is_marked:
        if not known and (whole := sheet.lines.get(line.words)):
            known = [whole[0], whole[0] + len(line.words) - 1]
            return replace(line, kind="quoted", first=known[0], last=known[1])
        if 2 * len(known) < len(line.words):
            return replace(line, kind="strange")
        return replace(line, kind="quoted", first=known[0], last=known[-1])
    long = [length >= _LONG for length in lengths]
    if all(long):
        return replace(line, kind="quoted", first=places[0], last=places[-1])
    count = sum(long)
    if count >= _LONG:
        odd = len(long) - count
        is_between = long[0] and long[-1] and odd * _MOST_ODD <= count
        if is_between and not _adds(places):
            return replace(line, kind="quoted", first=places[0], last=places[-1])
        if long[0]:
            return replace(line, kind="mixed")
    return line


def _adds(places: Sequence[int]) -> bool:
    """Whether words were put between ours, which follow each other on the sheet."""
    before = -2
    is_odd = False
    for place in places:
        if place < 0:
            is_odd = True
            continue
        if is_odd and place == before + 1:
            return True
        before, is_odd = place, False
    return False


def _introductions(lines: Sequence[Line]) -> list[Line]:
    """Find what programs put above a quote; the subject that is named there is no quote itself."""
    found = list(lines)
    texts = [line.text for line in lines]
    none = [False] * len(lines)
    asked = passed = 0
    for number, line in enumerate(lines):
        if number < passed or line.kind not in _UNKNOWN or not may_attribute(line.text):
            continue
        asked += 1
        if asked > _MOST_ASKED:
            break
        said = find_attribution(texts, none, number, passed)
        if said is None:
            continue
        # Nobody writes such lines among the marks of a quote, however they read.
        is_marked = all(line.is_marked for line in lines[said.first : said.after] if line.words)
        if not (said.is_certain or is_marked):
            continue
        passed = said.after
        for at in range(said.first, said.after):
            if found[at].words:
                found[at] = replace(found[at], kind="program", first=-1, last=-1)
    return found


def _whole_lines(lines: Sequence[Line], sheet: Sheet) -> list[Line]:
    """Find short lines of ours between those that are quoted already.

    Where the program marks what it quotes, only what follows at once: the end of a marked line.
    """
    found = list(lines)
    is_marking = any(line.is_marked and line.kind == "quoted" for line in found)
    nexts: list[int] = []
    following = len(sheet.words)
    for line in reversed(found):
        nexts.append(following)
        following = line.first if line.kind == "quoted" else following
    nexts.reverse()
    before = -1
    is_seen = False
    for number, line in enumerate(found):
        after = nexts[number]
        if line.kind == "own" and line.words:
            is_inside = is_seen and after < len(sheet.words)
            length = len(line.words)
            tried: list[int] = []  # of the places where such a line stands, which may be many
            if is_seen:
                tried.append(before + 1)
            if after < len(sheet.words) and not is_marking:
                tried.append(after - length)
            if is_inside and not is_marking and length > 1:
                tried += sheet.next_line(line.words, before, after)
            if fitting := [each for each in tried if sheet.is_line(line.words, each)]:
                place = min(fitting)
                end = place + length - 1
                line = found[number] = replace(line, kind="quoted", first=place, last=end)
        if line.kind == "quoted":
            before, is_seen = line.last, True
    return found


def _bare_lines(lines: Sequence[Line], sheet: Sheet) -> list[Line]:
    """Lines that are drawn, or have signs only, are quoted where they stand beside what is."""
    found = list(lines)
    for number, line in enumerate(found):
        said = line.text.strip()
        if line.kind != "blank" or not said:
            continue
        is_ours = line.is_marked or (said in sheet.bare and not _SIGN.search(said))
        if is_ours and "quoted" in _beside(found, number):
            found[number] = replace(line, kind="quoted")
    return found


def _beside(lines: Sequence[Line], number: int) -> Iterator[Kind]:
    """What the nearest lines are that are not empty, above and below."""
    for step in (-1, 1):
        at = number + step
        while 0 <= at < len(lines) and not lines[at].text.strip():
            at += step
        if 0 <= at < len(lines):
            yield lines[at].kind
