"""What waits for the people in charge of a group, put before them in one numbered list.

Such a list comes once a day, after a flood, with the desk, or to who asks for it (`held`); it is
answered by number (`ballot.py`). Whoever sends one notes by `noted` what it has told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dgroup.commands.applicant import at_hand
from dgroup.commands.asking import UNASKED
from dgroup.commands.desk import DAY_S, MODERATE_S, Desk, Done, about, issued
from dgroup.commands.registry import command
from dgroup.domain.effects import Data, Effect, Note, Notify, RemindHeld, Tell
from dgroup.domain.model import Group
from dgroup.mail.parse import Letter, parse
from dgroup.mail.spam import spam_score
from dgroup.reading.line import Order
from dgroup.store.database import Readable
from dgroup.store.facilitators import facilitators
from dgroup.store.waiting import Waiting, beginning, waiting

REMIND_S: Final = 3 * DAY_S
"""Whoever has not decided by then is reminded, once."""

MOST_LISTED: Final = 40
"""So many stand in one list; who gets more to read decides nothing."""

Occasion = Literal["daily", "bulk", "asked"]
"""Why somebody gets a list: it is morning, much was held at once, they asked for it."""

_OPENING: Final = 200  # characters
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_desk_day(group: Group, now_s: int) -> bool:
    """Say whether this is the day of the group's desk, which then has the daily letter's news."""
    try:
        zone: ZoneInfo | None = ZoneInfo(group.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    weekday = datetime.fromtimestamp(now_s, zone or UTC).weekday()
    return group.settings.desk_day == _WEEKDAYS[weekday]


def is_news(each: Waiting, now_s: int) -> bool:
    """Say whether something belongs in today's letter: untold, or waiting for three days."""
    return each.told_s is None or is_late(each, now_s)


def is_late(each: Waiting, now_s: int) -> bool:
    """Say whether those in charge are to be reminded of something now.

    Of what strangers and machines wrote they are not: who let it lie has seen it.
    """
    is_old = each.reminded_s is None and each.since_s <= now_s - REMIND_S
    return is_old and each.reason not in UNASKED


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what waits, and of a post how it begins and what is attached."""

    waiting: Waiting
    opening: str = ""
    attachments: tuple[str, ...] = ()
    is_spam: bool = False


def line(each: Waiting, letter: Letter | None) -> Line:
    """Make the line of something that waits; `letter`: its mail, whole or only the beginning."""
    if letter is None:
        return Line(each)
    return Line(
        each,
        opening=" ".join(letter.opening.split())[:_OPENING],
        attachments=tuple(part.filename for part in letter.parts if part.filename),
        is_spam=(spam_score(letter) or 0.0) >= 1.0,
    )


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Return lines as they are listed: requests first, the oldest before; likely spam last."""
    return sorted(
        lines, key=lambda each: (each.is_spam, each.waiting.kind == "post", each.waiting.since_s)
    )


def listed(
    lines: Sequence[Line], more: int, group: Group, occasion: Occasion, now_s: int
) -> Mapping[str, Data]:
    """What the letter `moderation/waiting` is told; `more` wait beside these lines."""
    return {
        **about(group),
        "timezone": group.timezone,
        "occasion": occasion,
        "lines": [_told(number, each, now_s) for number, each in enumerate(lines, 1)],
        "posts": sum(each.waiting.kind == "post" for each in lines),
        "requests": sum(each.waiting.kind == "request" for each in lines),
        "are_strangers": all(each.waiting.reason == "not_member" for each in lines),
        "may_trust": any(_may_trust(each.waiting) for each in lines),
        "is_returned": group.settings.unanswered == "return",
        "more": more,
    }


def ballot(lines: Sequence[Line], now_s: int) -> Mapping[str, Data]:
    """What the ticket of a list keeps of it: what stands at which number, and since when."""
    return {"listed": [each.waiting.key for each in lines], "made_s": now_s}


async def sum_up(
    lines: Sequence[Line],
    more: int,
    group: Group,
    occasion: Occasion,
    store: Readable,
    new_id: Callable[[], int],
    *,
    owner: str,
    now_s: int,
) -> tuple[Effect, ...]:
    """Return one letter to each person in charge about all that is listed; none for nothing."""
    if not lines:
        return ()
    data = listed(lines, more, group, occasion, now_s)
    effects: list[Effect] = []
    for each in await facilitators(store, group, owner):
        reply_to, issue = issued(
            new_id,
            now_s,
            "waiting",
            ballot(lines, now_s),
            to=each.address,
            lasts_s=MODERATE_S,
            person_id=each.person_id,
            group_id=group.id,
            is_reusable=True,
        )
        letter = Notify(
            template="moderation/waiting",
            reader=each.reader(group),
            group_id=group.id,
            data={**data, "only": each.address},
            automatic="auto-generated",
            reply_to=reply_to,
            member_id=each.member_id,
        )
        effects += (issue, letter)
    return (*effects, *noted([each.waiting for each in lines], now_s))


@command("held", proof="on file", scope="group", right="decide")
async def held(order: Order, desk: Desk) -> Done:
    """List all that waits for a decision, to be answered by number."""
    group = at_hand(desk)
    found = await waiting(desk.store, group.id)
    lines = in_order(
        [
            # A whole mail takes too long to read inside a transaction.
            line(each, parse(await beginning(desk.store, each.id)) if _is_post(each) else None)
            for each in found[:MOST_LISTED]
        ]
    )
    data = listed(lines, len(found) - len(lines), group, "asked", desk.now_s)
    part = desk.say("moderation/waiting", **{**data, "only": desk.reader.address})
    if not lines:
        return Done(part)
    reply_to, issue = desk.issue(
        "waiting",
        ballot(lines, desk.now_s),
        to=desk.reader.address,
        lasts_s=MODERATE_S,
        person_id=desk.reader.person_id,
        group_id=group.id,
        is_reusable=True,
    )
    return Done(part, (issue,), reply_to=reply_to)


def noted(told: Sequence[Waiting], now_s: int) -> tuple[Effect, ...]:
    """Return the effects that note of what those in charge of a group have been told.

    What has waited for three days counts as reminded of. Nothing for nothing.
    """
    untold = [each.id for each in told if each.kind == "post" and each.told_s is None]
    late = [each for each in told if is_late(each, now_s)]
    posts = [each.id for each in late if each.kind == "post"]
    effects: list[Effect] = []
    if untold:
        effects.append(Tell(tuple(untold)))
    if posts:
        effects.append(RemindHeld(tuple(posts)))
    effects += [
        Note("", "reminded of request", each.key, each.group_id)
        for each in late
        if each.kind == "request"
    ]
    return tuple(effects)


def _told(number: int, each: Line, now_s: int) -> Data:
    one = each.waiting
    return {
        "number": number,
        "kind": one.kind,
        "author": one.address,
        "author_name": one.name,
        "subject": one.subject,
        "opening": each.opening,
        "since_s": one.since_s,
        "days": (now_s - one.since_s) // DAY_S,
        "is_late": one.since_s <= now_s - REMIND_S,
        "reason": one.reason,
        "size_bytes": one.size_bytes,
        "attachments": list(each.attachments),
        "is_spam": each.is_spam,
    }


def _is_post(each: Waiting) -> bool:
    return each.kind == "post"


def _may_trust(each: Waiting) -> bool:
    """Whether it waits only because its author is not trusted yet."""
    return each.reason in ("moderated", "first_post")
