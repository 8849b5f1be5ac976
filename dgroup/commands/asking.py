"""What is held is laid before the people in charge: one letter each, with a ticket each (R11).

A held post is mailed at once, and so are two more in the same hour. What comes then is put together
in one letter within the hour; what strangers write, in one a day (`waiting.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from dgroup.commands.desk import DAY_S, MODERATE_S, about, issued
from dgroup.domain.effects import Data, Effect, Hold, Notify, Tell
from dgroup.domain.model import Group
from dgroup.mail.parse import Letter
from dgroup.store.database import Readable, named
from dgroup.store.facilitators import facilitators

MOST_A_DAY: Final = 50
"""So many letters about held posts go out a day for one group; the rest is in the daily one."""

SINGLY: Final = 3
"""So many held posts an hour are mailed one by one, for one group; the others come together."""

HOUR_S: Final = 3600

ABOUT_HELD: Final = ("moderation/held", "moderation/waiting")
"""The letters by which people in charge hear of what is held."""

BY_MACHINES: Final = frozenset({"looks_automatic", "repeated", "too_fast"})
"""Where everybody is on holiday, that must not become a mail for each of them."""

UNASKED: Final = frozenset({"not_member", "not_introduced", *BY_MACHINES})
"""Reasons for which nobody is asked at once: strangers' posts and what machines may have written
are summed up, and who has yet to say who they are need no facilitator's leave."""


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
    Nothing for reasons that ask nobody, and beyond `SINGLY` an hour: other letters have those.
    """
    if hold.reason in UNASKED:
        return ()
    people = await facilitators(store, group, owner)
    lately = await letters_sent(store, group, now_s - HOUR_S, "moderation/held")
    if lately >= SINGLY * len(people) or await is_too_much(store, group, len(people), now_s):
        return ()
    is_known = hold.person_id is not None or is_vouched
    data: Mapping[str, Data] = {
        **about(group),
        "letter_id": hold.letter_id,
        "reason": hold.reason,
        "max_bytes": group.settings.max_post_size,
        "is_told": is_known and not (letter.bulk or letter.automatic),
        "is_returned": group.settings.unanswered == "return",
        "may_trust": hold.person_id is not None and hold.reason in ("moderated", "first_post"),
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
        notice = Notify(
            template="moderation/held",
            reader=each.reader(group),
            group_id=group.id,
            data={**data, "only": each.address},
            automatic="auto-generated",
            reply_to=reply_to,
            member_id=each.member_id,
        )
        effects += (issue, notice)
    return (*effects, Tell((hold.id,)))


async def is_too_much(store: Readable, group: Group, letters: int, now_s: int) -> bool:
    """Say whether so many more letters about held posts are too many for one day."""
    sent = await letters_sent(store, group, now_s - DAY_S, *ABOUT_HELD)
    return sent > 0 and sent + letters > MOST_A_DAY


async def letters_sent(store: Readable, group: Group, since_s: int, *templates: str) -> int:
    """Count the letters of these kinds that went out for a group since a time."""
    (rows,) = await store.read(
        named(
            "count-letters-of-group",
            group_id=group.id,
            templates=json.dumps(templates),
            since_s=since_s,
        )
    )
    return int(rows[0]["letters"])
