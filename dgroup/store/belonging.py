"""The groups that a person belongs to, each with how their membership stands there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from dgroup.domain.model import Group, Member, Person
from dgroup.store import groups
from dgroup.store.database import Readable, Row, named, value_of
from dgroup.store.groups import Defaults

Place = tuple[Group, Member]


async def of_person(store: Readable, person_id: int, defaults: Defaults) -> list[Place]:
    """Return all memberships of a person, of whatever status, by the group's name."""
    rows, group_rows = await store.read(
        named("list-memberships", person_id=person_id),
        named("list-groups-of-person", person_id=person_id),
    )
    return _joined(rows, group_rows, defaults)


async def by_ids(store: Readable, member_ids: Iterable[int], defaults: Defaults) -> list[Place]:
    """Return those of these memberships that there still are, by the group's name."""
    ids = json.dumps(list(member_ids))
    rows, group_rows = await store.read(
        named("get-members", member_ids=ids), named("list-groups-of-members", member_ids=ids)
    )
    return _joined(rows, group_rows, defaults)


async def person(store: Readable, person_id: int | None) -> Person | None:
    """Return the person of an id; None where there is none, or none any more."""
    (rows,) = await store.read(named("get-person-by-id", person_id=person_id))
    if not rows:
        return None
    return value_of(Person, rows[0], is_concealed=bool(rows[0]["is_concealed"]))


def read_member(row: Row) -> Member:
    """Make a row of `member` a value."""
    return value_of(
        Member,
        row,
        is_moderated=bool(row["is_moderated"]),
        is_exempt=bool(row["is_exempt"]),
        has_copy=None if row["has_copy"] is None else bool(row["has_copy"]),
        is_text_only=bool(row["is_text_only"]),
        has_mime_digest=bool(row["has_mime_digest"]),
        is_trusted=bool(row["is_trusted"]),
    )


def _joined(rows: Sequence[Row], group_rows: Sequence[Row], defaults: Defaults) -> list[Place]:
    found = {row["id"]: groups.read(row, defaults) for row in group_rows}
    return sorted(
        ((found[row["group_id"]], read_member(row)) for row in rows if row["group_id"] in found),
        key=lambda place: place[0].name,
    )
