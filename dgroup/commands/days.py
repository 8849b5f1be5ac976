"""Days as a group counts them: a moment and a day are different things in every time zone."""

from __future__ import annotations

import datetime as dt
from typing import Final

_NOON: Final = dt.time(12)


def day_of(moment_s: int, timezone: str) -> dt.date:
    """Return the day that `moment_s` lies in; `timezone` is a name of the tz database."""
    from zoneinfo import ZoneInfo  # only where a day is named: 7 ms

    return dt.datetime.fromtimestamp(moment_s, ZoneInfo(timezone)).date()


def start_of(day: dt.date, timezone: str) -> int:
    """Return the moment at which a day begins there, in UTC epoch seconds."""
    from zoneinfo import ZoneInfo

    return int(dt.datetime.combine(day, dt.time(), ZoneInfo(timezone)).timestamp())


def shown(moment_s: int, timezone: str) -> int:
    """Return a moment that letters, which count in UTC, show as the day of `moment_s` there."""
    day = day_of(moment_s, timezone)
    return int(dt.datetime.combine(day, _NOON, dt.UTC).timestamp())
