"""A real listener on free ports, with a door behind it that writes down what comes through."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from dgroup import settings
from dgroup.config import Config
from dgroup.domain.model import Arrival, Reply
from dgroup.errors import StoreError
from dgroup.kinds import Endpoint
from dgroup.server.inbound.listener import Listeners, listen

DOMAIN = "lists.example.org"
CERTIFICATE = Path(__file__).with_name("certificate.pem")  # self-signed, of a made-up server
FREE_PORT = (Endpoint("127.0.0.1", 0),)


class RecordingDoor:
    """Groups psc@ and chat@; the other addresses each stand for one thing that can go wrong.

    full@, busy@ the store fails with the mail, lost@ already with the address; broken@ a fault of
    our own; hops@ refused once the mail is there; closed@ archived. `until` holds the work up.
    """

    GROUPS = ("psc", "chat", "full", "busy", "broken", "hops", "postmaster")

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.finished: list[Arrival] = []
        self.has_begun = asyncio.Event()
        self.has_ended = asyncio.Event()
        self.until: asyncio.Event | None = None

    async def admits(self, recipient: str) -> str:
        local, _, domain = recipient.casefold().partition("@")
        if domain not in {DOMAIN, ""}:
            return "unknown_domain"
        if local == "lost":
            raise StoreError(kind="busy")
        if local == "closed":
            return "archived"
        return "" if local.partition("+")[0] in self.GROUPS else "unknown_group"

    async def receive(self, arrival: Arrival) -> Sequence[Reply]:
        self.arrivals.append(arrival)
        self.has_begun.set()
        if self.until is not None:
            await self.until.wait()
        self.finished.append(arrival)
        self.has_ended.set()
        return [self._reply(to) for to in arrival.recipients]

    def _reply(self, to: str) -> Reply:
        match to.partition("@")[0].casefold():
            case "full":
                raise StoreError(kind="full")
            case "busy":
                raise StoreError(kind="busy")
            case "broken":
                raise ValueError("the inside of dgroup")
            case "hops":
                return Reply(to, "refused", "too_many_hops")
        return Reply(to, "posted", group="psc", post_id=1)


def make_config(**smtp: Any) -> Config:
    """A site whose listeners take free ports; `smtp` overrides keys of that section."""
    return Config(
        site=settings.Site(domain=DOMAIN, owner="owner@example.org"),
        database=settings.Database(),
        smtp=settings.Smtp(**{"listen": FREE_PORT, "lmtp": FREE_PORT, **smtp}),
        delivery=settings.Delivery(),
        groups=settings.Groups(),
        summaries=settings.Summaries(),
        limits=settings.Limits(),
        web=settings.Web(),
        logging=settings.Logging(),
        path=None,
        data_dir=Path(),
    )


@asynccontextmanager
async def listening(door: RecordingDoor, **smtp: Any) -> AsyncIterator[Listeners]:
    """Listen with `door` behind; `.ports` are those of SMTP and LMTP."""
    listeners = await listen(make_config(**smtp), door, clock=lambda: 1_800_000_000)
    try:
        yield listeners
    finally:
        if door.until is not None:
            door.until.set()
        await listeners.close(5)


class Client:
    """One connection, spoken by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: int) -> Client:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    @classmethod
    async def greeted(cls, port: int, hello: str = "EHLO") -> Client:
        """A client that has said hello and read the answers."""
        client = await cls.connect(port)
        await client.reply()
        await client.say(f"{hello} client.example.org")
        return client

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def say(self, line: str) -> str:
        """Send a line and return the reply to it."""
        await self.send(line.encode("utf-8", "surrogateescape") + b"\r\n")
        return await self.reply()

    async def reply(self) -> str:
        """Read one whole reply, its lines joined by LF; "" where the connection is closed."""
        lines = []
        async with asyncio.timeout(20):
            while line := await self.reader.readline():
                lines.append(line.decode().removesuffix("\r\n"))
                if lines[-1][3:4] != "-":
                    break
        return "\n".join(lines)

    async def post(self, content: bytes, *to: str) -> str:
        """Send one mail, command by command, and return the reply to its last dot."""
        assert (await self.say("MAIL FROM:<ann@example.org>")).startswith("250")
        for address in to or ("psc@lists.example.org",):
            await self.say(f"RCPT TO:<{address}>")
        assert (await self.say("DATA")).startswith("354")
        await self.send(content + b".\r\n")
        return await self.reply()

    def drop(self) -> None:
        """Be gone at once, with a reset, as a client whose machine crashed."""
        connection: socket.socket = self.writer.get_extra_info("socket")
        if connection.fileno() >= 0:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def close(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            pass
