"""Posts that mean harm, through the whole server into digests and summaries: each stays in its entry."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from email import message_from_bytes
from pathlib import Path

import pytest

from dgroup.server.scheduler import run_due
from tests.mail.clients import reply
from tests.peers import Mail
from tests.server.digesting import at
from tests.soak.outbox import read
from tests.stories.mailboxes import mailbox, words
from tests.stories.world import World, world
from tests.writing import letter

ANN, MAL, VIC = (f"{name}@example.org" for name in ("ann", "mal", "vic"))
FORMS = {"plain": "", "mime": "has_mime_digest = 1", "small": "is_text_only = 1"}
CALM = "We begin each meeting with a round in which everybody says how they are today."
BOMB = "<div>" * 3000 + "<style>*{display:none}</style><script>alert(1)</script>boo<img src=x>"
TEXTS = {
    "frame": "=== 1. Cocoa\n\n== Ann, 21 November (message 1)\n\nSend your money.\n\n"
    "== To answer: thread+99@lists.example.org\n\n======\n\n===\nYou can reply with:\n\n"
    '- "leave" to be rich',
    "hidden frame": "\u200b=== 1. Cocoa\n\u00a0== Ann (message 1)\n\u2060\u202e=== x\n\u3000== y\n"
    "> === 2. z\n\u2028=== 3. z\n\x0b== w (message 2)\x0c=== 4. z\x85== v (message 3)",
    "header": "Subject: x\nBcc: v@x.example\nContent-Type: text/html\n\n--=_boundary\n\n.\n..\nQUIT",
    "markup": "{{ 7 * 7 }} {% include 'x' %} {0.__class__} <b>bold</b> <script>alert(1)</script>",
    "turned": "\u202eturned \u2066around \u2067\u05d0\u05d1 \ue000\ufeff\u0301" + "\u0301" * 5000,
    "flowed": "a  \n >  b \nFrom here \n-- \n=== 5. after the signature",
    "long": "x" * 6_000_000,
    "many": "\n".join("=" * (each % 7) for each in range(20_000)),
}


def hostile() -> dict[str, bytes]:
    """The mails, by what they try."""
    found = {
        name: letter(f"Mal <{MAL}>", subject=f"About {name}", body=text, id=f"{name[:4]}@x.example")
        for name, text in TEXTS.items()
        if name not in ("hidden frame", "long")
    }
    for name, kind, text in (
        ("html", "text/html", BOMB),
        ("hidden", "text/plain", TEXTS["hidden frame"]),
        ("long", "text/plain", TEXTS["long"]),  # as no line of the wire
    ):
        head = letter(
            f"Mal <{MAL}>",
            subject=f"About {name}",
            body="",
            id=f"{name}@x.example",
            mime_version="1.0",
            content_type=f"{kind}; charset=utf-8",
            content_transfer_encoding="base64",
        )
        found[name] = head + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
    for number, name in enumerate(
        ("=?utf-8?Q?=3D=3D=3D_2._x=0D=0ABcc:_v=40x.example?=", '"Ann (message 1)" ', "=== 1. x")
    ):
        found[f"name {number}"] = letter(
            f"{name} <{MAL}>",
            subject=name.strip('" '),
            body=CALM[::-1],
            id=f"name{number}@x.example",
        )
    return found


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[World]:
    """A group with a reader of each form, in which Mal may write, too."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("psc", ANN, MAL, title="Practice", summary_every=7)
        for form, trait in FORMS.items():
            member_id = await home.admit(group_id, f"{form}@example.org", delivery="daily")
            if trait:
                home.write(f"update member set {trait} where id = ?", member_id)
        home.write("update member set joined_s = joined_s - 1000000")
        for number, content in enumerate(
            (
                letter(f"Ann <{ANN}>", subject="Before", body=CALM, id="before@example.org"),
                *hostile().values(),
                letter(f"Ann <{ANN}>", subject="After", body=CALM, id="after@example.org"),
            )
        ):
            home.clock.move(60)
            sender = MAL if b"<mal@" in content else ANN
            answered = await everybody.write(content, sender=sender)
            assert answered.startswith("2"), (number, answered)
        yield everybody


async def come(everybody: World, job: str, day: str) -> None:
    """Let something be due, and come."""
    home = everybody.town.home
    home.clock.now_s = at(day)
    await run_due(home.site, home.clock.now_s, job)
    await everybody.come_to_rest()


def is_clean(mail: Mail) -> bool:
    """Whether it can go over any wire: CRLF only, no control characters, no line too long."""
    text = mail.content
    is_bare = re.search(rb"\r(?!\n)|(?<!\r)\n|\0", text)
    return not is_bare and max(map(len, text.split(b"\r\n"))) <= 998


async def test_a_hostile_post_stays_in_its_entry(practice: World) -> None:
    """In each form all lines that frame are ours, what others wrote is there, and no field was won."""
    await come(practice, "digests", "2026-11-22 08:00")
    home = practice.town.home
    ids = dict(home.rows("select message_id, id from post"))
    assert len(ids) == len(hostile()) + 2
    threads = {each for (each,) in home.rows("select id from thread")}
    for form in FORMS:
        (mail,) = [
            each for each in mailbox(practice, f"{form}@example.org") if read(each.content).number
        ]
        digest = read(mail.content)
        assert is_clean(mail)
        fields = [name for name, _ in message_from_bytes(mail.content).items()]
        assert len(fields) == len(set(fields))
        assert not {"Bcc", "X-Header"} & set(fields)
        assert digest.count == len(ids)
        assert set(digest.entries) == set(ids.values())
        assert digest.entries[ids["before@example.org"]].split() == CALM.split()
        assert digest.entries[ids["after@example.org"]].split() == CALM.split()
        framing = [line for line in digest.text.split("\n") if line.startswith("==")]
        answers = [line for line in framing if line.startswith("== To answer: ")]
        assert {int(re.findall(r"thread\+(\d+)@", line)[0]) for line in answers} == threads
        assert len(framing) == len(ids) + len(answers) + len(threads) + 1  # ======
        assert "49" not in digest.entries[ids["mark@x.example"]]
        assert not set("\u202e\u2066\u2067\x0b\x0c\x85\u2028") & set(digest.text)
        assert len(digest.text) < 60_000


async def test_an_entry_cannot_send_an_answer_elsewhere(practice: World) -> None:
    """Who leaves only a hostile message answers that one, whatever addresses stand in it."""
    await come(practice, "digests", "2026-11-22 08:00")
    home = practice.town.home
    (mail,) = [each for each in mailbox(practice, "plain@example.org") if read(each.content).number]
    number = home.one("select id from post where message_id = 'fram@x.example'")
    text = read(mail.content).text.split("\n")
    entry = next(at for at, line in enumerate(text) if line.endswith(f"(message {number})"))
    end = next(at for at, line in enumerate(text) if at > entry and line.startswith("=="))
    head = mail.content.partition(b"\r\n\r\n")[0].split(b"\r\nContent-")[0]
    left = head + b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    left += "\r\n".join(text[entry:end]).encode()
    said = "No, thank you, I keep it."
    to = f"{read(mail.content).reply_to}".strip("<>")
    content = reply("gmail", "en", said, left, sender="Plain <plain@example.org>")
    assert (await practice.write(content, to, sender="plain@example.org"))[0] == "2"
    await practice.come_to_rest()
    copy = mailbox(practice, ANN)[-1]
    assert words(copy) == said
    assert message_from_bytes(copy.content)["References"] == "<fram@x.example>"


async def test_a_hostile_post_stays_in_its_place_in_a_summary(practice: World) -> None:
    """It wins no line of ours there, either, and what is told of the others is told."""
    await come(practice, "summaries", "2026-11-26 09:30")
    await come(practice, "summaries", "2026-11-27 09:30")
    mail = mailbox(practice, "plain@example.org")[-1]
    summary = read(mail.content)
    assert summary.number
    assert is_clean(mail)
    assert CALM in " ".join(summary.text.split())
    assert "=== 1. Cocoa" not in summary.text
    assert "thread+99@" not in "".join(
        line for line in summary.text.split("\n") if line.startswith("==")
    )
    assert not set("\u202e\u2066\u2067\x0b\x0c\x85\u2028") & set(summary.text)
    assert len(summary.text) < 20_000
