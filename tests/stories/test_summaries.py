"""The week in two minutes: drafted, in a facilitator's hand for a day, sent, and answered."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from dgroup.mail.parse import parse
from dgroup.server.scheduler import run_due
from tests.mail.clients import CLIENTS, LANGUAGES, reply
from tests.peers import Mail
from tests.server.digesting import at
from tests.soak.outbox import read
from tests.stories.mailboxes import answer, found, mailbox, subjects, words, write
from tests.stories.world import World, world

ANN, BEA, BEN, CLEO, DORA = (
    f"{name}@example.org" for name in ("ann", "bea", "ben", "cleo", "dora")
)
ROUND = "We begin each meeting with a round in which everybody says how they are today."
SONG = "In our village we begin with a song that everybody knows by heart."
PRICES = "The prices for cocoa have fallen by a third since the last harvest in the south."
THURSDAY, FRIDAY = "2026-11-26 09:30", "2026-11-27 09:30"


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[World]:
    """Bea and Cleo lead; Ann has each message, Ben one mail a day, Dora one a week, in Dutch."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("psc", ANN, title="Practice", desk_day="off")
        for address in (BEA, CLEO):
            await home.admit(group_id, address, role="facilitator")
        await home.admit(group_id, BEN, delivery="daily")
        await home.admit(group_id, DORA, delivery="weekly")
        home.write("update person set language = 'nl' where name = 'Dora'")
        home.write("update member set joined_s = joined_s - 1000000")  # nobody is new
        await write(everybody, BEA, "set summary weekly", to="psc-request")
        await answer(everybody, BEA, "yes", mailbox(everybody, BEA)[-1])
        yield everybody


async def talk(everybody: World) -> list[str]:
    """Two conversations; their first messages."""
    first = await write(everybody, ANN, "How to begin", ROUND)
    await write(everybody, BEN, "Re: How to begin", SONG, answers=first)
    return [first, await write(everybody, ANN, "Cocoa", PRICES)]


async def wait_until(everybody: World, day: str) -> None:
    """Let time pass, a few hours at a time, and what is due come."""
    home = everybody.town.home
    end_s = at(day)
    while home.clock.now_s < end_s:
        home.clock.now_s = min(home.clock.now_s + 4 * 3600, end_s)
        await run_due(home.site, home.clock.now_s, "summaries")
    await everybody.come_to_rest()


def summaries(everybody: World, address: str) -> list[Mail]:
    """The summaries that somebody has got, in whatever language."""
    heads = ("The week in Practice", "De week in Practice")
    mails = mailbox(everybody, address)
    return [mail for mail in mails if parse(mail.content).subject.startswith(heads)]


async def test_a_week_goes_out_as_drafted(practice: World) -> None:
    """Who reads digests gets it, in their language; who has each message has had all of it."""
    await talk(practice)
    await wait_until(practice, THURSDAY)
    draft = found(practice, BEA, "Draft: the summary of Practice")
    assert ROUND in words(draft)
    assert summaries(practice, BEN) == []
    await wait_until(practice, FRIDAY)
    (mine,), (hers,) = summaries(practice, BEN), summaries(practice, DORA)
    for mail in (mine, hers):
        assert ROUND in words(mail)
        assert PRICES in words(mail)
    assert summaries(practice, ANN) == []
    assert parse(mine.content).subject == "The week in Practice: How to begin · Cocoa"
    assert parse(hers.content).subject == "De week in Practice: How to begin · Cocoa"
    await wait_until(practice, "2026-12-11 09:30")
    assert (len(summaries(practice, BEN)), len(summaries(practice, DORA))) == (1, 1)


async def test_a_facilitator_writes_it_anew_and_adds_words(practice: World) -> None:
    """What she edits takes the place of the draft, her words stand above, and her name below."""
    await talk(practice)
    await wait_until(practice, THURSDAY)
    draft = found(practice, BEA, "Draft: the summary of Practice")
    text = read(draft.content).text
    line = next(line for line in text.splitlines() if "begin each meeting" in line)
    edited = draft.content.replace(line.encode(), b"    Songs and rounds are how we begin.")
    assert edited != draft.content
    said = "Thank you all for these weeks!\n\n--"
    content = reply("thunderbird", "en", said, edited, sender=f"Bea <{BEA}>")
    assert (await practice.write(content, parse(content).to[0].address, sender=BEA))[0] == "2"
    await practice.come_to_rest()
    await wait_until(practice, FRIDAY)
    (mail,) = summaries(practice, BEN)
    seen = words(mail)
    assert "Thank you all for these weeks!" in seen
    assert "Songs and rounds are how we begin." in seen
    assert "Bea" in seen
    assert ROUND not in seen
    assert "~~~" not in seen


@pytest.mark.parametrize(("word", "count"), [("ok", 1), ("skip", 0)])
async def test_a_word_decides_and_the_other_facilitator_comes_late(
    practice: World, word: str, count: int
) -> None:
    """It goes at once, or not; what is said of it later changes nothing, and is answered so."""
    await talk(practice)
    await wait_until(practice, THURSDAY)
    drafts = [found(practice, each, "Draft: the summary") for each in (BEA, CLEO)]
    await answer(practice, BEA, word, drafts[0], client="outlook")
    assert len(summaries(practice, BEN)) == count
    heard = len(subjects(practice, CLEO))
    await answer(practice, CLEO, "skip" if word == "ok" else "ok", drafts[1], client="iphone")
    assert len(subjects(practice, CLEO)) > heard
    await wait_until(practice, FRIDAY)
    assert len(summaries(practice, BEN)) == count


async def test_each_message_readers_get_it_where_the_group_wants_that(practice: World) -> None:
    """A setting by mail; nobody gets it who has chosen to have no mail."""
    await write(practice, BEA, "set summary for members", to="psc-request")
    await answer(practice, BEA, "yes", mailbox(practice, BEA)[-1])
    await write(practice, DORA, "", to="psc-nomail")
    await talk(practice)
    await wait_until(practice, FRIDAY)
    assert len(summaries(practice, ANN)) == 1
    assert summaries(practice, DORA) == []


async def test_a_summary_at_any_time(practice: World) -> None:
    """Of a group since a day, or of one conversation; a stranger learns nothing."""
    await talk(practice)
    await write(practice, ANN, "summary psc since 1 November", to="dgroup")
    whole = words(mailbox(practice, ANN)[-1])
    assert ROUND in whole
    assert PRICES in whole
    thread = practice.town.home.one("select id from thread where subject = 'How to begin'")
    await write(practice, ANN, f"summary of {thread}", to="psc-request")
    one = words(mailbox(practice, ANN)[-1])
    assert SONG in one
    assert PRICES not in one
    await write(practice, "eve@example.net", "summary psc since 1 November", to="dgroup")
    told = [words(mail) for mail in mailbox(practice, "eve@example.net")]
    assert told
    assert not any("cocoa" in each or "song" in each for each in told)


async def test_a_summary_is_answered_from_every_program(practice: World) -> None:
    """A number above it, and the others read the words in that conversation, and only those."""
    firsts = await talk(practice)
    await wait_until(practice, FRIDAY)
    (mail,) = summaries(practice, BEN)
    expected, wrong = {}, []
    for turn, client in enumerate(CLIENTS):
        said = f"This is what I think of it, in answer {turn}.\n\nAnd one word more: nr{turn}."
        message_id = f"answer{turn}@example.org"
        content = reply(
            client,
            LANGUAGES[turn % len(LANGUAGES)],
            f"{1 + turn % 2}\n\n{said}",
            mail.content,
            sender=f"Ben <{BEN}>",
            message_id=message_id,
        )
        practice.town.home.clock.move(3600)  # nobody writes in haste
        moment = format_datetime(datetime.fromtimestamp(practice.town.home.clock.now_s, UTC))
        content = re.sub(rb"(?m)^Date: [^\r]*", b"Date: " + moment.encode(), content, count=1)
        answered = await practice.write(content, parse(content).to[0].address, sender=BEN)
        assert answered.startswith("2"), answered
        expected[message_id] = client, firsts[turn % 2], said
    await practice.come_to_rest()
    copies = {parse(each.content).message_id: each for each in mailbox(practice, ANN)}
    for message_id, (client, first, said) in expected.items():
        copy = copies.get(message_id)
        if copy is None:
            wrong.append((client, "did not arrive"))
        elif first not in parse(copy.content).references or words(copy) != " ".join(said.split()):
            wrong.append((client, words(copy)))
    assert wrong == []
