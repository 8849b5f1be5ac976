"""The way out in tests: a site whose relay is a recording peer, and a delivery worker without luck."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dgroup.mail import sign
from dgroup.server.delivery import Delivering
from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.relay import Relay
from tests.peers import PATIENCE_S, Mail, Peer
from tests.site import Home, open_home

DAY_S = 86_400


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    """The relay, which keeps what it takes."""
    async with Peer() as started:
        yield started


def towards(peer: Peer, **more: str) -> dict[str, str]:
    """Settings of a site that sends to `peer`, one mail after the other on one connection."""
    return {
        "delivery__method": "smtp",
        "delivery__host": peer.host,
        "delivery__port": str(peer.port),
        "delivery__connections": "1",
        "delivery__max_connections": "1",
        **more,
    }


@asynccontextmanager
async def relayed(blank: Path, folder: Path, peer: Peer, **more: str) -> AsyncIterator[Home]:
    """Open a site that sends to `peer`."""
    async with open_home(blank, folder / "site", **towards(peer, **more)) as home:
        yield home


@asynccontextmanager
async def sending(home: Home) -> AsyncIterator[Delivering]:
    """A delivery worker whose pauses have no luck in them, and whose relay may be tried at once."""
    delivering = Delivering(home.site, luck=lambda: 0.0)
    delivering.transport = Relay(
        home.site.config.delivery,
        helo=home.site.domain,
        settled=delivering.settled,
        patience=Patience(backoff_s=0.0),
    )
    await delivering.transport.open()
    try:
        yield delivering
    finally:
        await delivering.close(1.0)


async def send(home: Home) -> None:
    """Deliver all that is due by the site's clock."""
    async with sending(home) as delivering:
        await delivering.run_once()


async def until(claim: Callable[[], bool]) -> None:
    """Return when a claim is true. Raises: TimeoutError if it stays false."""
    async with asyncio.timeout(PATIENCE_S):
        while not claim():
            await asyncio.sleep(0)


def received(peer: Peer) -> Counter[str]:
    """How often each recipient was sent something that the peer took."""
    return Counter(to for mail in peer.mails for to in mail.recipients)


def fields(mail: Mail, name: str) -> list[str]:
    """The values of a header field, unfolded, in order."""
    head = mail.content.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    lines = head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n")
    found = [line.partition(":") for line in lines]
    return [value.strip() for key, _, value in found if key.lower() == name.lower()]


def path_of(home: Home, mail: Mail) -> tuple[int, ...] | None:
    """The post and the member that a mail's return path names; None where it is no such path."""
    word, _, token = mail.sender.partition("@")[0].partition("+")
    assert word == "bounces", mail.sender
    return sign.read(home.site.keys, sign.BOUNCES, token, home.clock.now_s // DAY_S, 60)
