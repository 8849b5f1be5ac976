"""Who is in charge of a group: its facilitators, else those of the group above, else the operator.

The same people get what is forwarded to `psc-owner@` (`queue-forward-…` in queue.sql).
"""

from __future__ import annotations

from dataclasses import dataclass

from dgroup.domain.authority import Actor
from dgroup.domain.effects import Reader
from dgroup.domain.model import Group
from dgroup.mail.address import fold
from dgroup.store import people
from dgroup.store.belonging import read_member
from dgroup.store.database import Readable, named


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Somebody in charge of a group, with the address to which their mail goes.

    `member_id` is their membership of the group or of its parent. Both ids are None for an operator
    whom the site does not know, `member_id` for any operator; `language` where they said none.
    """

    person_id: int | None
    member_id: int | None
    address: str
    name: str
    language: str | None

    def reader(self, group: Group) -> Reader:
        """Make them the reader of a letter about `group`, in their language, else the group's."""
        return Reader(self.address, self.language or group.language, self.person_id, self.name)


async def facilitators(store: Readable, group: Group, owner: str) -> list[Facilitator]:
    """Return who decides what waits for people in charge of `group`; never nobody.

    The active facilitators of the group, else of its parent, else `owner`, the operator's address.
    """
    (rows,) = await store.read(named("find-facilitators", group_id=group.id))
    active = [row for row in rows if row["status"] == "active"]
    if active:
        return [
            Facilitator(
                row["person_id"], row["member_id"], row["address"], row["name"], row["language"]
            )
            for row in active
            if row["group_id"] == active[0]["group_id"]
        ]
    person = await people.find(store, owner)
    if person is None:
        return [Facilitator(None, None, owner, "", None)]
    return [Facilitator(person.id, None, owner, person.name, person.language)]


async def own_facilitators(store: Readable, group: Group) -> frozenset[int]:
    """Return the persons who are facilitators of the group itself, those with bounces as well."""
    (rows,) = await store.read(named("find-facilitators", group_id=group.id))
    return frozenset(row["person_id"] for row in rows if row["group_id"] == group.id)


async def is_in_charge(
    store: Readable, group: Group, owner: str, *, address: str, person_id: int | None
) -> bool:
    """Say whether somebody may decide for `group`: a facilitator of it or of its parent.

    Or the operator, by their own address. Those whose mail came back (disabled) still may.
    """
    actor = await actor_of(store, group, owner, address=address, person_id=person_id)
    return actor.is_in_charge


async def actor_of(
    store: Readable, group: Group, owner: str, *, address: str, person_id: int | None
) -> Actor:
    """Return what somebody is in `group` and in the one above it, for `authority.may`."""
    (rows,) = await store.read(
        named(
            "find-standing", group_id=group.id, parent_id=group.parent_id, person_id=person_id or 0
        )
    )
    found = {row["group_id"]: read_member(row) for row in rows}
    above = found.get(group.parent_id) if group.parent_id is not None else None
    return Actor(found.get(group.id), above, is_operator=fold(address) == fold(owner))


async def led_by(store: Readable, address: str, owner: str) -> frozenset[int]:
    """Return the groups that somebody may do things for: their own, with those below them.

    The operator's are all of them.
    """
    is_operator = int(fold(address) == fold(owner))
    (rows,) = await store.read(named("list-led", folded=fold(address), is_operator=is_operator))
    return frozenset(row["id"] for row in rows)
