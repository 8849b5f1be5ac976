"""Who is in charge of a group: its facilitators, else those of the group above, else the operator.

The same people get what is forwarded to `psc-owner@` (`queue-forward-…` in queue.sql).
"""

from __future__ import annotations

from dataclasses import dataclass

from dgroup.domain.effects import Reader
from dgroup.domain.model import Group
from dgroup.mail.address import fold
from dgroup.store import people
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


async def is_in_charge(
    store: Readable, group: Group, owner: str, *, address: str, person_id: int | None
) -> bool:
    """Say whether somebody may decide for `group`: a facilitator of it or of its parent.

    Or the operator, by their own address. Those whose mail came back (disabled) still may.
    """
    if fold(address) == fold(owner):
        return True
    (rows,) = await store.read(named("find-facilitators", group_id=group.id))
    return person_id is not None and person_id in {row["person_id"] for row in rows}
