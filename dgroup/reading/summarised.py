"""What a wish for a summary is about: all since a day, one conversation, or the week that was.

The words behind `summary`, in any of the languages, with what small words join them to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from dgroup.domain.words import fold_word, is_noun
from dgroup.reading.arguments import NOUNS, PROSE, read_switch_word
from dgroup.reading.past_dates import looks_like_past


def read_summarised(
    rest: Sequence[str], group_of: Callable[[str], str | None]
) -> tuple[str | None, str] | None:
    """Return the group named behind `summary` (None: none), and what of it; None where it is prose.

    That is "" for the time that just went by, "since 1 May", "thread 12", "thread" for the one that
    the mail answers, "about" and words of a subject; "on" and "off" switch mail of that name.
    """
    group, words, is_of = _target(list(rest), group_of)
    said = " ".join(words).rstrip("?.! ")
    if switch := read_switch_word(rest[-1] if len(rest) == 1 else said):
        return group, switch
    if not words:
        return group, ""
    if number := _number(words):
        return group, f"thread {number}"
    first, *behind = said.split()
    if fold_word(first) in _SINCE:
        is_year = len(behind) == 1 and re.fullmatch(r"(?:19|20)\d\d", behind[0])
        is_date = is_year or looks_like_past(" ".join(behind))
        return (group, f"since {' '.join(behind)}") if behind and is_date else None
    if looks_like_past(said):
        return group, f"since {said}"
    if [fold_word(each) for each in words if fold_word(each) not in NOUNS] in _THIS:
        return group, "thread"
    return (group, f"about {_bare(said)}") if is_of and _is_subject(words) else None


_SINCE: Final = frozenset(fold_word(each) for each in "since sinds vanaf depuis desde from".split())
_OF: Final = frozenset("of from for in van uit de du des d del pour dans voor en para".split())
_ABOUT: Final = frozenset("about on over sur sobre acerca".split())
_SMALL: Final = frozenset("the het de a la le les l el los las au aux to me mij moi please".split())
_THIS: Final = tuple([each] for each in "this it dit deze ce cette cet este esta".split())
_THINGS: Final = frozenset("thread post".split())
_NUMBER: Final = re.compile(r"#?\d{1,18}")
_MOST_WORDS: Final = 10  # of a subject
_QUOTES: Final = "\"'“”‘’„«»`´‹› \t.:"


def _target(
    words: list[str], group_of: Callable[[str], str | None]
) -> tuple[str | None, list[str], bool]:
    """The group in front or at the very end, what else is there, and whether it is "of" that."""
    group: str | None = None
    is_of = False
    at = 0
    while at < len(words):
        folded = fold_word(words[at])
        if folded in _ABOUT:
            return group, words[at + 1 :], True
        if group is None and (named := group_of(words[at])):
            group, is_of = named, False
        elif folded in _OF and not (
            folded == "from" and looks_like_past(" ".join(words[at + 1 :]))
        ):
            is_of = True
        elif not (folded in _SMALL or (group is not None and is_noun(words[at]))):
            break
        at += 1
    behind = words[at:]
    if len(behind) > 1 and group is None and (named := group_of(behind[-1])):
        group = named
        behind.pop()
        while behind and fold_word(behind[-1]) in _OF | _SMALL:
            behind.pop()
    return group, behind, is_of


def _number(words: list[str]) -> str:
    """The number of a conversation or a message; "" for none."""
    plain = [each for each in words if NOUNS.get(fold_word(each)) not in _THINGS]
    is_one = len(plain) == 1 and len(words) <= 3 and _NUMBER.fullmatch(plain[0])
    return plain[0].lstrip("#") if is_one else ""


def _is_subject(words: list[str]) -> bool:
    return len(words) <= _MOST_WORDS and PROSE.isdisjoint([fold_word(words[0])])


def _bare(text: str) -> str:
    return text.strip(_QUOTES)
