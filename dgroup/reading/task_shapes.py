"""What may follow each word of people in charge: addresses, a name, a date, a number, or nothing.

A shape that does not fit is no error: the line is then no task, but prose, or a member's command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Final

from dgroup.config import SETTING_KINDS
from dgroup.domain.words import find_word, fold_word
from dgroup.reading.arguments import read_switch_word
from dgroup.reading.dates import looks_like_date
from dgroup.reading.line import read_line
from dgroup.reading.setting_reading import find_key
from dgroup.reading.task_nouns import (
    ALL,
    ALSO_MEMBERS,
    BECAUSE,
    DAYS,
    ENDING,
    GROUP_WORDS,
    KINDS,
    OF,
    OF_LIST,
    ROLES,
    SELF,
    SMALL,
    SPANS,
    STEPS,
    TO_ALL,
    UNTIL,
)
from dgroup.reading.words_of_choice import NUMBERS

# The group (None = not said) and the argument; None where the line does not fit.
Read = tuple[str | None, str] | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A line behind its leading word: `rest` as it was written.

    `phrase` is the word's row in the table ("subgroup create"); `has_colon`: the word was followed
    by one. `names` and `domain` are those of the site's groups. `is_above_people`: the next line
    is addresses.
    """

    phrase: str
    rest: str
    has_colon: bool
    names: Container[str]
    domain: str
    is_above_people: bool = False

    def split_group(self) -> tuple[str | None, str]:
        """The group that stands first or last, and what else there is."""
        words = self.rest.split()
        if words and (group := self.group(words[0])):
            return group, self.rest.split(maxsplit=1)[1].strip() if len(words) > 1 else ""
        if len(words) > 1 and (group := self.group(words[-1])):
            kept = words[:-1]
            while kept and fold_word(kept[-1]) in OF:
                kept.pop()
            return group, " ".join(kept)
        return None, self.rest

    def group(self, token: str) -> str | None:
        """The group that a token names, bare or as its address."""
        local, at, domain = token.casefold().strip("\"'<>()[]*.,;:!?`").partition("@")
        if at and self.domain and domain != self.domain:
            return None
        return local if local in self.names else None


def holds_addresses(text: str) -> bool:
    """Whether text is addresses with names, and no sentence that happens to hold one."""
    text = text[:_LONGEST]  # the lines below a task may be of any length (R19)
    addresses = len(_ADDRESS.findall(text))
    others = [each for each in re.split(r"[\s,;]+", text) if each and "@" not in each]
    return addresses > 0 and len(others) <= _MOST_BESIDE * addresses


def _nothing(said: TaskLine) -> Read:
    group, rest = said.split_group()
    return None if rest.strip(".!") else (group, "")


def _create(said: TaskLine) -> Read:
    """`psc: Private Sector Cooperation`, or nothing where the lines below say it."""
    if not said.rest:
        return None, ""
    hit = _NAMED.fullmatch(said.rest)
    return (None, f"{hit[1].casefold()}: {hit[2].strip()}") if hit else None


def _note(said: TaskLine) -> Read:
    """Addresses, with names or without, and perhaps the question behind them."""
    group, rest = said.split_group()
    if not (found := list(_ADDRESS.finditer(rest))):
        return None
    end = found[-1].end()
    if (colon := _COLON.search(rest, found[0].end())) is not None:
        end = colon.start()  # what stands behind it may name others
    who, text = rest[:end], rest[end:].lstrip(" >:,–-")
    return (group, f"{who}\n{text}".strip()) if holds_addresses(who) else None


def _named(said: TaskLine) -> Read:
    """Addresses, with names or without; a few small words between them are no prose.

    Where to, or a reason, may stand behind the last of them.
    """
    group, rest = said.split_group()
    found = list(_ADDRESS.finditer(rest[:_LONGEST]))
    people = rest[: found[-1].end()] if found else ""
    behind = rest[len(people) :].lstrip(">) ")
    said_of = fold_word(behind)
    is_where = bool(said_of) and set(said_of.split()) <= SMALL | OF | GROUP_WORDS
    is_reason = said_of.startswith(BECAUSE) or (
        behind[:1] in tuple(",.;(-–") and len(said_of.split()) >= _REASON
    )
    if is_where or (is_reason and SELF.isdisjoint(fold_word(people).split())):
        rest = people + rest[len(people) : len(people) + 1].strip(" ,.;(-–")
    return (group, rest) if holds_addresses(rest) else None


def _people_or_list(said: TaskLine) -> Read:
    """As above, or a list below; "remove" alone is for oneself."""
    group, rest = said.split_group()
    if not rest or _is_of_list(rest):
        return (group, "") if said.is_above_people else None
    return _named(said)


def _people_or_text(said: TaskLine) -> Read:
    group, rest = said.split_group()
    if not rest:
        return group, rest
    if _is_of_list(rest):
        return (group, "") if said.is_above_people else None
    return _named(said)


def _is_of_list(text: str) -> bool:
    """Whether words only point to a list below: "these people", "the following new members"."""
    return all(each in OF_LIST or each in SMALL for each in fold_word(text).split())


def _added(said: TaskLine) -> Read:
    """As for `invite`; but "add" alone needs a list below, or the colon that announces it."""
    read = _people_or_text(said)
    is_list = said.has_colon or said.is_above_people
    return read if read is None or read[1] or is_list else None


def _role(said: TaskLine) -> Read:
    """`anna@x observer`, `anna@x as resource person`, `observer anna@x`."""
    group, rest = said.split_group()
    addresses = [each for each in rest.split() if "@" in each]
    words = fold_word(" ".join(each for each in rest.split() if "@" not in each))
    words = " ".join(each for each in words.split() if each not in SMALL)
    role = ROLES.get(words)
    if len(addresses) != 1 or role is None:
        return None
    return group, f"{addresses[0].strip('<>,;:')} {role}"


def _moderate(said: TaskLine) -> Read:
    group, rest = said.split_group()
    addresses = [each for each in rest.split() if "@" in each]
    words = [each for each in rest.split() if "@" not in each]
    switch = read_switch_word(" ".join(words)) or ("" if words else "on")
    if said.phrase == "unmoderate":
        switch = "" if words else "off"
    if len(addresses) != 1 or not switch:
        return None
    return group, f"{addresses[0].strip('<>,;:')} {switch}"


def _rename(said: TaskLine) -> Read:
    """A name, also one that cannot be, or was the group's before; nothing asks how."""
    is_one = len(said.rest.split()) == 1
    group, rest = (None, said.rest) if is_one else said.split_group()
    words = [each for each in rest.split() if fold_word(each) not in SMALL]
    if len(words) > 1:
        words = [each for each in words if fold_word(each) not in GROUP_WORDS]
    if not words:
        return group, ""
    is_name = len(words) == 1 and _NAME_TRIED.fullmatch(words[0])
    return (group, words[0].strip(_AROUND).casefold()) if is_name else None


def _set(said: TaskLine) -> Read:
    """`set KEY VALUE`; what may also be a member's own choice is, unless "group" is said."""
    group, rest = said.split_group()
    words = rest.split(maxsplit=1)
    is_of_group = len(words) == 2 and fold_word(words[0]) in GROUP_WORDS
    if is_of_group:
        rest = words[1]
        words = rest.split(maxsplit=1)
    if not words or (find_key(rest) is None and len(rest.split()) > _MOST_OF_TRY):
        return None
    key = words[0].rstrip(":=").casefold()
    is_known = (key in SETTING_KINDS and key not in ALSO_MEMBERS) or _is_summary(rest)
    is_known |= (find_key(rest) or ("",))[0] == "timezone"  # one's own is "my time zone"
    if not (is_of_group or is_known) and read_line(f"set {said.rest}", said.names, said.domain):
        return None
    if _is_summary(rest):  # "summary to members" has its "to" in the name
        return group, rest
    value = words[1].removeprefix("=").removeprefix("to ").strip() if len(words) > 1 else ""
    return group, f"{key} {value}".strip()


def _is_summary(rest: str) -> bool:
    """Whether "summary weekly" is how often a group has one; "résumé hebdomadaire" is no such."""
    key, value = find_key(rest) or ("", "")
    return key.startswith("summary_") and bool(value) and find_word(rest) is None


def _cases(said: TaskLine) -> Read:
    """A title behind a colon; the end of the round, its last day, or one's own choice without."""
    group, rest = said.split_group()
    if not rest or said.has_colon or fold_word(rest) in ENDING or _CHOICE.fullmatch(rest):
        return group, rest
    first, _, behind = rest.partition(" ")
    return (group, rest) if fold_word(first) in UNTIL and looks_like_date(behind) else None


def _split(said: TaskLine) -> Read:
    group, rest = said.split_group()
    words = [each for each in rest.split() if fold_word(each) not in SMALL | GROUP_WORDS]
    if not words:
        return group, ""
    if len(words) != 1:
        return None
    number = words[0] if words[0].isdecimal() else str(NUMBERS.get(fold_word(words[0]), ""))
    return (group, number) if number else None


def _subgroup(said: TaskLine) -> Read:
    """`create NAME: TITLE`, `add NAME ADDR…`, `remove NAME ADDR…`."""
    if said.phrase == "subgroup create":
        step, rest = "create", said.rest
    else:
        first, _, rest = said.rest.partition(" ")
        step = STEPS.get(fold_word(first), "")
    rest = rest.strip()
    if step == "create":
        hit = _NAMED.fullmatch(rest)
        return (None, f"create {hit[1].casefold()}: {hit[2].strip()}") if hit else None
    name, _, people = rest.partition(" ")
    is_name = said.group(name) is not None or _NAME.fullmatch(name.casefold()) is not None
    if not step or not is_name or (people and not holds_addresses(people)):
        return None
    return None, f"{step} {name.casefold().strip(':')} {people}".strip()


def _report(said: TaskLine) -> Read:
    """`[SUBGROUP | all] [DATE]`."""
    words = said.rest.split()
    while words and fold_word(words[0]) in SMALL | OF | UNTIL:
        del words[0]
    subgroup = ""
    if words and (named := said.group(words[0])):
        subgroup = named
    elif words and fold_word(words[0]) in ALL:
        subgroup = "all"
    rest = words[1:] if subgroup else words
    while rest and fold_word(rest[0]) in SMALL | UNTIL:
        del rest[0]
    date = " ".join(rest)
    if date and not looks_like_date(date):
        return None
    return None, f"{subgroup} {date}".strip()


def _log(said: TaskLine) -> Read:
    group, rest = said.split_group()
    numbers = [each for each in rest.split() if each.isdecimal()]
    others = [fold_word(each) for each in rest.split() if not each.isdecimal()]
    units = [SPANS[each] for each in others if each in SPANS]
    if len(units) == 1:
        numbers = [str(int(numbers[0] if numbers else 1) * units[0])]
        others = [each for each in others if each not in SPANS]
    if len(numbers) > 1 or not all(each in SMALL | DAYS for each in others):
        return None
    return group, numbers[0] if numbers else ""


def _nudge(said: TaskLine) -> Read:
    group, rest = said.split_group()
    words = [each for each in fold_word(rest).split() if each not in SMALL]
    kind = KINDS.get(" ".join(words)) if words else ""
    return None if kind is None else (group, kind)


def _announce(said: TaskLine) -> Read:
    """`SUBJECT`, or `all: SUBJECT` where those without mail are meant, too."""
    group, rest = said.split_group() if not said.has_colon else (None, said.rest)
    head, colon, behind = rest.partition(":")
    if colon and (fold_word(head) in ALL or fold_word(head) in TO_ALL):
        return (group, f"all: {behind.strip()}") if behind.strip() else None
    return (group, rest) if rest else None


def _handover(said: TaskLine) -> Read:
    """`ADDRESS [until DATE]`."""
    group, rest = said.split_group()
    words = [each for each in rest.split() if fold_word(each) not in SMALL | GROUP_WORDS]
    addresses = [each for each in words if "@" in each]
    others = [each for each in words if "@" not in each]
    if len(addresses) != 1:
        return None
    while others and fold_word(others[0]) in UNTIL:
        del others[0]
    date = " ".join(others)
    if date and not looks_like_date(date):
        return None
    address = addresses[0].strip("<>,;:")
    return group, f"{address} until {date}" if date else address


_ADDRESS: Final = re.compile(r"[^\s@<>\",;:]+@[^\s@<>\",;:]+")
_COLON: Final = re.compile(r">?\s*:\s")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NAME_TRIED: Final = re.compile(r"[\"'<]?\w[^\s,;:?!]{0,99}")
_AROUND: Final = "\"'<>."
_NAMED: Final = re.compile(r"[\"'<]?([A-Za-z0-9][A-Za-z0-9-]{0,60})[\"'>]?\s*[:=–—]\s*(\S.{0,250})")
_MOST_OF_TRY: Final = 3  # words behind "set" that name no setting; more is prose
_LONGEST: Final = 500  # characters that are looked at
_REASON: Final = 4  # words behind a comma
_MOST_BESIDE: Final = 4  # words of a name
_CHOICE: Final = re.compile(r"\d{1,2}(?:\s*,\s*\d{1,2})?")

SHAPES: Final[Mapping[str, Callable[[TaskLine], Read]]] = {
    "create": _create,
    "invite": _people_or_text,
    "invited": _nothing,
    "add": _added,
    "remove": _people_or_list,
    "ban": _people_or_list,
    "unban": _people_or_list,
    "role": _role,
    "moderate": _moderate,
    "rename": _rename,
    "settings": _nothing,
    "set": _set,
    "welcome": _nothing,
    "questions": _nothing,
    "description": _nothing,
    "cases": _cases,
    "split": _split,
    "subgroup": _subgroup,
    "report": _report,
    "desk": _nothing,
    "nudge": _nudge,
    "note": _note,
    "announce": _announce,
    "handover": _handover,
    "log": _log,
    "held": _nothing,
}
