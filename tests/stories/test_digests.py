"""One mail a day instead of each message: read in two minutes, and answered like any other mail."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from dgroup.domain.effects import Describe
from dgroup.domain.model import Profile
from dgroup.mail.parse import parse
from dgroup.server.scheduler import run_due
from tests.mail.clients import CLIENTS, LANGUAGES, MARKING, reply
from tests.peers import Mail
from tests.server.digesting import at
from tests.soak.outbox import Sent, read
from tests.stories.mailboxes import answer, found, mailbox, write
from tests.stories.world import World, world

ANN, BOB, CAT, DEE, EVE = (f"{name}@example.org" for name in ("ann", "bob", "cat", "dee", "eve"))
FRAME = ("===", "== ", "To answer", "You can reply with", "new messages in", "(message ")


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[World]:
    """Ann and Eve have each message; Bob has one mail a day, in Nepal, and Cat one a week."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("psc", ANN, EVE, title="Practice")
        await home.admit(group_id, BOB, delivery="daily")
        await home.admit(group_id, CAT, delivery="weekly")
        person_id = home.one("select person_id from address where folded = ?", BOB)
        await home.perform(Describe(person_id, Profile("Bob", None, "Asia/Kathmandu", False)))
        yield everybody


async def pass_time(everybody: World, until: str, zone: str = "Europe/Brussels") -> None:
    """Let time pass, hour by hour, and what is due come."""
    home = everybody.town.home
    end_s = at(until, zone)
    while home.clock.now_s < end_s:
        home.clock.now_s = min(home.clock.now_s + 3600, end_s)
        await run_due(home.site, home.clock.now_s, "digests")
    await everybody.come_to_rest()


def digests(everybody: World, address: str) -> list[Mail]:
    """The digests that somebody has got."""
    return [mail for mail in mailbox(everybody, address) if read(mail.content).kind == "digest"]


def last(everybody: World, address: str) -> Sent:
    """The last of them, as it is read."""
    return read(digests(everybody, address)[-1].content)


def number(everybody: World, message_id: str) -> int:
    """The number of a message."""
    found: int = everybody.town.home.one("select id from post where message_id = ?", message_id)
    return found


def left(mail: Mail, post: int) -> bytes:
    """A digest as somebody leaves it before answering: one message, and its heading."""
    text = read(mail.content).text.split("\n")
    entry = next(at for at, line in enumerate(text) if line.endswith(f"(message {post})"))
    end = next(at for at, line in enumerate(text) if at > entry and line.startswith("=="))
    head = mail.content.partition(b"\r\n\r\n")[0].split(b"\r\nContent-")[0]
    body = "\r\n".join(text[entry:end]).encode()
    return head + b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + b"\r\n"


def seen(mail: Mail) -> tuple[str, str, list[str], str]:
    """From, Subject, References and words of a mail, by the standard library."""
    one = email.message_from_bytes(mail.content, policy=email.policy.default)
    assert isinstance(one, EmailMessage)
    body = one.get_body(("plain",))
    assert body is not None
    references = str(one["References"] or "").replace("<", "").replace(">", "").split()
    words = body.get_content().replace("\r\n", "\n").strip()
    return str(one["From"]), str(one["Subject"]), references, words


async def test_a_day_in_one_mail(practice: World) -> None:
    """What was written comes at seven where Bob lives, oldest conversation first; and then no more."""
    asked = await write(practice, ANN, "How do you start?", "We begin with a round of names.")
    sung = await write(practice, EVE, "Re: How do you start?", "Here it is a song.", answers=asked)
    prices = await write(practice, EVE, "Prices", "They have fallen again.")
    await pass_time(practice, "2026-11-22 06:45", "Asia/Kathmandu")
    assert digests(practice, BOB) == []
    await pass_time(practice, "2026-11-22 07:45", "Asia/Kathmandu")
    digest = last(practice, BOB)
    assert digest.subject == "[psc] 3 messages: How do you start? · Prices"
    assert [*digest.entries] == [number(practice, each) for each in (asked, sung, prices)]
    assert digest.text.startswith("3 new messages in Practice on 21 November, in 2 conversations")
    assert "a song" in digest.entries[number(practice, sung)]
    await pass_time(practice, "2026-11-22 23:00")
    assert len(digests(practice, BOB)) == 1
    assert digests(practice, CAT) == []
    await pass_time(practice, "2026-11-23 07:30")
    assert [*last(practice, CAT).entries] == [*digest.entries]
    await pass_time(practice, "2026-12-05 07:30")
    assert (len(digests(practice, BOB)), len(digests(practice, CAT))) == (1, 1)


async def test_a_digest_is_answered_by_what_is_left_of_it(practice: World) -> None:
    """The others get Bob's words as if he had answered that message; so does his next digest."""
    asked = await write(practice, ANN, "How do you start?", "We begin with a round of names.")
    await write(practice, EVE, "Prices", "They have fallen again.")
    await pass_time(practice, "2026-11-22 08:00")
    (digest,) = digests(practice, BOB)
    said = "With a song.\n\nAnd you?"
    content = reply(
        "outlook",
        "en",
        said,
        left(digest, number(practice, asked)),
        sender=f"Bob <{BOB}>",
        message_id="song@example.org",
    )
    assert (await practice.write(content, parse(content).to[0].address, sender=BOB))[0] == "2"
    await practice.come_to_rest()
    copy = mailbox(practice, ANN)[-1]
    assert seen(copy) == (f"Bob <{BOB}>", "[psc] Re: How do you start?", [asked], said)
    assert parse(copy.content).message_id == "song@example.org"
    await pass_time(practice, "2026-11-23 08:00")
    assert [*last(practice, BOB).entries] == [number(practice, "song@example.org")]


async def test_a_conversation_has_an_address_of_its_own(practice: World) -> None:
    """A mail to it, with whatever subject, is an answer in that conversation."""
    asked = await write(practice, ANN, "How do you start?", "We begin with a round of names.")
    await write(practice, EVE, "Prices", "They have fallen again.")
    await pass_time(practice, "2026-11-22 08:00")
    (line,) = [
        line
        for line in last(practice, BOB).text.split("=== ")[1].splitlines()
        if line.startswith("== To answer: ")
    ]
    await write(practice, BOB, "", "With a song.", to=line.rpartition(" ")[2])
    _, subject, references, said = seen(mailbox(practice, ANN)[-1])
    assert (subject, references, said) == ("[psc] Re: How do you start?", [asked], "With a song.")


async def test_nobody_is_posted_blindly(practice: World) -> None:
    """Words above the whole digest are asked about; a number is enough, and nothing else goes out."""
    await write(practice, ANN, "How do you start?", "We begin with a round of names.")
    prices = await write(practice, EVE, "Prices", "They have fallen again.")
    await pass_time(practice, "2026-11-22 08:00")
    before = len(mailbox(practice, ANN))
    await answer(practice, BOB, "Here as well, by a third.", digests(practice, BOB)[-1])
    assert len(mailbox(practice, ANN)) == before
    question = mailbox(practice, BOB)[-1]
    assert "Prices" in read(question.content).text
    await answer(practice, BOB, "2", question)
    _, subject, references, said = seen(mailbox(practice, ANN)[-1])
    assert (subject, references) == ("[psc] Re: Prices", [prices])
    assert said == "Here as well, by a third."


async def test_from_one_mail_a_day_to_each_message_and_away(practice: World) -> None:
    """What was still to come is sent once, at once; who leaves gets nothing of it."""
    await write(practice, ANN, "One", "The first.")
    await pass_time(practice, "2026-11-22 08:00")
    two = await write(practice, ANN, "Two", "The second.")
    await write(practice, BOB, "each message", to="psc-request")
    three = await write(practice, ANN, "Three", "The third.")
    await pass_time(practice, "2026-11-22 10:00")
    assert [*last(practice, BOB).entries] == [number(practice, two)]
    assert parse(found(practice, BOB, "[psc] Three").content).message_id == three
    await pass_time(practice, "2026-11-23 06:00")
    assert len(digests(practice, BOB)) == 2
    await write(practice, CAT, "", to="psc-leave")
    await pass_time(practice, "2026-12-01 08:00")
    assert digests(practice, CAT) == []


async def test_whole_messages_come_below_for_who_wants_them(practice: World) -> None:
    """A word by mail, and the next digest brings them as they are."""
    await write(practice, BOB, "digest mime", to="psc-request")
    ids = [await write(practice, ANN, f"Matter {each}", f"Words {each}.") for each in range(3)]
    await pass_time(practice, "2026-11-22 08:00")
    assert list(last(practice, BOB).parts or ()) == ids


async def test_replies_of_every_program_arrive_as_their_writers_words(practice: World) -> None:
    """Whatever a program quotes and wherever one writes in it, others read the words, and only those."""
    asked = await write(practice, ANN, "How do you start?", "We begin with a round of names.")
    prices = await write(practice, EVE, "Prices", "They have fallen again, by a third this year.")
    await pass_time(practice, "2026-11-22 08:00")
    (digest,) = digests(practice, BOB)
    wrong, words = [], {}
    for turn, client in enumerate(CLIENTS):
        to = (asked, prices)[turn % 2]
        said = f"This is what I think of it, in answer {turn}.\n\nAnd one word more: nr{turn}."
        language = LANGUAGES[turn % len(LANGUAGES)]
        if turn % 3 == 0:
            said, quoted = f"{1 + turn % 2}\n\n{said}", digest.content
        else:
            quoted = left(digest, number(practice, to))
        place = "below" if client in MARKING and turn % 3 == 1 else "above"
        content = reply(
            client,
            language,
            said,
            quoted,
            sender=f"Bob <{BOB}>",
            message_id=f"answer{turn}@example.org",
            place=place,  # type: ignore[arg-type]  # one of the places
        )
        practice.town.home.clock.move(3600)  # nobody writes in haste
        moment = format_datetime(datetime.fromtimestamp(practice.town.home.clock.now_s, UTC))
        content = re.sub(rb"(?m)^Date: [^\r]*", b"Date: " + moment.encode(), content, count=1)
        said_to_us = await practice.write(content, parse(content).to[0].address, sender=BOB)
        assert said_to_us.startswith("2"), said_to_us
        words[f"answer{turn}@example.org"] = (
            client,
            to,
            said.partition("\n\n")[2] if turn % 3 == 0 else said,
        )
    await practice.come_to_rest()
    copies = {parse(mail.content).message_id: mail for mail in mailbox(practice, ANN)}
    for message_id, (client, to, said) in words.items():
        if message_id not in copies:
            wrong.append((client, "did not arrive"))
            continue
        _, _, references, read_there = seen(copies[message_id])
        if references != [to] or read_there != said or any(each in read_there for each in FRAME):
            wrong.append((client, read_there))
    assert wrong == []
