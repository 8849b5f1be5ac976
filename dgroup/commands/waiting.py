"""What waits for the people in charge of a group, put before them in one numbered list.

Whoever makes such a list (the daily letter, the desk, `held`) says by `noted` what it has told.
Nothing here reads a mail or decides on one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dgroup.commands.asking import UNASKED
from dgroup.commands.desk import DAY_S
from dgroup.domain.effects import Effect, Note, RemindHeld, Tell
from dgroup.domain.model import Group
from dgroup.store.waiting import Waiting

REMIND_S: Final = 3 * DAY_S
"""Whoever has not decided by then is reminded, once."""

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
