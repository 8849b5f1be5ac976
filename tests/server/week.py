"""A group with a summary each week, and what tests do and see of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from dgroup.domain.model import Reply
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.server import jobs
from dgroup.server.copies import Copies
from dgroup.server.scheduler import run_due
from dgroup.store.queue import claim
from tests.commands.robot import Sent, last, mails, sent
from tests.mail.clients import reply
from tests.site import Home
from tests.writing import letter

DAY_S, HOUR_S = 86_400, 3600
THURSDAY_S = int(datetime(2026, 11, 26, 8, tzinfo=UTC).timestamp())  # nine o'clock in Brussels
FRIDAY_S = THURSDAY_S + DAY_S
BEA, CLEO, ANNA, BEN, DORA, EVE = (
    f"{each}@example.org" for each in ("bea", "cleo", "anna", "ben", "dora", "eve")
)
WORDS = "We begin each meeting with a round in which everybody says how they are today."
ANSWER = "In our village we begin with a song that everybody knows by heart."

assert jobs.__all__, "importing the jobs makes them known"


async def a_group(home: Home) -> Home:
    """Found one with a weekly summary, two facilitators, and readers of all kinds."""
    group = await home.found("psc", title="Private Sector", desk_day="off", summary_every=7)
    for address in (BEA, CLEO):
        await home.admit(group, address, role="facilitator")
    await home.admit(group, ANNA)
    await home.admit(group, BEN, delivery="daily")
    await home.admit(group, DORA, delivery="weekly")
    await home.admit(group, EVE, delivery="none")
    home.write("update person set language = 'nl' where name = 'Dora'")
    home.write("update member set joined_s = joined_s - 1000000")  # nobody is new
    return home


async def talk(home: Home, number: int = 1) -> None:
    """Two members talk about how to begin."""
    first = letter(ANNA, subject=f"How to begin {number}", body=WORDS, id=f"a{number}@example.org")
    await home.receive(first, "psc", sender=ANNA)
    second = letter(
        BEN,
        subject=f"Re: How to begin {number}",
        body=ANSWER,
        id=f"b{number}@example.org",
        in_reply_to=f"a{number}@example.org",
    )
    await home.receive(second, "psc", sender=BEN)


async def run(home: Home, now_s: int | None = None) -> None:
    """Look for what is due, at a time."""
    if now_s is not None:
        home.clock.now_s = now_s
    await run_due(home.site, home.clock.now_s, "summaries")


async def drafted(home: Home) -> Sent:
    """What was written is drafted on Thursday; Bea's letter."""
    await talk(home)
    await run(home, THURSDAY_S)
    return last(home, BEA)


def drafts(home: Home) -> list[dict[str, Any]]:
    """All drafts so far: how they stand, and what was decided."""
    rows = home.rows("select state, data from activity where kind = 'summary' order by id")
    return [{"state": state, **json.loads(data)} for state, data in rows]


def issues(home: Home) -> list[tuple[str, list[str]]]:
    """The summaries that were sent: the language of each, and who is to get it."""
    rows = home.rows(
        "select digest.language, delivery.members from digest"
        " join delivery on delivery.digest_id = digest.id where digest.kind = 'summary'"
        " order by digest.id"
    )
    return [
        (
            language,
            [
                home.one(
                    "select name from person join member on person.id = person_id"
                    " where member.id = ?",
                    member_id,
                )
                for member_id in json.loads(members)
            ],
        )
        for language, members in rows
    ]


async def summary(home: Home) -> str:
    """The summary as it is sent in English, with its subject."""
    rows = await claim(
        home.site.db, worker="y", now_s=home.clock.now_s, wall_s=10**6, lease_s=1, most=100
    )
    copies = Copies(home.site)
    for row in rows:
        if row.kind == "digest":
            read = parse(b"".join((await copies.parcel(row)).copy.content))
            return f"{read.subject}\n\n{read_body(read).full_text}"
    raise AssertionError("no summary waits")


async def answer(home: Home, words: str, who: str = BEA, to: Sent | None = None) -> Reply:
    """Reply to the last draft letter in a program that quotes it."""
    to = to or next(each for each in reversed(sent(home, who)) if each.reply_to)
    quoted = (await mails(home))[who]
    return await reply_with(home, reply("gmail", "en", words, quoted, sender=who), to, who)


async def reply_with(home: Home, content: bytes, to: Sent, who: str = BEA) -> Reply:
    """Send a mail to the address that a letter asks for."""
    (said,) = await home.receive(content, to.reply_to, sender=who)
    return said


async def edited(home: Home, before: str, after: str, words: str = "", who: str = BEA) -> Reply:
    """Reply with another text between the lines."""
    to = next(each for each in reversed(sent(home, who)) if each.reply_to)
    quoted = (await mails(home))[who]
    text = quoted.decode()
    assert before in text
    content = reply("gmail", "en", words, text.replace(before, after).encode(), sender=who)
    return await reply_with(home, content, to, who)
