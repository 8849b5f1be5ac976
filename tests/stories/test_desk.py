"""Facilitators hear once a week how their group is doing, and act on it by replying with numbers."""

from __future__ import annotations

from pathlib import Path

from dgroup.server.scheduler import run_due
from tests.outgoing import fields
from tests.site import Home, letter
from tests.stories.mailboxes import answer, found, mailbox, subjects, words, write
from tests.stories.world import World, world

ANN, BEA, CAT, DAN, EVA = (f"{name}@example.org" for name in ("ann", "bea", "cat", "dan", "eva"))
STRANGER = "sam@example.net"
DAY_S = 86_400
MORNING_S = 19 * 3600 + 30 * 60  # from Saturday noon to Sunday, half past eight in Brussels
DESK = "How Public Speaking is doing"


async def a_group(home: Home, *facilitators: str, **settings: str) -> int:
    """A group of Ann and Dan with its facilitators."""
    group_id = await home.found("psc", ANN, DAN, title="Public Speaking", **settings)
    for each in facilitators:
        await home.admit(group_id, each, role="facilitator")
    return group_id


async def strangers_write(everybody: World, *subjects: str) -> None:
    """Mails from outside, which wait."""
    for number, subject in enumerate(subjects):
        mail = letter(f"Sam <{STRANGER}>", subject=subject, body=subject, id=f"s{number}@x")
        await everybody.write(mail, sender=STRANGER)
    await everybody.come_to_rest()


async def run(everybody: World, *names: str) -> None:
    """Let jobs run, and their mail arrive."""
    home = everybody.town.home
    for name in names:
        await run_due(home.site, home.clock.now_s, name)
    await everybody.come_to_rest()


async def test_a_week_as_facilitators_read_it(tmp_path: Path) -> None:
    """On Monday morning, once, to facilitators alone; it has the news of the daily letter, too."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, CAT)
        await write(everybody, ANN, "How do you begin?", "I always begin too late. And you?")
        home.clock.move(MORNING_S)
        await run(everybody, "desk")
        assert subjects(everybody, BEA) == ["[psc] How do you begin?"]
        await strangers_write(everybody, "May I ask?")

        home.clock.move(DAY_S - 3600)
        await run(everybody, "desk")  # Monday, half past seven
        assert len(subjects(everybody, BEA)) == 1
        home.clock.move(3600)
        await run(everybody, "desk", "waiting", "desk")
        home.clock.move(3600)
        await run(everybody, "desk")
        for each in (BEA, CAT):
            assert subjects(everybody, each)[1:] == [f"{DESK}, and what waits for you"]
        assert subjects(everybody, ANN) == subjects(everybody, DAN) == ["[psc] How do you begin?"]
        told = mailbox(everybody, BEA)[-1]
        assert fields(told, "Reply-To")[0].startswith("confirm+")
        assert fields(told, "In-Reply-To") == []
        assert words(told).startswith(
            '1 message waits for you in Public Speaking. Reply with a number and a word, such as "1'
            ' ok". 1. Sam (sam@example.net): "May I ask?" – May I ask? The last seven days'
        )
        assert "1 message (members 100%)" in words(told)

        home.clock.move(DAY_S)
        await run(everybody, "desk", "waiting")
        assert len(subjects(everybody, BEA)) == 2


async def test_lines_are_acted_on_by_number(tmp_path: Path) -> None:
    """Several in one reply, and one receipt; a co-facilitator hears what was done already."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, CAT, introductions="off")
        asked = await write(
            everybody, ANN, "How do you begin?", "I always begin too late. And you?"
        )
        home.clock.move(4 * DAY_S)
        await strangers_write(everybody, "May I ask?", "You have won")
        await write(everybody, BEA, "desk", "desk", "psc-request")
        await write(everybody, CAT, "desk", "desk", "psc-request")
        of_bea, of_cat = found(everybody, BEA, DESK), found(everybody, CAT, DESK)
        assert '3. "How do you begin?" by Ann: no answer since 21 November 2026' in words(of_bea)

        await answer(everybody, BEA, "1 ok; 3 ask dan and zoe\n2 drop\n\nThanks!", of_bea, "gmail")
        receipt = words(found(everybody, BEA, "Public Speaking: what you asked for"))
        assert '1. Sent to the group: "May I ask?" by Sam' in receipt
        assert '2. Thrown away, without telling anybody: "You have won" by Sam' in receipt
        assert '3. Asked about "How do you begin?": Dan' in receipt
        assert "3. Nobody in the group is called zoe" in receipt
        assert "[psc] May I ask?" in subjects(everybody, DAN)

        question = found(everybody, DAN, "Re: How do you begin?")
        assert "Bea asks whether you could answer what Ann wrote" in words(question)
        assert "I always begin too late. And you?" in words(question)
        assert ANN not in question.content.decode()

        await answer(everybody, CAT, "1 no: too short, 3 ask Dan, 9 nudge", of_cat, "outlook")
        receipt = words(mailbox(everybody, CAT)[-1])
        assert "has changed nothing" in receipt
        assert "1. Already decided by Bea on 25 November 2026: May I ask?" in receipt
        assert "3. Already asked by Bea on 25 November 2026: Dan" in receipt
        assert "not in our mail: 9" in receipt

        await answer(everybody, DAN, "I begin ten minutes early.", question)
        assert subjects(everybody, ANN)[-1] == "[psc] Re: How do you begin?"
        thread_ids = home.rows("select distinct thread_id from post where subject like '%begin%'")
        assert len(thread_ids) == 1, asked
        await answer(everybody, CAT, "3 ask ann", of_cat)
        assert "has an answer by now" in words(mailbox(everybody, CAT)[-1])


async def test_a_desk_is_its_readers_alone(tmp_path: Path) -> None:
    """Nobody else acts by it, not even whoever was a facilitator when it came, nor after 30 days."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, CAT, introductions="off")
        await strangers_write(everybody, "May I ask?")
        for each in (BEA, CAT):
            await write(everybody, each, "desk", "desk", "psc-request")
        of_bea, of_cat = mailbox(everybody, BEA)[-1], mailbox(everybody, CAT)[-1]
        await answer(everybody, DAN, "1 ok", of_bea)
        assert home.one("select state from held") == "waiting"

        home.write(
            "update member set role = 'member' where person_id ="
            " (select person_id from address where folded = ?)",
            CAT,
        )
        await answer(everybody, CAT, "1 ok", of_cat)
        assert home.one("select state from held") == "waiting"
        home.clock.move(31 * DAY_S)
        await answer(everybody, BEA, "1 ok", of_bea)
        assert home.one("select state from held") == "waiting"


async def test_what_is_not_clear_is_asked_once(tmp_path: Path) -> None:
    """A thank-you changes nothing; the second is left alone; a word alone does for one line."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, introductions="off")
        await strangers_write(everybody, "May I ask?")
        await write(everybody, BEA, "desk", "desk", "psc-request")
        told = mailbox(everybody, BEA)[-1]
        await answer(everybody, BEA, "How nice to read this", told)
        assert subjects(everybody, BEA)[-1] == "Public Speaking: which lines?"
        got = len(subjects(everybody, BEA))
        await answer(everybody, BEA, "And so clear", told)
        assert len(subjects(everybody, BEA)) == got
        await answer(everybody, BEA, "held", told)
        assert "May I ask?" in words(mailbox(everybody, BEA)[-1])
        await answer(everybody, BEA, "Ok", told)
        assert subjects(everybody, ANN) == ["[psc] May I ask?"]


async def test_who_asks_to_join_is_let_in(tmp_path: Path) -> None:
    """A request stands among what waits; an old letter still means what it said."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home, BEA, introductions="off", join="approve", language="nl")
        eva = await home.admit(group_id, EVA, status="pending")
        await write(everybody, BEA, "", "bureau", "psc-request")
        told = mailbox(everybody, BEA)[-1]
        assert "1. Eva (eva@example.org) wil graag lid worden" in words(told)
        home.clock.move(60)
        await strangers_write(everybody, "May I ask?")
        await write(everybody, BEA, "", "bureau", "psc-request")
        await answer(everybody, BEA, "1 akkoord", told, language="nl")
        assert home.one("select status from member where id = ?", eva) == "active"
        assert "Welkom" in subjects(everybody, EVA)[-1]
        await answer(everybody, BEA, "1 ok", told)
        assert "1. Al beslist" in words(mailbox(everybody, BEA)[-1])


async def test_a_quiet_week_takes_two_lines(tmp_path: Path) -> None:
    """Where nothing has moved and nothing waits, the letter says so and no more."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, introductions="off")
        home.clock.move(MORNING_S + 15 * DAY_S)
        await run(everybody, "desk")
        (told,) = mailbox(everybody, BEA)
        assert words(told) == (
            "A quiet week in Public Speaking: nobody wrote, came or left. Nothing waits for you."
        )


async def test_members_are_not_told(tmp_path: Path) -> None:
    """Figures are for facilitators: a member who asks for the desk is not shown it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA)
        await write(everybody, ANN, "desk", "desk", "psc-request")
        assert not any(DESK in subject for subject in subjects(everybody, ANN))


async def test_whoever_began_today_hears_next_week(tmp_path: Path) -> None:
    """A group that is made on its desk's day has no week to look back on."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        home.clock.move(MORNING_S + DAY_S)
        await a_group(home, BEA)
        home.clock.move(3600)
        await run(everybody, "desk")
        assert subjects(everybody, BEA) == []
        home.clock.move(7 * DAY_S)
        await run(everybody, "desk")
        assert len(subjects(everybody, BEA)) == 1


async def test_no_day_no_letter(tmp_path: Path) -> None:
    """A group that wants no desk, or has no facilitator of its own, gets none."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home, BEA, desk_day="off")
        await home.found("psc-kenya", ANN, parent=group_id)
        home.clock.move(MORNING_S + DAY_S)
        await run(everybody, "desk")
        assert everybody.got() == {}


async def test_several_groups_are_one_letter(tmp_path: Path) -> None:
    """Whoever looks after several hears of all in one, whose numbers run on and each do their own."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        psc = await a_group(home, BEA, introductions="off")
        cocoa = await home.found("cocoa", EVA, title="Cocoa", introductions="off")
        kenya = await home.found("psc-kenya", ANN, title="Kenya", parent=psc, introductions="off")
        quiet = await home.found("psc-peru", ANN, title="Peru", parent=psc, introductions="off")
        for each in (cocoa, kenya, quiet):
            await home.admit(each, BEA, role="facilitator")
        await home.admit(cocoa, CAT, role="facilitator")
        home.clock.move(MORNING_S + DAY_S)
        for name in ("psc", "cocoa", "psc-kenya"):
            mail = letter(f"Sam <{STRANGER}>", subject=f"To {name}", body="May I?", id=f"{name}@x")
            await everybody.write(mail, name, sender=STRANGER)
        await everybody.come_to_rest()
        for _ in range(10):
            await run(everybody, "desk")
            home.clock.move(3600)
        assert [len(subjects(everybody, each)) for each in (BEA, CAT)] == [1, 1]
        told = mailbox(everybody, BEA)[-1]
        assert subjects(everybody, BEA) == [
            "How Cocoa and 2 other groups are doing, and what waits for you"
        ]
        assert '1. Sam (sam@example.net): "To cocoa"' in words(told)
        assert '2. Sam (sam@example.net): "To psc"' in words(told)
        assert '3. Sam (sam@example.net): "To psc-kenya"' in words(told)
        assert words(told).count("Peru") == 1  # a line in the part of the group above

        home.write(
            "update member set role = 'member' where group_id = ? and person_id ="
            " (select person_id from address where folded = ?)",
            psc,
            BEA,
        )
        await answer(everybody, BEA, "1 2 3 ok", told)
        receipt = words(found(everybody, BEA, "Cocoa: what you asked for"))
        assert '1. Sent to the group: "To cocoa" by Sam' in receipt
        assert '3. Sent to the group: "To psc-kenya" by Sam' in receipt
        assert "This cannot be done with line 2." in receipt
        assert subjects(everybody, EVA) == ["[cocoa] To cocoa"]
        states = home.rows("select state from held order by subject")
        assert [each[0] for each in states] == ["approved", "waiting", "approved"]
