"""Which members of a group somebody names, one a line: by any address of theirs, or by name.

Pure. What is no member's is never guessed at: it is said back to whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from dgroup.domain.sentences import fold_text
from dgroup.domain.words import fold_word
from dgroup.domain.words.tasks import find_task
from dgroup.mail.address import fold
from dgroup.store.subgroups import Company, Fellow

MOST: Final = 500
"""So many lines are read; longer lists come from the command line."""


@dataclass(slots=True)
class Named:
    """Who was named, in that order; `facilitators` by person id.

    `strangers` are addresses of nobody in the group; `unclear` are lines that are nobody's name, or
    several people's. `purpose`: what else was written, which says what for.
    """

    people: list[Fellow] = field(default_factory=list)
    facilitators: set[int] = field(default_factory=set)
    strangers: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    purpose: str = ""


def read_named(text: str, company: Company) -> Named:
    """Read a list of members, with a line or more about what for.

    A line may be labelled ("facilitator: anna@…", "purpose: …"), and marked "+ facilitator". What
    names nobody is prose from three words on where nobody has been named before, else from five.
    """
    found, called = Named(), _Called(company.fellows)
    prose: list[str] = []
    for line in text.splitlines()[:MOST]:
        bare = _BULLET.sub("", line.strip())
        label, _, rest = bare.partition(":")
        is_facilitator = False
        if rest.strip() and (task := find_task(label)) is not None and task.verb == "description":
            prose.append(rest.strip())
            continue
        if rest.strip() and fold_word(label) in _FACILITATORS | _MEMBERS:
            bare, is_facilitator = rest.strip(), fold_word(label) in _FACILITATORS
        head, plus, mark = bare.rpartition("+")
        if plus and fold_word(mark) in _FACILITATORS:
            bare, is_facilitator = head.strip(), True
        if bare and not _take(bare, found, company, called, is_facilitator=is_facilitator):
            is_prose = len(bare.split()) >= (_PROSE_BELOW if found.people else _PROSE)
            (prose if is_prose and not is_facilitator else found.unclear).append(bare)
    found.purpose = "\n".join(prose)
    return found


_PROSE: Final = 3  # words
_PROSE_BELOW: Final = 5
_BULLET: Final = re.compile(r"^(?:[-*•–]\s+|\d{1,3}[.)]\s+)")
_ADDRESS: Final = re.compile(r"[^\s<>,;:()\[\]\"']+@[^\s<>,;:()\[\]\"']+")
_BETWEEN: Final = re.compile(r"[,;&]|\s(?:and|en|et|y)\s")
_FACILITATORS: Final = frozenset(
    "facilitator facilitators facilitatoren begeleider begeleiders facilitateur facilitateurs"
    " facilitatrice facilitatrices animateur animatrice animation facilitation facilitador"
    " facilitadora facilitadores facilitadoras facilitacion moderator coordinator".split()
)
_MEMBERS: Final = frozenset(
    "member members people lid leden deelnemers membre membres personnes participants miembro"
    " miembros personas participantes".split()
)


def _take(
    line: str, found: Named, company: Company, called: _Called, *, is_facilitator: bool
) -> bool:
    """Note whom a line names; False where it names nobody."""
    if "@" in line:
        for address in _ADDRESS.findall(line):
            fellow = company.by_address.get(fold(address.removeprefix("mailto:").rstrip(".")))
            if fellow is None:
                found.strangers.append(address)
            else:
                _note(fellow, found, is_facilitator=is_facilitator)
        return True
    for parts in _ways_to_part(line):
        meant = [called.by(part) for part in parts]
        if all(len(each) == 1 for each in meant):
            for (fellow,) in meant:
                _note(fellow, found, is_facilitator=is_facilitator)
            return True
    return False


def _ways_to_part(line: str) -> Iterator[list[str]]:
    """One name; or several, between commas; or several, each one word."""
    yield [line]
    yield [part for part in map(str.strip, _BETWEEN.split(line)) if part]
    yield line.split()


class _Called:
    """Who is called what, found by any word of a name."""

    def __init__(self, fellows: Sequence[Fellow]) -> None:
        self._by_word: dict[str, list[tuple[list[str], Fellow]]] = {}
        for each in fellows:
            words = fold_text(each.person.name).split()
            for word in set(words):
                self._by_word.setdefault(word, []).append((words, each))

    def by(self, name: str) -> list[Fellow]:
        """Who has exactly this name; else all whose name has these words."""
        words = fold_text(name).split()
        if not words or len(words) > _LONGEST_NAME:
            return []
        known = self._by_word.get(words[0], [])
        exact = [each for own, each in known if own == words]
        return exact or [each for own, each in known if set(words) <= set(own)]


_LONGEST_NAME: Final = 8  # words


def _note(fellow: Fellow, found: Named, *, is_facilitator: bool) -> None:
    if fellow not in found.people:
        found.people.append(fellow)
    if is_facilitator:
        found.facilitators.add(fellow.person.id)
