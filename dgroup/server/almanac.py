"""When a job is due: rules such as `every 10m`, `daily 03:30`, `weekly mon 07:00`. Pure.

A rule with a time of day is kept in a time zone, once a day, whatever the clocks do: an hour that
is skipped in spring is made up right after the change, one that comes twice in autumn counts the
first time. What was missed is done once.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_RULE: Final = re.compile(
    r"every (?P<count>[1-9]\d*)(?P<unit>[smhd])"
    r"|daily (?P<daily>\d\d:\d\d)"
    r"|weekly (?P<day>mon|tue|wed|thu|fri|sat|sun) (?P<weekly>\d\d:\d\d)"
)
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def next_due_s(rule: str, after_s: int, zone: ZoneInfo) -> int:
    """Return the first time after `after_s` (UTC epoch seconds) at which `rule` is due.

    Raises:
        ValueError: this is no rule.
    """
    hit = _RULE.fullmatch(rule)
    if hit is None:
        raise ValueError(f"not a rule: {rule!r}")
    if hit["count"]:
        step_s = int(hit["count"]) * _UNITS[hit["unit"]]
        return (after_s // step_s + 1) * step_s
    at = time.fromisoformat(hit["daily"] or hit["weekly"])
    weekday = _DAYS.index(hit["day"]) if hit["day"] else None
    day = datetime.fromtimestamp(after_s, zone).date() - timedelta(days=1)
    while True:
        if weekday is None or day.weekday() == weekday:
            due_s = _moment(day, at, zone)
            if due_s > after_s:
                return due_s
        day += timedelta(days=1)


def _moment(day: date, at: time, zone: ZoneInfo) -> int:
    """One moment for each day: `fold=0` is the first of two, and moves on over a gap."""
    return int(datetime.combine(day, at, zone).timestamp())
