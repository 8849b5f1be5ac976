"""When the summary of a group goes out, and which stretch of time it is about. Pure.

It is due at the group's hour, where the group is: on its day of the week where whole weeks lie
between two of them, else so many days after the one before. Its draft is due a day earlier. What
was missed is made up for by one summary of all that time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from dgroup.domain.model import GroupSettings

DAY_S: Final = 86_400
DRAFT_S: Final = DAY_S
"""So long before it goes out, those in charge see the draft."""
FEWEST_S: Final = DAY_S // 2
"""So long they have at least; who had less, for nobody was there to write it, has a day."""
LONGEST_S: Final = 92 * DAY_S
"""A summary is about so much time at most."""

_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()


@dataclass(frozen=True, slots=True)
class Turn:
    """One summary of a group: the time it is about, and when it goes out.

    `slot_s` is when that was planned, by which the next one is found; `due_s` may be later, for
    those in charge need time. It is about what came after `since_s`, up to `until_s`.
    """

    slot_s: int
    due_s: int
    since_s: int
    until_s: int


def turn(settings: GroupSettings, zone: tzinfo, now_s: int, last: Turn | None) -> Turn | None:
    """Return the summary whose draft is to be made now; None where there is none.

    `last` is the one before, whatever became of it. Where there was none, nothing was missed: one
    that should have gone out already is left to the next time.
    """
    if settings.summary_every < 1:
        return None
    if last is not None and last.slot_s > now_s + 2 * DRAFT_S:
        last = None  # written by a clock that was wrong
    slot_s = _slot(settings, zone, now_s, last)
    if slot_s is None or (last is None and slot_s <= now_s):
        return None
    due_s = slot_s if slot_s - now_s >= FEWEST_S else now_s + DRAFT_S
    since_s = now_s - settings.summary_every * DAY_S
    if last is not None and last.until_s <= now_s:
        since_s = max(last.until_s, now_s - LONGEST_S)
    return Turn(slot_s, due_s, since_s, now_s)


def _slot(settings: GroupSettings, zone: tzinfo, now_s: int, last: Turn | None) -> int | None:
    """The last moment for which a draft is due by now, and that is later than the last one."""
    every = settings.summary_every
    day = datetime.fromtimestamp(now_s + DRAFT_S, zone).date() + timedelta(days=1)
    first = None if last is None else _after(last, settings, zone)
    for _ in range(max(every, 7) + 3):
        # `fold=0` is the first of two such hours in autumn, and moves on over a gap in spring.
        slot_s = int(datetime.combine(day, time(settings.summary_hour), zone).timestamp())
        if slot_s - DRAFT_S <= now_s and _is_planned(day, first, settings):
            return slot_s if last is None or slot_s > last.slot_s else None
        day -= timedelta(days=1)
    return None


def _is_planned(day: date, first: date | None, settings: GroupSettings) -> bool:
    if first is None:
        return not _is_weekly(settings) or day.weekday() == _DAYS.index(settings.summary_day)
    return day >= first and (day - first).days % settings.summary_every == 0


def _after(last: Turn, settings: GroupSettings, zone: tzinfo) -> date:
    """The day of the summary behind the last one; of weeks, the nearest such day of the week."""
    day = datetime.fromtimestamp(last.slot_s, zone).date()
    if not _is_weekly(settings):
        return day + timedelta(days=settings.summary_every)
    day += timedelta(days=settings.summary_every - 6)
    return day + timedelta(days=(_DAYS.index(settings.summary_day) - day.weekday()) % 7)


def _is_weekly(settings: GroupSettings) -> bool:
    return settings.summary_every % 7 == 0
