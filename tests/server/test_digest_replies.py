"""A reply to a digest is posted where it belongs, made of its writer's words; or they are asked."""

from __future__ import annotations

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from tests.commands.robot import kinds, sent
from tests.mail.clients import CLIENTS, LANGUAGES, mail_saying, reply
from tests.server.digest_posts import (
    ANN,
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
from tests.site import Home, outcomes
from tests.writing import DOMAIN, letter

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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", CLIENTS)
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
        ({}, STRANGER, "held", "not_member"),
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


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: auto-replied\r\n",
        "X-Autoreply: yes\r\n",
        "Precedence: auto_reply\r\n",
    ],
)
async def test_machines_are_neither_posted_nor_answered(psc: Club, more: str) -> None:
    """Whatever they quote (R6, R8)."""
    before = len(sent(psc.home))
    for quoted in (psc.left(SONG), psc.mail):
        answered = await psc.answer("I am away.", quoted, more=more)
        assert (answered.outcome, answered.reason) == ("discarded", "automatic")
    mail = psc.reply("I am away.", psc.left(SONG))
    (bounced,) = await psc.home.receive(mail, f"digest+{psc.digest_id}", sender="")
    assert (bounced.outcome, bounced.reason) == ("discarded", "automatic")
    assert len(sent(psc.home)) == before


async def test_a_note_of_absence_that_nothing_marks_gets_no_question(psc: Club) -> None:
    """It is neither posted nor answered; a person who quotes one message is looked at."""
    before = len(sent(psc.home))
    words = "I am out of the office until Monday."
    answered = await psc.answer(words, subject="Out of office: Re: your mail")
    assert (answered.outcome, answered.reason) == ("discarded", "looks_automatic")
    answered = await psc.answer(words, psc.left(SONG))
    assert (answered.outcome, answered.reason) == ("held", "looks_automatic")
    assert len(sent(psc.home)) == before


async def test_an_empty_reply_is_told_so_once(psc: Club) -> None:
    """Whoever believes to have written something should know; machines are not kept company."""
    for number in range(3):
        answered = await psc.answer("", message_id=f"empty{number}@example.org")
        assert answered.reason == "empty"
    assert kinds(psc.home, DAN).count("digests/nothing") == 1


async def test_the_same_mail_again_changes_nothing(psc: Club) -> None:
    """Posted, held or asked about: once is enough, by whatever address."""
    for words, quoted, id_ in ((WORDS, psc.left(SONG), "p@example.org"), ("Hm.", psc.mail, "q@x")):
        mail = psc.reply(words, quoted, message_id=id_)
        await psc.answer("", content=mail)
        before = (len(sent(psc.home)), psc.home.one("select count(*) from post"))
        for to in (f"digest+{psc.digest_id}", "psc", f"digest+{psc.digest_id}"):
            again = await psc.answer("", content=mail, to=[to])
            assert again.outcome == "duplicate"
        assert (len(sent(psc.home)), psc.home.one("select count(*) from post")) == before


async def test_reply_to_all_is_one_answer(psc: Club) -> None:
    """The group stands in To of a digest, so programs write to both; the digest is not posted."""
    for to in ([f"digest+{psc.digest_id}", "psc"], ["psc", f"digest+{psc.digest_id}"]):
        for words, quoted in ((WORDS, psc.left(SONG)), (WORDS, psc.mail)):
            mail = psc.reply(words, quoted, message_id=f"{to[0]}{len(quoted)}@example.org")
            psc.home.clock.move(60)
            replies = await psc.home.receive(mail, *to, sender=DAN)
            first = "posted" if quoted != psc.mail else "answered"
            assert [each[0] for each in outcomes(replies)] == [first, "duplicate"]


async def test_a_reply_to_the_group_with_a_subject_of_its_own_is_a_new_conversation(
    psc: Club,
) -> None:
    """An old mail was at hand; nothing of it goes out."""
    found = await psc.posted(
        await psc.answer("Who comes to the feast?", to=["psc"], subject="A feast in May")
    )
    assert found.subject == "A feast in May"
    assert found.references == ()
    assert read_body(found).full_text == "Who comes to the feast?"
    mail = psc.reply("Who comes?", mail_saying(""), subject="Another feast", message_id="f@x.org")
    mail = mail.replace(b"<said@lists.example.org>", f"<digest.{psc.digest_id}@{DOMAIN}>".encode())
    html = mail.replace(b"Who comes?", b"Who <b>comes</b>?", 1)
    found = await psc.posted(await psc.answer("", content=html, to=["psc"]))
    assert (found.subject, found.references) == ("Another feast", ())


async def test_a_subject_of_its_own_is_part_of_the_words(psc: Club) -> None:
    """Nothing that somebody has written is lost."""
    found = await psc.posted(
        await psc.answer("We sing it.", psc.left(SONG), subject="The voices of children")
    )
    assert found.subject == "Re: How do you start a meeting?"
    assert read_body(found).full_text == "The voices of children\n\nWe sing it."


async def test_too_many_questions_leave_the_words_with_the_facilitators(psc: Club) -> None:
    """Beyond the day's measure nobody is asked, and nothing is lost."""
    for number in range(10):
        assert (await psc.answer(f"Good point {number}.")).reason == "which"
    last = await psc.answer("One more.")
    assert (last.outcome, last.reason) == ("held", "too_fast")
    assert (
        read_body(
            parse(
                psc.home.rows("select content from letter join held on held.letter_id = letter.id")[
                    -1
                ][0]
            )
        ).full_text
        == "One more."
    )


async def test_explain_says_what_would_happen(psc: Club) -> None:
    """Step by step, and nothing changes."""
    before = psc.home.dump()
    clear = await psc.answer(WORDS, psc.left(SONG), keep=False)
    assert clear.outcome == "posted"
    assert clear.steps[:3] == (
        f"it answers the digest {psc.digest_id}",
        "12 words are its writer's own",
        f"it is about conversation 1, message {psc.post(SONG)} (quote)",
    )
    unclear = await psc.answer(WORDS, keep=False)
    assert (unclear.outcome, unclear.reason) == ("answered", "which")
    assert unclear.steps[2] == "it is about no one conversation (none)"
    assert "Notify dan@example.org with digests/which" in unclear.effects
    assert psc.home.dump() == before


async def test_no_such_digest_is_no_address(psc: Club) -> None:
    """Whatever stands behind the plus sign."""
    for each in ("digest+1", "digest+abc", "digest+99999999999999999999999", "digest+0"):
        answered = await psc.answer(WORDS, to=[each])
        assert (answered.outcome, answered.reason) == ("refused", "unknown_group")


async def test_a_conversation_that_was_joined_to_another_is_still_found(psc: Club) -> None:
    """A late mail shows that two conversations are one; who answers the younger is in it."""
    quoted = psc.left(COCOA)
    joining = letter(f"Ann <{ANN}>", subject="Both", id="both@x", references=[MEETING, COCOA])
    await psc.home.receive(joining)
    answered = await psc.answer(WORDS, quoted)
    assert answered.outcome == "posted"
    assert psc.thread("answer4@example.org") == psc.thread(MEETING)


async def test_a_digest_whose_posts_are_gone_can_be_answered(psc: Club) -> None:
    """Nobody knows what it was about; the words are kept."""
    psc.home.write("update post set thread_id = thread_id")
    psc.home.write("delete from post_text")
    for table in ("ancestor", "post_text_index", "delivery"):
        if psc.home.rows("select 1 from sqlite_master where name = ?", table):
            psc.home.write(f"delete from {table}")
    psc.home.write("delete from post")
    answered = await psc.answer(WORDS)
    assert answered.outcome in ("answered", "held")


async def test_copies_of_an_answer_carry_its_header(psc: Club) -> None:
    """What members get is the mail that was made, threaded by their programs."""
    from dgroup.server.copies import Copies
    from dgroup.store.queue import claim

    answered = await psc.answer(WORDS, psc.left(SONG))
    rows = await claim(
        psc.home.site.db, worker="x", now_s=psc.home.clock.now_s, wall_s=10, lease_s=1, most=100
    )
    (row,) = [each for each in rows if each.post_id == answered.post_id]
    copy = parse(b"".join((await Copies(psc.home.site).parcel(row)).copy.content))
    assert copy.subject == "[psc] Re: How do you start a meeting?"
    assert copy.references == (MEETING, SONG)
    assert WORDS.replace("\n", "\r\n").encode() in copy.content
