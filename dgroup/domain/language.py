"""In which language a text is written, as far as its small words tell."""

from __future__ import annotations

import re
from typing import Final

ENOUGH_WORDS: Final = 20  # fewer say nothing (DECISIONS 8)

_SMALL_WORDS: Final = {
    "en": "the and of to is that it for was you with are have this not but what from they we i an"
    " in be will can at on as your our my me do if or who how there please",
    "nl": "de het een en van ik je dat is niet te in wij we ons met voor zijn maar ook aan wat heb"
    " op om er bij naar dit deze kan als jullie wil",
    "fr": "le la les des et de un une je que est pas nous vous pour dans ce avec sur mais au du",
    "es": "el la los las de y que en un una por con no se lo es para mi su al del como pero muy",
}
_WORD: Final = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """Return `en`, `nl`, `fr` or `es`; "" where words are too few, or none of these prevails."""
    words = [word.casefold() for word in _WORD.findall(text[:4000])]
    if len(words) < ENOUGH_WORDS:
        return ""
    counted = sorted(
        ((sum(word in small for word in words), language) for language, small in _SETS.items()),
        reverse=True,
    )
    (most, language), (second, _) = counted[:2]
    return language if most >= len(words) / 8 and most > 1.2 * second else ""


_SETS: Final = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
