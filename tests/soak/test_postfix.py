"""A real Postfix in front of dgroup and behind it, as docs/operators.md has it (R4, R5, R20)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import random
import re
import smtplib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest

from tests.house.tree import ROOT
from tests.soak.client import Client
from tests.soak.conftest import Tell
from tests.soak.numbered import Writer
from tests.soak.postfix import CannotRun, Postfix
from tests.soak.sink import Sink
from tests.soak.site import DOMAIN, Site

pytestmark = [pytest.mark.soak, pytest.mark.postfix, pytest.mark.timeout(300)]

ANN, ZOE = "ann@example.com", "zoë@exämple.example"
PEOPLE = (ANN, "bob@example.net", "carla@mail.example.edu")
SOON_S = 60.0


@dataclass
class House:
    """A site with its Postfix on both sides, and the world behind it."""

    site: Site
    postfix: Postfix
    sink: Sink

    async def until(self, count: int) -> None:
        """Return when so many deliveries have come. Raises TimeoutError."""
        async with asyncio.timeout(SOON_S):
            while sum(self.sink.pairs.values()) < count:
                await asyncio.sleep(0.05)

    async def post(self, content: bytes, *groups: str, parameters: str = "") -> None:
        """Hand a mail to Postfix, which takes it."""
        to = [f"{name}@{DOMAIN}" for name in groups]
        async with await Client.connect(self.postfix.front) as client:
            (said,) = await client.post(ANN, to, content, parameters)
        assert said.code == 250, said


@contextlib.asynccontextmanager
async def _house(
    settings: Mapping[str, str] | None = None, *, people: tuple[str, ...] = PEOPLE
) -> AsyncIterator[House]:
    async with Sink() as sink, Site() as site:
        try:
            postfix = Postfix(DOMAIN, site.lmtp, sink.port, settings)
        except CannotRun as reason:
            _give_up(reason)
        text = site.config.read_text()
        site.config.write_text(
            re.sub(r"(\[delivery\]\nport = )\d+", rf"\g<1>{postfix.behind}", text)
        )
        site.make({"psc": people, "garden": people})
        try:
            try:
                await asyncio.to_thread(postfix.start)
            except CannotRun as reason:
                _give_up(reason)
            await site.start()
            yield House(site, postfix, sink)
        except BaseException as error:
            error.add_note(postfix.last_words())
            raise
        finally:
            await asyncio.to_thread(postfix.close)


def _give_up(reason: CannotRun) -> None:
    if os.environ.get("DGROUP_CI"):
        pytest.fail(str(reason))
    pytest.skip(str(reason))


def _documented() -> dict[str, str]:
    """Return the lines that operators are told to write."""
    text = (ROOT / "examples/postfix-main.cf").read_text(encoding="utf-8")
    pairs = (line.partition("=") for line in text.splitlines() if line[:1].isalpha())
    lines = {key.strip(): value.strip() for key, _, value in pairs}
    # The ports are ours here, and the loopback is not trusted, so that its mail is looked at.
    del lines["transport_maps"], lines["relay_domains"]
    restrictions = lines["smtpd_recipient_restrictions"].replace("permit_mynetworks, ", "")
    return lines | {"smtpd_recipient_restrictions": restrictions, "smtpd_relay_restrictions": ""}


async def test_the_lines_for_operators_work(tell: Tell) -> None:
    """With the documented lines Postfix refuses an unknown group at RCPT, and takes a known one."""
    settings = _documented()
    async with _house(settings) as house:
        with smtplib.SMTP("127.0.0.1", house.postfix.front) as client:
            client.ehlo("client.example.com")
            client.mail(ANN)
            # The first question may be answered 450, while Postfix asks dgroup.
            said = [_rcpt(client, name) for name in ("psc", "nobody", "psc+request", "psc-owner")]
            strange = client.rcpt("somebody@elsewhere.example")
        writer = Writer("documented", 1, ANN, f"psc@{DOMAIN}")
        await house.post(writer.next().content, "psc")
        # What goes out comes from the loopback, which mynetworks holds in the documented lines.
        tell("Postfix, documented lines", psc=said[0], nobody=said[1], foreign=strange[0])
        assert said == [250, 550, 250, 250]
        assert 400 <= strange[0] < 600


def _rcpt(client: smtplib.SMTP, name: str) -> int:
    code = 0
    for _ in range(10):
        code, _ = client.rcpt(f"{name}@{DOMAIN}")
        if code != 450:
            break
    return code


async def test_posts_go_in_and_out_through_postfix(tell: Tell) -> None:
    """Fifty posts to two groups at once come out to each member once, nothing deferred or doubled."""
    async with _house({"lmtp_destination_recipient_limit": "50"}) as house:
        writer = Writer("both", 2, ANN, f"psc@{DOMAIN}")
        posts = [writer.next() for _ in range(50)]
        for post in posts:
            await house.post(post.content, "psc", "garden", parameters="BODY=8BITMIME")
        await house.until(2 * len(PEOPLE) * len(posts))
        await house.site.until_idle()
        lmtp = house.postfix.lines("/lmtp[")
        deferred = [line for line in house.postfix.lines("status=") if "status=sent" not in line]
        by_line = house.site.rows("select recipient, outcome, count(*) from account group by 1, 2")
        tell(
            "Postfix on both sides",
            posts=len(posts),
            over_lmtp=sum("status=sent" in line for line in lmtp),
            deferred=len(deferred),
            delivered=sum(house.sink.pairs.values()),
            lost=len(posts) * len(PEOPLE) - len(house.sink.pairs),
            # the same post to two groups comes twice to who is in both (DECISIONS 4)
            doubled=sum(count - 2 for count in house.sink.pairs.values()),
        )
        assert deferred == []
        assert set(house.sink.pairs.values()) == {2}
        assert sorted(by_line) == [
            (f"{name}@{DOMAIN}", "posted", len(posts)) for name in ("garden", "psc")
        ]
        assert house.sink.flaws() == Counter()


async def test_mail_beyond_ascii_and_large_mail_come_through(tell: Tell) -> None:
    """SMTPUTF8 addresses, 8-bit bodies, dots and five megabytes arrive as they were written."""
    async with _house(people=(ANN, ZOE)) as house:
        data = random.Random(5).randbytes(5 * 1024 * 1024 * 3 // 4)
        large = base64.encodebytes(data).replace(b"\n", b"\r\n")
        bodies = [
            "Žluťoučký kůň\r\n.\r\n..\r\npěl\r\n".encode(),
            large,
        ]
        for number, body in enumerate(bodies):
            header = (
                f"From: Zoë <{ZOE}>\r\nTo: psc@{DOMAIN}\r\nSubject: déjà vu {number}\r\n"
                f"Message-ID: <beyond{number}@example.com>\r\nMIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
            )
            encoding = b"base64" if body is large else b"8bit"
            mail = header.encode() + encoding + b"\r\n\r\n" + body
            async with await Client.connect(house.postfix.front) as client:
                to = [f"psc@{DOMAIN}"]
                (said,) = await client.post(ZOE, to, mail, "SMTPUTF8 BODY=8BITMIME")
            assert said.code == 250, said
        await house.until(2 * len(bodies))
        await house.site.until_idle()
        came = {mail.message_id: mail for mail in house.sink.taken}
        readers = {reader for _, reader in house.sink.pairs}
        tell(
            "Postfix, beyond ASCII",
            delivered=len(house.sink.pairs),
            readers=len(readers),
            largest_bytes=max(len(mail.wire) for mail in house.sink.taken),
        )
        assert [came[f"beyond{number}@example.com"].body for number in range(2)] == bodies
        assert {reader.partition("@")[0] for reader in readers} == {"ann", "zoë"}
        assert house.sink.flaws() == Counter()


async def test_while_postfix_is_down_the_queue_waits(tell: Tell) -> None:
    """With no relay nothing is lost, nobody is blamed, and all is sent when it is back."""
    async with _house() as house:
        writer = Writer("down", 3, ANN, f"psc@{DOMAIN}")
        posts = [writer.next() for _ in range(20)]
        await house.post(posts[0].content, "psc", parameters="BODY=8BITMIME")
        await house.until(len(PEOPLE))
        await asyncio.to_thread(house.postfix.stop)
        async with await Client.connect(house.site.smtp) as client:
            for post in posts[1:]:
                (said,) = await client.post(ANN, [f"psc@{DOMAIN}"], post.content)
                assert said.code == 250, said
        await asyncio.sleep(3)
        status = await house.site.ask("status")
        waiting = await house.site.ask("queue", "list")
        await asyncio.to_thread(house.postfix.start)
        await house.until(len(PEOPLE) * len(posts))
        await house.site.until_idle()
        bounces = house.site.rows("select count(*) from bounce")
        results = dict(house.site.rows("select result, sum(size) from delivery_result group by 1"))
        tell(
            "Postfix down for a while",
            waited=status["queue"],
            said=Counter(each["last_error"] for each in waiting),
            delivered=sum(house.sink.pairs.values()),
            doubled=house.sink.doubled,
            results=results,
        )
        assert sum(status["queue"].values()) == len(PEOPLE) * (len(posts) - 1)
        assert status["queue"]["failed"] == 0
        assert {each["attempts"] for each in waiting} == {0}
        assert set(house.sink.pairs.values()) == {1}
        assert len(house.sink.pairs) == len(PEOPLE) * len(posts)
        assert bounces == [(0,)]
        assert results == {"sent": len(PEOPLE) * len(posts)}
