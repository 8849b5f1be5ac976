"""When summaries are due: on their day, at their hour, once, whatever the clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dgroup.domain.model import GroupSettings
from dgroup.domain.summary_days import DAY_S, LONGEST_S, Turn, turn
from tests.domain.known import SETTINGS

BRUSSELS = ZoneInfo("Europe/Brussels")


def settings(every: int, **more: Any) -> GroupSettings:
    """A group with a summary every so many days, on Fridays at nine."""
    return replace(SETTINGS, summary_every=every, **more)


def at(said: str, zone: ZoneInfo = BRUSSELS) -> int:
    """A moment as people write it: "2026-11-21 12:00"."""
    return int(datetime.fromisoformat(said).replace(tzinfo=zone).timestamp())


def said(moment_s: int, zone: ZoneInfo = BRUSSELS) -> str:
    """The same the other way round, with its day of the week."""
    return datetime.fromtimestamp(moment_s, zone).strftime("%a %Y-%m-%d %H:%M")


def walk(
    shape: GroupSettings, start: str, days: int, *, zone: ZoneInfo = BRUSSELS, step_s: int = 1800
) -> list[Turn]:
    """All summaries of some days, looked for every half hour."""
    found: list[Turn] = []
    begin_s = at(start, zone)
    for now_s in range(begin_s, begin_s + days * DAY_S, step_s):
        planned = turn(shape, zone, now_s, found[-1] if found else None)
        if planned is not None:
            found.append(planned)
    return found


def test_a_draft_is_made_a_day_before() -> None:
    """Weekly on Fridays at nine: the draft comes on Thursday at nine, about the week before it."""
    first, second = walk(settings(7), "2026-11-21 12:00", 14)
    assert said(first.due_s) == "Fri 2026-11-27 09:00"
    assert said(first.until_s) == "Thu 2026-11-26 09:00"
    assert said(first.since_s) == "Thu 2026-11-19 09:00"
    assert second.since_s == first.until_s
    assert said(second.due_s) == "Fri 2026-12-04 09:00"


def test_no_summaries_are_never_due() -> None:
    """Where a group has none, none is drafted."""
    assert walk(settings(0), "2026-11-21 12:00", 30) == []


def test_every_ten_days() -> None:
    """Days that are no weeks are counted from one to the next; the first comes at once."""
    found = walk(settings(10), "2026-11-21 12:00", 38)
    assert [said(each.due_s)[4:] for each in found] == [
        "2026-11-22 09:00",
        "2026-12-02 09:00",
        "2026-12-12 09:00",
        "2026-12-22 09:00",
    ]
    assert found[0].until_s - found[0].since_s == 10 * DAY_S
    assert all(one.until_s == other.since_s for one, other in pairwise(found))


def test_every_other_week_keeps_its_day() -> None:
    """Two weeks lie between two of them, and the day of the week stays."""
    found = walk(settings(14, summary_day="monday"), "2026-11-21 12:00", 60)
    days = [said(each.due_s)[:14] for each in found]
    assert days == [
        "Mon 2026-11-23",
        "Mon 2026-12-07",
        "Mon 2026-12-21",
        "Mon 2027-01-04",
        "Mon 2027-01-18",
    ]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Europe/Brussels", "2026-03-20 00:00"),
        ("Europe/Brussels", "2026-10-16 00:00"),
        ("Australia/Lord_Howe", "2026-09-25 00:00"),
        ("Australia/Lord_Howe", "2026-03-27 00:00"),
        ("America/New_York", "2026-02-27 00:00"),
        ("Asia/Kathmandu", "2026-02-27 00:00"),
    ],
)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 9, 23])
def test_clocks_that_change_neither_repeat_nor_skip(zone: str, start: str, hour: int) -> None:
    """Each Sunday has one summary, at its hour or right after the hour that is not there."""
    where = ZoneInfo(zone)
    shape = settings(7, summary_day="sunday", summary_hour=hour)
    found = walk(shape, start, 28, zone=where)
    assert len(found) == 4
    for one, other in pairwise(found):
        assert other.since_s == one.until_s
        days = datetime.fromtimestamp(other.slot_s, where) - datetime.fromtimestamp(
            one.slot_s, where
        )
        assert round(days / timedelta(days=1)) == 7
    for each in found:
        here = datetime.fromtimestamp(each.slot_s, where)
        assert here.weekday() == 6
        assert here.hour == hour or (here.hour, here.minute) in ((hour + 1, 0), (hour, 30))


def test_what_was_missed_comes_once() -> None:
    """After three weeks without a server there is one summary, about all of them."""
    (last,) = walk(settings(7), "2026-11-21 12:00", 7)
    now_s = at("2026-12-20 15:00")
    late = turn(settings(7), BRUSSELS, now_s, last)
    assert late is not None
    assert said(late.slot_s) == "Fri 2026-12-18 09:00"
    assert (late.since_s, late.until_s) == (last.until_s, now_s)
    assert late.due_s == now_s + DAY_S, "those in charge have their day"
    assert turn(settings(7), BRUSSELS, now_s + 300, late) is None
    (then,) = [
        each
        for each in (turn(settings(7), BRUSSELS, now_s + 300 * n, late) for n in range(1400))
        if each is not None
    ][:1]
    assert said(then.due_s) == "Fri 2026-12-25 09:00"


def test_a_draft_that_is_a_little_late_keeps_its_hour() -> None:
    """Some hours without a server do not put off what goes out in the morning."""
    (last,) = walk(settings(7), "2026-11-21 12:00", 7)
    late = turn(settings(7), BRUSSELS, at("2026-12-03 20:00"), last)
    assert late is not None
    assert said(late.due_s) == "Fri 2026-12-04 09:00"
    later = turn(settings(7), BRUSSELS, at("2026-12-04 02:00"), last)
    assert later is not None
    assert said(later.due_s) == "Sat 2026-12-05 02:00"


def test_the_first_is_not_made_up_for() -> None:
    """Who wants summaries from today on gets the next one, not that of last Friday."""
    assert turn(settings(7), BRUSSELS, at("2026-11-21 12:00"), None) is None
    soon = turn(settings(7), BRUSSELS, at("2026-11-26 15:00"), None)
    assert soon is not None
    assert said(soon.due_s) == "Fri 2026-11-27 09:00"


def test_another_day_or_rhythm_takes_over_from_the_last_one() -> None:
    """A change of the settings moves the next summary, and none is told twice."""
    (last,) = walk(settings(7), "2026-11-21 12:00", 7)
    moved = settings(7, summary_day="wednesday", summary_hour=18)
    found = [
        each
        for each in (
            turn(moved, BRUSSELS, at("2026-11-28 00:00") + 1800 * n, last) for n in range(400)
        )
        if each is not None
    ]
    assert said(found[0].due_s) == "Wed 2026-12-02 18:00"
    assert found[0].since_s == last.until_s
    ten = settings(10)
    found = [
        each
        for each in (
            turn(ten, BRUSSELS, at("2026-11-28 00:00") + 1800 * n, last) for n in range(800)
        )
        if each is not None
    ]
    assert said(found[0].due_s) == "Mon 2026-12-07 09:00"


def test_a_clock_that_went_back_repeats_nothing() -> None:
    """What has been drafted is not drafted again an hour earlier."""
    (last,) = walk(settings(7), "2026-11-21 12:00", 7)
    for back_s in (60, 3600, DAY_S):
        assert turn(settings(7), BRUSSELS, last.until_s - back_s, last) is None


def test_a_clock_that_was_years_ahead_heals() -> None:
    """A draft of another year does not keep this year's from coming."""
    wrong = Turn(
        *(at(f"2036-{each}") for each in ("11-28 09:00", "11-28 09:00", "11-20 09:00")),
        at("2036-11-27 09:00"),
    )
    planned = turn(settings(7), BRUSSELS, at("2026-11-26 09:00"), wrong)
    assert planned is not None
    assert said(planned.due_s) == "Fri 2026-11-27 09:00"
    assert planned.until_s - planned.since_s == 7 * DAY_S


def test_years_without_summaries_are_not_told() -> None:
    """Where they were off for long, the first is about a season at most."""
    (last,) = walk(settings(7), "2026-11-21 12:00", 7)
    late = turn(settings(7), BRUSSELS, at("2028-11-30 12:00"), last)
    assert late is not None
    assert late.until_s - late.since_s == LONGEST_S
