"""What is held is laid before the people in charge: one letter each, with a ticket each (R11).

A held post is mailed at once; what strangers write, and what a flood brings, once a day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.commands.desk import DAY_S, MODERATE_S, about, issued
from dgroup.domain.effects import Data, Effect, Hold, Notify, Tell
from dgroup.domain.model import Group
from dgroup.mail.parse import Letter
from dgroup.store.database import Readable, named
from dgroup.store.facilitators import Facilitator, facilitators

MOST_A_DAY: Final = 50
"""So many letters about held posts go out a day for one group; the rest is in the daily one."""

BY_MACHINES: Final = frozenset({"looks_automatic", "repeated", "too_fast"})
"""Where everybody is on holiday, that must not become a mail for each of them."""

UNASKED: Final = frozenset({"not_member", "not_introduced", *BY_MACHINES})
"""Reasons for which nobody is asked at once: strangers' posts and what machines may have written
are summed up, and who has yet to say who they are need no facilitator's leave."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the daily letter: a held post with the beginning of its words."""

    held_id: int
    author: str
    author_name: str
    subject: str
    opening: str
    received_s: int
    reason: str
    is_spam: bool


async def ask_facilitators(
    hold: Hold,
    group: Group,
    letter: Letter,
    store: Readable,
    new_id: Callable[[], int],
    *,
    owner: str,
    now_s: int,
    is_vouched: bool = False,
) -> tuple[Effect, ...]:
    """Return the letters about a post that is held now, for those in charge of `group`.

    `owner` is the operator's address; `is_vouched`: the front MTA has authenticated the mail.
    Nothing for reasons that ask nobody, and beyond `MOST_A_DAY`: the daily letter has those.
    """
    if hold.reason in UNASKED:
        return ()
    people = await facilitators(store, group, owner)
    (rows,) = await store.read(
        named(
            "count-letters-of-group",
            group_id=group.id,
            template="moderation/held",
            since_s=now_s - DAY_S,
        )
    )
    sent = rows[0]["letters"]
    if sent and sent + len(people) > MOST_A_DAY:
        return ()
    is_known = hold.person_id is not None or is_vouched
    data: Mapping[str, Data] = {
        **about(group),
        "letter_id": hold.letter_id,
        "reason": hold.reason,
        "max_bytes": group.settings.max_post_size,
        "is_told": is_known and not (letter.bulk or letter.automatic),
    }
    effects: list[Effect] = []
    for each in people:
        reply_to, issue = issued(
            new_id,
            now_s,
            "held",
            {"held": hold.id},
            to=each.address,
            lasts_s=MODERATE_S,
            person_id=each.person_id,
            group_id=group.id,
        )
        effects += (issue, _letter("moderation/held", each, group, data, reply_to))
    return (*effects, Tell((hold.id,)))


async def sum_up(
    listed: Sequence[Listed],
    more: int,
    group: Group,
    store: Readable,
    new_id: Callable[[], int],
    *,
    owner: str,
    now_s: int,
) -> tuple[Effect, ...]:
    """Return the daily letters about posts that wait, in the order of `listed`; none for none.

    `more` wait beside these, for another day.
    """
    if not listed:
        return ()
    held_ids = [each.held_id for each in listed]
    data: Mapping[str, Data] = {
        **about(group),
        "timezone": group.timezone,
        "posts": [_line(number, each) for number, each in enumerate(listed, 1)],
        "are_strangers": all(each.reason == "not_member" for each in listed),
        "more": more,
    }
    effects: list[Effect] = []
    for each in await facilitators(store, group, owner):
        reply_to, issue = issued(
            new_id,
            now_s,
            "strangers",
            {"listed": held_ids},
            to=each.address,
            lasts_s=MODERATE_S,
            person_id=each.person_id,
            group_id=group.id,
            is_reusable=True,
        )
        effects += (issue, _letter("moderation/strangers", each, group, data, reply_to))
    return (*effects, Tell(tuple(held_ids)))


def _line(number: int, each: Listed) -> Data:
    return {
        "number": number,
        "author": each.author,
        "author_name": each.author_name,
        "subject": each.subject,
        "opening": each.opening,
        "received_s": each.received_s,
        "reason": each.reason,
        "is_spam": each.is_spam,
    }


def _letter(
    template: str, to: Facilitator, group: Group, data: Mapping[str, Data], reply_to: str
) -> Notify:
    return Notify(
        template=template,
        reader=to.reader(group),
        group_id=group.id,
        data={**data, "only": to.address},
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=to.member_id,
    )
