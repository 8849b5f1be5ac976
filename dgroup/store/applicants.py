"""People on their way into groups: who asked, what was decided, and what we wrote them lately."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dgroup.domain.model import Group, Person, Status
from dgroup.mail.address import fold
from dgroup.store import groups
from dgroup.store.database import Readable, named, value_of
from dgroup.store.groups import Defaults

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Sent:
    """How many letters went out in a day.

    To one address, of the kinds asked for: `in_all`, and `here`, of one kind for the group at hand.
    `to_strangers`: of any kind, by this group to addresses that are nobody's we know.
    """

    in_all: int
    here: int
    to_strangers: int


@dataclass(frozen=True, slots=True)
class Admission:
    """What was decided on a request to join: `by` an address, "operator", or "" for nobody."""

    by: str
    decision: Literal["admitted", "declined", "dropped", "lapsed", "left"]
    at_s: int


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A group below another, how many take part, and what the one who asks is there."""

    group: Group
    members: int
    standing: Status | None


async def sent_lately(
    store: Readable,
    address: str,
    group_id: int | None,
    template: str,
    templates: Sequence[str],
    now_s: int,
) -> Sent:
    """Count the letters of a day: see `Sent`; `template` is the one counted `here`."""
    since_s = now_s - _DAY_S
    counted, strangers = await store.read(
        named(
            "count-letters",
            folded=fold(address),
            since_s=since_s,
            group_id=group_id,
            template=template,
            templates=json.dumps(list(templates)),
        ),
        named("count-answers-to-strangers", group_id=group_id, since_s=since_s),
    )
    return Sent(counted[0]["in_all"], counted[0]["here"], strangers[0]["answers"])


async def person_of(store: Readable, member_id: int) -> Person | None:
    """Return whose membership this is; None where it was erased."""
    (rows,) = await store.read(named("find-applicant", member_id=member_id))
    if not rows:
        return None
    return value_of(Person, rows[0], is_concealed=bool(rows[0]["is_concealed"]))


async def decided(store: Readable, group_id: int, member_id: int, since_s: int) -> Admission | None:
    """Return what has been decided on a request that was made at `since_s`; None for nothing."""
    (rows,) = await store.read(
        named("find-admission", group_id=group_id, object=f"member {member_id}", since_s=since_s)
    )
    return Admission(rows[0]["actor"], rows[0]["action"], rows[0]["at_s"]) if rows else None


async def last_request(store: Readable, group_id: int, member_id: int, now_s: int) -> str | None:
    """Return what came last of a request to join in a day, as in the audit; None for no request.

    That is "asked to join", or how it was decided (see `Admission`; leaving decides nothing).
    """
    (rows,) = await store.read(
        named(
            "find-last-request",
            group_id=group_id,
            object=f"member {member_id}",
            since_s=now_s - _DAY_S,
        )
    )
    return str(rows[0]["action"]) if rows else None


async def put_out(store: Readable, member_ids: Iterable[int], since_s: int) -> frozenset[int]:
    """Return which of these memberships are not their members' own to take up again.

    Those that somebody in charge has ended, or declined since then and not renewed.
    """
    ids = json.dumps(list(member_ids))
    (rows,) = await store.read(named("list-put-out", member_ids=ids, since_s=since_s))
    return frozenset(row["id"] for row in rows)


async def lapsed(store: Readable, now_s: int) -> list[int]:
    """Return the ids of pending members on whom nobody can decide any more."""
    (rows,) = await store.read(named("list-lapsed", now_s=now_s))
    return [row["member_id"] for row in rows]


async def subgroups(
    store: Readable, group: Group, person_id: int | None, defaults: Defaults
) -> list[Subgroup]:
    """Return the living groups below one, by name, hidden ones too."""
    (rows,) = await store.read(
        named("list-subgroups-with-sizes", group_id=group.id, person_id=person_id)
    )
    return [Subgroup(groups.read(row, defaults), row["members"], row["standing"]) for row in rows]
