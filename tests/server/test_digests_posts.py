"""What of all posts is in somebody's digest: what they have not had, want, and can be sent (R28)."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Arrange, Change, Keep, Merge, Publish, Want
from dgroup.domain.model import Arrangement, DeliveryChoice
from dgroup.domain.threads import Placement
from dgroup.server.holding import approve
from tests.server import test_perform
from tests.server.digesting import ANN, BOB, CAS, DAY_S, DEE, readers
from tests.site import Home
from tests.writing import letter


async def test_what_came_by_itself_is_not_in_the_digest(home: Home) -> None:
    """New posts of a conversation that they follow; what was there before comes in the digest."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.join(CAS)
    await psc.run()
    root = await psc.post()
    thread_id = home.one("select id from thread")
    await home.perform(Want(member_id, thread_id, "follow"))
    await psc.post(answers=root)
    await psc.post()
    assert psc.alone()["bob"] == ["p2"]
    assert await psc.run("2026-11-22 07:00") == [
        ("bob", "daily", "p1 p3"),
        ("cas", "daily", "p1 p2 p3"),
    ]
    assert home.rows("select * from had") == []


async def test_what_came_by_itself_is_not_in_the_rest(home: Home) -> None:
    """Nor does anything of it stay behind."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    root = await psc.post()
    await home.perform(Want(member_id, home.one("select id from thread"), "follow"))
    await psc.post(answers=root)
    await psc.post()
    await home.perform(Change(member_id, delivery="each"))
    assert await psc.run() == [("bob", "rest", "p1 p3")]
    assert home.rows("select * from had") == []


async def test_who_rests_has_not_had_what_they_follow(home: Home) -> None:
    """It comes in their digest after the pause."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    root = await psc.post()
    await home.perform(Want(member_id, home.one("select id from thread"), "follow"))
    ends_s = home.clock.now_s + DAY_S
    await home.perform(Arrange(member_id, Arrangement("active", "daily", None, ends_s)))
    await psc.post(answers=root)
    await psc.run()
    await psc.run(ends_s)
    await psc.run("2026-11-23 07:00")
    assert psc.digested()["bob"] == ["p1", "p2"]
    assert psc.alone()["bob"] == []


async def test_a_muted_conversation_is_in_no_digest(home: Home) -> None:
    """For whoever muted it; no mail at all where there is nothing else."""
    psc = await readers(home)
    member_id = await psc.join(BOB)
    await psc.run()
    root = await psc.post()
    await home.perform(Want(member_id, home.one("select id from thread"), "mute"))
    await psc.post(answers=root)
    assert await psc.run("2026-11-22 07:00") == []
    await psc.post(answers=root)
    await psc.post()
    assert await psc.run("2026-11-23 07:00") == [("bob", "daily", "p4")]


async def test_own_posts_are_there_for_those_who_want_copies(home: Home) -> None:
    """As they said, else as the group has it."""
    psc = await readers(home)
    for address in (BOB, CAS, DEE):
        await psc.join(address)
    home.write("update member set has_copy = 1 where id = ?", psc.members[BOB])
    home.write("update member set has_copy = 0 where id = ?", psc.members[CAS])
    home.write("""update groups set settings = json_set(settings, '$.copy', json('false'))""")
    await psc.run()
    for address in (BOB, CAS, DEE):
        await psc.post(sender=address)
    assert await psc.run("2026-11-22 07:00") == [
        ("bob", "daily", "p1 p2 p3"),
        ("cas", "daily", "p1 p3"),
        ("dee", "daily", "p1 p2"),
    ]


async def publish(home: Home, group_id: int, **how: object) -> None:
    """A post of Ann's with a reach, or from an archive."""
    async with home.site.db.transaction() as tx:
        post_id, letter_id, thread_id = tx.new_id(), tx.new_id(), tx.new_id()
    message_id = f"{post_id}@example.org"
    written = test_perform.post(
        group_id,
        thread_id,
        id=post_id,
        letter_id=letter_id,
        message_id=message_id,
        subject=f"made {how}",
    )
    placement = Placement(thread_id, True, (), None, (message_id,), ())
    await home.perform(
        Keep(letter_id, test_perform.ARRIVAL, message_id, str(post_id)),
        Publish(written, placement, has_copy=True, **how),  # type: ignore[arg-type]
    )


async def test_an_announcement_is_not_said_again(home: Home) -> None:
    """Who was resting when it went out reads it in their digest."""
    psc = await readers(home)
    await psc.join(BOB)
    member_id = await psc.join(CAS)
    ends_s = home.clock.now_s + 3600
    await home.perform(Arrange(member_id, Arrangement("active", "daily", None, ends_s)))
    await psc.run()
    await publish(home, psc.group_id, reach="digests")
    await psc.post()
    said = "made {'reach': 'digests'}"
    assert psc.alone()["bob"] == [said]
    await psc.run(ends_s)
    await psc.run("2026-11-22 07:00")
    await psc.run("2026-11-23 07:00")
    assert psc.digested() == {"bob": ["p1"], "cas": [said, "p1"]}


async def test_an_archive_that_is_brought_along_is_not_news(home: Home) -> None:
    """Neither alone nor among new posts, and what is new after it is."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.run()
    await publish(home, psc.group_id, is_import=True)
    assert await psc.run("2026-11-22 07:00") == []
    await psc.post()
    await publish(home, psc.group_id, is_import=True)
    assert await psc.run("2026-11-23 07:00") == [("bob", "daily", "p1")]


async def test_a_post_that_was_held_is_new_when_it_is_let_through(home: Home) -> None:
    """It takes its number then, so that it is behind no reader's mark."""
    psc = await readers(home, post="moderated")
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    home.write("update groups set settings = json_set(settings, '$.post', 'members')")
    await psc.post()
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p2")]
    (held_id,) = (row[0] for row in home.rows("select id from held"))
    settlement = await approve(home.site, held_id, "operator")
    assert settlement.post_id == home.one("select max(id) from post")
    assert settlement.post_id > home.one("select max(after_id) from watermark")
    assert await psc.run("2026-11-23 07:00") == [("bob", "daily", "p1")]


async def test_conversations_that_become_one_bring_nothing_again(home: Home) -> None:
    """A late parent joins two; what was sent stays sent, and what is muted stays muted."""
    psc = await readers(home)
    await psc.join(BOB)
    cas_id = await psc.join(CAS)
    await psc.run()
    first = await psc.post()
    second = await psc.post()
    thread_id = home.one("select thread_id from post where subject = ?", first)
    await home.perform(Want(cas_id, thread_id, "mute"))
    assert await psc.run("2026-11-22 07:00") == [("bob", "daily", "p1 p2"), ("cas", "daily", "p2")]
    psc.posts += 1
    late = letter(
        subject="p3", id="p3@example.org", references=[f"{first}@example.org", "p2@example.org"]
    )
    await home.receive(late, sender=ANN)
    assert home.one("select count(*) from thread where merged_into is null") == 1
    await psc.post(answers=second)
    assert await psc.run("2026-11-23 07:00") == [("bob", "daily", "p3 p4")]


async def merge(home: Home, goes: str, stays: str) -> None:
    """Two turn out to be one person."""
    person = "select person_id from address where folded = ?"
    await home.perform(Merge(home.one(person, goes), home.one(person, stays)))


async def test_of_two_who_are_one_the_one_that_left_takes_over_what_was_to_come(home: Home) -> None:
    """Their digests go on where the other's were."""
    psc = await readers(home)
    stays = await psc.join(CAS, "each")
    await home.perform(Change(stays, status="left"))
    await psc.join(BOB)
    await psc.run()
    await psc.post()
    await merge(home, BOB, CAS)
    await psc.post()
    assert await psc.run("2026-11-22 07:00") == [("cas", "daily", "p1 p2")]


@pytest.mark.parametrize("delivery", ["each", "daily"])
async def test_of_two_who_are_one_the_later_gets_what_came_before_it(
    home: Home, delivery: DeliveryChoice
) -> None:
    """What was to come for the one that goes, and was posted before the other joined."""
    psc = await readers(home)
    await psc.join(BOB, "monthly")
    await psc.run()
    await psc.post()
    home.clock.move(60)
    await psc.join(CAS, delivery)
    await psc.run()
    home.clock.move(60)
    await psc.post()
    await merge(home, BOB, CAS)
    await psc.run()
    await psc.run("2026-11-22 07:00")
    await psc.run("2026-12-01 07:00")
    assert sorted(psc.alone()["cas"] + psc.digested()["cas"]) == ["p1", "p2"]


async def test_of_two_who_are_one_nothing_comes_twice(home: Home) -> None:
    """What each of them has had by itself is in no digest of the one that stays."""
    psc = await readers(home)
    await psc.join(BOB)
    await psc.join(CAS)
    await psc.run()
    root = await psc.post()
    await home.perform(Want(psc.members[BOB], home.one("select id from thread"), "follow"))
    await psc.post(answers=root)
    await merge(home, BOB, CAS)
    assert await psc.run("2026-11-22 07:00") == [("cas", "daily", "p1")]
