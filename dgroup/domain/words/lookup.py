"""Looking up the words of the table: exactly, at the beginning of a line, or the nearest one."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Final

from dgroup.domain.words.table import ABBREVIATED, WORDS


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of the table: what it asks for, and whose it is.

    `language` is "" where languages share the word, or where the site writes no letters in it;
    `text` is the word as it stands in the table.
    """

    verb: str
    language: str
    text: str


def fold_word(text: str, *, keep_accents: bool = False) -> str:
    """Return `text` as words are compared: "S'inscrire!" and "s’inscrire" give "s inscrire"."""
    form: Final = "NFKC" if keep_accents else "NFKD"
    plain = unicodedata.normalize(form, text.casefold())
    if not keep_accents:
        plain = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(_BETWEEN.sub(" ", plain).split())


def find_word(text: str) -> Word | None:
    """Return the word that `text` is, from end to end; None where it is none."""
    if len(text) > _LONGEST_TEXT:
        return None
    exact = _lexicon().get(fold_word(text, keep_accents=True))
    return exact or _lexicon().get(fold_word(text))


def leading_word(tokens: Sequence[str]) -> tuple[Word, int] | None:
    """Return the longest word that `tokens` begin with, and how many of them it takes."""
    for count in range(min(len(tokens), _LONGEST_PHRASE), 0, -1):
        word = find_word(" ".join(tokens[:count]))
        if word is not None:
            return word, count
    return None


def nearest_word(text: str) -> Word | None:
    """Return the word that `text` may be a misspelling of; None where none is near."""
    folded = fold_word(text) if len(text) <= _LONGEST_TEXT else ""
    if len(folded) < _SHORTEST_GUESS:
        return None
    found = get_close_matches(folded, _spellings(), n=1, cutoff=0.75)
    return _lexicon()[found[0]] if found else None


_BETWEEN: Final = re.compile(r"[\W_]+")
_LONGEST_PHRASE: Final = 6  # tokens
_LONGEST_TEXT: Final = 60  # characters; no word of the table is longer
_SHORTEST_GUESS: Final = 4
_WITHOUT_LETTERS: Final = "pt"


@cache
def _lexicon() -> Mapping[str, Word]:
    """Every word, folded with and without its accents: French "résumé" is not English "resume"."""
    found: dict[str, Word] = {}
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for word in _entries():
        for key in {fold_word(word.text, keep_accents=True), fold_word(word.text)}:
            known = found.setdefault(key, word)
            if known.verb == word.verb and word.language != _WITHOUT_LETTERS:
                languages[key].add(word.language)
    return {
        key: replace(word, language="".join(languages[key]) if len(languages[key]) == 1 else "")
        for key, word in found.items()
    }


def _entries() -> Iterator[Word]:
    for language, rows in WORDS.items():
        for verb, words in rows.items():
            for text in words.split("|"):
                yield Word(verb, language, text)
    for text in ABBREVIATED:
        known = next(verb for verb, words in WORDS[""].items() if text in words.split("|"))
        for length in range(3, len(text)):
            yield Word(known, "", text[:length])


@cache
def _spellings() -> tuple[str, ...]:
    return tuple(key for key in _lexicon() if len(key) >= _SHORTEST_GUESS and key.isascii())
