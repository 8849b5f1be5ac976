"""Replies to digests by machines, by several ways at once, for the robot, and to what is gone."""

from __future__ import annotations

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from tests.commands.robot import kinds, sent
from tests.mail.clients import mail_saying
from tests.server.digest_posts import (
    ANN,
    COCOA,
    DAN,
    MEETING,
    SONG,
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


@pytest.mark.parametrize("how", ["merged", "gone"])
async def test_a_number_means_what_it_meant_when_the_digest_was_sent(psc: Club, how: str) -> None:
    """Whatever became of the conversations before it: nobody's words go to another."""
    home = psc.home
    for id_, subject in (("seeds@x", "Where are seeds?"), ("boats@x", "Whose boats are these?")):
        await home.receive(letter(f"Ann <{ANN}>", subject=subject, id=id_))
    first = home.one("select id from post where message_id = 'seeds@x'")
    await psc.circulate()
    if how == "merged":
        both = letter(f"Ann <{ANN}>", subject="Both", id="both@x", references=["seeds@x", COCOA])
        await home.receive(both)
    else:
        home.write("delete from delivery where post_id = ?", first)
        home.write("delete from post where id = ?", first)
    answered = await psc.answer(f"4\n\n{WORDS}", psc.mail, message_id="four@example.org")
    if answered.outcome == "answered":  # it reads otherwise by now, so they are asked
        answered = await psc.answer_which("4")
    assert answered.outcome in ("posted", "confirmed")
    found = home.one("select thread_id from post where author = ? order by id desc limit 1", DAN)
    assert found == psc.thread("boats@x")
