"""One line of a person's becomes one command, or several, or nothing.

A line is a command only if it is one from end to end: a word of the table, a group, and what
belongs to that word (`shape.py`). Whatever else stands there makes it prose, and prose is for
people. CONTRACT §3; the vocabularies of Majordomo, Sympa, LISTSERV, Mailman and ezmlm.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dgroup.domain.words import find_word, fold_word, is_filler, means_all, tidy
from dgroup.reading.arguments import read_switch_word
from dgroup.reading.rhythms import read_rhythm
from dgroup.reading.shape import Shapes


@dataclass(frozen=True, slots=True)
class Order:
    """One command as it was understood.

    `verb` is one of `words.VERBS`. `group`: the local name the writer gave, lower case; "*" for
    all; None where none was said. `argument`: what followed, e.g. a date, a keyword, a name.
    `language`: that of the word used, "" where languages share it. `line`: as it was written.
    `text`: what stood below, for the commands that take the rest of a mail (R19).
    """

    verb: str
    group: str | None
    argument: str = ""
    language: str = ""
    line: str = ""
    text: str = ""


def read_line(text: str, names: Container[str], domain: str = "") -> tuple[Order, ...]:
    """Return what a line asks for, mostly one command; none where it is prose.

    `set psc digest norepro` are two, and so is `subscribe psc digest`. `names` holds the lower-case
    names of groups, `domain` where their addresses are ("" = anywhere).
    """
    if len(text) > _LONGEST:
        return ()
    tokens = tidy(text)
    if not 0 < len(tokens) <= _MOST_TOKENS:
        return ()
    is_question = text.rstrip().endswith(("?", "？"))
    orders = _Reading(Shapes(names, domain, is_question)).orders(tokens)
    if is_question:  # a question changes nothing, it is answered
        orders = tuple(map(_how, orders))
    return tuple(replace(each, line=text.strip()) for each in orders)


CHANGES: Final = frozenset(
    "leave none pause resume each daily weekly monthly whole plain conceal reveal mute follow copy"
    " text name language timezone address forget confirm approve reject join".split()
)
"""Verbs that change something."""


_LONGEST: Final = 200  # characters
_MOST_TOKENS: Final = 14
_LONGEST_WORD: Final = 6  # tokens of the longest phrase of the table
_SET: Final = frozenset(
    "set zet instellen stel regler reglez mettre mettez poner ponga ajustar cambiar change"
    " switch definir".split()
)
_SETTINGS: Final = frozenset(
    "each none daily weekly monthly whole plain pause resume copy text conceal reveal language"
    " timezone name address help which".split()
)
# What list servers' options mean that are no words by themselves: verb and argument.
_OPTIONS: Final = {
    "repro": ("copy", "on"),
    "norepro": ("copy", "off"),
    "ack": ("copy", "on"),
    "noack": ("copy", "off"),
    "not me": ("copy", "off"),
    "notme": ("copy", "off"),
    "me": ("copy", "on"),
    "nomyposts": ("copy", "off"),
    "html": ("text", "off"),
    "txt": ("text", "on"),
    "notxt": ("text", "off"),
    "delivery on": ("each", ""),
    "delivery off": ("none", ""),
    "hide on": ("conceal", ""),
    "hide off": ("reveal", ""),
    "show": ("which", ""),
    "digest plain": ("plain", ""),
    "digest mime": ("whole", ""),
    "mime": ("whole", ""),
    "digest on": ("daily", ""),
    "digest off": ("each", ""),
}
# Of a form or of an introduction: "Name: Anna", "Language: French".
_LABELS: Final = frozenset(
    "name address language timezone text introduce introductions copy".split()
)


class _Reading:
    """One line, with what is known about groups."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def orders(self, tokens: Sequence[str]) -> tuple[Order, ...]:
        """The line as it stands; else with the group in front ("psc: digest"); else settings."""
        first = fold_word(tokens[0])
        if first == "set" and len(tokens) == 1:
            return (Order("help", None),)
        if first in _SET and (found := self.settings(tokens[1:]) if tokens[1:] else ()):
            return found
        found = self.joining_with_choice(tokens) or self.one(tokens)
        if found or len(tokens) == 1 or self.shapes.is_question:
            return found
        if found := self.rhythm(tokens):
            return found
        group = self.shapes.group(tokens[0])
        if group is None:
            return ()
        rest = tokens[1:]
        behind = self.settings(rest[1:]) if fold_word(rest[0]) in _SET and rest[1:] else ()
        return tuple(replace(each, group=each.group or group) for each in behind or self.one(rest))

    def one(self, tokens: Sequence[str]) -> tuple[Order, ...]:
        """The command that `tokens` are from end to end, by the longest word that fits."""
        for count in range(min(_LONGEST_WORD, len(tokens)), 0, -1):
            word = None if "*" in tokens[:count] else find_word(" ".join(tokens[:count]))
            if word is None or (word.verb in _LABELS and tokens[count - 1].endswith(":")):
                continue
            said = self.shapes.read(word, tokens[count:])
            if said is not None:
                return (Order(said.verb, said.group, said.argument, word.language),)
        return ()

    def joining_with_choice(self, tokens: Sequence[str]) -> tuple[Order, ...]:
        """`subscribe psc digest`, `subscribe digest=plain address=anna@example.org`."""
        kept, choice = [], ""
        for token in tokens[1:]:
            key, _, value = token.casefold().partition("=")
            if key == "digest" and value:
                choice = "daily" if read_switch_word(value) != "off" else ""
                choice = "whole" if value == "mime" else choice
            elif key == "address" and value:
                kept.append(value)
            elif (word := find_word(token)) and word.verb in _CHOICES:
                choice = _CHOICES[word.verb]
            else:
                kept.append(token)
        if kept == list(tokens[1:]) or (word := find_word(tokens[0])) is None:
            return ()
        if word.verb != "join":
            return ()
        joined = self.one([tokens[0], *kept])
        chosen = tuple(replace(each, verb=choice, argument="") for each in joined if choice)
        return joined + chosen

    def settings(self, tokens: Sequence[str]) -> tuple[Order, ...]:
        """What follows `set`: a group or "*", then one option after the other."""
        rest = list(tokens)
        group = self.shapes.group(rest[0]) or ("*" if means_all(rest[0]) else None)
        if group is not None:
            del rest[0]
        if not rest or fold_word(rest[0]) in _SECRETS:
            return (Order("help", None),)
        if found := self.rhythm(rest):
            return tuple(replace(each, group=each.group or group) for each in found)
        for start, token in enumerate(rest):  # "set my mail to digest": small words first
            orders = self.options(rest[start:])
            if orders or not is_filler(token):
                return tuple(replace(each, group=each.group or group) for each in orders)
        return ()

    def rhythm(self, tokens: Sequence[str]) -> tuple[Order, ...]:
        """`weekly whole messages`, `digest weekly mime`: how often, and how it reads."""
        found = read_rhythm(tokens, self.shapes.group)
        verbs = found.verbs if found else ()
        return tuple(Order(verb, found.group, "", found.language) for verb in verbs if found)

    def options(self, tokens: Sequence[str]) -> tuple[Order, ...]:
        """The options that `tokens` are, from end to end; none where one of them is unknown."""
        orders: list[Order] = []
        rest = tokens
        while rest:
            taken = self.option(rest)
            if taken is None or len(orders) == _MOST_OPTIONS:
                return ()
            if orders and orders[-1].verb == "daily" and taken[0].verb in ("weekly", "monthly"):
                del orders[-1]  # "digest weekly": how often that comes
            orders.append(taken[0])
            rest = rest[taken[1] :]
        return tuple(orders)

    def option(self, tokens: Sequence[str]) -> tuple[Order, int] | None:
        """One option at the beginning of `tokens`, and how many of them it takes."""
        for count in range(min(2, len(tokens)), 0, -1):
            known = _OPTIONS.get(fold_word(" ".join(tokens[:count])))
            if known is not None:
                verb, argument = known
                return Order(verb, None, argument), count
        for count in range(len(tokens), 0, -1):
            found = self.one(tokens[:count])
            last = tokens[count - 1]
            is_whole = count == 1 or not is_filler(last) or bool(read_switch_word(last))
            if found and is_whole and found[0].verb in _SETTINGS:
                return found[0], count
            if found and found[0].verb == "summary" and not found[0].argument:
                return replace(found[0], verb="daily"), count
        return None


def _how(order: Order) -> Order:
    """Help about what a question names; to ask whether one may join is to join."""
    is_change = order.verb in CHANGES and order.verb != "join"
    return Order("help", None, order.verb, order.language) if is_change else order


_MOST_OPTIONS: Final = 5
# Sympa's option "summary" is one mail a day; as a command it asks for a summary.
_CHOICES: Final = {
    "none": "none", "daily": "daily", "weekly": "weekly", "monthly": "monthly", "summary": "daily",
}  # fmt: skip
_SECRETS: Final = frozenset("authenticate password passwd pw".split())
