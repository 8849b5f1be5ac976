"""Who was asked who they are and has not said so is reminded twice, kindly, and then never again."""

from __future__ import annotations

import json

import pytest

from dgroup.commands.welcome import welcome
from dgroup.domain.effects import Reader
from dgroup.server import introducing, jobs
from dgroup.server.scheduler import plan, run_due
from dgroup.store import groups
from tests.commands.robot import last, sent, write
from tests.site import NOON_S, Home, open_home

ANNA, BEA, CARL = "anna@example.org", "bea@example.org", "carl@example.org"
INTRODUCE = "cocoa-introduce"
DAY_S = 86_400
assert jobs.__all__, "importing the jobs registers them"


async def later(home: Home, seconds: int) -> None:
    """Let time pass, and run what is due then."""
    home.clock.move(seconds)
    await run_due(home.site, home.clock.now_s)


async def a_welcomed(home: Home, *members: str, **settings: int | str | bool) -> None:
    """A group whose members have been welcomed just now."""
    await plan(home.site)  # as the server does when it starts
    group_id = await home.found("cocoa", title="Cocoa", **settings)
    await home.admit(group_id, BEA, role="facilitator")
    for address in members:
        await home.admit(group_id, address, is_exempt=False)
    home.write("update member set welcomed_s = ?", home.clock.now_s)


def reminders(home: Home) -> list[str]:
    """To whom reminders went, in order."""
    return [each.to for each in sent(home) if each.template == "introductions/reminder"]


async def test_whoever_is_silent_is_reminded_twice(home: Home) -> None:
    """After 3 and after 10 days, at nine in the morning; then never again."""
    await a_welcomed(home, ANNA, CARL)
    await write(home, CARL, "I am Carl, and I buy cocoa in Ghent.", INTRODUCE)
    days = []
    for day in range(1, 60):
        before = len(reminders(home))
        await later(home, DAY_S)
        days += [day] * (len(reminders(home)) - before)
    assert days == [3, 10]
    assert set(reminders(home)) == {ANNA}
    first, second = (each for each in sent(home) if each.template == "introductions/reminder")
    assert (first.data["presented"], first.data["members"]) == (1, 3)
    assert (first.data["is_last"], second.data["is_last"]) == (False, True)
    member_id = home.one("select min(id) from member where role = 'member'")
    assert first.reply_to == INTRODUCE
    assert first.raw["in_reply_to"] == f"welcome.{member_id}.{NOON_S}@lists.example.org"
    assert first.raw["automatic"] == "auto-generated"
    assert first.raw["member_id"] == member_id


async def test_a_reminder_answers_the_welcome(home: Home) -> None:
    """It names the Message-ID that the letter of welcome went out with, so that both stand together."""
    await a_welcomed(home, ANNA)
    group = await groups.find(home.site.db, "cocoa", home.site.defaults)
    assert group is not None
    member_id = home.one("select min(id) from member where role = 'member'")
    sent_letter = welcome(group, Reader(ANNA, "en"), member_id, home.clock.now_s)
    await later(home, DAY_S * 4)
    assert last(home, ANNA).raw["in_reply_to"] == sent_letter.message_id


async def test_after_a_long_time_down_only_one_goes_out(home: Home) -> None:
    """A catch-up asks once, and does not ask again the day after."""
    await a_welcomed(home, ANNA)
    await later(home, DAY_S * 40)
    assert last(home, ANNA).data["is_last"] is True
    for _ in range(20):
        await later(home, DAY_S)
    assert reminders(home) == [ANNA]


@pytest.mark.parametrize(
    "change",
    [
        "update member set status = 'left'",
        "update member set status = 'disabled'",
        "update member set status = 'pending'",
        "update member set role = 'observer'",
        "update member set delivery = 'none'",
        "update member set role = 'facilitator'",
        "update member set paused_until_s = 2000000000",
        "update member set welcomed_s = null",
        "update member set introduced_s = 1",
        "update groups set archived_s = 1",
        'update groups set settings = \'{"introductions": "off"}\'',
    ],
)
async def test_who_is_not_reminded(home: Home, change: str) -> None:
    """Those who left, rest, only watch, were never asked or have answered are left in peace."""
    await a_welcomed(home, ANNA)
    home.write(change)
    await later(home, DAY_S * 4)
    assert reminders(home) == []


async def test_after_a_rest_one_is_reminded(home: Home) -> None:
    """A pause that is over counts no more."""
    await a_welcomed(home, ANNA)
    home.write("update member set paused_until_s = ?", home.clock.now_s + DAY_S * 5)
    await later(home, DAY_S * 4)
    assert reminders(home) == []
    await later(home, DAY_S * 2)
    assert reminders(home) == [ANNA]


async def test_whoever_said_no_is_not_reminded(home: Home) -> None:
    """A no to the first reminder is the last that is heard of it."""
    await a_welcomed(home, ANNA)
    await later(home, DAY_S * 3)
    await write(home, ANNA, "no", last(home, ANNA).reply_to)
    for _ in range(30):
        await later(home, DAY_S)
    assert reminders(home) == [ANNA]


async def test_a_site_that_does_not_ask_reminds_nobody(home: Home, tmp_path: object) -> None:
    """The site's own setting holds for groups that have none; one that asks all the same does."""
    folder = home.path.parent
    async with open_home(folder, folder, groups__introductions="off") as quiet:
        await a_welcomed(quiet, ANNA)
        await later(quiet, DAY_S * 4)
        assert reminders(quiet) == []
        quiet.write("update groups set settings = ?", json.dumps({"introductions": "ask"}))
        await later(quiet, DAY_S)
        assert reminders(quiet) == [ANNA]


async def test_many_are_reminded_in_pieces(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, each is reminded once."""
    monkeypatch.setattr(introducing, "_AT_ONCE", 3)
    people = [f"m{number}@example.org" for number in range(7)]
    await a_welcomed(home, *people)
    await later(home, DAY_S * 4)
    assert sorted(reminders(home)) == people
