"""Which sentences say what the others say as well: LexRank (Erkan and Radev, 2004).

Sentences are vectors of weighted terms; one is central when central ones are like it, found by
power iteration over their cosines. An inverted index finds what has terms in common, so that the
work grows with what is alike and not with all pairs. Pure, and the same for the same texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Final

from dgroup.domain.stop_words import STOP_WORDS

Vector = Mapping[str, float]
"""The terms of a text with their weights; its length is 1, or 0 where there are no terms."""


def terms(text: str) -> list[str]:
    """Return what a text is about: its words, folded and without endings; small words are left out.

    Scripts that put no spaces between words give pairs of signs.
    """
    found: list[str] = []
    for word in _WORD.findall(_fold(text)):
        if _SPACELESS.match(word):
            found += [word[at : at + 2] for at in range(max(len(word) - 1, 1))]
        elif word not in STOP_WORDS and (len(word) > 1 or not word.isascii()):
            found.append(word[:_STEM])
    return found


def vectors(texts: Sequence[Sequence[str]]) -> list[Vector]:
    """Weigh the terms of each text: the more a text has of what few have, the more it weighs."""
    counted = [Counter(each) for each in texts]
    spread = Counter(term for each in counted for term in each)
    rarity = {term: 1.0 + log(len(texts) / count) for term, count in spread.items()}
    return [_unit({term: n * rarity[term] for term, n in each.items()}) for each in counted]


def likeness(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors: 0 for nothing in common, 1 for the same."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def centrality(found: Sequence[Vector], owners: Sequence[int]) -> list[float]:
    """Say of each text how central it is among all, the most central having 1.

    `owners`: to which post each belongs. What several posts say counts more than what one says over
    and over, so likeness within a post counts little.
    """
    if not found:
        return []
    edges = _edges(found, owners)
    count = len(found)
    ranks = [1.0 / count] * count
    for _ in range(_ROUNDS):
        fresh = [(1.0 - _DAMPING) / count] * count
        lost = 0.0
        for rank, (total, neighbours) in zip(ranks, edges, strict=True):
            if not neighbours:
                lost += rank
                continue
            share = _DAMPING * rank / total
            for at, weight in neighbours:
                fresh[at] += share * weight
        ranks = [each + _DAMPING * lost / count for each in fresh]
    most = max(ranks)
    return [each / most for each in ranks]


_DAMPING: Final = 0.85
_ROUNDS: Final = 20
_LEAST: Final = 0.08  # less in common is chance
_WITHIN: Final = 0.3  # likeness within one post, against that between two
_MOST_HOLDERS: Final = 150  # a term that so many sentences hold tells none from another
_STEM: Final = 7  # letters in which forms of one word are alike

# The vowels of many scripts are marks, and no letters.
_WORD: Final = re.compile("(?:(?!_)[\\w\u0900-\u0963\u0966-\u1cff])++")
# Han, kana, Thai, Lao, Burmese, Khmer.
_SPACELESS: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # Marks above Latin letters go; in other scripts they are the vowels.
    return _ACCENTS.sub("", decomposed)


_ACCENTS: Final = re.compile("[\u0300-\u036f]")


def _unit(weights: dict[str, float]) -> Vector:
    length = sqrt(sum(each * each for each in weights.values()))
    return {term: each / length for term, each in weights.items()} if length else {}


def _edges(
    found: Sequence[Vector], owners: Sequence[int]
) -> list[tuple[float, list[tuple[int, float]]]]:
    """Of each text the sum of its likenesses, and to which others it is alike."""
    holders: dict[str, list[tuple[int, float]]] = {}
    for number, vector in enumerate(found):
        for term, weight in vector.items():
            holders.setdefault(term, []).append((number, weight))
    edges = []
    for number, vector in enumerate(found):
        shared: dict[int, float] = {}
        for term, weight in vector.items():
            held = holders[term]
            if len(held) <= _MOST_HOLDERS:
                for other, its in held:
                    shared[other] = shared.get(other, 0.0) + weight * its
        owner = owners[number]
        neighbours = [
            (other, value * (_WITHIN if owners[other] == owner else 1.0))
            for other, value in shared.items()
            if other != number and value >= _LEAST
        ]
        edges.append((sum(value for _, value in neighbours), neighbours))
    return edges
