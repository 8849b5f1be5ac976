"""Lists of what waits for facilitators: how they come about, and how they are answered."""

from __future__ import annotations

import json
from typing import Any

from dgroup.domain.model import Reply
from dgroup.server import jobs
from dgroup.server.scheduler import run_due
from tests.site import Home, letter

ANN, BEA, CAT = "ann@example.org", "bea@example.org", "cat@example.org"
DAY_S = 86_400

assert jobs.__all__, "importing the jobs makes them known"


async def post(home: Home, author: str, name: str = "psc", **mail: Any) -> Reply:
    """Write to a group."""
    number = home.one("select count(*) from letter")
    words = {"id": f"post{number}@x.example", "body": f"Words {number}.", "subject": f"No {number}"}
    (reply,) = await home.receive(letter(author, **{**words, **mail}), name, sender=author)
    return reply


async def strangers(home: Home, *numbers: int) -> None:
    """Let people whom nobody knows write to the group."""
    for number in numbers:
        assert (await post(home, f"s{number}@example.net")).reason == "not_member"


async def next_day(home: Home, days: int = 1) -> None:
    """Let a day pass, and the job run."""
    home.clock.move(days * DAY_S)
    for name in ("expire", "waiting"):
        await run_due(home.site, home.clock.now_s, name)


def lists(home: Home, address: str = BEA) -> list[dict[str, Any]]:
    """The daily letters to somebody, the oldest first."""
    return [each for each in notices(home, address) if each["template"] == "moderation/waiting"]


def last(home: Home, address: str = BEA) -> dict[str, Any]:
    """The last letter to somebody."""
    (row,) = home.rows("select notice from delivery where address = ? order by id desc", address)[
        :1
    ]
    found: dict[str, Any] = json.loads(row[0])
    return found


def decide(home: Home, **settings: str) -> None:
    """Give the group other settings."""
    home.write("update groups set settings = ?", json.dumps({"desk_day": "off", **settings}))


async def later(home: Home, minutes: int) -> None:
    """Let minutes pass, and the job run that looks for floods."""
    home.clock.move(minutes * 60)
    if (home.clock.now_s // 60) % 15 == 0:
        await run_due(home.site, home.clock.now_s, "bulk")


async def ask_to_join(home: Home, address: str) -> None:
    """Ask to be let into the group, and confirm it."""
    await home.receive(
        letter(address, subject="join", body="", id=f"join.{address}"), "psc-join", sender=address
    )
    to = last(home, address)["reply_to"]
    content = letter(address, subject="Re: x", body="yes", id=f"yes.{address}")
    (reply,) = await home.receive(content, to, sender=address)
    assert reply.outcome == "confirmed"


def notices(home: Home, address: str) -> list[dict[str, Any]]:
    """The letters to somebody, the oldest first."""
    rows = home.rows(
        "select notice from delivery where kind = 'notice' and address = ? order by id", address
    )
    return [json.loads(row[0]) for row in rows]


async def answer(home: Home, words: str, *, sender: str = BEA) -> Reply:
    """Reply to the last daily letter that Bea got."""
    home.clock.move(60)
    to = lists(home)[-1]["reply_to"]
    content = letter(
        sender,
        f"{to}@lists.example.org",
        subject="Re: Public Speaking: 3 messages wait for you",
        body=words,
        id=f"reply{home.clock.now_s}@example.org",
    )
    (reply,) = await home.receive(content, to, sender=sender)
    return reply


def states(home: Home) -> list[str]:
    """What became of all that was held."""
    return [row[0] for row in home.rows("select state from held order by id")]
