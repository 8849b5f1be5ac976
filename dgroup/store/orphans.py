"""Groups that nobody is in charge of any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dgroup.domain.model import Group
from dgroup.domain.routing import OPERATOR_GROUP
from dgroup.store import groups
from dgroup.store.database import Readable, named
from dgroup.store.groups import Defaults

WAIT_S: Final = 7 * 86_400
"""So long a group may be without a facilitator, from its founding or the last one's leaving on."""
LEAST: Final = 3
"""Groups with fewer members are still being made, or have ended by themselves."""
KIND: Final = "volunteers"
"""The kind of activity in which members are asked who would look after their group."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A group without a facilitator of its own or above it, `since_s`, with so many members.

    `asked_s`: when its members were last asked for a volunteer; None for never. `asking_id`: the
    activity in which they were; `told_s`: when the operator was last told of it, which is kept
    there.
    """

    group: Group
    members: int
    since_s: int
    asked_s: int | None
    asking_id: int | None
    told_s: int | None


async def orphans(store: Readable, now_s: int, defaults: Defaults) -> list[Orphan]:
    """Return the groups that have been without a facilitator for longer than `WAIT_S`, by name."""
    (rows,) = await store.read(
        named(
            "list-orphans",
            own=OPERATOR_GROUP,
            kind=KIND,
            least=LEAST,
            before_s=now_s - WAIT_S,
        )
    )
    return [
        Orphan(
            groups.read(row, defaults),
            row["members"],
            row["since_s"],
            row["asked_s"],
            row["asking_id"],
            row["told_s"],
        )
        for row in rows
    ]


async def has_facilitator(store: Readable, group: Group) -> bool:
    """Whether a facilitator of the group, or of the one above it, takes part."""
    (rows,) = await store.read(named("find-facilitators", group_id=group.id))
    return any(row["status"] == "active" for row in rows)
