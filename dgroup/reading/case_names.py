"""Cases by name: the words of a title that tell it from the others, spelt as people spell them.

Pure. "Kenia" and "the one in Kenya" are "Dairy in Kenya" where no other case is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from dgroup.domain.words import fold_word


@dataclass(frozen=True, slots=True)
class Names:
    """What the cases are called, in their order: (key, title), a key may be ""."""

    cases: Sequence[tuple[str, str]]
    _words: list[frozenset[str]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._words.extend(_significant(key, title) for key, title in self.cases)

    def find(self, words: Sequence[str]) -> dict[int, int]:
        """Find the cases that folded words name: place of a word -> number of the case, from 1.

        Words beside each other narrow down together what they mean; words that fit several cases
        and stay so name none. Small words between them do not matter.
        """
        found: dict[int, int] = {}
        run: list[int] = []
        meant: frozenset[int] = frozenset()
        for at, word in enumerate([*words, ""]):
            fits = self._fits(word)
            both = meant & fits
            if run and fits and both:
                run.append(at)
                meant = both
                continue
            if run and not fits and (word in _SMALL or not word) and at < len(words):
                continue
            if len(meant) == 1:
                (number,) = meant
                found |= dict.fromkeys(run, number)
            run, meant = ([at], fits) if fits else ([], frozenset())
        return found

    def one(self, text: str) -> int | None:
        """Return the number of the one case that a text names; None for none or several."""
        numbers = set(self.find(fold_word(text).split()).values())
        return numbers.pop() if len(numbers) == 1 else None

    def _fits(self, word: str) -> frozenset[int]:
        """The numbers of the cases in whose names the word is; misspelt, where nowhere else."""
        if len(word) < _SHORTEST and not any(word in each for each in self._words):
            return frozenset()
        exact = frozenset(at for at, each in enumerate(self._words, 1) if word in each)
        if exact or word in _SMALL:
            return exact
        near = [max((_likeness(word, one) for one in each), default=0.0) for each in self._words]
        best = max(near, default=0.0)
        return frozenset(at for at, each in enumerate(near, 1) if best and each == best)


_SHORTEST: Final = 4  # letters of a word that may be misspelt
_LONG: Final = 6  # letters of one whose first may be wrong, too
_ALIKE: Final = 0.75
_SMALL: Final = frozenset(
    "the of for and with from about on at in to a an by our how as into"
    " de het een van voor en met in op aan bij te naar over uit door onze hoe"
    " la le les l un une du des d et pour avec en dans sur au aux chez par"
    " el los las lo una y para con del al por sobre"
    " case cases group groups topic casus geval groep groepen cas groupe groupes caso casos grupo"
    " grupos one first second choice number please nr no not all any".split()
)


def _significant(key: str, title: str) -> frozenset[str]:
    """The words of a name that mean something; all of them, where none does."""
    words = fold_word(f"{key} {title}").split()
    return frozenset(each for each in words if each not in _SMALL and not each.isdigit()) or (
        frozenset(each for each in words if not each.isdigit())
    )


@lru_cache(maxsize=4096)
def _likeness(word: str, other: str) -> float:
    """How alike two spellings are, 0 where they are different words: "kenia" and "kenya"."""
    if abs(len(word) - len(other)) > 1 or min(len(word), len(other)) < _SHORTEST:
        return 0.0
    if word[0] != other[0] and min(len(word), len(other)) < _LONG:
        return 0.0
    ratio = SequenceMatcher(None, word, other, autojunk=False).ratio()
    return ratio if ratio >= _ALIKE else 0.0
