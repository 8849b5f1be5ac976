"""Whom a facilitator's word would reach now: the lines of the desk that offer to write to many.

Counted by the queries that a nudge itself goes by, so that nothing is offered that is then refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dgroup.domain.figures import MOST_NAMED, Counted
from dgroup.domain.model import Group
from dgroup.store import nudging
from dgroup.store.database import Readable
from dgroup.store.nudging import Nudgeable

CHOOSING: Final = frozenset({"cases"})
"""The kinds of activities in which members are asked to choose."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who would be written to about something: `in_all`, the first of them by name.

    `key` is the line's, as `desk_replies.py` reads it; `title` that of cases. `last_s`: when others
    were last written to about it, within two weeks; 0 where nobody was, or nobody is left for whom
    it is still true.
    """

    key: str
    names: tuple[str, ...]
    in_all: int
    last_s: int
    title: str = ""

    @property
    def topic(self) -> str:
        """What it is about, without which."""
        return self.key.partition(" ")[0]


async def reaches(
    store: Readable, group: Group, counted: Counted, now_s: int
) -> dict[str, tuple[Reach, ...]]:
    """Return by topic whom a nudge would reach; what has neither been said nor can be is left out.

    `counted` is the group's week, without what such a group does without (`figures.report`).
    """
    found: dict[str, tuple[Reach, ...]] = {}
    if counted.asked > counted.introduced:
        to = await nudging.to_introduce(store, group, now_s, MOST_NAMED)
        found["introductions"] = await _reach("introductions", to, store, group, now_s)
    if counted.silent_in_all:
        to = await nudging.to_wake(store, group, now_s, MOST_NAMED)
        found["silent"] = await _reach("silent", to, store, group, now_s)
    for each in counted.due:
        if each.kind in CHOOSING and each.unanswered:
            to = await nudging.to_choose(store, group, each.activity_id, now_s, MOST_NAMED)
            key = f"cases {each.activity_id}"
            reach = await _reach(key, to, store, group, now_s, each.title)
            found["cases"] = found.get("cases", ()) + reach
    if counted.invited:
        to = await nudging.to_invite_again(store, group, now_s, MOST_NAMED)
        found["invitations"] = await _reach("invitations", to, store, group, now_s)
    return found


async def _reach(
    key: str, to: Nudgeable, store: Readable, group: Group, now_s: int, title: str = ""
) -> tuple[Reach, ...]:
    action, since_s = f"nudge {key.partition(' ')[0]}", now_s - nudging.AGAIN_S
    last = await nudging.last_act(store, group, action, f"group {group.id}", since_s)
    if last is None and not to.in_all:
        return ()
    names = tuple(each.name or each.address for each in to.people)
    return (Reach(key, names, to.in_all, last.at_s if last else 0, title),)
