"""Who gets a copy of a post at once: how mail comes to them, who rests, and which threads they hear."""

from __future__ import annotations

from typing import Any

import pytest

from dgroup.domain.effects import Arrange, Merge, Resend, Want
from dgroup.domain.model import Arrangement
from dgroup.store import queue
from tests.server.crowds import crowd
from tests.site import NOON_S, Home, letter

ANN, BOB, CAS, DEE = (f"{name}@example.org" for name in ("ann", "bob", "cas", "dee"))


async def started(home: Home, *others: str) -> int:
    """A group of Ann and others, and a thread that Ann has begun; return the group's id."""
    group_id = await home.found("psc", ANN, *others)
    await home.receive(letter(id="root"))
    home.write("delete from delivery")
    return group_id


async def arrange(home: Home, address: str, **arrangement: Any) -> None:
    """Say how mail comes to a member."""
    stands: dict[str, Any] = {"status": "active", "delivery": "each"} | arrangement
    await home.perform(Arrange(member(home, address), Arrangement(**stands)))


async def want(home: Home, address: str, kind: Any, root: str = "root") -> None:
    """Mute or follow the thread of a post."""
    thread_id = home.one("select thread_id from post where message_id = ?", root)
    await home.perform(Want(member(home, address), thread_id, kind))


def member(home: Home, address: str) -> int:
    """The member's id of whoever is called so, in the one group."""
    found: int = home.one(
        "select member.id from member join address using (person_id) where folded = ?", address
    )
    return found


async def answered(home: Home, **letter_of: Any) -> None:
    """Ann answers in the thread that she began."""
    await home.receive(letter(id="answer", in_reply_to="root", body="And yet.", **letter_of))


async def readers(home: Home) -> dict[str, set[str]]:
    """Who is to get what waits, by its form."""
    rows = await queue.claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=1, lease_s=1, most=100
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.form, set()).update(address for _, address in row.readers)
    return found


async def test_a_muted_thread_is_silent_for_whoever_muted_it(home: Home) -> None:
    """Others get it as before, and so does the member whose wish is another thread's."""
    await started(home, BOB, CAS)
    await want(home, BOB, "mute")
    await home.receive(letter(id="another"))
    assert await readers(home) == {"": {ANN, BOB, CAS}}
    home.write("delete from delivery")
    await answered(home)
    assert await readers(home) == {"": {ANN, CAS}}


@pytest.mark.parametrize("delivery", ["daily", "weekly", "monthly", "none"])
async def test_a_followed_thread_comes_at_once(home: Home, delivery: str) -> None:
    """However mail comes otherwise."""
    await started(home, BOB, CAS)
    for each in (BOB, CAS):
        await arrange(home, each, delivery=delivery)
    await want(home, BOB, "follow")
    await answered(home)
    assert await readers(home) == {"": {ANN, BOB}}
    assert home.one("select recipients from post where message_id = 'answer'") == 2


@pytest.mark.parametrize("kind", ["mute", "follow"])
async def test_a_wish_can_be_taken_back(home: Home, kind: str) -> None:
    """Then the thread comes as all mail does."""
    await started(home, BOB)
    await want(home, BOB, kind)
    await want(home, BOB, None)
    await answered(home)
    assert await readers(home) == {"": {ANN, BOB}}


async def test_who_rests_gets_nothing_until_the_rest_is_over(home: Home) -> None:
    """Not even what they follow; and nobody needs to end it."""
    await started(home, BOB, CAS)
    await arrange(home, BOB, paused_until_s=NOON_S + 100)
    await arrange(home, CAS, delivery="daily", paused_until_s=NOON_S + 100)
    await want(home, CAS, "follow")
    await answered(home)
    assert await readers(home) == {"": {ANN}}
    home.clock.move(100)
    await home.receive(letter(id="later", in_reply_to="root", body="Later."))
    assert await readers(home) == {"": {ANN, BOB, CAS}}


async def test_who_has_left_follows_nothing(home: Home) -> None:
    """A wish of a former member brings no mail."""
    await started(home, BOB)
    await arrange(home, BOB, delivery="daily", status="left")
    await want(home, BOB, "follow")
    await answered(home)
    assert await readers(home) == {"": {ANN}}


async def test_an_author_who_follows_gets_their_own_only_if_they_like(home: Home) -> None:
    """The setting for copies of own posts holds for followed threads as well."""
    await started(home, BOB)
    await arrange(home, ANN, delivery="daily", has_copy=False)
    await want(home, ANN, "follow")
    await answered(home)
    assert await readers(home) == {"": {BOB}}


async def test_text_only_is_a_form_of_its_own(home: Home) -> None:
    """In rows of their own, followers too, each at most five hundred long; all are counted."""
    group_id = await home.found("psc", ANN, BOB, DEE)
    await crowd(home, group_id, 1200)
    home.write("update member set is_text_only = 1 where id % 2 = 0 and id >= 300000")
    for address, delivery in ((BOB, "each"), (DEE, "none")):
        await arrange(home, address, delivery=delivery, is_text_only=True)
    await home.receive(letter(id="root"))
    home.write("delete from delivery")
    await want(home, DEE, "follow")
    await answered(home)
    rows = home.rows("select form, size from delivery order by form, size")
    assert rows == [("", 101), ("", 500), ("text", 1), ("text", 101), ("text", 500)]
    assert home.one("select recipients from post where message_id = 'answer'") == 1203
    assert {BOB, DEE} <= (await readers(home))["text"]


async def test_merged_threads_keep_what_members_want_of_them(home: Home) -> None:
    """The older thread's wish wins where there are two."""
    await home.found("psc", ANN, BOB, CAS, DEE)
    await home.receive(letter(id="one"))
    await home.receive(letter(id="two", body="Another."))
    for address, one, two in ((BOB, None, "mute"), (CAS, "mute", "follow"), (DEE, "mute", None)):
        await want(home, address, one, "one")
        await want(home, address, two, "two")
    home.write("delete from delivery")
    await home.receive(letter(id="both", references=["one", "two"], body="Both."))
    assert await readers(home) == {"": {ANN}}
    kept = home.rows(
        "select kind from wish join member on member.id = member_id order by member_id"
    )
    assert kept == [("mute",)] * 3
    assert home.one("select count(distinct thread_id) from wish") == 1


async def test_a_form_stays_with_its_recipients(home: Home) -> None:
    """Who must wait, or is taken out of a row, gets what they would have got."""
    await started(home, BOB, CAS)
    for each in (BOB, CAS):
        await arrange(home, each, is_text_only=True)
    await answered(home)
    row_id = home.one("select id from delivery where form = 'text'")
    async with home.site.db.transaction() as tx:
        single_id = await queue.single_out(tx, row_id, member(home, CAS))
    assert home.one("select form from delivery where id = ?", single_id) == "text"
    rows = await queue.claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=1, lease_s=1, most=9
    )
    (row,) = (each for each in rows if each.id == row_id)
    later = queue.Split((member(home, BOB),), False, NOON_S + 60, "later")
    progress = queue.Progress(row, (), "", (later,), (), (), None, "")
    await queue.note(home.site.db, [progress], now_s=NOON_S, wall_s=1, lease_s=1)
    assert home.rows("select form from delivery where attempts = 1") == [("text",)]


async def test_a_post_is_sent_again_to_one_member(home: Home) -> None:
    """Whole, whatever their form is, and the count of the post's copies stays what it was."""
    group_id = await started(home, BOB)
    await arrange(home, BOB, is_text_only=True)
    post_id = home.one("select id from post")
    await home.perform(Resend(post_id, group_id, member(home, BOB)))
    assert await readers(home) == {"whole": {BOB}}
    assert home.one("select recipients from post") == 2


async def test_two_who_are_one_keep_what_they_want_of_threads(home: Home) -> None:
    """The wish of the membership that stays wins where there are two."""
    await started(home, BOB, CAS)
    await home.receive(letter(id="other", body="Another."))
    await want(home, BOB, "mute")
    await want(home, CAS, "follow")
    await want(home, CAS, "mute", "other")
    bob, cas = (
        home.one("select person_id from address where folded = ?", each) for each in (BOB, CAS)
    )
    stays = member(home, BOB)
    await home.perform(Merge(cas, bob))
    found = home.rows(
        "select member_id, subject, kind from wish join thread on thread.id = thread_id order by 3, 1"
    )
    assert found == [(stays, "Hello", "mute")] * 2
