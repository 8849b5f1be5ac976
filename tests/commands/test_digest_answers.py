"""Whoever was asked which conversation their words are for says so, and they go there, once."""

from __future__ import annotations

import pytest

from dgroup.mail.body import read_body
from tests.commands.robot import kinds, last, sent
from tests.server.digest_posts import ANN, BEA, COCOA, DAN, FAY, MEETING, SONG, WORDS, Club, club
from tests.site import Home
from tests.writing import DOMAIN, letter


@pytest.fixture
async def asked(home: Home) -> Club:
    """The group with its digest, which Dan has answered in a way that can mean either."""
    found = await club(home)
    answered = await found.answer(WORDS, message_id="mine@example.org")
    assert answered.reason == "which"
    return found


@pytest.mark.parametrize("words", ["2", "2.", "No 2", "2, thanks!", "What we get for a bag"])
async def test_the_number_sends_the_words_there(asked: Club, words: str) -> None:
    """Under the writer's name, with the id and the date of the mail that held them."""
    done = await asked.answer_which(words)
    assert (done.outcome, done.reason, done.group) == ("confirmed", "", "psc")
    found = await asked.posted(done)
    assert (found.message_id, found.subject) == ("mine@example.org", "Re: What we get for a bag")
    assert found.references == (COCOA,)
    assert found.sender is not None
    assert found.sender.address == DAN
    assert read_body(found).full_text == WORDS
    assert asked.thread("mine@example.org") == asked.thread(COCOA)
    told = last(asked.home, DAN)
    assert (told.template, told.data["kind"]) == ("digests/answered", "posted")
    assert told.data["thread_id"] == asked.thread(COCOA)


async def test_the_words_go_once(asked: Club) -> None:
    """The same answer again says that it is done; so does another."""
    await asked.answer_which("2")
    posts = asked.home.one("select count(*) from post")
    again = await asked.answer_which("1")
    assert (again.outcome, again.reason) == ("discarded", "used")
    assert asked.home.one("select count(*) from post") == posts


async def test_new_begins_a_conversation(asked: Club) -> None:
    """With the subject that was given."""
    found = await asked.posted(await asked.answer_which("new: A feast in May"))
    assert (found.subject, found.references) == ("A feast in May", ())
    assert last(asked.home, DAN).data["kind"] == "new"
    assert asked.thread("mine@example.org") not in (asked.thread(COCOA), asked.thread(MEETING))


async def test_new_without_a_subject_takes_the_first_words(asked: Club) -> None:
    """Nobody is asked twice."""
    found = await asked.posted(await asked.answer_which("new"))
    assert found.subject == "We plant new ones each year."


@pytest.mark.parametrize("words", ["drop", "no", "No, thank you", "Never mind", "Laat maar"])
async def test_words_can_be_dropped(asked: Club, words: str) -> None:
    """They go nowhere, and cannot go any more."""
    posts = asked.home.one("select count(*) from post")
    done = await asked.answer_which(words)
    assert (done.outcome, done.reason) == ("discarded", "dropped")
    assert last(asked.home, DAN).data["kind"] == "dropped"
    assert (await asked.answer_which("2")).reason == "used"
    assert asked.home.one("select count(*) from post") == posts


async def test_what_is_not_clear_is_asked_once_more(asked: Club) -> None:
    """With the words still there; whoever says so again at once is a machine."""
    done = await asked.answer_which("I do not know.")
    assert (done.outcome, done.reason) == ("answered", "which")
    again = asked.asked()[-1]
    assert (again.data["form"], again.data["text"]) == ("again", WORDS)
    asked.home.clock.move(-500)
    assert (await asked.answer_which("I do not know.")).reason == "unclear"
    asked.home.clock.move(500)
    assert (await asked.answer_which("2")).outcome == "confirmed"


async def test_other_words_beside_the_number_are_not_lost(asked: Club) -> None:
    """Nothing is sent before it is clear which words are meant."""
    posts = asked.home.one("select count(*) from post")
    done = await asked.answer_which("2\n\nBut leave out the school, please.")
    assert (done.outcome, done.reason) == ("answered", "which")
    again = asked.asked()[-1]
    assert (again.data["form"], again.data["rest"]) == ("more", "But leave out the school, please.")
    assert asked.home.one("select count(*) from post") == posts
    assert (await asked.answer_which(f"2\n\n{WORDS}")).outcome == "confirmed"


async def test_only_the_writer_says_where_their_words_go(asked: Club) -> None:
    """A forwarded question is nobody else's."""
    posts = asked.home.one("select count(*) from post")
    done = await asked.answer_which("2", sender=BEA)
    assert done.reason == "not_yours"
    assert asked.home.one("select count(*) from post") == posts
    assert (await asked.answer_which("2")).outcome == "confirmed"


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [("post", "moderated", "moderated"), ("introductions", "require", "not_introduced")],
)
async def test_the_words_are_judged_when_the_answer_comes(
    asked: Club, setting: str, value: str, reason: str
) -> None:
    """As any post at that moment; those in charge are asked, and who waits is told."""
    asked.set(**{setting: value})
    asked.home.write("update member set is_exempt = 0")
    done = await asked.answer_which("1")
    assert (done.outcome, done.reason, done.post_id) == ("confirmed", reason, None)
    ((subject, author, why),) = asked.home.rows("select subject, author, reason from held")
    assert (subject, author, why) == ("Re: How do you start a meeting?", DAN, reason)
    assert "digests/answered" not in kinds(asked.home, DAN)
    if reason == "moderated":
        assert "moderation/held" in kinds(asked.home, FAY)
        assert kinds(asked.home, DAN)[-1] == "posts/held"


async def test_whoever_has_left_or_was_shut_out_meanwhile_posts_nothing(asked: Club) -> None:
    """The words of a former member wait as a stranger's do; a ban is a ban."""
    posts = asked.home.one("select count(*) from post")
    asked.home.write("update member set status = 'left' where id = ?", asked.member(DAN))
    await asked.answer_which("1")
    assert asked.home.rows("select reason from held") == [("not_member",)]
    asked.home.write("delete from held")
    assert asked.home.one("select count(*) from post") == posts


async def test_a_banned_member_posts_nothing(asked: Club) -> None:
    """And is not told so by us."""
    asked.home.write("update member set status = 'banned' where id = ?", asked.member(DAN))
    done = await asked.answer_which("1")
    assert (done.outcome, done.reason) == ("discarded", "banned")
    assert asked.home.rows("select 1 from held") == []


async def test_an_observer_by_now_writes_to_those_in_charge(asked: Club) -> None:
    """What was made of their words goes there."""
    asked.home.write("update member set role = 'observer' where id = ?", asked.member(DAN))
    await asked.answer_which("1")
    ((letter_id,),) = asked.home.rows(
        "select letter_id from delivery where kind = 'forward' limit 1"
    )
    content = asked.home.one("select content from letter where id = ?", letter_id)
    assert WORDS.replace("\n", "\r\n").encode() in content
    assert b"Re: How do you start a meeting?" in content


async def test_a_machine_chooses_nothing(asked: Club) -> None:
    """A vacation note comes to the question as well (R8)."""
    question = asked.asked()[-1]
    mail = letter(
        DAN, f"{question.reply_to}@{DOMAIN}", body="2", id="v@x", auto_submitted="auto-replied"
    )
    (done,) = await asked.home.receive(mail, question.reply_to, sender=DAN)
    assert (done.outcome, done.reason) == ("discarded", "automatic")
    await asked.answer_which("I am out of the office until Monday.")
    assert asked.home.one("select count(*) from post") == 3


async def test_attachments_are_kept_until_it_is_clear(asked: Club) -> None:
    """They go with the words."""
    mail = letter(
        f"Dan <{DAN}>",
        subject="Re: psc",
        id="photo@example.org",
        in_reply_to=f"digest.{asked.digest_id}@{DOMAIN}",
        mime_version="1.0",
        content_type='multipart/mixed; boundary="b"',
        body="--b\nContent-Type: text/plain\n\nOur trees.\n--b\nContent-Type: image/png\n"
        'Content-Disposition: attachment; filename="a.png"\n\nPNG\n--b--',
    )
    assert (await asked.answer("", content=mail)).reason == "which"
    assert asked.asked()[-1].data["files"] == 1
    found = await asked.posted(await asked.answer_which("2"))
    assert [each.name for each in read_body(found).attachments] == ["a.png"]


async def test_a_subject_of_the_writers_own_is_shown_and_goes_along(asked: Club) -> None:
    """It is among their words, or the subject of a new conversation."""
    await asked.answer("Who comes?", subject="A feast in May", message_id="f1@example.org")
    assert asked.asked()[-1].data["subject"] == "A feast in May"
    found = await asked.posted(await asked.answer_which("2"))
    assert read_body(found).full_text == "A feast in May\n\nWho comes?"
    await asked.answer("Who comes?", subject="A feast in June", message_id="f2@example.org")
    found = await asked.posted(await asked.answer_which("new"))
    assert (found.subject, read_body(found).full_text) == ("A feast in June", "Who comes?")


async def test_a_yes_is_enough_where_there_is_one_conversation(asked: Club) -> None:
    """Only the words were in doubt."""
    await asked.circulate([asked.post(COCOA)])
    line = "The prices for cocoa have fallen again this year, and what of it?"
    assert (await asked.answer("", asked.like(line), client="outlook")).reason == "which"
    assert asked.asked()[-1].data["text"] == line
    found = await asked.posted(await asked.answer_which("yes"))
    assert read_body(found).full_text == line


async def test_an_answer_after_a_week_is_too_late(asked: Club) -> None:
    """The words stand in the question, and can be sent again."""
    asked.home.clock.move(8 * 86_400)
    assert (await asked.answer_which("2")).reason == "expired"


async def test_a_conversation_that_has_grown_is_answered_at_its_end(asked: Club) -> None:
    """Others have written meanwhile."""
    later = letter(f"Ann <{ANN}>", subject="Re: a", id="later@x", references=[MEETING, SONG])
    asked.home.clock.move(60)
    await asked.home.receive(later)
    found = await asked.posted(await asked.answer_which("1"))
    assert found.references[0] == MEETING
    assert found.references[-1] in (SONG, "later@x")


async def test_an_archived_group_takes_no_answer(asked: Club) -> None:
    """As it takes no post."""
    asked.home.write("update groups set archived_s = 1")
    before = len(sent(asked.home))
    done = await asked.answer_which("2")
    assert done.outcome in ("discarded", "refused")
    assert asked.home.one("select count(*) from post") == 3
    assert len(sent(asked.home)) - before <= 1
