"""The world outside: one SMTP server that stands for the mail providers of all members.

It takes everything and keeps it, by mailbox; a busy one says "later" first. What it keeps is read
with Python's own `email`, so that a mail is looked at with other eyes than those that made it.
RFC 5321 (SMTP), RFC 2920 (pipelining), RFC 6152 (8BITMIME), RFC 6531 (SMTPUTF8).
"""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from typing import Final

from dgroup.mail.address import fold

_LARGEST: Final = 32 << 20
_OFFERS: Final = (
    b"250-providers.example.net\r\n250-PIPELINING\r\n250-SIZE 33554432\r\n250-8BITMIME\r\n"
    b"250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n"
)
_END: Final = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail in somebody's mailbox: its envelope, the bytes as they came, and what it is.

    Ids are without angle brackets, "" where there is none; `is_by_robot`: a server wrote it.
    """

    sender: str
    recipient: str
    content: bytes
    message_id: str
    list_id: str
    is_by_robot: bool

    @property
    def mail(self) -> EmailMessage:
        """The mail as Python's own parser reads it."""
        mail = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        return mail

    @property
    def header(self) -> bytes:
        """The header as it came, without the empty line."""
        return self.content.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        """What stands below the header, as it came."""
        return self.content.partition(b"\r\n\r\n")[2]


class World:
    """All mailboxes there are. `busy`: how often a mailbox will still say "later"."""

    def __init__(self) -> None:
        self.mails: list[Delivered] = []
        self.busy: Counter[str] = Counter()
        self.port = 0
        self._news = asyncio.Condition()

    async def until(self, is_so: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until something is so that depends on the mailboxes; False if it never is."""
        try:
            async with asyncio.timeout(timeout_s), self._news:
                await self._news.wait_for(is_so)
        except TimeoutError:
            return False
        return True

    def mailbox(self, address: str) -> Sequence[Delivered]:
        """Return what is in one mailbox, the oldest first."""
        return [each for each in self.mails if fold(each.recipient) == fold(address)]

    def copies(self, group_address: str, message_id: str) -> Counter[str]:
        """Count the copies of a post by mailbox; `message_id` is without angle brackets."""
        list_id = group_address.replace("@", ".")
        return Counter(
            fold(each.recipient)
            for each in self.mails
            if each.list_id == list_id and each.message_id == message_id and not each.is_by_robot
        )

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk with one client, as a provider does."""
        writer.write(b"220 providers.example.net ESMTP\r\n")
        sender, recipients = "", list[str]()
        try:
            while line := await reader.readline():
                verb, _, path = line.decode().strip().partition(":")
                address = path.partition(">")[0].strip().removeprefix("<")
                match verb.upper().split():
                    case ["MAIL", _]:
                        sender, recipients = address, []
                        writer.write(b"250 2.1.0 Ok\r\n")
                    case ["RCPT", _] if self.busy[fold(address)] > 0:
                        self.busy -= Counter([fold(address)])
                        writer.write(b"451 4.7.1 Greylisted, please come back later\r\n")
                    case ["RCPT", _]:
                        recipients.append(address)
                        writer.write(b"250 2.1.5 Ok\r\n")
                    case ["DATA"] if recipients:
                        writer.write(b"354 Go ahead\r\n")
                        data = await reader.readuntil(_END)
                        await self._keep(sender, recipients, data)
                        writer.write(b"250 2.0.0 Thank you\r\n")
                    case ["DATA"]:
                        writer.write(b"554 5.5.1 Nobody to send it to\r\n")
                    case ["EHLO", *_]:
                        writer.write(_OFFERS)
                    case ["RSET"] | ["NOOP"]:
                        writer.write(b"250 2.0.0 Ok\r\n")
                    case ["QUIT"]:
                        writer.write(b"221 2.0.0 Bye\r\n")
                        break
                    case _:
                        writer.write(b"502 5.5.1 Not here\r\n")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client left; whatever was not answered is still its own
        finally:
            writer.close()

    async def _keep(self, sender: str, recipients: Sequence[str], data: bytes) -> None:
        content = data[:-3]
        if content.startswith(b"."):
            content = content[1:]
        content = content.replace(b"\r\n.", b"\r\n")
        head = BytesHeaderParser().parsebytes(content)
        message_id = str(head["Message-ID"] or "").strip().strip("<>")
        list_id = str(head["List-Id"] or "").rpartition("<")[2].rstrip("> ")
        is_by_robot = head["Auto-Submitted"] is not None
        async with self._news:
            self.mails += [
                Delivered(sender, each, content, message_id, list_id, is_by_robot)
                for each in recipients
            ]
            self._news.notify_all()


@asynccontextmanager
async def open_world() -> AsyncIterator[World]:
    """Let the world be there, on a free port of loopback, as long as the block lasts."""
    world = World()
    talks: set[asyncio.Task[None]] = set()

    def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(world.talk(reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(meet, "127.0.0.1", 0, limit=_LARGEST)
    world.port = server.sockets[0].getsockname()[1]
    try:
        yield world
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
