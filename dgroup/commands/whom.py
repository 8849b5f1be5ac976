"""Whom of a group a facilitator means: by address, or by a name that only one member has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import Desk
from dgroup.domain.model import Member, Person
from dgroup.domain.sentences import fold_text
from dgroup.mail.address import Mailbox, fold
from dgroup.reading.endings import without_ending
from dgroup.reading.pasted import read_pasted
from dgroup.store import belonging, people
from dgroup.store.facilitators import own_facilitators

MOST = 500
"""So many people are read in one mail."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with a membership of the group at hand, of whatever status."""

    person: Person
    member: Member

    @property
    def shown(self) -> str:
        """What a facilitator reads of them; the address tells those of one name apart."""
        person = self.person
        return f"{person.name} <{person.address}>" if person.name else person.address


@dataclass(frozen=True, slots=True)
class Whom:
    """Those who were named: with a membership, or (`strangers`) without one.

    `unclear`: lines that are nobody's name here, or several people's, or no readable address.
    """

    known: tuple[Known, ...]
    strangers: tuple[Mailbox, ...]
    unclear: tuple[str, ...]


async def find_whom(text: str, desk: Desk) -> Whom:
    """Find out whom a text names, in its order; of others it is not said whether we know them."""
    group = at_hand(desk)
    text = without_ending(text, desk.reader.name)
    pasted = read_pasted(text, MOST)
    known = await people.known(desk.store, [fold(each.address) for each in pasted.people])
    in_order = [known.get(fold(each.address)) for each in pasted.people]
    persons = {each.id: each for each in in_order if each is not None}
    lines = dict.fromkeys([*pasted.unreadable, *_beside_addresses(text)])
    named, unclear = await _by_name(list(lines), desk)
    persons |= {each.id: each for each in named}
    standing = await people.among(desk.store, group, list(persons))
    ids = [member_id for member_id, _, _ in standing.values()]
    places = await belonging.by_ids(desk.store, ids, desk.defaults)
    members = {member.person_id: member for _, member in places}
    strangers = [
        each
        for each in pasted.people
        if (person := known.get(fold(each.address))) is None or person.id not in members
    ]
    return Whom(
        tuple(Known(person, members[id_]) for id_, person in persons.items() if id_ in members),
        tuple(strangers),
        unclear,
    )


def _beside_addresses(text: str) -> list[str]:
    """Names that stand with addresses on one line and belong to none: "a@…, b@… and Dirk"."""
    found: list[str] = []
    for line in text.split("\n")[:MOST]:
        if "@" not in line:
            continue
        if hit := _FIRST.match(line):
            found += _BETWEEN.split(hit[1])
        behind = _ADDRESS.split(line)[-1]
        if hit := _LAST.match(behind):
            found += _BETWEEN.split(hit[1])
    return [name for each in found if (name := each.strip(" .,;<>()"))]


_ADDRESS = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")
_BETWEEN = re.compile(r"\s*[,;&]\s*|\s+(?:and|en|et|y|e)\s+", re.IGNORECASE)
_FIRST = re.compile(r"\s*([^@<>]{1,200}?)(?:\s*,)?\s+(?:and|en|et|y)\s+[^\s@<>]+@", re.IGNORECASE)
_LAST = re.compile(r"[>)\s]*(?:[,;&]\s*(?:and|en|et|y)?|\s(?:and|en|et|y))\s+(.+)$", re.IGNORECASE)


async def is_last_facilitator(whom: Iterable[Known], desk: Desk) -> bool:
    """Say whether the group would have no facilitator without these people."""
    leading = await own_facilitators(desk.store, at_hand(desk))
    return bool(leading) and leading <= {each.person.id for each in whom}


def is_asker(known: Known, desk: Desk) -> bool:
    """Say whether it is the asker who is named."""
    return desk.asker.person is not None and desk.asker.person.id == known.person.id


_LONGEST_NAME = 200  # characters of a line


async def _by_name(lines: Iterable[str], desk: Desk) -> tuple[list[Person], tuple[str, ...]]:
    """The people whom lines without an address name, and the lines that name nobody, or several."""
    unclear: list[str] = []
    found: list[Person] = []
    named = [line for line in lines if line.strip() and "@" not in line][:MOST]
    rows = await people.members(desk.store, at_hand(desk)) if named else []
    by_word: dict[str, dict[str, frozenset[str]]] = {}  # word -> address -> words of the name
    for each in rows:
        folded = frozenset(fold_text(each.name).split())
        for word in folded:
            by_word.setdefault(word, {})[each.address] = folded
    looked_up = frozenset(named)
    for line in lines:
        words = frozenset(fold_text(line[:_LONGEST_NAME]).split()) if line in looked_up else None
        known = by_word.get(next(iter(words)), {}) if words else {}
        called = [address for address, folded in known.items() if words and words <= folded]
        person = None
        if len(called) == 1:
            person = await people.find(desk.store, called[0])
        if person is None:
            unclear.append(line)
        else:
            found.append(person)
    return found, tuple(unclear)
