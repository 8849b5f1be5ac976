"""What a facilitator pastes below `invite` or `add` becomes people, and the note above them.

One address a line, the "To" of another mail, a spreadsheet, cards out of an address book: whatever
holds addresses is read in order, and what cannot be read is given back as it stands. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dgroup.domain.words import after_greeting, is_closing
from dgroup.domain.words.tasks import find_task
from dgroup.mail.address import Mailbox, fold
from dgroup.reading.endings import is_ending
from dgroup.reading.pasted_cards import begins_card, begins_entry, read_card, read_entry
from dgroup.reading.pasted_lines import (
    ADDRESS,
    Piece,
    is_name,
    is_sentence,
    is_try,
    person,
    plain,
    read_people,
    without_links,
)
from dgroup.reading.pasted_tables import is_heading, read_heading, read_table


@dataclass(frozen=True, slots=True)
class Pasted:
    """Who was named: each address once, in order, with a name or "".

    `unreadable`: the lines, or parts of lines, that name nobody who could be written to, each once.
    `note`: what stands above the first address. `repeated`: how often somebody was named again.
    `left_out`: how many addresses came after the most that are read; `left_from` is the line in
    which the first of them stands.
    """

    people: tuple[Mailbox, ...] = ()
    unreadable: tuple[str, ...] = ()
    note: str = ""
    repeated: int = 0
    left_out: int = 0
    left_from: str = ""


def read_pasted(text: str, most: int = 500) -> Pasted:
    """Read what was pasted, up to `most` people."""
    lines = text[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [each for line in lines for each in re.split("[\u2028\u2029]", line)]
    reading = _Reading(lines, [without_links(plain(line)).rstrip() for line in lines], most)
    reading.read()
    reading.leave_out(text[_LONGEST:])
    return reading.told()


_LONGEST: Final = 128 * 1024  # characters that are read; behind them addresses are counted
_SHOWN: Final = 120  # characters of a line that is given back
_FIELD: Final = re.compile(
    r"(?:subject|date|sent|betreft|onderwerp|objet|asunto|verzonden|envoyé|enviado|datum|fecha"
    r"|importance|attachments?|bijlagen?)\s*:.*",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(r"[^@]{1,80}[:：]\s*")
_BARE: Final = re.compile(
    r"(?:e-?mail(?:adres| address)?|mail|courriel|correo|address|adres)?\s*:?\s*<?(?:mailto:)?"
    r"([^\s<>@]{1,64}+@[^\s<>@]{1,255}?)>?[.,;]?\s*",
    re.IGNORECASE,
)
_MOST_TABLES: Final = 20
_WRAPS: Final = 50  # a list that a mail program wraps has lines of at least so many characters
_MOST_OF_NAME: Final = 6  # words of a line that may have been meant as somebody's name


@dataclass(slots=True)
class _Reading:
    """One text on its way: `raw` are its lines, `lines` the same made plain."""

    raw: list[str]
    lines: list[str]
    most: int
    people: dict[str, Mailbox] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    note: str = ""
    repeated: int = 0
    left_out: int = 0
    left_from: str = ""
    has_begun: bool = False
    has_closed: bool = False  # "Thanks!" stood below the list
    tables: int = 0

    def told(self) -> Pasted:
        """What has been read."""
        unreadable = tuple(dict.fromkeys(self.unreadable))
        people = tuple(self.people.values())
        return Pasted(people, unreadable, self.note, self.repeated, self.left_out, self.left_from)

    def read(self) -> None:
        """Read all lines."""
        at = 0
        while at < len(self.lines) and not self.has_closed:
            at = self._block(at)

    def leave_out(self, text: str) -> None:
        """Count what stands in a text that is not read."""
        if count := len(ADDRESS.findall(text)):
            line = next(each for each in text.split("\n") if "@" in each)
            self.left_out += count
            self.left_from = self.left_from or _shown(line)

    def _block(self, at: int) -> int:
        """Read a card, a table, or the lines up to an empty one; return where the next begins."""
        line = self.lines[at]
        if not line.strip():
            return at + 1
        if begins_card(line):
            piece, count = read_card(self.lines[at:])
            self._take(at, [piece])
            return at + count
        if begins_entry(line):
            entry, count = read_entry(self.lines[at:])
            self._take(at, [entry] if entry else [])
            return at + count
        end = at
        while end < len(self.lines) and self.lines[end].strip():
            if begins_card(self.lines[end]) or begins_entry(self.lines[end]):
                break
            heading = read_heading(self.lines[end])
            if heading is not None and self.tables < _MOST_TABLES:
                if end > at:
                    break
                self.tables += 1
                pieces, count = read_table(self.lines[at + 1 :], heading)
                if any(piece.person for piece in pieces):
                    self._take(at, pieces)
                    return at + 1 + count
            end += 1
        self._paragraph(at, end)
        return end

    def _paragraph(self, at: int, end: int) -> None:
        lines = list(_joined(self.lines[at:end], at))
        if not self.has_begun and not _is_list([line for _, line in lines]):
            return  # a paragraph of the note
        if card := _contact([line for _, line in lines]):
            self._take(at, [card])
            return
        is_bare = all(_BARE.fullmatch(line) for _, line in lines if "@" in line)
        skipped = False
        for place, (number, line) in enumerate(lines):
            if self.has_closed:
                return  # their name, and the addresses of their office
            if skipped:
                skipped = False
                continue
            following = [each for _, each in lines[place + 1 : place + 3]]
            if is_bare and (pair := _pair(line, following)) is not None:
                self._take(number, [pair])
                skipped = True
                continue
            self._line(number, line)

    def _line(self, number: int, line: str) -> None:
        if not any(map(str.isalpha, line)) or is_heading(line) or _FIELD.fullmatch(line.strip()):
            return
        as_it_stands = Piece(None, self.raw[number].strip())
        if pieces := read_people(line):
            self._take(number, pieces if pieces[0].person or len(pieces) > 1 else [as_it_stands])
        elif is_closing(line) or is_ending(line):
            self.has_closed = self.has_begun and is_ending(line)
        elif not (self.has_closed or _is_said(line, self.has_begun)):
            self._take(number, [as_it_stands])

    def _take(self, number: int, pieces: Sequence[Piece]) -> None:
        """Keep what was read in the line of this number; all above the first is the note."""
        if pieces and not self.has_begun:
            self.has_begun = True
            self.note = _note(self.raw[:number])
        for piece in pieces:
            if piece.person is None:
                self.unreadable.append(_shown(piece.text))
                continue
            key = fold(piece.person.address)
            known = self.people.get(key)
            if known is not None:
                self.repeated += 1
                if piece.person.name and not known.name:
                    self.people[key] = replace(known, name=piece.person.name)
            elif len(self.people) < self.most:
                self.people[key] = piece.person
            else:
                self.left_out += 1
                self.left_from = self.left_from or _shown(self.raw[number].strip())


def _note(lines: Sequence[str]) -> str:
    """The note, without the line that only leads to the list: "These are their addresses:".

    Nor is a greeting a note, or the word that the robot is told.
    """
    kept = [line.rstrip() for line in lines]
    if all(not line.strip() or _is_called(line) for line in kept):
        return ""
    while kept and (
        not any(map(str.isalpha, kept[-1])) or _LEAD.fullmatch(kept[-1]) or is_heading(kept[-1])
    ):
        kept.pop()
    return "\n".join(kept).strip("\n")


def _is_called(line: str) -> bool:
    """Whether a line only greets somebody ("Dear Zed"), or is a word for the robot."""
    behind = after_greeting(line)
    is_greeting = behind is not None and (not behind or len(line.split()) <= _CALLED)
    return is_greeting or find_task(line.rstrip(":")) is not None


_CALLED: Final = 2  # words


def _is_list(lines: Sequence[str]) -> bool:
    """Whether a paragraph above the first address names people, and is no words to them."""
    if not any(ADDRESS.search(line) or is_try(line) for line in lines):
        return False
    return any(
        (ADDRESS.search(line) and not is_sentence(line)) or (is_try(line) and len(lines) == 1)
        for line in lines
    )


def _is_said(line: str, has_begun: bool) -> bool:
    """Whether a line without an address leads to others, or is said to people above them all."""
    words = line.split()
    return bool(_LEAD.fullmatch(line.strip())) or (
        not has_begun
        and (
            len(words) > _MOST_OF_NAME
            or line.rstrip().endswith((".", "!", "?", ":", ","))
            or _is_called(line)
        )
    )


def _joined(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, those that a mail program has wrapped within an entry joined."""
    kept, first = "", start
    for number, line in enumerate(lines, start):
        if kept and _goes_on(kept, line):
            kept = f"{kept} {line.strip()}"
            continue
        if kept:
            yield first, kept
        kept, first = line, number
    if kept:
        yield first, kept


def _goes_on(line: str, following: str) -> bool:
    """Whether an entry begins in one line and ends in the next."""
    if "@" not in following:
        return False
    begun = line.rpartition("@")[2]  # what stands behind the last address
    if begun.count('"') % 2 or begun.count("<") > begun.count(">"):
        return True
    tail = re.split("[,;]", begun)[-1].strip(" >\"'")
    if following.lstrip().startswith("<") and "@" not in line.rpartition(",")[2]:
        return bool(tail) and len(tail.split()) <= _MOST_OF_NAME and not line.endswith((".", ":"))
    is_soup = re.search(r"@[^\s,;]+\s*[,;]", line) is not None
    is_long = line.count("@") > 1 or (">" in line and len(line) >= _WRAPS)
    is_long = is_long or following[0].isspace()  # as a header is folded
    return is_soup and is_long and bool(tail) and re.search("[,;]", begun) is not None


def _pair(line: str, following: Sequence[str]) -> Piece | None:
    """A name on one line and the bare address on the next, with no other address below it."""
    if not following or not is_name(line) or is_closing(line) or is_heading(line):
        return None
    if _is_called(line):
        return None
    hit = _BARE.fullmatch(following[0])
    if hit is None or (len(following) > 1 and _BARE.fullmatch(following[1])):
        return None
    return person(hit[1], line)


def _contact(lines: Sequence[str]) -> Piece | None:
    """The card of one person in some lines: the name first, one address among the others."""
    holding = [_BARE.fullmatch(line) for line in lines if "@" in line]
    if len(holding) != 1 or holding[0] is None or not 2 < len(lines) <= _MOST_OF_CARD:
        return None
    name = lines[0].strip()
    if not is_name(name) or len(name.split()) < 2 or is_closing(name) or "@" in name:
        return None
    return person(holding[0][1], name)


_MOST_OF_CARD: Final = 8


def _shown(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "…"
