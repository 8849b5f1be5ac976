"""People become members: known by any of their addresses, or met now; nobody twice.

Reads only, and returns effects, a few thousand people in three hops. Whether they may join is asked
elsewhere: this is for those whom somebody in charge adds, who need not introduce themselves
(DECISIONS 6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dgroup.domain.effects import Admit, Call, Effect, Meet, Notify, Reader
from dgroup.domain.model import DeliveryChoice, Group, Person, Role
from dgroup.mail.address import fold
from dgroup.store import people
from dgroup.store.database import Transaction

Welcome = Literal["added", "again", "already", "banned"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be made a member; `address` is valid, `name` may be ""."""

    address: str
    name: str = ""
    role: Role = "member"
    delivery: DeliveryChoice = "each"


@dataclass(frozen=True, slots=True)
class Admission:
    """What becomes of one newcomer: `again` was a member before; the banned stay outside."""

    newcomer: Newcomer
    outcome: Welcome
    effects: tuple[Effect, ...] = ()


async def admit(
    tx: Transaction, group: Group, newcomers: Sequence[Newcomer], *, is_welcomed: bool = False
) -> list[Admission]:
    """Decide on newcomers, in their order; `is_welcomed` sends each who is added a letter."""
    folded = [fold(each.address) for each in newcomers]
    known = dict(await people.known(tx, folded))
    standing = await people.among(tx, group, [person.id for person in known.values()])
    found: list[Admission] = []
    done: set[int] = set()
    for key, newcomer in zip(folded, newcomers, strict=True):
        met: tuple[Effect, ...] = ()
        person = known.get(key)
        if person is None:
            person = Person(tx.new_id(), newcomer.name, newcomer.address, None)
            met = (Meet(person.id, tx.new_id(), person.address, person.name),)
            known[key] = person
        elif newcomer.name and not person.name:
            met = (Call(person.id, name=newcomer.name),)
        _, status, _ = standing.get(person.id, (0, "", ""))
        if person.id in done or status in ("active", "disabled"):
            found.append(Admission(newcomer, "already"))
        elif status == "banned":
            found.append(Admission(newcomer, "banned"))
        else:
            done.add(person.id)
            outcome: Welcome = "again" if status in ("left", "removed") else "added"
            admitted = _admit(tx.new_id(), group, person, newcomer)
            welcome = (_welcome(group, person),) if is_welcomed else ()
            found.append(Admission(newcomer, outcome, (*met, admitted, *welcome)))
    return found


def effects_of(admissions: Sequence[Admission]) -> Iterator[Effect]:
    """Return all that admissions do."""
    return (effect for each in admissions for effect in each.effects)


def count(admissions: Sequence[Admission]) -> Mapping[str, int]:
    """Count admissions by outcome."""
    counted: dict[str, int] = {"added": 0, "again": 0, "already": 0, "banned": 0}
    for each in admissions:
        counted[each.outcome] += 1
    return counted


def _admit(member_id: int, group: Group, person: Person, newcomer: Newcomer) -> Admit:
    return Admit(
        member_id=member_id,
        group_id=group.id,
        person_id=person.id,
        role=newcomer.role,
        status="active",
        delivery=newcomer.delivery,
        is_exempt=True,
    )


def _welcome(group: Group, person: Person) -> Notify:
    return Notify(
        template="members/welcome",
        reader=Reader(person.address, person.language or group.language, person.id, person.name),
        group_id=group.id,
        data={
            "name": group.name,
            "title": group.title,
            "address": group.address,
            "request_address": f"{group.name}-request@{group.domain}",
            "purpose": "",
        },
        automatic="auto-generated",
    )
