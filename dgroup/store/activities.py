"""What groups do together: what is running, who answered what, who is still to be asked."""

from __future__ import annotations

import json
from dataclasses import dataclass

from dgroup.domain.effects import Reader
from dgroup.domain.model import Activity, Group
from dgroup.store.database import Readable, Row, named, value_of


@dataclass(frozen=True, slots=True)
class Response:
    """What one person answered to one item of an activity; `value` is its leaf's own."""

    person_id: int
    item: str
    value: str
    at_s: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """A member to whom an activity writes; `language` where they said none is None."""

    member_id: int
    person_id: int
    address: str
    name: str
    language: str | None

    def reader(self, group: Group) -> Reader:
        """Make them the reader of a letter, in their language, else the group's."""
        return Reader(self.address, self.language or group.language, self.person_id, self.name)


async def find(store: Readable, activity_id: int) -> Activity | None:
    """Return an activity, whatever its state; None where there is none of that id."""
    (rows,) = await store.read(named("get-activity", id=activity_id))
    return read(rows[0]) if rows else None


async def running(store: Readable, group_id: int, kind: str | None = None) -> list[Activity]:
    """Return what a group is at, the oldest first; `kind` None: of any kind."""
    (rows,) = await store.read(named("list-running", group_id=group_id, kind=kind))
    return [read(row) for row in rows]


async def running_everywhere(store: Readable) -> list[Activity]:
    """Return what all groups are at that have not closed, the oldest first."""
    (rows,) = await store.read(named("list-running-everywhere"))
    return [read(row) for row in rows]


async def responses(store: Readable, activity_id: int) -> list[Response]:
    """Return what has been answered; one for each person and item, the latest."""
    (rows,) = await store.read(named("list-responses", activity_id=activity_id))
    return [value_of(Response, row) for row in rows]


async def unasked(store: Readable, activity_id: int, most: int) -> list[Addressee]:
    """Return members who are still to be written to, at most `most`."""
    (rows,) = await store.read(named("list-unasked", activity_id=activity_id, most=most))
    return [value_of(Addressee, row) for row in rows]


async def unanswered(
    store: Readable, activity_id: int, asked_before_s: int, now_s: int, most: int
) -> list[Addressee]:
    """Return who was asked by then, answered nothing and was not reminded; nobody who rests."""
    (rows,) = await store.read(
        named(
            "list-unanswered",
            activity_id=activity_id,
            before_s=asked_before_s,
            now_s=now_s,
            most=most,
        )
    )
    return [value_of(Addressee, row) for row in rows]


def read(row: Row) -> Activity:
    """Make a row of `activity` a value."""
    return value_of(Activity, row, data=json.loads(row["data"]))
