"""Each post comes in one digest of each of its readers, at their hour, whatever clocks do (R28)."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Coroutine
from typing import Any

import pytest

from dgroup.domain.effects import Change, Describe, Want
from dgroup.domain.model import DeliveryChoice, Profile
from dgroup.errors import StoreError
from dgroup.server.jobs.digests import digests, send
from dgroup.store.digests import Due
from dgroup.store.queue import claim
from tests.server.digesting import ANN, BOB, CAS, DAY_S, DEE, at, readers
from tests.site import Home, locked

DAYS = ("2026-11-22", "2026-11-23", "2026-12-01")  # a Sunday, a Monday, the first of a month


async def live_in(home: Home, address: str, timezone: str) -> None:
    """Somebody says where they live."""
    person_id = home.one("select person_id from address where folded = ?", address)
    await home.perform(Describe(person_id, Profile("", None, timezone, False)))


async def test_digests_come_at_the_hour_of_the_group(home: Home) -> None:
    """Not a second earlier, and once: daily, on Monday, and on the first of the month."""
    psc = await readers(home)
    for address, delivery in ((BOB, "daily"), (CAS, "weekly"), (DEE, "monthly")):
        await psc.join(address, delivery)  # type: ignore[arg-type]
    await psc.post()
    assert await psc.run("2026-11-21 12:05") == []
    assert await psc.run("2026-11-22 06:59:59") == []
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p1")]
    assert await psc.run("2026-11-22 07:05") == []
    await psc.post()
    assert await psc.run("2026-11-23 07:00") == [("bob", "daily", "p2"), ("cas", "weekly", "p1 p2")]
    assert await psc.run("2026-12-01 07:01") == [("dee", "monthly", "p1 p2")]
    assert await psc.run("2027-01-01 07:01") == []


async def test_nothing_new_means_no_mail(home: Home) -> None:
    """The next digest holds what came after the last one was considered, and that alone."""
    psc = await readers(home)
    await psc.join(BOB)
    for day in range(22, 26):
        assert await psc.run(f"2026-11-{day} 07:00") == []
    await psc.post()
    assert await psc.run("2026-11-26 07:00") == [("bob", "daily", "p1")]
    assert home.one("select count(*) from digest") == 1


async def test_the_hour_is_that_of_the_readers_zone(home: Home) -> None:
    """Where somebody said where they live; the group's, where they did not or it is no place."""
    psc = await readers(home)
    for address, timezone in ((BOB, "Asia/Manila"), (CAS, "America/Lima"), (DEE, "No/Where")):
        await psc.join(address)
        await live_in(home, address, timezone)
    await psc.run()
    await psc.post()
    assert await psc.run(at("2026-11-21 07:00", "America/Lima") - 1) == []
    assert await psc.run(at("2026-11-21 07:00", "America/Lima")) == [("cas", "daily", "p1")]
    assert await psc.run(at("2026-11-22 07:00", "Asia/Manila")) == [("bob", "daily", "p1")]
    assert await psc.run("2026-11-22 07:00") == [("dee", "daily", "p1")]


async def test_whoever_moves_misses_nothing_and_has_nothing_twice(home: Home) -> None:
    """East and west around the world, with a run each hour and posts in between."""
    psc = await readers(home)
    await psc.join(BOB)
    zones = ["Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu", "Australia/Lord_Howe", ""]
    for hour in range(6 * 24):
        if hour % 17 == 0:
            await live_in(home, BOB, zones[hour // 17 % len(zones)])
        if hour % 4 == 0:
            await psc.post()
        await psc.run(home.clock.now_s + 3600)
    await psc.run(home.clock.now_s + 2 * DAY_S)
    assert psc.digested()["bob"] == [f"p{number + 1}" for number in range(6 * 6)]


@pytest.mark.parametrize("start", ["2026-03-27 12:00", "2026-10-23 12:00"])
@pytest.mark.parametrize("hour", [2, 3])
async def test_both_changes_of_the_clock_keep_one_digest_a_day(
    home: Home, start: str, hour: int
) -> None:
    """With a run every half hour and posts in between: three days, three digests, all posts once."""
    psc = await readers(home, digest_hour=hour)
    home.clock.now_s = at(start)
    await psc.join(BOB)
    await psc.run()
    sent = 0
    for number in range(3 * 48):
        if number % 4 == 0:
            await psc.post()
        sent += len(await psc.run(home.clock.now_s + 1800))
    assert sent == 3
    await psc.run(home.clock.now_s + DAY_S)
    assert psc.digested()["bob"] == [f"p{number + 1}" for number in range(3 * 12)]


async def test_missed_runs_give_one_catch_up(home: Home) -> None:
    """After three days without a server, one digest; then each day again."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    home.clock.move(3 * DAY_S)
    await psc.post()
    assert await psc.run("2026-11-25 15:00") == [("bob", "daily", "p1 p2")]
    assert await psc.run("2026-11-25 15:05") == []
    await psc.post()
    assert await psc.run("2026-11-26 07:00") == [("bob", "daily", "p3")]


async def test_a_clock_that_goes_back_repeats_nothing(home: Home) -> None:
    """An hour or a day again, with posts in it: each is in one digest."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    assert await psc.run("2026-11-22 07:03") == [("bob", "daily", "p1")]
    await psc.post()
    assert await psc.run("2026-11-22 06:30") == []  # back by half an hour
    assert await psc.run("2026-11-22 07:00") == []
    assert await psc.run("2026-11-23 07:00") == [("bob", "daily", "p2")]


@pytest.mark.parametrize("delivery", ["daily", "weekly", "monthly"])
async def test_a_clock_that_was_years_ahead_is_forgiven(
    home: Home, delivery: DeliveryChoice
) -> None:
    """Once it is right again, what is new comes at once, and then as usual."""
    psc = await readers(home)
    await psc.join(BOB, delivery)
    await psc.run()
    await psc.post()
    assert await psc.run("2036-07-02 12:00") == [("bob", delivery, "p1")]
    await psc.post()
    assert await psc.run("2026-11-21 13:00") == [("bob", delivery, "p2")]
    await psc.post()
    assert await psc.run("2026-11-21 13:05") == []
    assert await psc.run("2026-12-01 07:00") == [("bob", delivery, "p3")]


async def test_a_first_post_from_the_future_keeps_nobody_waiting(home: Home) -> None:
    """Who joined, and whose first post came by a clock that was ahead, begins to wait when it is right."""
    psc = await readers(home)
    await psc.join(BOB)
    home.clock.now_s = at("2036-07-02 12:00")
    await psc.post()
    assert await psc.run("2026-11-21 13:00") == [("bob", "daily", "p1")]
    await psc.post()
    assert await psc.run("2026-11-21 13:05") == []
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p2")]


async def test_a_group_that_changes_its_hour_or_zone_sends_all_once(home: Home) -> None:
    """The next digest comes at the new hour."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    home.write("""update groups set settings = json_set(settings, '$.digest_hour', 18)""")
    await psc.post()
    assert await psc.run("2026-11-21 17:59") == []
    assert await psc.run("2026-11-21 18:00") == [("bob", "daily", "p1 p2")]
    await psc.post()
    home.write("update groups set timezone = 'Asia/Manila'")
    assert await psc.run("2026-11-21 18:05") == []
    assert await psc.run(at("2026-11-22 18:00", "Asia/Manila")) == [("bob", "daily", "p3")]


async def test_alike_readers_share_one_digest(home: Home) -> None:
    """What differs is the language, the form, and what is left out; each names its posts."""
    psc = await readers(home)
    for address in (BOB, CAS, DEE):
        await psc.join(address)
    home.write("update member set has_mime_digest = 1 where id = ?", psc.members[DEE])
    await psc.run()
    await psc.post()
    await psc.run("2026-11-22 07:00")
    rows = home.rows(
        "select form, language, kind, group_id, data, made_s from digest order by form"
    )
    post_id = home.one("select id from post")
    said = {"posts": [post_id], "threads": [home.one("select id from thread")], "period": "daily"}
    data = json.dumps(said, separators=(",", ":"))
    common = ("en", "digest", psc.group_id)
    assert [row[:4] for row in rows] == [("mime", *common), ("plain", *common)]
    assert {row[4].replace(" ", "") for row in rows} == {data}
    assert {row[5] for row in rows} == {at("2026-11-22 07:00")}
    assert psc.sent() == [(name, "daily", "p1") for name in ("bob", "cas", "dee")]


async def test_each_reads_the_frame_in_their_language(home: Home) -> None:
    """Else in the group's."""
    psc = await readers(home)
    for address in (BOB, CAS):
        await psc.join(address)
    await home.perform(
        Describe(
            home.one("select person_id from member where id = ?", psc.members[BOB]),
            Profile("Bob", "fr", None, False),
        )
    )
    home.write("update groups set language = 'nl'")
    await psc.run()
    await psc.post()
    await psc.run("2026-11-22 07:00")
    assert home.rows("select language from digest order by 1") == [("fr",), ("nl",)]


async def test_groups_are_apart(home: Home) -> None:
    """A digest holds the posts of one group, at that group's hour."""
    psc = await readers(home)
    await psc.join(BOB)
    other = await home.found("tea", ANN, introductions="off", digest_hour=12)
    member_id = await home.admit(other, BOB, delivery="daily")
    await psc.run()
    await psc.post()
    await psc.post(to="tea")
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p1")]
    psc.members = {BOB: member_id}
    assert await psc.run("2026-11-22 12:00") == [("bob", "daily", "p2")]


async def test_a_closed_group_sends_what_was_still_to_come(home: Home) -> None:
    """What was posted before it was archived is read all the same."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    home.write("update groups set archived_s = ?", home.clock.now_s)
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p1")]


@pytest.mark.parametrize(
    "deed",
    [
        *("insert on digest", "insert on delivery", "update on watermark"),
        *("delete on watermark", "delete on had"),
    ],
)
async def test_digest_and_mark_hold_together_or_not_at_all(home: Home, deed: str) -> None:
    """A fault anywhere between them leaves all undone, and the next run does all of it."""
    psc = await readers(home)
    await psc.join(BOB)
    cas_id = await psc.join(CAS)
    await psc.run()
    await psc.post()
    await home.perform(Want(psc.members[BOB], home.one("select id from thread"), "follow"))
    await psc.post(answers="p1")
    await home.perform(Change(cas_id, delivery="each"))
    before = home.dump()
    fault = f"before {deed} begin select raise(abort, 'fault'); end"
    home.write(f"create trigger fault {fault}")
    await psc.run("2026-11-22 07:00")
    home.write("drop trigger fault")
    assert home.dump() == before
    assert await psc.run("2026-11-22 07:05") == [("bob", "daily", "p1"), ("cas", "rest", "p1 p2")]


async def test_leaving_stops_a_digest_that_is_queued_already(home: Home) -> None:
    """Whoever has gone when it is sent gets nothing; the others do."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.join(CAS)
    await psc.run()
    await psc.post()
    home.write("delete from delivery")
    await psc.run("2026-11-22 07:00")
    await home.perform(Change(psc.members[BOB], status="left"))
    (row,) = await claim(
        home.site.db, worker="w", now_s=home.clock.now_s, wall_s=1, lease_s=60, most=9
    )
    assert (row.kind, row.gone) == ("digest", (psc.members[BOB],))
    assert row.readers == ((psc.members[CAS], CAS),)


async def test_posts_choices_and_runs_at_the_same_time_lose_nothing(home: Home) -> None:
    """All at once, in whatever order they get their turn: each post once, alone or in a digest."""
    psc = await readers(home)
    chance = random.Random(5)
    for address in (BOB, CAS, DEE):
        await psc.join(address)
    await psc.run()

    async def choose(address: str) -> None:
        choice: DeliveryChoice = chance.choice(("each", "daily", "weekly"))
        await home.perform(Change(psc.members[address], delivery=choice))

    for _ in range(12):
        home.clock.move(chance.choice([300, 9 * 3600]))
        deeds: list[Coroutine[Any, Any, object]] = [psc.post() for _ in range(4)]
        deeds += [choose(each) for each in (BOB, CAS, DEE)]
        deeds += [digests(home.site, home.clock.now_s) for _ in range(3)]
        chance.shuffle(deeds)
        await asyncio.gather(*deeds)
    await psc.run()
    await psc.run(home.clock.now_s + 40 * DAY_S)
    alone, digested = psc.alone(), psc.digested()
    for name in ("bob", "cas", "dee"):
        assert sorted(alone[name] + digested[name]) == sorted(f"p{n + 1}" for n in range(48))


async def test_a_fault_in_one_group_keeps_nothing_from_others(home: Home) -> None:
    """The others get theirs, and the log says which one did not."""
    psc = await readers(home)
    await psc.join(BOB)
    other = await home.found("zen", ANN, introductions="off")
    psc.members[CAS] = await home.admit(other, CAS, delivery="daily")
    await psc.run()
    await psc.post()
    await psc.post(to="zen")
    home.write(
        "create trigger fault before insert on digest"
        f" when new.group_id = {psc.group_id} begin select raise(abort, 'fault'); end"
    )
    assert await psc.run("2026-11-22 07:00") == [("cas", "daily", "p2")]


async def test_a_busy_store_is_tried_again(home: Home) -> None:
    """Nothing is sent and nothing is forgotten while another process writes."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    home.clock.now_s = at("2026-11-22 07:00")
    home.site.db._patience_s = 0.1
    with locked(home.path), pytest.raises(StoreError):
        await digests(home.site, home.clock.now_s)
    assert await psc.run() == [("bob", "daily", "p1")]


async def test_many_readers_are_done_in_pieces(home: Home) -> None:
    """A post that comes between two pieces is in the digest of those who come later, and is not lost
    to the others."""
    psc = await readers(home)
    for address in (BOB, CAS, DEE):
        await psc.join(address)
    await psc.run()
    await psc.post()
    home.clock.now_s = now_s = at("2026-11-22 07:00")
    due = [Due("daily", "", now_s, now_s + DAY_S)]
    assert await send(home.site, psc.group_id, due, now_s, most=2)
    await psc.post()
    assert not await send(home.site, psc.group_id, due, now_s, most=2)
    assert psc.sent() == [("bob", "daily", "p1"), ("cas", "daily", "p1"), ("dee", "daily", "p1 p2")]
    await psc.run("2026-11-23 07:00")
    assert all(sorted(posts) == ["p1", "p2"] for posts in psc.digested().values())


async def test_two_workers_at_once_send_it_once(home: Home) -> None:
    """Whoever comes second finds nobody due, for it asks within its own transaction."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    home.clock.now_s = now_s = at("2026-11-22 07:00")
    due = [Due("daily", "", now_s, now_s + DAY_S)]
    for _ in range(2):
        await send(home.site, psc.group_id, due, now_s)
    assert psc.sent() == [("bob", "daily", "p1")]


async def test_a_group_that_is_gone_meanwhile_is_passed_over(home: Home) -> None:
    """There is nothing to send, and nothing fails."""
    assert not await send(home.site, 999, [], home.clock.now_s)
