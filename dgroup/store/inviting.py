"""Who has been invited to a group: what they said, when they were asked, and whom to remind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.domain.effects import Reader
from dgroup.domain.model import Group, Status
from dgroup.store.database import Readable, named, value_of

MOST_UNASKED: Final = 3
"""So many letters a day to somebody who never asked; then people wait with the next."""

_DAY_S: Final = 86_400
_UNASKED: Final = ("join/invitation", "managing/added")


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited; `said` is "" where others have ended it before they answered.

    `reminders`: how often they were reminded, while they have said nothing.
    """

    member_id: int
    person_id: int
    name: str
    address: str
    status: Status
    invited_s: int
    reminders: int
    said: Literal["yes", "no", "waiting", ""]


@dataclass(frozen=True, slots=True)
class Asked:
    """What happened before between a group and somebody: when, as far as it did.

    `ended_s`: when they stopped taking part, of their own will or not.
    """

    member_id: int
    status: Status
    invited_s: int | None
    ended_s: int | None
    declined_s: int | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Somebody who has not answered an invitation, with the address it went to."""

    member_id: int
    group_id: int
    person_id: int
    name: str
    language: str | None
    address: str
    invited_s: int

    def reader(self, group: Group) -> Reader:
        """Who reads what is sent to them."""
        return Reader(self.address, self.language or group.language, self.person_id, self.name)


async def invited(store: Readable, group: Group) -> list[Invited]:
    """Return everybody who was invited to a group, the longest ago first."""
    (rows,) = await store.read(named("list-invited", group_id=group.id))
    return [value_of(Invited, row) for row in rows]


async def asked_before(store: Readable, member_ids: Iterable[int]) -> Mapping[int, Asked]:
    """Return what happened before, by member id; nothing for those who never had a membership."""
    ids = json.dumps(list(member_ids))
    (rows,) = await store.read(named("find-asked-before", member_ids=ids))
    return {row["member_id"]: value_of(Asked, row) for row in rows}


async def pestered(store: Readable, addresses: Iterable[str], now_s: int) -> Mapping[str, int]:
    """Return which folded addresses had enough letters of the last day that they did not ask for.

    Address -> when the last one went: by groups of the whole site together, invited or added.
    """
    (rows,) = await store.read(
        named(
            "count-unasked-letters",
            addresses=json.dumps(list(addresses)),
            since_s=now_s - _DAY_S,
            templates=json.dumps(_UNASKED),
        )
    )
    return {row["folded"]: row["last_s"] for row in rows if row["letters"] >= MOST_UNASKED}


async def unanswered(store: Readable, before_s: int, most: int) -> list[Unanswered]:
    """Return whom to remind: invited before `before_s`, silent since, and never reminded."""
    (rows,) = await store.read(named("list-unanswered-invitations", before_s=before_s, most=most))
    return [value_of(Unanswered, row) for row in rows]
