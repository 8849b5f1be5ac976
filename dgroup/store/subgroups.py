"""What it takes to put members of a group together in a group below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dgroup.domain.effects import Reader
from dgroup.domain.model import Arrangement, Group, Person, Role
from dgroup.store.database import Readable, Row, named, value_of


@dataclass(frozen=True, slots=True)
class Fellow:
    """Somebody who takes part in a group, and how mail comes to them there."""

    member_id: int
    person: Person
    role: Role
    arrangement: Arrangement
    is_moderated: bool = False

    def reader(self, group: Group) -> Reader:
        """Make them the reader of a letter about `group`, in their language, else the group's."""
        person = self.person
        return Reader(person.address, person.language or group.language, person.id, person.name)


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody who takes part in a group, by address; `by_address`: folded, any of theirs."""

    fellows: tuple[Fellow, ...]
    by_address: Mapping[str, Fellow]


async def company(store: Readable, group: Group) -> Company:
    """Return who takes part in a group now (active and disabled members)."""
    rows, addresses = await store.read(
        named("list-fellows", group_id=group.id), named("list-own-addresses", group_id=group.id)
    )
    fellows = tuple(map(_fellow, rows))
    by_person = {each.person.id: each for each in fellows}
    return Company(
        fellows,
        {
            row["folded"]: by_person[row["person_id"]]
            for row in addresses
            if row["person_id"] in by_person
        },
    )


def _fellow(row: Row) -> Fellow:
    return Fellow(
        row["member_id"],
        value_of(Person, row, id=row["person_id"], is_concealed=bool(row["is_concealed"])),
        row["role"],
        value_of(
            Arrangement,
            row,
            has_copy=None if row["has_copy"] is None else bool(row["has_copy"]),
            is_text_only=bool(row["is_text_only"]),
            has_mime_digest=bool(row["has_mime_digest"]),
        ),
        bool(row["is_moderated"]),
    )
