"""A reply to a digest is posted where it belongs, made of its writer's words; or they are asked."""

from __future__ import annotations

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from tests.commands.robot import sent
from tests.mail.clients import everywhere, reply
from tests.server.digest_posts import (
    COCOA,
    DAN,
    FAY,
    MEETING,
    SONG,
    STRANGER,
    WORDS,
    Club,
    club,
)
from tests.site import Home
from tests.writing import DOMAIN

FRAME = ("message", "To answer:", "thread+", "digest+", "===", "round of names", "prices")


@pytest.fixture
async def psc(home: Home) -> Club:
    """The group with its digest."""
    return await club(home)


async def test_a_reply_that_quotes_one_message_is_an_answer_to_it(psc: Club) -> None:
    """It has the writer's name, id, date and words, the right subject, and what it answers."""
    answered = await psc.answer(WORDS, psc.left(SONG), message_id="a1@example.org")
    assert (answered.outcome, answered.group) == ("posted", "psc")
    found = await psc.posted(answered)
    assert found.message_id == "a1@example.org"
    assert found.subject == "Re: How do you start a meeting?"
    assert found.references == (MEETING, SONG)
    assert found.first(b"in-reply-to") == f"<{SONG}>"
    assert found.sender is not None
    assert (found.sender.name, found.sender.address) == ("Dan", DAN)
    assert [each.address for each in found.to] == [f"psc@{DOMAIN}"]
    assert found.sent_s == parse(psc.mail).sent_s + 3600  # type: ignore[operator]
    assert read_body(found).full_text == WORDS
    assert psc.thread("a1@example.org") == psc.thread(MEETING)
    parent = psc.home.one("select parent_message_id from post where id = ?", answered.post_id)
    assert parent == SONG


async def test_the_mail_as_it_came_is_kept_too(psc: Club) -> None:
    """What came in can be read as it was; the account says what it became."""
    mail = psc.reply(WORDS, psc.left(SONG), message_id="a1@example.org")
    answered = await psc.answer("", content=mail)
    kept = psc.home.rows("select content from letter where message_id = 'a1@example.org'")
    assert len(kept) == 2
    assert kept[0][0] == mail
    assert psc.home.accounts()[-1] == (f"digest+{psc.digest_id}", "posted", "")
    assert (
        psc.home.one("select subject_id from account order by id desc limit 1") == answered.post_id
    )


@everywhere()
async def test_nothing_of_the_digest_is_posted_whatever_the_program(
    psc: Club, client: str, language: str
) -> None:
    """Neither where it is marked, nor where nothing marks it, nor with a number above all of it."""
    for words, quoted, id_ in (
        (WORDS, psc.left(COCOA), "one@example.org"),
        (f"2\n\n{WORDS}", psc.mail, "all@example.org"),
    ):
        mail = reply(client, language, words, quoted, sender=f"Dan <{DAN}>", message_id=id_)
        found = await psc.posted(await psc.answer("", content=mail))
        assert read_body(found).full_text == WORDS
        assert found.references == (COCOA,)
        assert not any(each.encode() in found.content.partition(b"\r\n\r\n")[2] for each in FRAME)


@pytest.mark.parametrize("form", ["plain", "mime", "small"])
async def test_each_form_of_a_digest_can_be_answered(psc: Club, form: str) -> None:
    """Those who have the posts whole below it, and those on a thin line, too."""
    await psc.circulate(form=form)  # type: ignore[arg-type]
    answered = await psc.answer(WORDS, psc.left(COCOA))
    assert (await psc.posted(answered)).references == (COCOA,)
    asked = await psc.answer("Good.")
    assert (asked.outcome, asked.reason) == ("answered", "which")
    assert psc.asked()[-1].data["text"] == "Good."


async def test_a_digest_of_one_conversation_needs_no_sign(psc: Club) -> None:
    """All that is written to it is for that, and stands below its last message in the digest."""
    await psc.circulate([psc.post(MEETING), psc.post(SONG)])
    found = await psc.posted(await psc.answer(WORDS))
    assert (found.references, read_body(found).full_text) == ((MEETING, SONG), WORDS)


async def test_words_for_nobody_knows_which_conversation_are_asked_about(psc: Club) -> None:
    """The question shows them, and the conversations; nothing is posted."""
    before = psc.home.one("select count(*) from post")
    asked = await psc.answer(WORDS)
    assert (asked.outcome, asked.reason, asked.group) == ("answered", "which", "psc")
    assert psc.home.one("select count(*) from post") == before
    (question,) = psc.asked()
    assert question.data["text"] == WORDS
    assert question.data["conversations"] == [
        {"number": 1, "subject": "How do you start a meeting?"},
        {"number": 2, "subject": "What we get for a bag"},
    ]
    assert question.reply_to.startswith("confirm+")


async def test_words_in_two_places_are_asked_about(psc: Club) -> None:
    """Whoever answers two messages in one mail is asked, with all of the words."""
    text = read_body(parse(psc.mail)).full_text
    text = text.replace(" two voices.", " two voices.\n\nHere, too.\n", 1)
    text = text.replace(" this year.", " this year.\n\nNot here.\n", 1)
    asked = await psc.answer("", psc.like(text), client="outlook")
    assert (asked.outcome, asked.reason) == ("answered", "which")
    assert psc.asked()[-1].data["text"] == "Here, too.\n\nNot here."
    assert psc.asked()[-1].data["form"] == "several"


async def test_answers_to_two_numbers_are_told_to_come_by_themselves(psc: Club) -> None:
    """A reply goes to one conversation only; until when we wait for the number stands there."""
    assert (await psc.answer("1: A song.\n2: 900 a bag.")).reason == "which"
    told = psc.asked()[-1].data
    assert (told["form"], told["text"]) == ("several", "1: A song.\n2: 900 a bag.")
    assert told["until_s"] == psc.home.one("select max(expires_s) from ticket")


async def test_thanks_for_a_whole_digest_are_for_nobody(psc: Club) -> None:
    """No question comes of them, unless the digest has one conversation."""
    for words in ("Thanks!\n\nDan", "👍"):
        said = await psc.answer(words)
        assert (said.outcome, said.reason) == ("discarded", "courtesy")
    assert psc.asked() == []
    await psc.circulate([psc.post(MEETING), psc.post(SONG)])
    assert (await psc.answer("Thanks!")).outcome == "posted"


async def test_a_question_about_how_mail_comes_is_told_where_to_ask(psc: Club) -> None:
    """Its writer is asked all the same, for it may be meant for people."""
    await psc.answer("How can I get this only once a week?")
    assert psc.asked()[-1].data["is_about_mail"]


async def test_words_that_may_be_a_quote_are_shown_before_they_go(psc: Club) -> None:
    """Typed where a program marks them, though it is clear which message they are for."""
    text = read_body(parse(psc.mail)).full_text.replace(
        " this year.", " this year.\n\nNot here.\n", 1
    )
    asked = await psc.answer("", psc.like(text), client="thunderbird")
    assert (asked.outcome, asked.reason) == ("answered", "which")
    assert psc.asked()[-1].data["text"] == "Not here."


async def test_attachments_go_with_the_words_and_the_digest_does_not(psc: Club) -> None:
    """A program that attaches what is answered does not bring it back."""
    forwarded = psc.mail.replace(b"\r\n.", b"\r\n .")
    body = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n2: see the photo.\r\n"
        b'--b\r\nContent-Type: image/png; name="a.png"\r\nContent-Disposition: attachment;'
        b' filename="a.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n'
        b"--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n"
        + forwarded
        + b"\r\n--b--\r\n"
    )
    head = (
        f"From: Dan <{DAN}>\r\nSubject: Re: x\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
        "Message-ID: <photo@example.org>\r\n"
        f"In-Reply-To: <digest.{psc.digest_id}@{DOMAIN}>\r\n"
    ).encode()
    found = await psc.posted(await psc.answer("", content=head + body))
    read = read_body(found)
    assert read.full_text == "see the photo."
    assert [(each.name, each.type) for each in read.attachments] == [("a.png", "image/png")]
    assert b"iVBORw0K" in found.content
    assert b"digest." not in found.content


@pytest.mark.parametrize(
    ("settings", "sender", "outcome", "reason"),
    [
        ({"post": "moderated"}, DAN, "held", "moderated"),
        ({"post": "facilitators"}, DAN, "held", "facilitators_only"),
        ({"introductions": "require"}, DAN, "held", "not_introduced"),
        ({"moderate_first_posts": 2}, DAN, "held", "first_post"),
        ({"max_post_size": 100}, DAN, "held", "too_large"),
        ({"post": "moderated"}, FAY, "posted", ""),
    ],
)
async def test_an_answer_is_judged_as_any_post(
    psc: Club, settings: dict[str, int | str | bool], sender: str, outcome: str, reason: str
) -> None:
    """What is held is what was made of it, and goes to its conversation when it is let through."""
    psc.set(**settings)
    psc.home.write("update member set is_exempt = 0")
    answered = await psc.answer(WORDS, psc.left(SONG), sender=sender)
    assert (answered.outcome, answered.reason) == (outcome, reason)
    if outcome == "held":
        from dgroup.server import holding

        ((held_id, subject),) = psc.home.rows("select id, subject from held")
        assert subject == "Re: How do you start a meeting?"
        done = await holding.approve(psc.home.site, held_id, "operator")
        thread_id = psc.home.one("select thread_id from post where id = ?", done.post_id)
        assert thread_id == psc.thread(MEETING)


async def test_a_large_quote_makes_no_large_post(psc: Club) -> None:
    """What counts is what would be sent."""
    psc.set(max_post_size=2000)
    mail = psc.reply(f"1: {WORDS}", psc.mail, client="outlook")
    assert len(mail) > 2000
    assert (await psc.answer("", content=mail)).outcome == "posted"


async def test_an_observers_answer_goes_to_those_in_charge(psc: Club) -> None:
    """As it came, with all that is quoted; clear or not."""
    await psc.home.admit(psc.group_id, "oz@example.org", role="observer")
    for quoted in (psc.left(SONG), psc.mail):
        answered = await psc.answer(WORDS, quoted, sender="oz@example.org")
        assert (answered.outcome, answered.reason) == ("forwarded", "observer")


async def test_who_may_not_read_is_never_asked(psc: Club) -> None:
    """A stranger learns nothing of the conversations; their words wait for the facilitators."""
    before = len(sent(psc.home))
    answered = await psc.answer(WORDS, sender=STRANGER)
    assert (answered.outcome, answered.reason) == ("held", "not_member")
    assert len(sent(psc.home)) == before
    psc.set(post="anyone")
    answered = await psc.answer("Other words.", sender=STRANGER)
    assert (answered.outcome, answered.reason) == ("held", "not_member")
    psc.home.write("update member set status = 'banned' where id = ?", psc.member(DAN))
    assert (await psc.answer(WORDS)).outcome == "discarded"
    assert len(sent(psc.home)) == before
