"""Short orders that move people of a proposal: "Anna 2", "put Bob and Gina in Coffee", "Hans out".

Each sentence is cut at its commas and its "and"; what does not become a move is kept as it stands,
so that nothing of what a facilitator wrote is lost without a word (R19). Pure reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dgroup.domain.sentences import is_courtesy
from dgroup.domain.words import after_greeting, fold_word, is_closing
from dgroup.reading.below import is_signature
from dgroup.reading.case_names import Names
from dgroup.reading.moving_people import ADDRESS, People, Somebody
from dgroup.reading.moving_words import (
    ASSENT,
    BETWEEN,
    BULLET,
    COUNTED,
    FROM,
    LEAD,
    LISTED,
    MOVE,
    NONE,
    NUMBERED,
    OF_GROUP,
    OUT,
    REMOVE,
    SWAP,
    THANKS,
    TO,
)
from dgroup.reading.words_of_choice import NUMBERS, ONE, ORDINALS

NOWHERE: Final = 0
"""The number of no group."""


@dataclass(slots=True)
class Moves:
    """Where people are to go: id -> number of the group, only of those who are not there yet.

    `NOWHERE`: they are to be in none. `unknown`: words that name nobody of the proposal; `unclear`:
    words that name several people, or people who stand in two places at once; `absent`: ids of
    those whom an edited copy has nowhere; `unread`: what was said besides, and not understood.
    `has_any`: whether anything was read as a change at all.
    """

    to: dict[int, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    absent: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    has_any: bool = False

    def move(self, who: Somebody, number: int) -> None:
        """Note that somebody is to go to a group."""
        self.has_any = True
        self.to[who.id] = number

    def doubt(self, said: str, found: list[Somebody]) -> None:
        """Note words that name nobody, or more people than one."""
        self.has_any = True
        (self.unclear if found else self.unknown).append(said.strip()[:_SHOWN])


class Orders:
    """Reads one text into `moves`."""

    def __init__(
        self, people: People, placed: Mapping[int, int], names: Names, moves: Moves
    ) -> None:
        self.people = people
        self.placed = placed
        self.names = names
        self.moves = moves
        self.left: list[str] = []
        self.waiting: list[str] = []  # people who are named, and whose group may still come
        self.listing: int | None = None  # "2: Bob, Gina": the group that was named first
        self.last: int | None = None  # the last one that was named
        self.is_leaving = False  # "remove Bob, Gina"

    def read(self, text: str, is_heading: Callable[[str], bool]) -> None:
        """Read orders, one a line or a sentence; headings are those of an edited copy."""
        lines = [line.strip() for line in text.split("\n")]
        is_copy = any(map(is_heading, lines))
        is_first, is_closed = True, False
        for line in filter(None, lines):
            behind = after_greeting(line)
            if len(line) > _LONGEST_ORDER or is_heading(line) or behind == "":
                continue
            is_end = is_closing(line) and len(line.split()) <= _CLOSING_WORDS
            is_closed = is_closed or (is_end and THANKS.search(fold_word(line)) is not None)
            before = len(self.left)
            for sentence in re.split(r"[.;!?](?=\s|$)", self._labelled(behind or line)):
                self._sentence(sentence)
            said = self.left[before:]
            is_signed = not is_first and is_signature(line, is_signed=is_closed)
            if is_copy:
                said = [each for each in said if self._is_try(each)]
            elif is_signed or is_closed:
                said = [each for each in said if self._is_about_people(each)]
            self.left[before:] = said
            is_first = False
        self._tell_left()

    def case(self, text: str) -> int | None:
        """The number of the group that a text is, by number or name; None for none or several."""
        said = text.strip(" \t.!,;:()\"'*#")
        if hit := NUMBERED.fullmatch(fold_word(said)):
            word = hit["behind"] or hit["before"] or hit["bare"]
            one = 1 if word in ONE and not hit["bare"] else None
            number = int(word) if word.isdecimal() else NUMBERS.get(word) or ORDINALS.get(word)
            number = number or one
            if number is not None:
                return number if 1 <= number <= len(self.names.cases) else None
        said = OF_GROUP.sub("", said)
        if not said or len(said.split()) > _LONGEST_TITLE or self.people.called(said):
            return None
        return self.names.one(said)

    def _labelled(self, line: str) -> str:
        """A line without its bullet; "1. Bob, Gina" is the list of a group, "1. Bob to 2" is no."""
        line = BULLET.sub("", line)
        hit = COUNTED.match(line)
        if hit is None or line[: hit.start(2)].rstrip().endswith(":"):
            return line
        numbers = len(re.findall(r"\d+", line.partition(";")[0]))
        return hit[2] if numbers > 1 or MOVE.match(hit[2]) else f"{hit[1]}: {hit[2]}"

    def _sentence(self, said: str) -> None:
        self.waiting, self.listing, self.last, self.is_leaving = [], None, None, False
        said = self._swap(said)
        for each in BETWEEN.split(said):
            if part := _lead(each):
                self._part(part)
        self._settle()

    def _swap(self, said: str) -> str:
        """Exchange two people; what else the sentence says."""
        hit = SWAP.search(said)
        if hit is None:
            return said
        pair = [self.people.named(hit[name]) for name in ("one", "other")]
        if not any(pair):
            return said
        for name, found in zip(("one", "other"), pair, strict=True):
            if len(found) != 1:
                self.moves.doubt(hit[name], found)
        if all(len(found) == 1 for found in pair):
            (one,), (other,) = pair
            self.moves.move(one, self.placed[other.id])
            self.moves.move(other, self.placed[one.id])
        return f"{said[: hit.start()]},{said[hit.end() :]}"

    def _part(self, said: str) -> None:
        """One part of a sentence, between commas."""
        bare = MOVE.sub("", said).removeprefix("a ").strip()
        has_verb = bare != said
        if self._leave(said, bare) or self._go(bare, has_verb=has_verb) or self._list(bare):
            return
        if self.people.named(bare):
            self.waiting.append(bare)
        elif self.waiting and self.listing is None and (number := self.case(bare)):
            self._move_all(self.waiting.pop(), number)  # "pon a Bob en Café", cut at its "en"
            self.last = number
        elif self.last is not None and self.case(bare) == self.last:
            return  # the case is called "Water and sanitation"
        elif self.listing is not None and (len(bare.split()) <= _UNKNOWN_NAME or "@" in bare):
            self.moves.doubt(bare, [])
        elif not _is_assent(said):
            self.left.append(said)

    def _leave(self, said: str, bare: str) -> bool:
        """ "Remove Bob", "take Bob out of 2", "Bob in no group"."""
        for pattern, text in ((REMOVE, said), (OUT, bare), (NONE, bare)):
            hit = pattern.fullmatch(text)
            if hit is None or not self.people.named(hit["who"]):
                continue
            where = hit.groupdict().get("where")
            if where and self.case(where) is None:
                continue
            self._move_all(hit["who"], NOWHERE)
            self.is_leaving = True
            return True
        return False

    def _go(self, said: str, *, has_verb: bool) -> bool:
        """ "Bob 2", "Bob to Coffee", "Bob should go from 1 to 3"."""
        for hit in TO.finditer(said):
            who, where = said[: hit.start()], said[hit.end() :]
            if (number := self.case(where)) is None:
                continue
            who = self._without_source(who)
            is_number = where.strip()[-1:].isdigit()
            is_name = is_number and len(who.split()) <= _UNKNOWN_NAME
            is_name = is_name and who[:1].isupper() and not any(map(str.isdigit, who))
            if self.people.named(who) or ((has_verb or is_name) and _is_nameable(who)):
                self._move_all(who, number)
                self.last = number
                return True
        return False

    def _without_source(self, who: str) -> str:
        """ "Bob from 1" is Bob."""
        hit = FROM.search(who)
        return who[: hit.start()] if hit and self.case(hit["where"]) is not None else who

    def _list(self, said: str) -> bool:
        """ "2: Bob" and "2 Bob" begin a list of people, which may go on behind a comma."""
        hit = LISTED.fullmatch(said) or COUNTED.match(said)
        if hit is None or (number := self.case(hit[1])) is None:
            return False
        is_named = self.people.named(hit[2]) or "@" in hit[2]
        if not (is_named or (":" in said and len(hit[2].split()) <= _UNKNOWN_NAME)):
            return False
        self._settle()
        self.listing = self.last = number
        self._move_all(hit[2], number)
        return True

    def _move_all(self, who: str, number: int) -> None:
        """Move somebody, and those who wait for it."""
        whole = ", ".join([*self.waiting, who])  # "Jansen, Anna 2" is one person
        if self.listing is None and len(self.waiting) == 1 and len(self.people.named(whole)) == 1:
            self.waiting, who = [], whole
        if self.listing is not None:
            self._settle()
        for each in (*self.waiting, who):
            found = self.people.named(each)
            if len(found) == 1:
                self.moves.move(found[0], number)
            else:
                self.moves.doubt(each, found)
        self.waiting = []

    def _settle(self) -> None:
        """Those who still wait go where the list is, or out; else nobody said where to."""
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            if self.listing is None and not self.is_leaving:
                self.left.append(each)
                continue
            found = self.people.named(each)
            if len(found) == 1:
                self.moves.move(found[0], NOWHERE if self.listing is None else self.listing)
            else:
                self.moves.doubt(each, found)

    def _tell_left(self) -> None:
        """What was not understood: all of it beside a change, else what is about a change."""
        for each in self.left:
            if self.moves.has_any or self._is_about(each):
                self.moves.unread.append(each[:_SHOWN])

    def _is_about(self, said: str) -> bool:
        """Whether words are about people, groups or numbers."""
        is_numbered = any(map(str.isdigit, said))
        is_verb = MOVE.match(said) is not None or REMOVE.match(said) is not None
        return is_numbered or is_verb or self.people.mentions(said) != set()

    def _is_about_people(self, said: str) -> bool:
        """The same of words in a signature, where a number is a telephone's."""
        return self.people.mentions(said) != set() and not self.people.named(said)

    def _is_try(self, said: str) -> bool:
        """Whether words are an order that cannot be, as "Fred 9"."""
        is_short = len(said.split()) <= _MOST_OF_TRY
        return is_short and bool(self.people.mentions(said)) and any(map(str.isdigit, said))


_SHOWN: Final = 80  # characters
_LONGEST_ORDER: Final = 300
_LONGEST_TITLE: Final = 14  # words
_UNKNOWN_NAME: Final = 2  # words before a number that are taken for a name, though nobody's
_CLOSING_WORDS: Final = 3
_MOST_OF_TRY: Final = 4


def _lead(said: str) -> str:
    """A part of a sentence without what politeness and assent put before it."""
    return LEAD.sub("", said.strip(" \t!?.:,\"'()")).strip()


def _is_assent(said: str) -> bool:
    """Whether words only say that all is well, or are polite."""
    return set(fold_word(said).split()) <= ASSENT or is_courtesy(said)


def _is_nameable(who: str) -> bool:
    words = who.split()
    return 0 < len(words) <= _UNKNOWN_NAME or (ADDRESS.search(who) is not None and len(words) == 1)
