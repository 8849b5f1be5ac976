"""What is late, or much at once, is put before facilitators together; on desk days by the desk."""

from __future__ import annotations

import pytest

from dgroup.commands.waiting import is_desk_day
from dgroup.store import groups
from tests.server.lists import (
    ANN,
    BEA,
    DAY_S,
    answer,
    ask_to_join,
    decide,
    last,
    later,
    lists,
    next_day,
    notices,
    post,
    states,
    strangers,
)
from tests.site import OWNER, Home


@pytest.fixture
async def psc(home: Home) -> Home:
    """A group of Ann's, with Bea as its facilitator."""
    group = await home.found("psc", ANN, title="Public Speaking", desk_day="off")
    await home.admit(group, BEA, role="facilitator")
    return home


async def test_after_three_days_there_is_one_reminder(psc: Home) -> None:
    """In the daily letter, once, with what strangers wrote; answered by number."""
    decide(psc, post="moderated")
    await post(psc, ANN, subject="Mine")
    await next_day(psc, 2)
    assert lists(psc) == []
    await strangers(psc, 7)
    await next_day(psc)
    (told,) = lists(psc)
    lines = [(each["subject"], each["days"], each["is_late"]) for each in told["data"]["lines"]]
    assert lines == [("Mine", 3, True), ("No 1", 1, False)]
    assert told["data"]["may_trust"] is True
    await next_day(psc)
    await next_day(psc, 4)
    assert len(lists(psc)) == 1
    await answer(psc, "1 ok and trust, 2 drop")
    assert states(psc) == ["approved", "discarded"]
    assert psc.one("select count(*) from member where is_trusted = 1") == 1
    assert last(psc)["data"]["trusted"] == [ANN]
    assert (await post(psc, ANN)).outcome == "posted"


async def test_a_request_to_join_that_lies_is_in_the_daily_letter(psc: Home) -> None:
    """After three days, once; it is answered by number as posts are."""
    decide(psc, join="approve")
    await ask_to_join(psc, "joy@example.net")
    await ask_to_join(psc, "jim@example.net")
    await next_day(psc, 2)
    assert lists(psc) == []
    await next_day(psc)
    (told,) = lists(psc)
    lines = [(each["kind"], each["author"], each["days"]) for each in told["data"]["lines"]]
    assert lines == [("request", "joy@example.net", 3), ("request", "jim@example.net", 3)]
    await next_day(psc)
    assert len(lists(psc)) == 1
    await answer(psc, "1 ok, 2 no: we are full")
    data = last(psc)["data"]
    assert [each["author"] for each in data["let_in"]] == ["joy@example.net"]
    assert [each["author"] for each in data["declined"]] == ["jim@example.net"]
    assert last(psc, "joy@example.net")["template"] == "members/welcome"
    declined = last(psc, "jim@example.net")
    assert (declined["template"], declined["data"]["reason"]) == ("join/declined", "we are full")
    await answer(psc, "drop all")
    again = last(psc)["data"]["already"]
    assert [each["decision"] for each in again] == ["admitted", "declined"]
    assert {each["by"] for each in again} == {"Bea"}


async def test_the_desk_takes_the_place_of_the_daily_letter(psc: Home) -> None:
    """On its day, in the group's own time zone, there is no letter beside it (DECISIONS 13)."""
    decide(psc, desk_day="sunday")
    await strangers(psc, 1)
    await next_day(psc)  # Saturday is over
    assert lists(psc) == []
    await next_day(psc)
    assert len(lists(psc)) == 1


async def test_others_in_charge_hear_on_the_day_of_the_desk_too(psc: Home) -> None:
    """No desk is written to those of the group above or to the operator: they get the list."""
    decide(psc, desk_day="sunday")
    psc.write("update member set role = 'member'")
    await strangers(psc, 1)
    await next_day(psc)
    assert len(lists(psc, OWNER)) == 1


@pytest.mark.parametrize(
    ("timezone", "day"), [("Pacific/Auckland", "sunday"), ("UTC", "saturday"), ("?", "saturday")]
)
async def test_the_day_of_the_desk_is_the_groups(psc: Home, timezone: str, day: str) -> None:
    """It is Sunday in Auckland while it is still Saturday in Greenwich."""
    decide(psc, desk_day=day)
    psc.write("update groups set timezone = ?", timezone)
    group = await groups.find(psc.site.db, "psc", psc.site.defaults)
    assert group is not None
    assert is_desk_day(group, psc.clock.now_s)
    assert not is_desk_day(group, psc.clock.now_s + DAY_S)


async def test_what_comes_in_bulk_comes_in_one_letter(psc: Home) -> None:
    """Three an hour are mailed singly; the others together, within the hour, as a list."""
    decide(psc, post="moderated")
    for minute in range(0, 50, 10):
        await post(psc, ANN, subject=f"At {minute}")
        await later(psc, 10)
    assert [each["template"] for each in notices(psc, BEA)] == ["moderation/held"] * 3
    await later(psc, 10)
    (told,) = lists(psc)
    assert [each["subject"] for each in told["data"]["lines"]] == ["At 30", "At 40"]
    assert told["data"]["occasion"] == "bulk"
    await later(psc, 15)
    await next_day(psc)
    assert len(lists(psc)) == 1
    await answer(psc, "ok 1, no 2: once is enough")
    assert states(psc) == ["waiting"] * 3 + ["approved", "rejected"]
    assert last(psc, ANN)["data"]["reason"] == "once is enough"


async def test_nothing_of_a_flood_waits_for_longer_than_an_hour(psc: Home) -> None:
    """However long it goes on, each post is put before Bea within the hour."""
    decide(psc, post="moderated")
    for number in range(48):
        await post(psc, ANN, subject=f"{number}")
        await later(psc, 5)
    await later(psc, 15)
    waited = psc.rows("select told_s - received_s from held order by id")
    assert len(waited) == 48
    assert max(seconds for (seconds,) in waited) <= 3600
    assert len(notices(psc, BEA)) < 24
