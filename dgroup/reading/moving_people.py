"""The people of a proposal of groups, to be found by what a facilitator calls them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.domain.sentences import fold_text
from dgroup.mail.address import fold

ADDRESS: Final = re.compile(r"[^\s<>,;:()\[\]\"']+@[^\s<>,;:()\[\]\"']+")


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of a proposal, by any of the ids that the caller knows them by."""

    id: int
    name: str
    address: str


class People:
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
        if hit := ADDRESS.search(text):
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

    def named(self, text: str) -> list[Somebody]:
        """As `called`, of a text that is nothing but a name or an address, or both."""
        if hit := ADDRESS.search(text):
            found = self.called(hit[0])
            beside = fold_text(f"{text[: hit.start()]} {text[hit.end() :]}").split()
            own = set(fold_text(found[0].name).split()) if found else set(beside[:_LONGEST_NAME])
            return found if own.issuperset(beside) else []
        return self.called(text)

    def mentions(self, text: str) -> set[int]:
        """The ids of all whom any word of a text may mean."""
        found = {each.id for word in fold_text(text).split() for each in self.by_word.get(word, [])}
        for address in ADDRESS.findall(text):
            found |= {each.id for each in self.called(address)}
        return found


_LONGEST_NAME: Final = 6  # words
