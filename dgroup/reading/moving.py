"""What a facilitator changes in a proposal of groups: a copy of it edited, or "Anna 2".

Pure reading. People are moved by their lines standing under another heading, in a quote or in a
copy, and by short orders; everybody who is not found elsewhere stays where they are, and who is not
in the proposal is not moved. What is said of nobody, or of several people, is said back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dgroup.domain.sentences import fold_text
from dgroup.domain.words import fold_word
from dgroup.mail.address import fold
from dgroup.reading.case_names import Names
from dgroup.reading.moving_orders import NOWHERE, Moves, Orders
from dgroup.reading.moving_people import ADDRESS, People, Somebody

__all__ = ["NOWHERE", "Moves", "Somebody", "read_moves"]


def read_moves(
    own_text: str,
    full_text: str,
    people: Sequence[Somebody],
    placed: Mapping[int, int],
    names: Names,
) -> Moves:
    """Read a reply to a proposal in which `people` are `placed`: id -> number of the group, from 1.

    `own_text` is without quotes, `full_text` with them.
    """
    everybody, found = People(people), Moves()
    lists = _Lists(everybody, placed, names, found)
    orders = Orders(everybody, placed, names, found)
    orders.read(own_text[:_LONGEST], lambda line: lists.heading(line) is not None)
    lists.read(full_text[:_LONGEST], own_text[:_LONGEST])
    found.unread = [
        each
        for each in found.unread
        if any(map(str.isdigit, each)) or not (_meant(each, everybody) <= set(found.to))
    ]
    found.to = {id_: number for id_, number in found.to.items() if placed[id_] != number}
    for said in (found.unknown, found.unclear, found.unread):
        said[:] = list(dict.fromkeys(said))[:_MOST_SAID]
    return found


def _meant(said: str, people: People) -> set[int]:
    """Whom words mention; of words about nobody, somebody who is nowhere."""
    return people.mentions(said) or {-1}


_LONGEST: Final = 400_000  # characters; a proposal for thousands is long
_MOST_SAID: Final = 20
_LONGEST_NAME: Final = 6  # words

_MARKS: Final = re.compile(r"^(?:\s{0,3}[>|])+\s?")
_BULLET: Final = re.compile(r"^\s*[-*•·–+]\s+")
_HEADING: Final = re.compile(r"^\W{0,3}(\d{1,2})\s?[.):–-]?\s+(\S.*)$")
_BARE_HEADING: Final = re.compile(
    r"^\W*(?:(?:group|case|groep|casus|groupe|cas|grupo|caso)\s+)?(\d{1,2})\s*[.):]*\W*$",
    re.IGNORECASE,
)


class _Lists:
    """Reads people's lines under headings into `moves`."""

    def __init__(
        self, people: People, placed: Mapping[int, int], names: Names, moves: Moves
    ) -> None:
        self.people = people
        self.placed = placed
        self.names = names
        self.moves = moves

    def read(self, full_text: str, own_text: str) -> None:
        """People's lines under headings, quoted or not."""
        own = {line.strip() for line in own_text.split("\n")}
        places: dict[int, set[int]] = {}
        headings: set[int] = set()
        for number, line, is_own in self._under_headings(full_text, own):
            headings.add(number)
            found = self._person(line, is_own=is_own)
            if len(found) == 1:
                places.setdefault(found[0].id, set()).add(number)
            elif is_own and (found or ADDRESS.search(line)):
                self.moves.doubt(line, found)
        for id_, numbers in places.items():
            others = numbers - {self.placed[id_]}
            if len(others) == 1:
                self.moves.has_any = True
                self.moves.to.setdefault(id_, others.pop())
            elif others:
                self.moves.has_any = True
                self.moves.unclear += [
                    each.name or each.address
                    for each in self.people.by_address.values()
                    if each.id == id_
                ]
        is_whole = len(places) * 2 > len(self.placed) and len(headings) * 2 > len(self.names.cases)
        if is_whole and self.moves.has_any:
            self.moves.absent = [
                id_
                for id_, number in self.placed.items()
                if number != NOWHERE and id_ not in places and id_ not in self.moves.to
            ]

    def _under_headings(self, text: str, own: set[str]) -> Iterator[tuple[int, str, bool]]:
        """Yield each line below a heading, with the heading's number and whether it is new."""
        current: int | None = None
        is_near = False  # no words stand between this line and the list above it
        for raw in text.split("\n"):
            line = _MARKS.sub("", raw).strip()
            is_own = raw.strip() in own and not _MARKS.match(raw)
            if not line:
                is_near = is_near and not is_own
                continue
            if number := self.heading(line):
                current, is_near = number, True
                continue
            if current is None:
                continue
            is_listed = bool(self._person(line, is_own=False))
            if is_listed or (is_own and is_near):
                yield current, line, is_own
            is_near = is_listed or (is_near and is_own)

    def heading(self, line: str) -> int | None:
        """The number of the case at the head of a list; both its number and its name agree."""
        line = _MARKS.sub("", line).strip(" \t*_#=")
        if bare := _BARE_HEADING.match(line):
            number = int(bare[1])
            return number if line.rstrip()[-1:] in ".:)" and self._is_case(number) else None
        hit = _HEADING.match(line)
        if hit is None or not self._is_case(int(hit[1])) or ADDRESS.search(line):
            return None
        words = set(fold_word(hit[2]).split())
        title = set(fold_word(self.names.cases[int(hit[1]) - 1][1]).split())
        return int(hit[1]) if len(words & title) * 2 >= min(len(title), _LONGEST_NAME) else None

    def _is_case(self, number: int) -> bool:
        return 1 <= number <= len(self.names.cases)

    def _person(self, line: str, *, is_own: bool) -> list[Somebody]:
        """Whom a line of a list is about; by part of their name only where it is new."""
        bare = _BULLET.sub("", line)
        if hit := ADDRESS.search(bare):
            found = self.people.by_address.get(fold(hit[0].rstrip(".")))
            return [found] if found else []
        name = re.split(r"\s[(<–—-]|[(<:]", bare)[0]
        exact = self.people.by_name.get(fold_text(name), []) if fold_text(name) else []
        return exact or (self.people.called(name) if is_own else [])
