"""The server's side of one recorded SMTP connection; tests use `peers`, which scripts it."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.peers import Peer

REPLIES = {
    "CONNECT": "220 peer.example.org ESMTP",
    "STARTTLS": "220 2.0.0 Go ahead",
    "AUTH": "235 2.7.0 Welcome",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 End data with <CR><LF>.<CR><LF>",
    "DOT": "250 2.0.0 Ok: queued",
    "RSET": "250 2.0.0 Ok",
    "NOOP": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
}


@dataclass(frozen=True)
class Mail:
    """A mail whose final dot was seen."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    """As it was meant: dots unstuffed, CRLF line ends."""
    raw: bytes
    """As it came, without the final dot."""
    parameters: tuple[str, ...]
    """Those of MAIL: SIZE=…, BODY=8BITMIME, SMTPUTF8."""
    reply: str
    """What was said to the final dot; "" if nothing was."""
    session: int
    """On which connection it came: an index of `Peer.sessions`."""


@dataclass
class Session:
    """One connection, as far as it went."""

    number: int
    commands: list[str] = field(default_factory=list)
    """Command lines, without line ends; "DOT" for each final dot."""
    wire: bytearray = field(default_factory=bytearray)
    """Every octet that came after TLS, if there was any, was taken off."""
    is_encrypted: bool = False
    is_open: bool = True
    is_pipelined: bool = False
    """Whether something more had been said already when a reply was about to be given."""
    user: str = ""
    """Who logged in."""

    @property
    def verbs(self) -> list[str]:
        """The first words of the commands."""
        return [command.split(" ")[0].upper() for command in self.commands]


@dataclass(frozen=True)
class Moment:
    """What a rule that is a function gets to see."""

    verb: str
    argument: str
    """The command line; for DOT the recipients, with commas between."""
    count: int
    """How often the verb has come by now, on all connections; 1 at the first."""
    session: Session


class Reader(asyncio.StreamReader):
    """A stream that tells when the other side is gone, even while nobody reads."""

    def __init__(self) -> None:
        super().__init__(limit=2**22)
        self._ended = asyncio.Event()

    def feed_eof(self) -> None:
        """The other side has said its last."""
        super().feed_eof()
        self._ended.set()

    def set_exception(self, exc: Exception) -> None:
        """The connection broke."""
        super().set_exception(exc)
        self._ended.set()

    async def ended_or(self, event: asyncio.Event) -> None:
        """Return when the event is set. Raises: Over, if the other side goes first."""
        waits = [asyncio.ensure_future(each.wait()) for each in (event, self._ended)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if not event.is_set():
            raise Over


class Over(Exception):
    """The connection is to be cut."""


class Talk:
    """The server's side of one connection."""

    def __init__(
        self,
        peer: Peer,
        session: Session,
        reader: Reader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.peer, self.session, self.reader, self.writer = peer, session, reader, writer
        self.sender: str | None = None
        self.parameters: tuple[str, ...] = ()
        self.recipients: list[str] = []
        self.taken = 0

    async def run(self) -> None:
        await self.answer("CONNECT", "")
        while True:
            line = await self.line()
            self.session.commands.append(line)
            await self.peer._tell()
            verb = line.split(" ")[0].upper()
            match verb:
                case "EHLO" | "HELO":
                    await self.answer("EHLO", line, self.greeting())
                case "STARTTLS":
                    await self.start_tls(line)
                case "AUTH":
                    await self.log_in(line)
                case "MAIL":
                    await self.mail(line)
                case "RCPT":
                    await self.rcpt(line)
                case "DATA":
                    await self.data(line)
                case "RSET":
                    self.forget()
                    await self.answer(verb, line)
                case "QUIT":
                    await self.answer(verb, line)
                    return
                case _ if verb in REPLIES:
                    await self.answer(verb, line)
                case _:
                    await self.say("502 5.5.2 What?")

    async def line(self) -> str:
        line = await self.reader.readuntil(b"\n")
        self.session.wire += line
        return line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")

    async def say(self, reply: str) -> None:
        self.session.is_pipelined |= bool(self.reader._buffer)  # type: ignore[attr-defined]
        self.writer.write(reply.encode() + b"\r\n")
        if reply.startswith("421"):
            await self.writer.drain()
            raise Over

    async def answer(self, verb: str, argument: str, usual: str = "") -> bool:
        """Say what the script or custom has for a verb; return whether that was a yes."""
        reply = (
            await self.peer._deed(verb, argument, self.session, self.reader)
            or usual
            or REPLIES[verb]
        )
        await self.say(reply)
        return reply[0] in "23"

    def greeting(self) -> str:
        offers = list(self.peer._offers)
        if self.peer._tls and not self.session.is_encrypted:
            offers.append("STARTTLS")
        if self.peer._users:
            offers.append(f"AUTH {self.peer._mechanisms}")
        lines = ["peer.example.org", *offers]
        return "\r\n".join(f"250{'-' if line != lines[-1] else ' '}{line}" for line in lines)

    async def start_tls(self, line: str) -> None:
        if not await self.answer("STARTTLS", line):
            return
        await self.peer._deed("TLS", "", self.session, self.reader)
        assert self.peer._tls is not None
        await self.writer.start_tls(self.peer._tls)
        self.session.is_encrypted = True
        self.forget()

    async def log_in(self, line: str) -> None:
        _, mechanism, *initial = line.split(" ")
        if mechanism.upper() == "PLAIN":
            _, user, password = b64decode(initial[0]).decode().split("\0")
        else:
            await self.say("334 VXNlcm5hbWU6")
            user = b64decode(await self.line()).decode()
            await self.say("334 UGFzc3dvcmQ6")
            password = b64decode(await self.line()).decode()
        if self.peer._users.get(user) != password:
            await self.say("535 5.7.8 Bad credentials")
        elif await self.answer("AUTH", user):
            self.session.user = user

    async def mail(self, line: str) -> None:
        if self.sender is not None:
            await self.say("503 5.5.1 Nested MAIL command")
        elif self.taken == self.peer._close_after:
            await self.say("421 4.7.0 Too many messages on this connection")
        elif await self.answer("MAIL", line):
            path, _, parameters = line.partition(":")[2].partition(">")
            self.sender = path.lstrip(" <")
            self.parameters = tuple(parameters.split())

    async def rcpt(self, line: str) -> None:
        if self.sender is None:
            await self.say("503 5.5.1 Need MAIL command")
        elif await self.answer("RCPT", line):
            self.recipients.append(line.partition("<")[2].partition(">")[0])

    async def data(self, line: str) -> None:
        usual = "" if self.recipients else "554 5.5.1 No valid recipients"
        if not await self.answer("DATA", line, usual):
            return
        if early := await self.peer._deed("BODY", line, self.session, self.reader):
            await self.say(early)
            await self.writer.drain()
            raise Over
        raw = bytearray()
        while (part := await self.reader.readuntil(b"\n")) != b".\r\n":
            self.session.wire += part
            raw += part
        self.session.wire += part
        self.session.commands.append("DOT")
        await self.end(bytes(raw))

    async def end(self, raw: bytes) -> None:
        lines = raw.split(b"\r\n")
        content = b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines)
        arguments = tuple(self.recipients)
        number = self.session.number
        reply = ""
        try:
            reply = await self.peer._deed("DOT", ", ".join(arguments), self.session, self.reader)
            reply = reply or REPLIES["DOT"]
        finally:
            mail = Mail(self.sender or "", arguments, content, raw, self.parameters, reply, number)
            self.peer.seen.append(mail)
            self.forget()
        if reply.startswith("2"):
            self.peer.mails.append(mail)
            self.taken += 1
        await self.peer._tell()
        await self.say(reply)

    def forget(self) -> None:
        self.sender, self.parameters, self.recipients = None, (), []
