"""People, their addresses and their memberships, as the command line and decisions need them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dgroup.domain.model import DeliveryChoice, Group, Member, Person, Role, Status
from dgroup.mail.address import fold
from dgroup.store.database import Readable, Row, named, value_of


@dataclass(frozen=True, slots=True)
class Membership:
    """One line of a list of members, or of a person's groups."""

    id: int
    group_id: int
    person_id: int
    group: str
    address: str
    name: str
    role: Role
    delivery: DeliveryChoice
    status: Status
    is_moderated: bool
    joined_s: int
    introduced_s: int | None


async def find(store: Readable, address: str) -> Person | None:
    """Return whoever has this address (any of their addresses), or None."""
    (rows,) = await store.read(named("get-person", folded=fold(address)))
    return _person(rows[0]) if rows else None


async def sender(
    store: Readable, group_id: int | None, address: str
) -> tuple[Person | None, Member | None]:
    """Return who has this address, and their membership of a group, of whatever status."""
    (rows,) = await store.read(named("find-sender", group_id=group_id, folded=fold(address)))
    person, member, _ = read_sender(group_id or 0, rows)
    return person, member


def read_sender(group_id: int, rows: Sequence[Row]) -> tuple[Person | None, Member | None, bool]:
    """Read what `find-sender` found: who, as what in the group, and whether below it."""
    if not rows:
        return None, None, False
    row = rows[0]
    person = _person({**row, "id": row["person_id"]})
    is_below = bool(row["is_subgroup_member"])
    if row["member_id"] is None:
        return person, None, is_below
    member = value_of(
        Member,
        row,
        id=row["member_id"],
        group_id=group_id,
        is_moderated=bool(row["is_moderated"]),
        is_exempt=bool(row["is_exempt"]),
        has_copy=None if row["has_copy"] is None else bool(row["has_copy"]),
        is_text_only=bool(row["is_text_only"]),
        has_mime_digest=bool(row["has_mime_digest"]),
        is_trusted=bool(row["is_trusted"]),
    )
    return person, member, is_below


async def search(store: Readable, text: str, most: int = 200) -> list[Person]:
    """Return the people whose name or address holds `text`, at most `most`."""
    pattern = f"%{text.casefold()}%"
    (rows,) = await store.read(named("find-people", pattern=pattern, most=most))
    return [_person(row) for row in rows]


async def addresses(store: Readable, person_id: int) -> list[str]:
    """Return all addresses of a person, the first known first."""
    (rows,) = await store.read(named("list-addresses", person_id=person_id))
    return [row["address"] for row in rows]


async def known(store: Readable, folded: Iterable[str]) -> Mapping[str, Person]:
    """Return who has these folded addresses; of those that nobody has, nothing."""
    (rows,) = await store.read(named("find-persons", folded=json.dumps(list(folded))))
    return {row["folded"]: _person(row) for row in rows}


async def among(
    store: Readable, group: Group, person_ids: Sequence[int]
) -> Mapping[int, tuple[int, Status, Role]]:
    """Return (member id, status, role) of those persons who are or were members, by person id."""
    ids = json.dumps(list(person_ids))
    (rows,) = await store.read(named("find-members", group_id=group.id, person_ids=ids))
    return {row["person_id"]: (row["id"], row["status"], row["role"]) for row in rows}


async def members(store: Readable, group: Group, *, is_all: bool = False) -> list[Membership]:
    """Return the members of a group by address; `is_all` also those who are no longer."""
    (rows,) = await store.read(named("list-members", group_id=group.id, is_all=int(is_all)))
    return [_membership(row, group.name, row["address"], row["name"]) for row in rows]


async def memberships(store: Readable, person: Person) -> list[Membership]:
    """Return all memberships of a person, by group."""
    (rows,) = await store.read(named("list-memberships", person_id=person.id))
    return [_membership(row, row["group_name"], person.address, person.name) for row in rows]


def _person(row: Row) -> Person:
    return value_of(Person, row, is_concealed=bool(row["is_concealed"]))


def _membership(row: Row, group: str, address: str, name: str) -> Membership:
    return value_of(
        Membership,
        row,
        group=group,
        address=address,
        name=name,
        is_moderated=bool(row["is_moderated"]),
    )
