"""Facilitators look after what waits: in bulk, late, at once, by name, and never for another."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dgroup.domain.effects import Change
from dgroup.mail.parse import parse
from dgroup.server.scheduler import run_due
from tests.mail.clients import reply
from tests.peers import Mail
from tests.site import Home, letter
from tests.stories.test_moderation import (
    ANN,
    BEA,
    CAT,
    DAY_S,
    STRANGER,
    a_group,
    answer,
    mailbox,
    subjects,
    words,
)
from tests.stories.world import World, world

EVE = "eve@example.net"


async def post(everybody: World, subject: str, by: str = ANN) -> None:
    """Write to the group."""
    name, number = (
        by.partition("@")[0].title(),
        everybody.town.home.one("select count(*) from letter"),
    )
    mail = letter(f"{name} <{by}>", subject=subject, id=f"{number}@example.org")
    assert (await everybody.write(mail, sender=by)).startswith("2.")
    await everybody.come_to_rest()


async def ask(everybody: World, by: str, line: str) -> Mail:
    """Write a command to the group's robot, and return what came back."""
    everybody.town.home.clock.move(60)
    mail = letter(f"<{by}>", subject=line, body="", id=f"{everybody.town.home.clock.now_s}@x")
    await everybody.write(mail, "psc-request", sender=by)
    await everybody.come_to_rest()
    return mailbox(everybody, by)[-1]


async def run(everybody: World, *names: str, days: int = 0, minutes: int = 0) -> None:
    """Let time pass, and jobs run."""
    home = everybody.town.home
    home.clock.move(days * DAY_S + minutes * 60)
    for name in names:
        await run_due(home.site, home.clock.now_s, name)
    await everybody.come_to_rest()


def held(home: Home) -> list[str]:
    """What became of all that was held."""
    return [row[0] for row in home.rows("select state from held order by id")]


@pytest.mark.parametrize(
    ("settings", "by", "reason"),
    [
        ({"moderate_first_posts": 1}, ANN, "one of the first messages of a new member"),
        ({"post": "moderated"}, ANN, "a facilitator first reads"),
        ({"post": "facilitators"}, ANN, "only facilitators write"),
        ({}, "dan@example.org", "a facilitator first reads"),
    ],
)
async def test_whoever_has_to_wait(
    tmp_path: Path, settings: dict[str, int | str], by: str, reason: str
) -> None:
    """New members, moderated groups and members, announcements: one ok, and all have it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home, BEA, **settings)
        if by != ANN:
            member_id = await home.admit(group_id, by)
            await home.perform(Change(member_id, is_moderated=True))
        await post(everybody, "First", by)
        (asked,) = mailbox(everybody, BEA)
        assert reason in words(asked)
        assert subjects(everybody, by) == ["Waiting for a facilitator of Public Speaking: First"]
        await answer(everybody, BEA, "ok", asked)
        assert "[psc] First" in subjects(everybody, by)
        assert "[psc] First" in subjects(everybody, BEA)


async def test_many_posts_are_answered_in_one_line(tmp_path: Path) -> None:
    """Six posts in ten minutes: three letters, then one list, and one line settles it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, post="moderated")
        for subject in ("One", "Two", "Three", "Four", "Five", "Six"):
            await post(everybody, subject)
        assert len(mailbox(everybody, BEA)) == 3
        await run(everybody, "bulk", minutes=30)
        listed = mailbox(everybody, BEA)[-1]
        assert parse(listed.content).subject == "Public Speaking: 3 messages wait for you"
        assert "They came shortly after one another" in words(listed)
        assert '1. Ann (ann@example.org), 21 November 2026: "Four"' in words(listed)
        assert "Only a reply from bea@example.org decides" in words(listed)

        await answer(everybody, BEA, "1 3 ok, 2 no: off topic", listed, "gmail")
        assert held(home) == ["waiting"] * 3 + ["approved", "rejected", "approved"]
        assert {"[psc] Four", "[psc] Six"} <= set(subjects(everybody, ANN))
        assert "[psc] Five" not in subjects(everybody, ANN)
        returned = [mail for mail in mailbox(everybody, ANN) if b"Returned" in mail.content]
        assert "off topic" in words(returned[0])


async def test_whom_a_facilitator_trusts_waits_no_more(tmp_path: Path) -> None:
    """One word approves the post and all that come; `moderate` takes it back."""
    async with world(tmp_path) as everybody:
        await a_group(everybody.town.home, BEA, moderate_first_posts=5)
        await post(everybody, "First")
        await answer(everybody, BEA, "Ok and trust", mailbox(everybody, BEA)[0])
        assert "What Ann writes from now on goes out at once." in words(mailbox(everybody, BEA)[-1])
        await post(everybody, "Second")
        assert subjects(everybody, ANN)[-1] == "[psc] Second"


async def test_what_lies_is_brought_up_again_and_then_ends(tmp_path: Path) -> None:
    """After three days in the daily letter, after fourteen back to its author; an ok is too late."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, post="moderated", desk_day="off")
        await post(everybody, "Forgotten")
        await run(everybody, "expire", "waiting", days=3)
        asked, reminder = mailbox(everybody, BEA)
        assert "waiting for 3 days" in words(reminder)
        await run(everybody, "expire", "waiting", days=5)
        assert len(mailbox(everybody, BEA)) == 2
        await run(everybody, "expire", "waiting", days=7)
        assert held(home) == ["expired"]
        assert subjects(everybody, ANN)[-1] == "Not sent to Public Speaking: Forgotten"
        await answer(everybody, BEA, "ok 1", reminder)
        assert "too late, after two weeks" in words(mailbox(everybody, BEA)[-1])
        await answer(everybody, BEA, "ok", asked)
        assert held(home) == ["expired"]
        assert home.one("select count(*) from post") == 0


async def test_two_who_say_ok_at_the_same_moment(tmp_path: Path) -> None:
    """It is posted once, and one of them is told who was first, and when."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, CAT, post="moderated")
        await post(everybody, "Once")
        replies = [
            (by, reply("iphone", "en", "ok", mailbox(everybody, by)[0].content, sender=f"<{by}>"))
            for by in (BEA, CAT)
        ]
        await asyncio.gather(
            *(
                everybody.write(content, parse(content).to[0].address, sender=by)
                for by, content in replies
            )
        )
        await everybody.come_to_rest()
        assert home.one("select count(*) from post") == 1
        told = [subjects(everybody, by)[-1] for by in (BEA, CAT)]
        assert sorted(told) == [
            "Public Speaking: already decided: Once",
            "Public Speaking: sent to the group: Once",
        ]


async def test_an_ok_after_a_no_changes_nothing(tmp_path: Path) -> None:
    """The first decision has won, whichever it was; Cat reads that it was Bea, and the hour."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, CAT, post="moderated")
        await post(everybody, "Once")
        await answer(everybody, BEA, "no, later", mailbox(everybody, BEA)[0])
        await answer(everybody, CAT, "ok and trust", mailbox(everybody, CAT)[0])
        told = words(mailbox(everybody, CAT)[-1])
        assert 'Bea returned the message "Once" to its author on 21 November 2026 at 13:01' in told
        assert home.one("select count(*) from post") == 0


async def test_nobody_decides_for_another(tmp_path: Path) -> None:
    """Not who gets the letter forwarded, nor who was a facilitator, nor a forged From with a
    ticket of somebody else's: only the person to whom it was sent, while they are one (R11).
    """
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home, BEA, CAT, post="moderated")
        await post(everybody, "One")
        await post(everybody, "Two", ANN)
        first, _ = mailbox(everybody, BEA)
        for by in (EVE, ANN, CAT, STRANGER):
            await answer(everybody, by, "ok", first)
        assert held(home) == ["waiting", "waiting"]
        (told,) = mailbox(everybody, EVE)  # that only a reply from Bea's address counts
        assert BEA.encode() not in told.content

        # Bea's ticket for One says nothing about Two.
        await answer(everybody, BEA, "ok", first)
        assert held(home) == ["approved", "waiting"]
        await answer(everybody, BEA, "ok", first)
        assert held(home) == ["approved", "waiting"]

        second = mailbox(everybody, CAT)[1]
        (member_id,) = home.rows(
            "select member.id from member join address using (person_id)"
            " where group_id = ? and folded = ?",
            group_id,
            CAT,
        )[0]
        await home.perform(Change(member_id, role="member"))
        await answer(everybody, CAT, "ok", second)
        assert held(home) == ["approved", "waiting"]


async def test_held_lists_what_waits_and_takes_the_answer(tmp_path: Path) -> None:
    """Bea asks at any time; the reply to the list decides. Others are told whose it is."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, post="moderated", join="approve")
        await post(everybody, "A plan")
        await post(everybody, "May I ask?", STRANGER)
        listed = await ask(everybody, BEA, "held")
        assert parse(listed.content).subject == "Public Speaking: 2 messages wait for you"
        assert '"A plan"' in words(listed)
        assert '"May I ask?"' in words(listed)
        await answer(everybody, BEA, "ok 1, the rest drop", listed)
        assert held(home) == ["approved", "discarded"]
        nothing = await ask(everybody, BEA, "held")
        assert "Nothing waits for you in Public Speaking" in words(nothing)
        refused = await ask(everybody, ANN, "held")
        assert "A plan" not in words(refused)


async def test_the_log_tells_who_did_what(tmp_path: Path) -> None:
    """Co-facilitators see each other's decisions in plain words, in their language; nobody else."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, CAT, post="moderated")
        home.write("update person set language = 'nl' where name = 'Cat'")
        await post(everybody, "A plan")
        await answer(everybody, BEA, "ok and trust", mailbox(everybody, BEA)[0])
        told = words(await ask(everybody, BEA, "log"))
        assert '13:01 Bea approved a message by Ann: "A plan"' in told
        assert "13:01 Bea trusts Ann" in told
        assert told.index("trusts") < told.index("approved")
        in_dutch = words(await ask(everybody, CAT, "logboek 3"))
        assert '13:01 Bea keurde een bericht van Ann goed: "A plan"' in in_dutch
        assert "in de laatste 3 dagen" in in_dutch
        assert "approved" not in words(await ask(everybody, ANN, "log"))
        home.clock.move(20 * DAY_S)
        assert "Nothing was done" in words(await ask(everybody, BEA, "log"))
        assert "approved" in words(await ask(everybody, BEA, "log 30"))
