"""A facilitator asks some members something; their answers come to nobody else."""

from __future__ import annotations

from pathlib import Path

from dgroup.mail.parse import parse
from tests.outgoing import fields
from tests.site import Home, letter
from tests.stories.mailboxes import answer, found, mailbox, subjects, words, write
from tests.stories.world import World, world

ANN, BEA, CAT, DAN = (f"{name}@example.org" for name in ("ann", "bea", "cat", "dan"))
DAY_S = 86_400
QUESTION = "Bea has a question for you (Public Speaking)"
ASKED = f"note {ANN} {DAN} eve@example.org\nWhat would help you?\n\nIt stays between us."


async def a_group(home: Home) -> int:
    """A group with two facilitators, Bea and Cat."""
    group_id = await home.found("psc", ANN, DAN, title="Public Speaking")
    for each in (BEA, CAT):
        await home.admit(group_id, each, role="facilitator")
    return group_id


async def ask(everybody: World) -> None:
    """Bea asks Ann and Dan something."""
    await write(everybody, BEA, "", ASKED, "psc-request")
    plan = words(mailbox(everybody, BEA)[-1])
    assert "Send this question of yours to 2 members of Public Speaking" in plan
    assert all(f"<{each}>" in plan for each in (ANN, DAN))
    assert "Not to eve@example.org" in plan
    assert ANN not in everybody.got()
    await answer(everybody, BEA, "yes", mailbox(everybody, BEA)[-1])


async def test_answers_come_to_the_facilitator_alone(tmp_path: Path) -> None:
    """Each is asked by themselves; what they say goes to Bea, and what she says to them."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await ask(everybody)
        assert "on its way to Ann, Dan" in words(mailbox(everybody, BEA)[-1])
        question = found(everybody, ANN, QUESTION)
        assert "asks you: What would help you? It stays between us." in words(question)
        assert question.recipients == (ANN,)
        for address in (BEA, DAN):
            assert address not in question.content.decode()

        await answer(everybody, ANN, "More time.\nAnd a map.", question, "outlook")
        told = mailbox(everybody, BEA)[-1]
        assert parse(told.content).subject == "Ann has answered you (Public Speaking)"
        assert "Ann (ann@example.org) has written to you" in words(told)
        assert "More time. And a map." in words(told)
        assert CAT not in everybody.got() | {}
        assert home.one("select count(*) from post") == 0

        await answer(everybody, BEA, "No problem, which one?", told, "gmail")
        back = mailbox(everybody, ANN)[-1]
        assert "No problem, which one?" in words(back)
        assert BEA not in back.content.decode()
        assert fields(question, "Message-ID")[0] in fields(back, "References")[0]
        await answer(everybody, ANN, "Yes.", back)
        again = mailbox(everybody, BEA)[-1]
        assert "Yes." in words(again)
        assert fields(told, "Message-ID")[0] in fields(again, "References")[0]


async def test_a_ballot_is_its_readers(tmp_path: Path) -> None:
    """Dan cannot answer as Ann, and after 30 days nobody can."""
    async with world(tmp_path) as everybody:
        await a_group(everybody.town.home)
        await ask(everybody)
        got = len(mailbox(everybody, BEA))
        question = found(everybody, ANN, QUESTION)
        await answer(everybody, DAN, "I am Ann", question)
        assert len(mailbox(everybody, BEA)) == got
        everybody.town.home.clock.move(31 * DAY_S)
        await answer(everybody, ANN, "Too late", question)
        assert len(mailbox(everybody, BEA)) == got


async def test_machines_are_not_passed_on(tmp_path: Path) -> None:
    """Neither a vacation program that says so nor one that does not; leaving is no answer."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await ask(everybody)
        got = len(mailbox(everybody, BEA))
        question = found(everybody, ANN, QUESTION)
        to = fields(question, "Reply-To")[0]
        for number, more in enumerate(({"auto_submitted": "auto-replied"}, {})):
            mail = letter(
                f"Ann <{ANN}>",
                to,
                subject="Away",
                body="I am on leave until Monday.",
                id=f"away{number}@example.org",
                **more,
            )
            await everybody.write(mail, to, sender=ANN)
            await everybody.come_to_rest()
        await answer(everybody, ANN, "", question)
        assert len(mailbox(everybody, BEA)) == got
        await answer(everybody, ANN, "Unsubscribe", question)
        assert len(mailbox(everybody, BEA)) == got
        rows = home.rows(
            "select status from member join address on address.person_id = member.person_id"
            " where folded = ?",
            ANN,
        )
        assert rows == [("left",)]


async def test_who_is_no_facilitator_any_more_gets_no_answers(tmp_path: Path) -> None:
    """Ann is told that her words reached nobody; Bea's own letters are dead, too."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await ask(everybody)
        await answer(everybody, DAN, "A map.", found(everybody, DAN, QUESTION))
        told = mailbox(everybody, BEA)[-1]
        home.write(
            "update member set role = 'member' where person_id ="
            " (select person_id from address where folded = ?)",
            BEA,
        )
        got = everybody.got()
        await answer(everybody, ANN, "More time.", found(everybody, ANN, QUESTION))
        assert len(mailbox(everybody, BEA)) == got[BEA]
        assert subjects(everybody, ANN)[-1] == "Public Speaking: your answer has reached nobody"
        await answer(everybody, BEA, "Which one?", told)
        assert everybody.got()[DAN] == got[DAN]
        assert subjects(everybody, BEA)[-1] == "Public Speaking: your answer has reached nobody"


async def test_a_question_has_words_and_readers(tmp_path: Path) -> None:
    """Without a question, or with nobody to ask, the facilitator hears what is missing."""
    async with world(tmp_path) as everybody:
        await a_group(everybody.town.home)
        await write(everybody, BEA, "", f"note {ANN}", "psc-request")
        assert "we found no question" in words(mailbox(everybody, BEA)[-1])
        await write(everybody, BEA, "", "note eve@example.org\nAre you there?", "psc-request")
        assert "nobody in Public Speaking has this address: eve@" in words(
            mailbox(everybody, BEA)[-1]
        )
        assert everybody.got().keys() == {BEA}


async def test_files_are_named(tmp_path: Path) -> None:
    """What is attached to an answer cannot come along; the facilitator hears what it was."""
    async with world(tmp_path) as everybody:
        await a_group(everybody.town.home)
        await ask(everybody)
        question = found(everybody, ANN, QUESTION)
        mail = (
            f"From: Ann <{ANN}>\r\nTo: {fields(question, 'Reply-To')[0]}\r\nSubject: Re: x\r\n"
            "Message-ID: <files@example.org>\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nHere is a map of it.\r\n"
            "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
            'filename="Map.pdf"\r\n\r\nxxx\r\n--b--\r\n'
        ).encode()
        await everybody.write(mail, fields(question, "Reply-To")[0], sender=ANN)
        await everybody.come_to_rest()
        told = words(mailbox(everybody, BEA)[-1])
        assert "Here is a map of it." in told
        assert "we cannot send them on: Map.pdf" in told


async def test_the_banned_are_passed_on_no_more(tmp_path: Path) -> None:
    """Whoever was put out writes to nobody by the old letter, and hears nothing (R11)."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await ask(everybody)
        question = found(everybody, ANN, QUESTION)
        home.write(
            "update member set status = 'banned' where person_id ="
            " (select person_id from address where folded = ?)",
            ANN,
        )
        before = (len(mailbox(everybody, BEA)), len(mailbox(everybody, ANN)))
        await answer(everybody, ANN, "And another thing, Bea.", question)
        assert (len(mailbox(everybody, BEA)), len(mailbox(everybody, ANN))) == before
