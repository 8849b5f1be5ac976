"""One word in reply to a conversation: no more of it, or all of it at once; and the way back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dgroup.commands import leaves
from dgroup.commands.desk import Done, Undo
from dgroup.commands.way_back import pack
from dgroup.domain.effects import Want
from dgroup.mail.parse import parse
from tests.commands.desks import desk_for, do, redeem
from tests.site import Home, letter

assert leaves.LEAVES

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"


async def talk(home: Home) -> tuple[int, int]:
    """Ann and Bob in a group with one conversation; return Bob's membership and the thread."""
    group_id = await home.found("psc", ANN)
    bob = await home.admit(group_id, BOB)
    await home.receive(letter(id="root", subject="Seeds"))
    return bob, home.one("select id from thread")


def wishes(home: Home) -> list[tuple[int, int, str]]:
    """All that is wanted of threads."""
    return home.rows("select member_id, thread_id, kind from wish order by member_id, thread_id")


def told(done: Done) -> tuple[str, dict[str, Any]]:
    """The letter of an answer, and what it is told."""
    assert done.part is not None
    return done.part.template, dict(done.part.data)


@pytest.mark.parametrize(
    ("verb", "template"), [("mute", "threads/muted"), ("follow", "threads/followed")]
)
async def test_a_word_acts_at_once(home: Home, verb: str, template: str) -> None:
    """What is wanted is written down, and the answer names the conversation."""
    bob, thread_id = await talk(home)
    done = await do(home, await desk_for(home, BOB, "psc"), verb, str(thread_id))
    assert wishes(home) == [(bob, thread_id, verb)]
    name, data = told(done)
    assert name == template
    assert (data["subject"], data["thread_id"], data["is_changed"]) == ("Seeds", thread_id, True)
    assert done.undo == Undo({}, wishes=(Want(bob, thread_id, None),))


async def test_the_mail_itself_says_which_conversation(home: Home) -> None:
    """By what it answers, where no number is given: a reply to a post, or to our own answer."""
    bob, thread_id = await talk(home)
    desk = await desk_for(home, BOB, "psc")
    desk = replace(desk, letter=parse(letter(references=["root", "notice@x"])))
    await do(home, desk, "mute", "this thread")
    assert wishes(home) == [(bob, thread_id, "mute")]


@pytest.mark.parametrize("argument", ["", "999", "nothing"])
async def test_an_unknown_conversation_changes_nothing(home: Home, argument: str) -> None:
    """The answer says how to name one."""
    await talk(home)
    done = await do(home, await desk_for(home, BOB, "psc"), "mute", argument)
    assert told(done)[0] == "threads/unknown"
    assert told(done)[1]["word"] == "mute"
    assert done.effects == ()


async def test_another_groups_conversation_is_unknown(home: Home) -> None:
    """Even to somebody who is in both."""
    _, thread_id = await talk(home)
    await home.found("tea", BOB)
    done = await do(home, await desk_for(home, BOB, "tea"), "mute", str(thread_id))
    assert told(done)[0] == "threads/unknown"


@pytest.mark.parametrize("status", ["left", "pending", None])
async def test_only_members_want_something(home: Home, status: Any) -> None:
    """Who does not take part now is told so, and nothing is written down."""
    _, thread_id = await talk(home)
    await home.found("tea", CAT)
    if status:
        await home.admit(home.one("select id from groups where name = 'psc'"), CAT, status=status)
    done = await do(home, await desk_for(home, CAT, "psc"), "mute", str(thread_id))
    assert told(done)[0] == "choices/not_member"
    assert wishes(home) == []


@pytest.mark.parametrize("before", [None, "mute", "follow"])
@pytest.mark.parametrize("verb", ["mute", "follow"])
async def test_undo_restores_exactly_what_was(home: Home, verb: str, before: Any) -> None:
    """Whatever was wanted before; once."""
    bob, thread_id = await talk(home)
    if before:
        await home.perform(Want(bob, thread_id, before))
    done = await do(home, await desk_for(home, BOB, "psc"), verb, str(thread_id))
    if before == verb:
        assert told(done)[1]["is_changed"] is False
        assert done.effects == ()
        return
    assert done.undo is not None
    back = await take_back(home, done.undo)
    assert wishes(home) == ([(bob, thread_id, before)] if before else [])
    assert told(back) == (
        "threads/restored",
        {**told(back)[1], "subject": "Seeds", "kind": before or ""},
    )


async def test_a_thread_that_was_merged_is_restored_where_it_is_now(home: Home) -> None:
    """The way back follows the thread."""
    bob, older = await talk(home)
    await home.receive(letter(id="two", body="2"))
    younger = home.one("select max(id) from thread")
    done = await do(home, await desk_for(home, BOB, "psc"), "mute", str(younger))
    await home.receive(letter(id="both", references=["root", "two"], body="3"))
    assert wishes(home) == [(bob, older, "mute")]
    assert done.undo is not None
    await take_back(home, done.undo)
    assert wishes(home) == []


async def take_back(home: Home, undo: Undo) -> Done:
    """Reply "undo" to the answer of a command that gave back this."""
    desk = await desk_for(home, BOB, "psc")
    _, issue = desk.issue("restore", pack(undo), to=BOB, lasts_s=60)
    return await redeem(home, desk, issue.ticket, "undo")


@pytest.mark.parametrize("to", ["psc", "psc-request", "thread"])
async def test_one_word_by_mail(home: Home, to: str) -> None:
    """To the group, to its robot or to the thread's address: done, answered and never posted."""
    bob, thread_id = await talk(home)
    to = f"thread+{thread_id}" if to == "thread" else to
    content = letter(
        BOB,
        f"{to}@lists.example.org",
        subject="Re: Seeds",
        body="mute",
        id="m1",
        references=["root"],
    )
    (reply,) = await home.receive(content, to, sender=BOB)
    assert reply.outcome == "command"
    assert wishes(home) == [(bob, thread_id, "mute")]
    assert home.one("select count(*) from post") == 1
    (notice,) = home.rows("select notice from delivery where kind = 'notice' and address = ?", BOB)
    sent = json.loads(notice[0])
    assert sent["template"] == "threads/muted"
    again = letter(BOB, subject="Re: Muted", body=f"follow {thread_id}", id="m2")
    (reply,) = await home.receive(again, sent["reply_to"], sender=BOB)
    assert wishes(home) == [(bob, thread_id, "follow")]
    back = letter(BOB, subject="Re: Muted", body="undo", id="m3")
    (reply,) = await home.receive(back, sent["reply_to"], sender=BOB)
    assert reply.outcome == "confirmed"
    assert wishes(home) == []
