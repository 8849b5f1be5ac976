"""A client of SMTP and LMTP that says exactly what it is told, and may hang up in mid-word."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Said:
    """One reply: its code, and all its lines as one."""

    code: int
    text: str

    @property
    def is_yes(self) -> bool:
        return 200 <= self.code < 300


class Client:
    """One connection, that has said EHLO or LHLO. Raises EOFError where the server hangs up."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_lmtp: bool
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._is_lmtp = is_lmtp

    @classmethod
    async def connect(cls, port: int, *, is_lmtp: bool = False) -> Client:
        """Connect to the loopback and say hello. Raises OSError, EOFError."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        client = cls(reader, writer, is_lmtp=is_lmtp)
        try:
            await client.hear()
            await client.ask("LHLO client.example.com" if is_lmtp else "EHLO client.example.com")
        except BaseException:
            client.hang_up()
            raise
        return client

    async def post(
        self, sender: str, recipients: Sequence[str], content: bytes, parameters: str = ""
    ) -> list[Said]:
        """Send a mail; return the last reply, over LMTP one for each recipient that was taken.

        Where MAIL, all of RCPT or DATA is refused, that refusal is returned.
        """
        await self.say(envelope(sender, recipients, parameters))
        mail = await self.hear()
        taken = [await self.hear() for _ in recipients]
        data = await self.hear()
        if data.code != 354:
            refused = [each for each in (mail, *taken, data) if not each.is_yes]
            return refused[:1]
        await self.say(stuffed(content))
        due = sum(each.is_yes for each in taken) if self._is_lmtp else 1
        return [await self.hear() for _ in range(due)]

    async def ask(self, line: str) -> Said:
        """Say a line and hear the reply."""
        await self.say(line.encode() + b"\r\n")
        return await self.hear()

    async def say(self, octets: bytes) -> None:
        """Send octets as they are."""
        self._writer.write(octets)
        await self._writer.drain()

    async def hear(self) -> Said:
        """Return the next reply."""
        words: list[str] = []
        async with asyncio.timeout(PATIENCE_S):
            while True:
                line = await self._reader.readline()
                if not line.endswith(b"\n"):
                    raise EOFError(words)
                words.append(line[4:].decode("utf-8", "replace").rstrip())
                if line[3:4] != b"-":
                    return Said(int(line[:3]), " ".join(words))

    def hang_up(self, *, by_reset: bool = False) -> None:
        """Cut the line, politely (FIN) or not (RST)."""
        if by_reset:
            connected = self._writer.get_extra_info("socket")
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()


def envelope(sender: str, recipients: Sequence[str], parameters: str = "") -> bytes:
    """Return MAIL, RCPT… and DATA, to be said in one go."""
    lines = [
        f"MAIL FROM:<{sender}>{' ' * bool(parameters)}{parameters}",
        *(f"RCPT TO:<{each}>" for each in recipients),
        "DATA",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def stuffed(content: bytes) -> bytes:
    """Return a mail as it stands on the wire, its final dot included."""
    doubled = content.replace(b"\r\n.", b"\r\n..")
    if doubled.startswith(b"."):
        doubled = b"." + doubled
    return doubled + (b".\r\n" if doubled.endswith(b"\r\n") else b"\r\n.\r\n")
