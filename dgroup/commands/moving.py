"""What a facilitator changes in a proposal of groups: a copy of it edited, or "Anna 2".

Pure reading. People are moved by their lines standing under another heading, in a quote or in a
copy, and by short orders; everybody who is not found elsewhere stays where they are, and who is not
in the proposal is not moved. What is said of nobody, or of several people, is said back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dgroup.commands.case_names import Names
from dgroup.domain.sentences import fold_text
from dgroup.domain.words import fold_word, is_closing
from dgroup.mail.address import fold


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of a proposal, by any of the ids that the caller knows them by."""

    id: int
    name: str
    address: str


@dataclass(slots=True)
class Moves:
    """Where people are to go: id -> number of the group, only of those who are not there yet.

    `unknown`: words that name nobody of the proposal; `unclear`: words that name several people, or
    people who stand in two places at once; `absent`: ids of those whom an edited copy has nowhere.
    `has_any`: whether anything was read as a change at all.
    """

    to: dict[int, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    absent: list[int] = field(default_factory=list)
    has_any: bool = False


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
    reader = _Reader(_People(people), placed, names)
    reader.orders(own_text[:_LONGEST])
    reader.lists(full_text[:_LONGEST], own_text[:_LONGEST])
    found = reader.moves
    found.to = {id_: number for id_, number in found.to.items() if placed[id_] != number}
    found.unknown = list(dict.fromkeys(found.unknown))[:_MOST_SAID]
    found.unclear = list(dict.fromkeys(found.unclear))[:_MOST_SAID]
    return found


_LONGEST: Final = 400_000  # characters; a proposal for thousands is long
_MOST_SAID: Final = 20
_LONGEST_ORDER: Final = 200
_LONGEST_NAME: Final = 6  # words
_UNKNOWN_NAME: Final = 2  # words before a number that are taken for a name, though nobody's
_CLOSING_WORDS: Final = 3

_MARKS: Final = re.compile(r"^(?:\s{0,3}[>|])+\s?")
_BULLET: Final = re.compile(r"^\s*[-*•·–+]\s+")
_HEADING: Final = re.compile(r"^\W{0,3}(\d{1,2})\s?[.):–-]?\s+(\S.*)$")
_BARE_HEADING: Final = re.compile(
    r"^\W*(?:(?:group|case|groep|casus|groupe|cas|grupo|caso)\s+)?(\d{1,2})\s*[.):]*\W*$",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"[^\s<>,;:()\[\]\"']+@[^\s<>,;:()\[\]\"']+")
_AND: Final = re.compile(r"\s*[,;&+]\s*|\s+(?:and|en|et|y|e)\s+")
_TO: Final = (
    r"(?:\s*(?:->|=>|→|[:=>,–-])\s*|\s+(?:should go to|goes to|go to|moves to|into|to|in|naar"
    r"|moet naar|bij|dans|vers|à|au|al?|con)\s+)"
)
_GROUP: Final = (
    r"(?:(?:the |de |het |le |la |el )?(?:group|case|groep|casus|groupe|cas|grupo|caso)\s+)?"
)
_MOVE: Final = re.compile(
    r"\b(?:move|put|place|shift|transfer|verplaats|zet|plaats|schuif|déplacer?|déplacez|mettre|mettez"
    r"|passez|mover|mueve|mueva|pon|ponga|poner|pasar|pasa|pase)\s+(?:a\s+)?"
    rf"(?P<who>.+?){_TO}{_GROUP}(?P<where>.+?)$",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(
    rf"^(?P<who>\D+?)(?:{_TO}|\s+){_GROUP}(?P<where>\d{{1,2}})$|^(?P<who2>.+?){_TO}(?P<where2>\D+)$",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"^(?P<where>[^:=]{1,100}?)\s*[:=]\s*(?P<who>.+)$")
_SWAP: Final = re.compile(
    r"\b(?:swap|exchange|switch|wissel|ruil|verwissel|échange[rz]?|intercambiar?|cambiar?)\s+(?:a\s+)?"
    r"(?P<one>.+?)\s+(?:and|with|for|en|met|et|avec|y|con|por)\s+(?P<other>.+)$",
    re.IGNORECASE,
)


class _People:
    """The people of a proposal, to be found by what somebody calls them."""

    def __init__(self, people: Sequence[Somebody]) -> None:
        self.by_address = {fold(each.address): each for each in people}
        self.by_name: dict[str, list[Somebody]] = {}
        self.by_word: dict[str, list[Somebody]] = {}
        for each in people:
            name = fold_text(each.name)
            self.by_name.setdefault(name, []).append(each)
            for word in dict.fromkeys(name.split()):
                self.by_word.setdefault(word, []).append(each)

    def called(self, text: str) -> list[Somebody]:
        """Everybody whom `text` may mean: by address, by whole name, else by parts of it."""
        if hit := _ADDRESS.search(text):
            found = self.by_address.get(fold(hit[0].rstrip(".")))
            return [found] if found else []
        words = fold_text(text).split()
        if not 0 < len(words) <= _LONGEST_NAME:
            return []
        exact = self.by_name.get(" ".join(words))
        if exact:
            return exact
        fits = [{each.id for each in self.by_word.get(word, [])} for word in words]
        both = set.intersection(*fits)
        return [each for each in self.by_word.get(words[0], []) if each.id in both]


class _Reader:
    def __init__(self, people: _People, placed: Mapping[int, int], names: Names) -> None:
        self.people = people
        self.placed = placed
        self.names = names
        self.moves = Moves()

    # Orders

    def orders(self, own_text: str) -> None:
        """Short orders, one a line or a sentence."""
        for line in own_text.split("\n"):
            is_end = is_closing(line) and len(line.split()) <= _CLOSING_WORDS
            if len(line) > _LONGEST_ORDER or self._heading(line) or is_end:
                continue
            for order in re.split(r"[.;](?=\s|$)", _BULLET.sub("", line)):
                self._order(order.strip(" \t!.,"))

    def _order(self, said: str) -> None:
        if hit := _SWAP.search(said):
            one, other = self._group_of(hit["one"]), self._group_of(hit["other"])
            if len(one) == 1 and len(other) == 1:
                self._move(one[0], self.placed[other[0].id])
                self._move(other[0], self.placed[one[0].id])
            return
        if (hit := _MOVE.search(said)) and (number := self._case(hit["where"])):
            self._move_all(hit["who"], number, is_sure=True)
            return
        if (hit := _LISTED.match(said)) and (number := self._case(hit["where"])):
            self._move_all(hit["who"], number, is_sure=True)
            return
        if hit := _PLAIN.match(said):
            who = hit["who"] or hit["who2"]
            is_name = hit["who"] is not None and len(who.split()) <= _UNKNOWN_NAME
            if number := self._case(hit["where"] or hit["where2"]):
                self._move_all(who, number, is_sure=is_name)

    def _group_of(self, who: str) -> list[Somebody]:
        found = self.people.called(who)
        if len(found) != 1:
            self._doubt(who, found)
        return found

    def _move_all(self, who: str, number: int, *, is_sure: bool) -> None:
        """Move everybody named; `is_sure`: else it may be prose, and nobody is asked about it."""
        is_one = "@" not in who and len(self.people.called(who)) == 1
        parts = [who] if is_one else [each for each in _AND.split(who) if each.strip()]
        called = [(part, self.people.called(part)) for part in parts]
        if not any(found for _, found in called) and not is_sure:
            return
        for part, found in called:
            if len(found) == 1:
                self._move(found[0], number)
            else:
                self._doubt(part, found)

    def _move(self, who: Somebody, number: int) -> None:
        self.moves.has_any = True
        self.moves.to[who.id] = number

    def _doubt(self, said: str, found: Sequence[Somebody]) -> None:
        self.moves.has_any = True
        (self.moves.unclear if found else self.moves.unknown).append(said.strip()[:80])

    def _case(self, text: str) -> int | None:
        said = text.strip(" .!,;:()\"'")
        if hit := _BARE_HEADING.match(said):
            number = int(hit[1])
            return number if 1 <= number <= len(self.names.cases) else None
        return None if self.people.called(said) else self.names.one(said)

    # Lists

    def lists(self, full_text: str, own_text: str) -> None:
        """People's lines under headings, quoted or not."""
        own = {line.strip() for line in own_text.split("\n")}
        places: dict[int, set[int]] = {}
        headings: set[int] = set()
        for number, line, is_own in self._under_headings(full_text, own):
            headings.add(number)
            found = self._person(line, is_own=is_own)
            if len(found) == 1:
                places.setdefault(found[0].id, set()).add(number)
            elif is_own and (found or _ADDRESS.search(line)):
                self._doubt(line, found)
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
                id_ for id_ in self.placed if id_ not in places and id_ not in self.moves.to
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
            if number := self._heading(line):
                current, is_near = number, True
                continue
            if current is None:
                continue
            is_listed = bool(self._person(line, is_own=False))
            if is_listed or (is_own and is_near):
                yield current, line, is_own
            is_near = is_listed or (is_near and is_own)

    def _heading(self, line: str) -> int | None:
        """The number of the case at the head of a list; both its number and its name agree."""
        line = _MARKS.sub("", line).strip(" \t*_#=")
        if bare := _BARE_HEADING.match(line):
            number = int(bare[1])
            return number if line.rstrip()[-1:] in ".:)" and self._is_case(number) else None
        hit = _HEADING.match(line)
        if hit is None or not self._is_case(int(hit[1])) or _ADDRESS.search(line):
            return None
        words = set(fold_word(hit[2]).split())
        title = set(fold_word(self.names.cases[int(hit[1]) - 1][1]).split())
        return int(hit[1]) if len(words & title) * 2 >= min(len(title), _LONGEST_NAME) else None

    def _is_case(self, number: int) -> bool:
        return 1 <= number <= len(self.names.cases)

    def _person(self, line: str, *, is_own: bool) -> list[Somebody]:
        """Whom a line of a list is about; by part of their name only where it is new."""
        bare = _BULLET.sub("", line)
        if hit := _ADDRESS.search(bare):
            found = self.people.by_address.get(fold(hit[0].rstrip(".")))
            return [found] if found else []
        name = re.split(r"\s[(<–—-]|[(<:]", bare)[0]
        exact = self.people.by_name.get(fold_text(name), []) if fold_text(name) else []
        return exact or (self.people.called(name) if is_own else [])
