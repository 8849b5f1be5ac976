"""How often one mail comes and how it reads, said in one line: "weekly whole messages"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.domain.words import find_word, fold_word, is_filler


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Verbs, how often before how it reads; the group named with them, and the words' language."""

    verbs: tuple[str, ...]
    group: str | None
    language: str


def read_rhythm(tokens: Sequence[str], group_of: Callable[[str], str | None]) -> Rhythm | None:
    """Return what a line says of one mail a day, week or month; None where it is no such line.

    It says more than one word does: a rhythm with a form ("psc weekly mime"), or a digest with its
    rhythm ("digest weekly"). Two rhythms, or two forms, are none.
    """
    rhythms: set[str] = set()
    forms: set[str] = set()
    groups: set[str] = set()
    languages: set[str] = set()
    is_digest, at = False, 0
    while at < len(tokens):
        if group := group_of(tokens[at]):
            groups.add(group)
            at += 1
            continue
        verb, language, count = _longest(tokens[at:])
        if not count:
            return None
        if verb == "digest":
            is_digest = True
        elif verb in _RHYTHMS:
            rhythms.add(verb)
        elif verb:
            forms.add(verb)
        languages |= {language} - {""}
        at += count
    is_said = len(rhythms) == 1 and len(forms) + is_digest > 0
    if not is_said or len(forms) > 1 or len(groups) > 1:
        return None
    return Rhythm(
        (*rhythms, *forms),
        groups.pop() if groups else None,
        languages.pop() if len(languages) == 1 else "",
    )


_RHYTHMS: Final = ("daily", "weekly", "monthly")
_LONGEST: Final = 4  # tokens
_DIGEST: Final = frozenset(
    fold_word(each)
    for each in (
        "digest|digests|overview|overzicht|overzichten|condensé|messages groupés|mensajes agrupados"
    ).split("|")
)
_FORMS: Final = {
    fold_word(word): verb
    for verb, words in {
        "whole": "mime|whole|full|volledig|hele|complet|entiers|complets|completo|enteros"
        "|completos",
        "plain": "plain|short|kort|korte|court|courts|abrégés|corto|cortos|abreviados",
    }.items()
    for word in words.split("|")
}
_SMALL: Final = frozenset("with and as met en als avec et con y de".split())


def _longest(tokens: Sequence[str]) -> tuple[str, str, int]:
    """The longest words in front, what they mean, "" for nothing, and how many; 0 for prose."""
    for count in range(min(_LONGEST, len(tokens)), 0, -1):
        said = " ".join(tokens[:count])
        folded = fold_word(said)
        if folded in _DIGEST:
            return "digest", "", count
        if folded in _FORMS:
            return _FORMS[folded], "", count
        word = find_word(said)
        if word is not None and word.verb in (*_RHYTHMS, "whole", "plain"):
            return word.verb, word.language, count
    is_small = fold_word(tokens[0]) in _SMALL or is_filler(tokens[0])
    return "", "", int(is_small)
