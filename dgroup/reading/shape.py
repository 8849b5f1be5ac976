"""What may follow each command word: a group, a date, a keyword, a name, an address, or nothing.

A shape that does not fit is no error: the line is then no command. "Leave request" is the subject
of a letter to people, "Find attached my report" no search.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.domain.words import Word, fold_word, is_filler, is_noun, means_all
from dgroup.reading.arguments import NOUNS, PROSE, THING, read_argument, read_switch_word
from dgroup.reading.summarised import read_summarised


@dataclass(frozen=True, slots=True)
class Said:
    """A verb with its group (None = not said, "*" = all) and its argument."""

    verb: str
    group: str | None
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of all verbs, knowing the groups' names and where their addresses are."""

    names: Container[str]
    domain: str
    is_question: bool = False

    def read(self, word: Word, rest: Sequence[str]) -> Said | None:
        """Return what `word` and the tokens behind it say; None where they do not fit together."""
        if self.is_question and rest and word.verb not in ("leave", "summary"):
            return None
        match word.verb:
            case "search":
                return self._search(word, rest)
            case "get":
                return self._get(word, rest)
            case "summary":
                return self._summary(rest)
            case "resume" if rest and fold_word(rest[0]).split()[:1] in _OF_RESUME:
                return self._summary(rest)  # "résumé", written without its accents
            case verb if verb in _WITHOUT_GROUP:
                group, behind = None, list(rest)
            case _:
                group, behind = self._target(rest, word.verb)
        found = read_argument(word, behind, group)
        return Said(found[0], group, found[1]) if found else None

    def group(self, token: str) -> str | None:
        """Return the name of the group that a token names, bare or as its address."""
        local, at, domain = token.casefold().strip("\"'<>()[]*.,;:!?`").partition("@")
        if at and self.domain and domain != self.domain:
            return None
        return local if local in self.names else None

    def _target(self, rest: Sequence[str], verb: str) -> tuple[str | None, list[str]]:
        """The group among the small words in front, or at the very end, and what else is there."""
        group: str | None = None
        at = 0
        while at < len(rest):
            token = rest[at]
            if group is None and (named := self.group(token)):
                group = named
            elif group is None and verb in _FOR_ALL and means_all(token):
                group = "*"
            elif not self._is_small(token, verb, group, is_last=at == len(rest) - 1):
                break
            at += 1
        behind = list(rest[at:])
        if behind and group is None and (named := self.group(behind[-1])):
            group = named
            behind.pop()
            while behind and (is_filler(behind[-1]) or is_noun(behind[-1])):
                behind.pop()
        return group, behind

    def _is_small(self, token: str, verb: str, group: str | None, *, is_last: bool) -> bool:
        """Whether a token only joins the verb and its group, or follows the group's name."""
        if is_last and verb in _SWITCHED and read_switch_word(token):
            return False  # "kopie uit" is off, "afmelden uit psc" from
        if fold_word(token) in _PERSONS and verb not in _OF_PERSONS:
            return False  # "text me"
        is_before_name = group in (None, "*") and is_filler(token)
        return is_before_name or is_noun(token) or _is_chaff(token)

    def _search(self, word: Word, rest: Sequence[str]) -> Said | None:
        group = self.group(rest[0]) if len(rest) > 1 else None
        words = list(rest[1:] if group else rest)
        while words and group and fold_word(words[0]) in ("for", "naar", "por"):
            del words[0]
        most = _MOST_KEYWORDS if fold_word(word.text) in _SEARCHES else _MOST_LOOSE_KEYWORDS
        if len(words) > most or not PROSE.isdisjoint(map(fold_word, words[:2])):
            return None
        if not words and most == _MOST_LOOSE_KEYWORDS:
            return None
        return Said("search", group, " ".join(words).strip("\"'“”«»"))

    def _get(self, word: Word, rest: Sequence[str]) -> Said | None:
        words = [each for each in rest if fold_word(each) not in _FROM]
        group = next((name for each in words if (name := self.group(each))), None)
        words = [each for each in words if not self.group(each)]
        noun = NOUNS.get(fold_word(word.text), "")
        if not noun and words:
            noun = NOUNS.get(fold_word(words[0]), "")
            words = words[1:] if noun else words
        if not words and noun == "last":
            return Said("get", group, "last")
        if not words or len(words) > 5 or not all(map(THING.fullmatch, words)):
            return None
        return Said("get", group, " ".join([noun, *words] if noun else words).replace("#", ""))

    def _summary(self, rest: Sequence[str]) -> Said | None:
        found = read_summarised(rest, self.group)
        if found is None:
            return None
        group, argument = found
        switched = {"on": "daily", "off": "each"}.get(argument)  # Sympa's word for a digest
        return Said(switched, group) if switched else Said("summary", group, argument)


_OF_RESUME: Final = (["depuis"], ["de"], ["du"], ["des"], ["d"])
_FROM: Final = frozenset("from vanaf depuis desde".split())  # "get 12 from 214": read on there
_WITHOUT_GROUP: Final = frozenset("name language timezone address confirm approve reject".split())
_FOR_ALL: Final = frozenset(
    "leave each none daily weekly monthly whole plain pause resume copy text conceal reveal".split()
)
_SWITCHED: Final = _FOR_ALL - {"leave"}
_PERSONS: Final = frozenset("me mij moi mi myself mezelf".split())
_OF_PERSONS: Final = frozenset("join leave help none conceal reveal forget data".split())
_SEARCHES: Final = frozenset("search zoek zoeken rechercher chercher buscar".split())
_MOST_KEYWORDS: Final = 8
_MOST_LOOSE_KEYWORDS: Final = 3  # behind words that people also use otherwise


def _is_chaff(token: str) -> bool:
    """LISTSERV's `signoff * (netwide`."""
    return fold_word(token) == "netwide"
