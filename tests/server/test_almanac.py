"""When a job is due: rules, time zones, and clocks that go forward and back."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from dgroup.server.almanac import next_due_s

BRUSSELS = ZoneInfo("Europe/Brussels")
HOUR = 3600


def at(text: str) -> int:
    """Epoch seconds of a time with its offset."""
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("rule", "after", "due"),
    [
        ("every 10m", "2026-11-21T12:03:00+00:00", "2026-11-21T12:10:00+00:00"),
        ("every 10m", "2026-11-21T12:10:00+00:00", "2026-11-21T12:20:00+00:00"),
        ("every 30s", "2026-11-21T12:00:01+00:00", "2026-11-21T12:00:30+00:00"),
        ("every 6h", "2026-11-21T12:00:00+00:00", "2026-11-21T18:00:00+00:00"),
        ("every 1d", "2026-11-21T12:00:00+00:00", "2026-11-22T00:00:00+00:00"),
        ("daily 03:30", "2026-11-21T01:00:00+01:00", "2026-11-21T03:30:00+01:00"),
        ("daily 03:30", "2026-11-21T03:29:59+01:00", "2026-11-21T03:30:00+01:00"),
        ("daily 03:30", "2026-11-21T03:30:00+01:00", "2026-11-22T03:30:00+01:00"),
        ("daily 00:00", "2026-11-21T23:59:59+01:00", "2026-11-22T00:00:00+01:00"),
        ("weekly mon 07:00", "2026-11-21T12:00:00+01:00", "2026-11-23T07:00:00+01:00"),
        ("weekly sat 07:00", "2026-11-21T07:00:00+01:00", "2026-11-28T07:00:00+01:00"),
        ("weekly sat 07:00", "2026-11-21T06:59:00+01:00", "2026-11-21T07:00:00+01:00"),
        # Midnight here is the day before in UTC.
        ("daily 00:30", "2026-11-21T23:45:00+00:00", "2026-11-23T00:30:00+01:00"),
        # In spring 02:30 does not exist: right after the gap, once.
        ("daily 02:30", "2026-03-29T01:00:00+01:00", "2026-03-29T03:30:00+02:00"),
        ("daily 02:30", "2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"),
        ("daily 03:10", "2026-03-28T03:10:00+01:00", "2026-03-29T03:10:00+02:00"),
        # In autumn 02:30 comes twice: the first time counts.
        ("daily 02:30", "2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("daily 02:30", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"),
        ("daily 02:30", "2026-10-25T02:30:00+01:00", "2026-10-26T02:30:00+01:00"),
        ("weekly sun 02:30", "2026-10-25T02:45:00+02:00", "2026-11-01T02:30:00+01:00"),
    ],
)
def test_the_next_time_that_a_rule_is_due(rule: str, after: str, due: str) -> None:
    """Always later than `after`, by the clock on the wall in Brussels."""
    assert next_due_s(rule, at(after), BRUSSELS) == at(due)


@pytest.mark.parametrize(
    "zone", ["Europe/Brussels", "America/Lima", "Asia/Kolkata", "Africa/Nairobi"]
)
@pytest.mark.parametrize("clock", ["00:00", "02:00", "02:30", "03:00", "23:59"])
def test_once_a_day_all_year_round(zone: str, clock: str) -> None:
    """A year of daily runs has one for each day, in order, whatever the clocks do."""
    zone_info = ZoneInfo(zone)
    moment = int(datetime(2026, 1, 1, 12, tzinfo=zone_info).timestamp())
    runs = [moment]
    for _ in range(365):
        runs.append(next_due_s(f"daily {clock}", runs[-1], zone_info))
    assert {later - earlier for earlier, later in pairwise(runs[1:])} <= {
        23 * HOUR,
        24 * HOUR,
        25 * HOUR,
    }
    days = [datetime.fromtimestamp(each, zone_info).date() for each in runs[1:]]
    assert len(set(days)) == 365


def test_what_was_missed_is_due_once() -> None:
    """After a month without a server the next run is the next, not the first of thirty."""
    after = at("2026-12-24T12:00:00+01:00")
    assert next_due_s("daily 03:30", after, BRUSSELS) == at("2026-12-25T03:30:00+01:00")


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "daily",
        "daily 3:30",
        "daily 24:00",
        "daily 12:60",
        "every 0m",
        "every m",
        "every 5w",
        "weekly 07:00",
        "weekly mo 07:00",
        "daily 03:30 ",
        "hourly",
    ],
)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    """A rule that cannot be kept is an error when it is read, not a job that never runs."""
    with pytest.raises(ValueError):
        next_due_s(rule, 0, BRUSSELS)
