"""Words for the robot in a reply to a digest are obeyed; what only looks like them is an answer."""

from __future__ import annotations

import pytest

from dgroup.mail.body import read_body
from tests.commands.robot import sent
from tests.server.digest_posts import (
    BEA,
    COCOA,
    DAN,
    FAY,
    MEETING,
    SONG,
    WORDS,
    Club,
    club,
)
from tests.site import Home


@pytest.fixture
async def psc(home: Home) -> Club:
    """The group with its digest."""
    return await club(home)


@pytest.mark.parametrize(
    ("words", "template"),
    [
        ("weekly", "choices/delivery"),
        ("each message", "choices/delivery"),
        ("stop", "join/left"),
        ("help", "about/help"),
        ("Hello,\n\nweekly\n\nThanks,\nDan", "choices/delivery"),
        ("mute 2", "threads/muted"),
        ("follow 1", "threads/followed"),
        ("get 2", "reading/thread"),
        ("get THREAD", "reading/thread"),
        ("mute THREAD", "threads/muted"),
    ],
)
async def test_words_for_the_robot_are_obeyed(psc: Club, words: str, template: str) -> None:
    """A conversation may be named by its number in the digest, or by its own."""
    thread_id = psc.thread(COCOA)
    answered = await psc.answer(words.replace("THREAD", str(thread_id)))
    assert answered.outcome == "command"
    last = sent(psc.home, DAN)[-1]
    assert last.template == template
    if "2" in words or "THREAD" in words:
        assert last.data["thread_id"] == thread_id


async def test_a_post_is_sent_whole_by_its_number(psc: Club) -> None:
    """As the digest says."""
    answered = await psc.answer(f"get {psc.post(SONG)}")
    assert (answered.outcome, answered.effects) == ("command", ("Resend",))


@pytest.mark.parametrize("words", ["Count me in!", "I agree.", "Yes", "Help is what we need here."])
async def test_what_people_say_is_for_the_conversation(psc: Club, words: str) -> None:
    """A word or two are no command where the message they answer is there."""
    found = await psc.posted(await psc.answer(words, psc.left(COCOA)))
    assert read_body(found).full_text == words


async def test_mute_alone_means_the_message_that_was_left(psc: Club) -> None:
    """No number is needed where one conversation is quoted."""
    await psc.answer("mute", psc.left(COCOA))
    assert sent(psc.home, DAN)[-1].data["thread_id"] == psc.thread(COCOA)


async def test_what_a_facilitator_asks_of_the_robot_is_not_posted(psc: Club) -> None:
    """A digest of one conversation would take any words."""
    await psc.circulate([psc.post(COCOA)])
    answered = await psc.answer(f"remove {BEA}", sender=FAY)
    assert answered.outcome == "command"
    assert psc.home.one("select count(*) from post") == 3


async def test_a_program_that_answers_from_reaches_the_conversation(psc: Club) -> None:
    """Some know no Reply-To; what comes to the robot's address is no order for that."""
    answered = await psc.answer(WORDS, psc.left(SONG), to=["psc-request"], message_id="f@x")
    assert answered.outcome == "posted"
    assert psc.thread("f@x") == psc.thread(MEETING)
    asked = await psc.answer("For all of you.", psc.mail, to=["psc-request"], message_id="g@x")
    assert (asked.outcome, asked.reason) == ("answered", "which")
    obeyed = await psc.answer("weekly", psc.mail, to=["psc-request"], message_id="h@x")
    assert obeyed.outcome == "command"
    assert psc.home.one("select delivery from member where id = ?", psc.member(DAN)) == "weekly"
