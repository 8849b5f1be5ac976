"""Whom a facilitator may have written to: nobody who rests, and nobody twice in two weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dgroup.domain.figures import ANSWER_S, DAY_S, MONTH_S
from dgroup.domain.model import Group
from dgroup.store.activities import Addressee
from dgroup.store.database import Readable, Row, named, value_of

AGAIN_S: Final = 14 * DAY_S
"""Nobody is nudged again, for whatever, before that much time has passed."""

SETTLED_S: Final = 3 * DAY_S
"""Who was welcomed, or reminded by the robot, is left in peace for so long."""

# When the robot itself reminds members of their introduction, after their welcome, and a day more:
# of a reminder it is kept which one it was, not when (`server/introducing.py`).
_FIRST_S: Final = 4 * DAY_S
_LAST_S: Final = 11 * DAY_S


@dataclass(frozen=True, slots=True)
class Nudgeable:
    """Who can be written to now, the first of `in_all`; `exempt`: who need not say who they are."""

    people: tuple[Addressee, ...]
    in_all: int
    exempt: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A thread to which somebody's attention is drawn; `letter_id` is the mail that began it."""

    thread_id: int
    subject: str
    letter_id: int
    author: str
    author_name: str
    writers: int


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something, by their address, and when."""

    by: str
    at_s: int


async def to_introduce(store: Readable, group: Group, now_s: int, most: int) -> Nudgeable:
    """Return who has not said who they are and can be asked; nobody whom the robot just asked."""
    (rows,) = await store.read(
        named(
            "list-to-introduce",
            group_id=group.id,
            now_s=now_s,
            nudged_before_s=now_s - AGAIN_S,
            settled_s=now_s - SETTLED_S,
            first_s=_FIRST_S,
            last_s=_LAST_S,
            most=most,
        )
    )
    return _nudgeable(rows)


async def to_wake(store: Readable, group: Group, now_s: int, most: int) -> Nudgeable:
    """Return who has been silent for a month and can be asked."""
    (rows,) = await store.read(
        named(
            "list-to-wake",
            group_id=group.id,
            now_s=now_s,
            since_s=now_s - MONTH_S,
            nudged_before_s=now_s - AGAIN_S,
            most=most,
        )
    )
    return _nudgeable(rows)


async def to_choose(
    store: Readable, group: Group, activity_id: int, now_s: int, most: int
) -> Nudgeable:
    """Return who has not answered an activity and can be asked once more."""
    (rows,) = await store.read(
        named(
            "list-to-choose",
            group_id=group.id,
            activity_id=activity_id,
            now_s=now_s,
            nudged_before_s=now_s - AGAIN_S,
            most=most,
        )
    )
    return _nudgeable(rows)


async def to_invite_again(store: Readable, group: Group, now_s: int, most: int) -> Nudgeable:
    """Return who was invited three days ago or more, and has not answered."""
    (rows,) = await store.read(
        named(
            "list-to-invite-again",
            group_id=group.id,
            invited_before_s=now_s - ANSWER_S,
            nudged_before_s=now_s - AGAIN_S,
            most=most,
        )
    )
    return _nudgeable(rows)


async def last_act(
    store: Readable, group: Group, action: str, thing: str, since_s: int
) -> Act | None:
    """Return who last did something to a thing of a group since a time; None where nobody has."""
    (rows,) = await store.read(
        named(
            "find-last-note-about",
            group_id=group.id,
            action=action,
            object=thing,
            since_s=since_s,
        )
    )
    return Act(rows[0]["actor"], rows[0]["at_s"]) if rows else None


async def thread(store: Readable, group: Group, thread_id: int) -> AskedAbout | None:
    """Return a thread of a group as one asks about it; None where it is gone."""
    (rows,) = await store.read(
        named("find-thread-to-ask-about", group_id=group.id, thread_id=thread_id)
    )
    return value_of(AskedAbout, rows[0]) if rows else None


def _nudgeable(rows: list[Row]) -> Nudgeable:
    return Nudgeable(
        tuple(value_of(Addressee, row) for row in rows),
        rows[0]["in_all"] if rows else 0,
        frozenset(row["member_id"] for row in rows if row["is_exempt"]),
    )
