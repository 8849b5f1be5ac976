"""When digests are due, in every zone and whatever clocks do; and who is sent which posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from dgroup.domain.digest import (
    PERIODS,
    Edition,
    Period,
    Reader,
    Stretch,
    editions,
    form_of,
    last_due_s,
    next_due_s,
    zone_of,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
ZONES = (
    *("Europe/Brussels", "America/Lima", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Apia", "America/Nuuk", "Africa/Casablanca", "Pacific/Kiritimati"),
)
STEP_S = 1800


def at(text: str, zone: ZoneInfo = BRUSSELS) -> int:
    """A moment as clocks show it."""
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


@pytest.mark.parametrize(
    ("period", "now", "last", "following"),
    [
        ("daily", "2026-11-21 12:00", "2026-11-21 07:00", "2026-11-22 07:00"),
        ("daily", "2026-11-21 07:00", "2026-11-21 07:00", "2026-11-22 07:00"),
        ("daily", "2026-11-21 06:59", "2026-11-20 07:00", "2026-11-21 07:00"),
        ("weekly", "2026-11-21 12:00", "2026-11-16 07:00", "2026-11-23 07:00"),
        ("weekly", "2026-11-23 06:59", "2026-11-16 07:00", "2026-11-23 07:00"),
        ("weekly", "2026-11-23 07:00", "2026-11-23 07:00", "2026-11-30 07:00"),
        ("monthly", "2026-11-21 12:00", "2026-11-01 07:00", "2026-12-01 07:00"),
        ("monthly", "2026-03-01 06:59", "2026-02-01 07:00", "2026-03-01 07:00"),
        ("monthly", "2027-01-31 23:00", "2027-01-01 07:00", "2027-02-01 07:00"),
    ],
)
def test_digests_come_each_day_on_mondays_or_on_the_first(
    period: Period, now: str, last: str, following: str
) -> None:
    """The last time they were due, and the next."""
    assert last_due_s(period, 7, BRUSSELS, at(now)) == at(last)
    assert next_due_s(period, 7, BRUSSELS, at(now)) == at(following)


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("hour", [0, 2, 7, 23])
def test_one_a_day_all_year_round(name: str, hour: int) -> None:
    """Each day has its digest, in summer and winter, and where a zone skips a day or half an hour."""
    zone = ZoneInfo(name)
    for year in (2011, 2026):  # in 2011 Samoa had no 30 December
        day, due = datetime(year, 1, 1, tzinfo=UTC), []
        moment_s = int(day.timestamp())
        while moment_s < (day + timedelta(days=365)).timestamp():
            moment_s = next_due_s("daily", hour, zone, moment_s)
            due.append(moment_s)
        apart = [(later - earlier) / 3600 for earlier, later in pairwise(due)]
        assert min(apart) >= 23
        assert max(apart) <= 25


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("period", PERIODS)
def test_last_and_next_agree(name: str, period: Period) -> None:
    """What is due next becomes what was due last, at that very moment and not before."""
    zone = ZoneInfo(name)
    for now_s in range(at("2026-03-20 00:00"), at("2026-04-08 00:00"), 3 * STEP_S):
        last_s = last_due_s(period, 2, zone, now_s)
        following_s = next_due_s(period, 2, zone, now_s)
        assert last_s <= now_s < following_s
        assert last_due_s(period, 2, zone, following_s - 1) == last_s
        assert last_due_s(period, 2, zone, following_s) == following_s


def test_an_hour_that_is_skipped_is_made_up_right_after() -> None:
    """On 29 March 2026 there is no 02:00 in Brussels: it is due at 03:00, the same moment."""
    now_s = at("2026-03-29 12:00")
    assert last_due_s("daily", 2, BRUSSELS, now_s) == at("2026-03-29 03:00")


def test_an_hour_that_comes_twice_counts_the_first_time() -> None:
    """On 25 October 2026 it is 02:00 twice; between the two nothing is due."""
    first_s = int(datetime(2026, 10, 25, 0, tzinfo=UTC).timestamp())
    assert last_due_s("daily", 2, BRUSSELS, first_s) == first_s
    assert last_due_s("daily", 2, BRUSSELS, first_s + 3600) == first_s
    assert next_due_s("daily", 2, BRUSSELS, first_s) == first_s + 25 * 3600


def test_a_zone_is_the_members_own_else_the_groups() -> None:
    """What is no zone is passed over, and in the end there is UTC."""
    assert zone_of("Asia/Manila", "Europe/Brussels") == ZoneInfo("Asia/Manila")
    for nothing in ("", "Nowhere/At_All", "../etc/passwd", "Europe"):
        assert zone_of(nothing, "Europe/Brussels") == BRUSSELS
    assert zone_of("", "") is UTC


def test_thin_lines_come_before_whole_posts() -> None:
    """Who reads text only gets small digests, whatever else they once chose."""
    assert form_of(is_text_only=True, has_mime_digest=True) == "small"
    assert form_of(is_text_only=False, has_mime_digest=True) == "mime"
    assert form_of(is_text_only=False, has_mime_digest=False) == "plain"


def reader(member_id: int, *stretches: tuple[int, int | None], **others: object) -> Reader:
    """Somebody who reads plain daily digests in English."""
    how = {"occasion": "daily", "form": "plain", "language": "en", **others}
    return Reader(member_id, tuple(Stretch(*each) for each in stretches), **how)  # type: ignore[arg-type]


def test_readers_of_the_same_share_an_edition() -> None:
    """Also where they begin at different places between the same posts."""
    found = editions([reader(2, (10, None)), reader(1, (12, None))], [10, 15, 20], {})
    assert found == [Edition((15, 20), "daily", "plain", "en", (1, 2))]


def test_what_differs_makes_another_edition() -> None:
    """Other posts, another form, another language, another occasion."""
    readers = [
        reader(1, (10, None)),
        reader(2, (15, None)),
        reader(3, (10, None), form="mime"),
        reader(4, (10, None), language="nl"),
        reader(5, (10, 20), occasion="rest"),
    ]
    found = editions(readers, [15, 20], {})
    assert [(each.member_ids, each.post_ids) for each in found] == [
        ((1,), (15, 20)),
        ((2,), (20,)),
        ((3,), (15, 20)),
        ((4,), (15, 20)),
        ((5,), (15, 20)),
    ]


def test_who_has_nothing_new_is_in_no_edition() -> None:
    """Nothing behind the mark, or nothing but what they have had."""
    readers = [reader(1, (20, None)), reader(2, (10, None)), reader(3, (10, 12))]
    assert editions(readers, [15, 20], {2: {15, 20}}) == []


def test_what_was_had_is_left_out_for_that_reader_alone() -> None:
    """And an id that lies elsewhere changes nothing."""
    readers = [reader(1, (10, None)), reader(2, (10, None)), reader(3, (10, None))]
    found = editions(readers, [15, 20], {2: {15}, 3: {5, 99}})
    assert [(each.member_ids, each.post_ids) for each in found] == [
        ((1, 3), (15, 20)),
        ((2,), (20,)),
    ]


def test_several_stretches_make_one_digest() -> None:
    """A stretch ends with its last post; what came by itself in between is not sent again."""
    found = editions([reader(1, (30, 40), (10, 20), occasion="rest")], [10, 20, 30, 40, 50], {})
    assert found == [Edition((20, 40), "rest", "plain", "en", (1,))]
