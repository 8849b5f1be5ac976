"""What those in charge reply to the draft of a summary is done; the first who decides does so."""

from __future__ import annotations

import pytest

from tests.commands.robot import last, mails, sent
from tests.mail.clients import reply
from tests.server.week import (
    ANNA,
    BEA,
    CLEO,
    DAY_S,
    FRIDAY_S,
    HOUR_S,
    a_group,
    answer,
    drafted,
    drafts,
    edited,
    issues,
    reply_with,
    run,
    summary,
    talk,
)
from tests.site import Home
from tests.writing import letter


@pytest.fixture
async def psc(home: Home) -> Home:
    """A group with a weekly summary, two facilitators, and readers of all kinds."""
    return await a_group(home)


async def test_ok_sends_it_now(psc: Home) -> None:
    """One word, and it is on its way; on Friday there is nothing left to send."""
    await drafted(psc)
    psc.clock.move(HOUR_S)
    said = await answer(psc, "ok")
    assert (said.outcome, said.reason) == ("confirmed", "sent")
    assert issues(psc) == [("en", ["Ben"]), ("nl", ["Dora"])]
    told = last(psc, BEA)
    assert (told.template, told.data["form"], told.data["people"]) == (
        "summaries/decided",
        "sent",
        2,
    )
    await run(psc, FRIDAY_S)
    assert len(issues(psc)) == 2
    assert psc.rows("select actor, action from audit where action like 'summary%'") == [
        (BEA, "summary sent")
    ]
    assert "Bea" not in await summary(psc)


async def test_who_does_not_get_what_they_send_is_told_so(psc: Home) -> None:
    """A facilitator who has each message sees no summary, unless it is for all or they read digests."""
    await drafted(psc)
    await answer(psc, "ok")
    assert last(psc, BEA).data["is_left_out"] is True
    psc.write(
        "update member set delivery = 'daily' where person_id ="
        " (select id from person where name = 'Bea')"
    )
    psc.clock.now_s = FRIDAY_S
    await talk(psc, 2)
    await run(psc, FRIDAY_S + 6 * DAY_S)
    await answer(psc, "ok")
    assert last(psc, BEA).data["is_left_out"] is False


async def test_an_edited_text_takes_its_place(psc: Home) -> None:
    """It goes out on its day as it was edited, signed; what was asked first is told to her."""
    await drafted(psc)
    said = await edited(psc, "village", "village (lovely!)")
    assert (said.outcome, said.reason) == ("confirmed", "changed")
    told = last(psc, BEA)
    assert told.data["form"] == "changed"
    assert "village (lovely!)" in told.data["text"]
    assert issues(psc) == []
    await run(psc, FRIDAY_S)
    text = await summary(psc)
    assert "village (lovely!)" in text
    assert "Bea" in text
    assert drafts(psc)[0]["decision"] == "sent"


async def test_words_above_dashes_go_on_top(psc: Home) -> None:
    """They stand above the summary with her name, and her signature does not."""
    asked = await drafted(psc)
    quoted = (await mails(psc))[BEA]
    words = "Dear all,\n\nWhat a week!\n\n--"
    mail = reply("thunderbird", "en", words, quoted, sender=BEA, signature="Bea Jansen\nCocoa Inc.")
    await reply_with(psc, mail, asked)
    told = last(psc, BEA).data
    assert (told["preface"], told["people"]) == ("Dear all,\n\nWhat a week!", 2)
    await run(psc, FRIDAY_S)
    text = await summary(psc)
    assert text.index("What a week!") < text.index("How to begin 1", 80)
    assert "Bea" in text
    assert "Cocoa Inc." not in text


async def test_a_changed_draft_can_be_sent_at_once(psc: Home) -> None:
    """First the words, then "ok" in reply to either letter; the change stays."""
    first = await drafted(psc)
    original = (await mails(psc))[BEA]
    await edited(psc, "village", "village (lovely!)")
    mail = reply("gmail", "en", "ok", original, sender=BEA)
    assert (await reply_with(psc, mail, first)).reason == "sent"
    assert "village (lovely!)" in await summary(psc)


async def test_skip_and_undo(psc: Home) -> None:
    """Nothing goes out, unless she thinks better of it before its time."""
    await drafted(psc)
    assert (await answer(psc, "skip")).reason == "skipped"
    assert last(psc, BEA).data["form"] == "skipped"
    assert (await answer(psc, "undo")).reason == "undo"
    assert last(psc, BEA).data["form"] == "restored"
    assert (await answer(psc, "skip")).reason == "skipped"
    await run(psc, FRIDAY_S)
    assert issues(psc) == []
    assert drafts(psc)[0]["decision"] == "skipped"
    await run(psc, FRIDAY_S + 6 * DAY_S)
    assert len(drafts(psc)) == 2, "the next week has one of its own"


async def test_undo_brings_the_draft_back(psc: Home) -> None:
    """What was changed is as it was drafted, on top and below."""
    await drafted(psc)
    await edited(psc, "village", "village (lovely!)", "Hello all\n--")
    assert drafts(psc)[0]["preface"] == "Hello all"
    await answer(psc, "undo")
    await run(psc, FRIDAY_S)
    text = await summary(psc)
    assert "lovely" not in text
    assert "Hello all" not in text


async def test_the_first_decision_counts(psc: Home) -> None:
    """Another facilitator hears that it is decided already, by whom, and changes nothing."""
    await drafted(psc)
    await answer(psc, "skip")
    said = await answer(psc, "ok", CLEO)
    assert (said.outcome, said.reason) == ("answered", "already")
    told = last(psc, CLEO)
    assert (told.data["form"], told.data["who"], told.data["decision"]) == (
        "already",
        "Bea",
        "skipped",
    )
    await run(psc, FRIDAY_S)
    assert issues(psc) == []


async def test_what_comes_too_late_is_told_so(psc: Home) -> None:
    """Once it is out, a reply changes nothing, and says when that was."""
    await drafted(psc)
    await run(psc, FRIDAY_S)
    psc.clock.move(HOUR_S)
    assert (await answer(psc, "skip")).reason == "already"
    told = last(psc, BEA)
    assert (told.data["is_out"], told.data["decision"], told.data["who"]) == (True, "sent", "")
    assert len(issues(psc)) == 2


SILENT = [
    ("Thank you!\n\nBea", "confirmed"),
    ("I am out of the office until Monday, with no access to mail.", "discarded"),
]


@pytest.mark.parametrize(("words", "outcome"), SILENT)
async def test_thanks_and_notes_of_absence_change_nothing(
    psc: Home, words: str, outcome: str
) -> None:
    """No answer, and it goes as drafted (R8)."""
    await drafted(psc)
    before = len(sent(psc))
    assert (await answer(psc, words)).outcome == outcome
    assert len(sent(psc)) == before
    assert drafts(psc)[0]["decision"] == ""


async def test_a_vacation_program_changes_nothing(psc: Home) -> None:
    """Whatever it quotes, what calls itself automatic is not read."""
    asked = await drafted(psc)
    content = letter(BEA, body="ok", id="v@example.org", auto_submitted="auto-replied")
    assert (await reply_with(psc, content, asked)).outcome == "discarded"
    assert drafts(psc)[0]["decision"] == ""


async def test_what_is_not_understood_is_told_so_to_whoever_writes_anew(psc: Home) -> None:
    """The answer says how; the same words again get none, nor does a fourth try (R6)."""
    await drafted(psc)
    assert (await answer(psc, "Could the second item go first?")).reason == "same"
    assert last(psc, BEA).data["form"] == "same"
    before = len(sent(psc))
    assert (await answer(psc, "Could the second item go first?")).outcome == "discarded"
    assert len(sent(psc)) == before
    for number, outcome in enumerate(["answered", "answered", "discarded"]):
        said = await answer(psc, f"Item {number + 2} should really go first.")
        assert (said.outcome, said.reason) == (outcome, "same")
    assert len(sent(psc)) == before + 2
    assert (await answer(psc, "ok")).reason == "sent", "what is clear is done all the same"


async def test_every_late_word_is_told_that_it_came_too_late(psc: Home) -> None:
    """Not understood first, then too late: each gets its own answer, with when it went out."""
    await drafted(psc)
    assert (await answer(psc, "Could the second item go first?", CLEO)).outcome == "answered"
    assert (await answer(psc, "skip")).reason == "skipped"
    assert (await answer(psc, "ok")).reason == "sent"
    for words in ("ok", "Could the second item go first?"):
        said = await answer(psc, words, CLEO)
        assert (said.outcome, said.reason) == ("answered", "already")
        told = last(psc, CLEO).data
        assert (told["form"], told["who"], told["is_out"]) == ("already", "Bea", True)
    before = len(sent(psc))
    assert (await answer(psc, "ok", CLEO)).outcome == "discarded"
    assert len(sent(psc)) == before


async def test_a_text_that_is_too_long_is_not_taken(psc: Home) -> None:
    """What nobody would read is not sent to everybody."""
    await drafted(psc)
    assert (await edited(psc, "village", "village " + "la la " * 5000)).reason == "too_long"
    assert drafts(psc)[0]["body"] == ""


async def test_nobody_else_can_decide(psc: Home) -> None:
    """Not a member who got hold of the ticket, nor a facilitator who is one no more (R11)."""
    asked = await drafted(psc)
    for who in (ANNA, CLEO):
        content = letter(who, body="ok", id=f"x.{who}")
        assert (await reply_with(psc, content, asked, who)).reason == "not_yours"
    psc.write(
        "update member set role = 'member' where person_id ="
        " (select id from person where name = 'Bea')"
    )
    assert (await answer(psc, "skip")).reason == "not_yours"
    await run(psc, FRIDAY_S)
    assert len(issues(psc)) == 2
