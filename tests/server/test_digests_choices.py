"""Whatever members choose, come and go as they may, each post comes to them once (R28)."""

from __future__ import annotations

import random

import pytest

from dgroup.domain.effects import Arrange, Change
from dgroup.domain.model import Arrangement, DeliveryChoice, Status
from dgroup.server.jobs.prune import prune
from tests.server.digesting import BOB, CAS, DAY_S, at, readers
from tests.site import Home
from tests.writing import letter

CHOICES: tuple[DeliveryChoice, ...] = ("each", "daily", "weekly", "monthly")


async def test_a_joiner_begins_with_joining(home: Home) -> None:
    """What was posted before is in no digest of theirs, however soon they join."""
    psc = await readers(home)
    await psc.post()
    await psc.join(BOB)
    assert await psc.run() == []
    await psc.post()
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p2")]


async def test_a_first_digest_comes_at_the_first_hour_after_a_first_post(home: Home) -> None:
    """However long nobody looked: the job may have run for the first time then (a catch-up)."""
    psc = await readers(home)
    home.clock.now_s = at("2026-11-22 06:59")
    await psc.join(BOB)
    await psc.post()
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p1")]
    home.clock.now_s = at("2026-11-22 07:01")
    await psc.join(CAS)
    await psc.post()
    assert await psc.run("2026-11-22 07:05") == []
    assert await psc.run("2026-11-23 07:00") == [
        ("bob", "daily", "p2"),
        ("cas", "daily", "p2"),
    ]


@pytest.mark.parametrize("choice", CHOICES[1:])
async def test_each_message_from_now_on_brings_the_rest_at_once(
    home: Home, choice: DeliveryChoice
) -> None:
    """What was still to come comes in one mail within minutes, and nothing twice after it."""
    psc = await readers(home)
    member_id = await psc.join(BOB, choice)
    await psc.run()
    await psc.post()
    await psc.post()
    await home.perform(Change(member_id, delivery="each"))
    await psc.post()
    assert await psc.run("2026-11-21 12:05") == [("bob", "rest", "p1 p2")]
    assert await psc.run("2027-01-01 12:00") == []
    assert psc.alone()["bob"] == ["p3"]


async def test_another_period_goes_on_from_where_the_last_one_was(home: Home) -> None:
    """Longer or shorter: nothing is left out, and nothing comes twice."""
    psc = await readers(home)
    member_id = await psc.join(BOB, "daily")
    await psc.run()
    await psc.post()
    await home.perform(Change(member_id, delivery="weekly"))
    assert await psc.run("2026-11-22 07:00") == []
    await psc.post()
    assert await psc.run("2026-11-23 07:00") == [("bob", "weekly", "p1 p2")]
    await psc.post()
    await home.perform(Change(member_id, delivery="monthly"))
    assert await psc.run("2026-11-30 07:00") == []
    assert await psc.run("2026-12-01 07:00") == [("bob", "monthly", "p3")]
    await psc.post()
    home.clock.now_s = at("2026-12-03 12:00")
    await home.perform(Change(member_id, delivery="daily"))
    assert await psc.run() == [("bob", "daily", "p4")]  # it has waited for longer than a day


async def test_to_and_fro_brings_each_post_once(home: Home) -> None:
    """Every choice at random for two weeks, with a run now and then: once, alone or in a digest."""
    psc = await readers(home)
    chance = random.Random(11)
    member_id = await psc.join(BOB, "daily")
    for _ in range(90):
        await psc.post()
        if chance.random() < 0.5:
            await home.perform(Change(member_id, delivery=chance.choice(CHOICES)))
        await psc.run(home.clock.now_s + chance.choice([300, 3600, 5 * 3600]))
    await psc.run("2027-02-01 08:00")
    got = psc.alone()["bob"] + psc.digested()["bob"]
    assert sorted(got) == sorted(f"p{number + 1}" for number in range(90))


@pytest.mark.parametrize("status", ["left", "removed", "banned"])
async def test_who_leaves_is_sent_nothing_more(home: Home, status: Status) -> None:
    """Neither what was to come, nor after joining again what was posted meanwhile."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.run()
    await psc.post()
    await home.perform(Change(member_id, status=status))
    assert await psc.run("2026-11-22 07:00") == []
    await psc.post()
    await psc.join(BOB)
    assert await psc.run("2026-11-22 07:05") == []
    await psc.post()
    assert await psc.run("2026-11-23 07:00") == [("bob", "daily", "p3")]


async def test_who_left_by_mistake_gets_what_was_still_to_come(home: Home) -> None:
    """A way back brings the rest of then, and digests from now on."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.run()
    await psc.post()
    await home.perform(Change(member_id, status="left"))
    await psc.post()
    await home.perform(Change(member_id, status="active"))
    assert await psc.run("2026-11-21 12:05") == [("bob", "rest", "p1")]
    await psc.post()
    await psc.run("2026-11-22 07:00")
    assert psc.digested()["bob"] == ["p1", "p3"]


async def test_who_wants_no_mail_gets_none_until_they_do(home: Home) -> None:
    """Then what was to come when they stopped, and nothing of what was posted meanwhile."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.run()
    await psc.post()
    await home.perform(Change(member_id, delivery="none"))
    await psc.post()
    assert await psc.run("2026-11-25 07:00") == []
    await home.perform(Change(member_id, delivery="weekly"))
    await psc.post()
    assert await psc.run("2026-11-25 07:05") == [("bob", "rest", "p1")]
    assert await psc.run("2026-11-30 07:00") == [("bob", "weekly", "p3")]


async def test_after_a_pause_one_digest_makes_up_for_it(home: Home) -> None:
    """Nothing during the pause; at its end all that was posted since."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.run()
    await psc.post()
    ends_s = at("2026-11-28 00:00")
    await home.perform(Arrange(member_id, Arrangement("active", "daily", None, ends_s)))
    for day in range(22, 28):
        await psc.post()
        assert await psc.run(f"2026-11-{day} 07:00") == []
    found = await psc.run("2026-11-28 00:00")
    assert found == [("bob", "daily", "p1 p2 p3 p4 p5 p6 p7")]
    assert await psc.run("2026-11-28 07:00") == []


async def test_the_rest_waits_for_the_end_of_a_pause(home: Home) -> None:
    """Whoever wants each message, but not now."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.run()
    await psc.post()
    ends_s = home.clock.now_s + 3 * DAY_S
    await home.perform(Arrange(member_id, Arrangement("active", "each", None, ends_s)))
    assert await psc.run(ends_s - 1) == []
    assert await psc.run(ends_s) == [("bob", "rest", "p1")]


async def test_an_address_that_bounced_gets_all_that_waited(home: Home) -> None:
    """Nothing is made for it while nothing reaches it."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.run()
    await psc.post()
    await home.perform(Change(member_id, status="disabled"))
    await psc.post()
    assert await psc.run("2026-11-23 07:00") == []
    await home.perform(Change(member_id, status="active"))
    assert await psc.run("2026-11-23 07:05") == [("bob", "daily", "p1 p2")]


@pytest.mark.parametrize("addresses", [("psc", "psc-dailydigest"), ("psc-dailydigest", "psc")])
@pytest.mark.parametrize("choices", [("each", "daily"), ("daily", "each")])
async def test_a_post_and_a_choice_in_one_mail_bring_the_post_once(
    home: Home, addresses: tuple[str, str], choices: tuple[DeliveryChoice, DeliveryChoice]
) -> None:
    """Alone or in the digest, by which of the two addresses comes first."""
    psc = await readers(home)
    before, after = choices
    await psc.join(BOB, before)
    await psc.run()
    to = [each if after == "daily" else each.replace("dailydigest", "mail") for each in addresses]
    mail = letter(f"Bob <{BOB}>", subject="p1", id="p1@example.org")
    await home.receive(mail, *to, sender=BOB)
    assert home.one("select delivery from member where id = ?", psc.members[BOB]) == after
    await psc.run()
    await psc.run("2026-11-22 07:00")
    assert psc.alone()["bob"] + psc.digested()["bob"] == ["p1"]


async def test_what_was_to_come_is_forgotten_after_a_month(home: Home) -> None:
    """Who wants no mail, and has it again within a month, gets it; later nobody wants to read it."""
    psc = await readers(home)
    ids = [await psc.join(each) for each in (BOB, CAS)]
    await psc.post()
    for each in ids:
        await home.perform(Change(each, delivery="none"))
    await prune(home.site, at("2026-12-10 03:10"))
    await home.perform(Change(ids[0], delivery="each"))
    assert await psc.run("2026-12-10 12:00") == [("bob", "rest", "p1")]
    await prune(home.site, at("2026-12-30 03:10"))
    await home.perform(Change(ids[1], delivery="each"))
    assert await psc.run("2026-12-30 12:00") == []
    await prune(home.site, at("2027-04-01 03:10"))
    assert home.rows("select * from digest") == []
