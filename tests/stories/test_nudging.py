"""A facilitator has members written to, kindly, once, and never those who want to be left alone."""

from __future__ import annotations

from pathlib import Path

from dgroup.domain.effects import Arrange
from dgroup.domain.model import Arrangement
from dgroup.server.scheduler import run_due
from tests.outgoing import fields
from tests.site import Home
from tests.stories.mailboxes import answer, found, mailbox, subjects, words, write
from tests.stories.world import World, world

ANN, BEA, CAT, DAN, EVA, FAY = (
    f"{name}@example.org" for name in ("ann", "bea", "cat", "dan", "eva", "fay")
)
DAY_S = 86_400
HOW = "How are you? (Public Speaking)"
WHO = "Would you tell us who you are? (Public Speaking)"


async def a_group(home: Home, *members: str, **settings: str) -> int:
    """A group with two facilitators, Bea and Cat."""
    group_id = await home.found("psc", *members, title="Public Speaking", **settings)
    for each in (BEA, CAT):
        await home.admit(group_id, each, role="facilitator")
    return group_id


async def ask(everybody: World, by: str, command: str, yes: str = "yes") -> None:
    """Ask the robot for something, and confirm that it is oneself who asks."""
    await write(everybody, by, "", command, "psc-request")
    if fields(mailbox(everybody, by)[-1], "Reply-To"):
        await answer(everybody, by, yes, mailbox(everybody, by)[-1])


async def test_members_are_asked_who_they_are(tmp_path: Path) -> None:
    """Only those who have not said it, can be reached, and take part; their reply introduces them."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home, ANN, DAN)
        await home.admit(group_id, EVA, delivery="none")
        await home.admit(group_id, FAY, role="observer")
        await home.admit(group_id, "gus@example.org", status="disabled")
        resting = await home.admit(group_id, "hal@example.org")
        await home.perform(Arrange(resting, Arrangement("active", "each", paused_until_s=2**31)))
        home.write(
            "update member set introduced_s = 1 where person_id ="
            " (select person_id from address where folded = ?)",
            ANN,
        )
        home.clock.move(4 * DAY_S)
        await write(everybody, BEA, "", "nudge introductions", "psc-request")
        assert "1 person" in words(mailbox(everybody, BEA)[-1])
        assert mailbox(everybody, DAN) == []

        await answer(everybody, BEA, "yes", mailbox(everybody, BEA)[-1])
        told = words(mailbox(everybody, BEA)[-1])
        assert "written in your name to 1 person" in told
        (asked,) = mailbox(everybody, DAN)
        assert subjects(everybody, DAN) == [WHO]
        assert fields(asked, "Reply-To") == ["psc-introduce@lists.example.org"]
        assert fields(asked, "Auto-Submitted") == ["auto-generated"]
        assert "3. What do you hope to learn? Bea Your reply" in words(asked)
        assert {
            ANN,
            EVA,
            FAY,
            "gus@example.org",
            "hal@example.org",
        } & everybody.got().keys() == set()

        await answer(everybody, DAN, "I am Dan, and I grow cocoa near Kumasi.", asked)
        home.clock.move(3600)
        await run_due(home.site, home.clock.now_s, "introductions")
        await everybody.come_to_rest()
        assert "I grow cocoa near Kumasi." in words(mailbox(everybody, ANN)[-1])


async def test_nobody_is_written_to_twice_in_two_weeks(tmp_path: Path) -> None:
    """Whoever of the facilitators asks, and for whatever; they are told who was first."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, ANN)
        home.clock.move(40 * DAY_S)
        await ask(everybody, BEA, "nudge silent")
        assert subjects(everybody, ANN) == [HOW]
        home.clock.move(DAY_S)
        await ask(everybody, CAT, "nudge silent")
        assert "Bea did this already on 31 December 2026" in words(mailbox(everybody, CAT)[-1])
        await ask(everybody, CAT, "nudge introductions")
        assert "nobody is left who" in words(mailbox(everybody, CAT)[-1])
        home.clock.move(14 * DAY_S)
        await ask(everybody, CAT, "nudge introductions")
        assert subjects(everybody, ANN) == [HOW, WHO]


async def test_who_was_silent_answers_one_person(tmp_path: Path) -> None:
    """What they reply comes to the facilitator who asked, not to the group, and back again."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, ANN, DAN, language="es")
        home.clock.move(31 * DAY_S)
        await write(everybody, DAN, "Hola")
        await ask(everybody, BEA, "recordar silenciosos", "sí")
        asked = found(everybody, ANN, "¿Cómo estás?")
        assert "Bea" in words(asked)
        assert not any("Cómo estás" in each for each in subjects(everybody, DAN))

        posts = home.one("select count(*) from post")
        await answer(
            everybody, ANN, "Gracias por preguntar. He estado enferma.", asked, language="es"
        )
        told = mailbox(everybody, BEA)[-1]
        assert "He estado enferma." in words(told)
        assert subjects(everybody, BEA)[-1] == "Ann te ha respondido (Public Speaking)"
        assert home.one("select count(*) from post") == posts
        assert not any("respondido" in each for each in subjects(everybody, CAT))

        await answer(everybody, BEA, "¡Que te mejores!", told, language="es")
        assert "¡Que te mejores!" in words(mailbox(everybody, ANN)[-1])
        assert BEA not in mailbox(everybody, ANN)[-1].content.decode()


async def test_at_most_two_hundred_at_once(tmp_path: Path) -> None:
    """The answer says how many are left, and another day they are written to."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, *(f"m{number}@example.org" for number in range(203)))
        home.clock.move(4 * DAY_S)
        await ask(everybody, BEA, "nudge introductions")
        assert "written in your name to 200 people" in words(mailbox(everybody, BEA)[-1])
        assert "There are 3 more" in words(mailbox(everybody, BEA)[-1])
        await ask(everybody, BEA, "nudge introductions")
        assert "written in your name to 3 people" in words(mailbox(everybody, BEA)[-1])
        assert max(everybody.got()[f"m{number}@example.org"] for number in range(203)) == 1


async def test_a_line_of_the_desk_nudges(tmp_path: Path) -> None:
    """By number, at once, for the letter was the facilitator's own; nobody hears of two lines."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home, ANN)
        home.clock.move(40 * DAY_S)
        await home.admit(group_id, DAN)
        await home.admit(group_id, "ivo@example.net", status="invited")
        home.clock.move(4 * DAY_S)
        await write(everybody, BEA, "desk", "desk", "psc-request")
        told = mailbox(everybody, BEA)[-1]
        assert '1. 2 have not written an introduction: Dan, Ann – reply "1 nudge"' in words(told)
        assert "2. 1 has not written for a month: Ann" in words(told)
        assert "3. 1 has not answered the invitation" in words(told)
        await answer(everybody, BEA, "2 nudge, 1 3 remind", told)
        assert subjects(everybody, ANN) == [HOW]
        assert subjects(everybody, DAN) == [WHO]
        assert len(mailbox(everybody, "ivo@example.net")) == 1
        receipt = words(mailbox(everybody, BEA)[-1])
        assert receipt.count("Written to 1 person in your name") == 3

        home.clock.move(DAY_S)
        await write(everybody, BEA, "desk", "desk", "psc-request")
        told = mailbox(everybody, BEA)[-1]
        assert "nudge" not in words(told)
        assert "On 4 January 2027 we wrote to everybody who has not written an introduction." in (
            words(told)
        )


async def test_who_was_just_asked_is_left_in_peace(tmp_path: Path) -> None:
    """Nobody is asked who they are within three days of their welcome, or of a reminder."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home)
        home.clock.move(40 * DAY_S)
        for each in (ANN, DAN, EVA, FAY):
            await home.admit(group_id, each)
        await ask(everybody, BEA, "nudge introductions")
        assert "nobody is left who" in words(mailbox(everybody, BEA)[-1])
        home.clock.move(8 * DAY_S)
        for each, reminders in ((ANN, 0), (DAN, 1), (EVA, 1), (FAY, 2)):
            days = 6 if each == DAN else 8  # Dan was reminded two days ago, Eva four
            home.write(
                "update member set reminders = ?, welcomed_s = ? where person_id ="
                " (select person_id from address where folded = ?)",
                reminders,
                home.clock.now_s - days * DAY_S,
                each,
            )
        await ask(everybody, BEA, "nudge introductions")
        assert [len(mailbox(everybody, each)) for each in (ANN, DAN, EVA, FAY)] == [1, 0, 1, 0]


async def test_nobody_is_offered_who_would_not_be_written_to(tmp_path: Path) -> None:
    """A group of its facilitator alone offers nothing to do, and says so."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("psc", title="Public Speaking")
        await home.admit(group_id, BEA, role="facilitator")
        home.clock.move(5 * DAY_S)
        await write(everybody, BEA, "desk", "desk", "psc-request")
        told = words(mailbox(everybody, BEA)[-1])
        assert "nudge" not in told
        assert "You are the only one in the group." in told


async def test_members_are_asked_to_choose(tmp_path: Path) -> None:
    """The facilitator's words stand above the cases, and a reply with a number is a choice."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, ANN, DAN, introductions="off")
        await ask(everybody, BEA, "cases: Four farms\nKenya\nPeru\nGhana\nTogo")
        await run_due(home.site, home.clock.now_s, "activities")
        await everybody.come_to_rest()
        await answer(everybody, DAN, "2", mailbox(everybody, DAN)[-1])
        home.clock.move(DAY_S)
        await write(everybody, BEA, "", "desk", "psc-request")
        told = mailbox(everybody, BEA)[-1]
        assert "1. 1 has not chosen yet: Four farms" in words(told)
        assert "Coming up: choosing cases (Four farms) until" in words(told)
        await answer(everybody, BEA, "1 nudge", told)
        assert "1. Written to 1 person" in words(mailbox(everybody, BEA)[-1])
        asked = mailbox(everybody, ANN)[-1]
        assert subjects(everybody, ANN)[-1] == "Which case would you like? (Public Speaking)"
        assert words(asked).startswith("You have not yet chosen a case in Public Speaking")
        assert "Bea You have not chosen a case" in words(asked)
        await answer(everybody, ANN, "3", asked)
        await answer(everybody, BEA, "1 nudge", told)
        assert "1. Already done by you" in words(mailbox(everybody, BEA)[-1])
        assert home.one("select count(distinct person_id) from activity_answer") == 2
