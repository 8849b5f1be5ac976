"""A web client that says exactly what it is told, and reads all that comes back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Message
    text: str


async def ask(
    port: int, path: str, method: str = "GET", body: bytes = b"", **headers: str
) -> Answer:
    """Ask for one thing; `accept_language="nl"` is a header."""
    lines = [f"{method} {path} HTTP/1.1"]
    given = {"host": "lists.example.org", **headers}
    if body or method == "POST":
        given.setdefault("content_length", str(len(body)))
        given.setdefault("content_type", "application/x-www-form-urlencoded")
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in given.items()]
    return await say(port, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)


async def say(port: int, octets: bytes) -> Answer:
    """Send octets, and read what comes back to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(octets)
        return read(await reader.read())
    finally:
        writer.close()


def read(said: bytes) -> Answer:
    """Take an answer apart; status 0 where there was none."""
    first, _, rest = said.partition(b"\r\n")
    head, _, text = rest.partition(b"\r\n\r\n")
    status = int(first.split()[1]) if first else 0
    return Answer(status, BytesHeaderParser().parsebytes(head), text.decode("utf-8"))
