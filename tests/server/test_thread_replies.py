"""Mail to a thread's own address is put where it belongs, so that every program threads it."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Notify, Reader
from dgroup.mail.body import read_body
from tests.commands.robot import kinds, mails
from tests.mail.clients import CLIENTS, reply
from tests.server.digest_posts import ANN, BEA, COCOA, DAN, MEETING, SONG, WORDS, Club, club
from tests.site import Home
from tests.writing import DOMAIN, letter


@pytest.fixture
async def psc(home: Home) -> Club:
    """The group with its digest."""
    return await club(home)


@pytest.mark.parametrize("subject", ["", "Re: How do you start a meeting?", "Re: whatever"])
async def test_a_new_mail_gets_the_subject_and_the_references(psc: Club, subject: str) -> None:
    """Its parts stay byte for byte."""
    mail = letter(
        f"Dan <{DAN}>",
        subject=subject,
        id="a@example.org",
        body="<p>With <b>drums</b>.</p>",
        content_type="text/html; charset=utf-8",
        mime_version="1.0",
    )
    answered = await psc.answer("", content=mail, to=[f"thread+{psc.thread(MEETING)}"])
    found = await psc.posted(answered)
    assert (found.subject, found.message_id) == ("Re: How do you start a meeting?", "a@example.org")
    assert found.references == (MEETING, SONG)
    assert found.content.endswith(b"\r\n\r\n<p>With <b>drums</b>.</p>\r\n")
    assert psc.thread("a@example.org") == psc.thread(MEETING)


async def test_a_subject_of_its_own_becomes_its_first_line(psc: Club) -> None:
    """It has been written for somebody."""
    mail = letter(f"Dan <{DAN}>", subject="Drums", id="a@example.org", body="They wake us up.")
    answered = await psc.answer("", content=mail, to=[f"thread+{psc.thread(MEETING)}"])
    found = await psc.posted(answered)
    assert found.subject == "Re: How do you start a meeting?"
    assert read_body(found).full_text == "Drums\n\nThey wake us up."


async def test_an_answer_to_one_of_its_posts_goes_as_it_is(psc: Club) -> None:
    """Nothing is made of what says itself what it answers."""
    mail = letter(f"Ann <{ANN}>", subject="Re: meetings", id="a@x", references=[MEETING])
    answered = await psc.answer("", content=mail, sender=ANN, to=[f"thread+{psc.thread(MEETING)}"])
    assert (await psc.posted(answered)).content == mail
    assert psc.home.one("select count(*) from letter where message_id = 'a@x'") == 1


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_digest_quoted_below_is_cut(psc: Club, client: str) -> None:
    """Whoever changes the address of a reply has all of the digest below their words."""
    mail = reply(client, "nl", WORDS, psc.mail, sender=f"Dan <{DAN}>", message_id="a@example.org")
    answered = await psc.answer("", content=mail, to=[f"thread+{psc.thread(COCOA)}"])
    found = await psc.posted(answered)
    assert read_body(found).full_text == WORDS
    assert (found.subject, found.references) == ("Re: What we get for a bag", (COCOA,))


async def test_a_private_letter_of_ours_that_is_answered_there_is_cut(psc: Club) -> None:
    """A facilitator's question to one member is for nobody else's eyes."""
    thread_id = psc.thread(COCOA)
    data = {
        "name": "psc",
        "title": "Practice",
        "address": f"psc@{DOMAIN}",
        "by": "Fay",
        "subject": "What we get for a bag",
        "author": "Bea",
        "thread_id": thread_id,
        "letter_id": psc.home.one("select letter_id from post where message_id = ?", COCOA),
    }
    reader = Reader(BEA, "en", None, "Bea")
    await psc.home.perform(
        Notify("note/ask", reader, psc.group_id, data, reply_to=f"thread+{thread_id}")
    )
    asked = (await mails(psc.home))[BEA]
    mail = reply("outlook", "en", "Less each year.", asked, sender=f"Bea <{BEA}>")
    answered = await psc.answer("", content=mail, sender=BEA, to=[f"thread+{thread_id}"])
    found = await psc.posted(answered)
    assert read_body(found).full_text == "Less each year."
    assert (found.subject, found.references) == ("Re: What we get for a bag", (COCOA,))


async def test_nothing_but_a_quote_is_not_posted(psc: Club) -> None:
    """Its writer is told so."""
    mail = psc.reply("", psc.mail)
    answered = await psc.answer("", content=mail, to=[f"thread+{psc.thread(COCOA)}"])
    assert answered.reason == "empty"
    assert kinds(psc.home, DAN) == ["digests/nothing"]


async def test_the_same_mail_again_is_a_duplicate(psc: Club) -> None:
    """However often it comes."""
    mail = letter(f"Dan <{DAN}>", subject="", id="a@example.org", body="With drums.")
    to = [f"thread+{psc.thread(MEETING)}"]
    assert (await psc.answer("", content=mail, to=to)).outcome == "posted"
    for _ in range(2):
        assert (await psc.answer("", content=mail, to=to)).outcome == "duplicate"


async def test_a_mail_to_the_digest_and_to_a_conversation_is_one(psc: Club) -> None:
    """Two addresses of ours, one post."""
    to = [f"thread+{psc.thread(COCOA)}", f"digest+{psc.digest_id}"]
    replies = await psc.home.receive(psc.reply(WORDS, psc.left(COCOA)), *to, sender=DAN)
    assert [each.outcome for each in replies] == ["posted", "duplicate"]


async def test_a_stranger_waits_and_a_machine_is_dropped(psc: Club) -> None:
    """As at the group's address."""
    to = [f"thread+{psc.thread(COCOA)}"]
    mail = letter("Eve <eve@elsewhere.example>", subject="", id="e@x", body="Buy gold.")
    held = await psc.answer("", content=mail, sender="eve@elsewhere.example", to=to)
    assert (held.outcome, held.reason) == ("held", "not_member")
    mail = letter(DAN, subject="", id="m@x", body="Away.", auto_submitted="auto-replied")
    dropped = await psc.answer("", content=mail, to=to)
    assert (dropped.outcome, dropped.reason) == ("discarded", "automatic")
