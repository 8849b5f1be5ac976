"""Senders to hold dgroup against; each does nothing but SMTP, in a process of its own.

    python -m benchmarks.senders ENGINE --port P --envelopes N [--recipients R] [--connections C]

`raw` pipelines as dgroup does (MAIL, RCPT and DATA in one write, the next envelope behind each
mail): the floor. `aiosmtplib` and `smtplib` are what a program would use. It prints when it began
and ended (CLOCK_MONOTONIC). With `--to` all go to one address, each with a Message-ID of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import cast

from tests.soak.site import DOMAIN, member

_LINE = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod"


def post(number: int, size: int, to: str, message_id: str = "") -> bytes:
    """Write a plain post of about `size` octets, with CRLF line ends."""
    head = (
        f"From: Member <{member(0)}>\r\nTo: {to}\r\nSubject: Benchmark post {number}\r\n"
        f"Message-ID: <{message_id or number}@poster.example.com>\r\n"
        "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"X-Post: {number}\r\n\r\n"
    )
    # The words differ from post to post, as people's do.
    text = f"This is {message_id or number}.\r\n" + f"{_LINE}\r\n" * (size // len(_LINE))
    return (head + text[: max(2, size - len(head)) - 2] + "\r\n").encode()


class Job:
    """What is to be sent, shared by all connections of a sender."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._args = args
        self._body = post(0, args.size, f"bench@{DOMAIN}")

    def mails(self) -> Iterator[tuple[str, list[str], bytes]]:
        """Yield sender, recipients and content."""
        args = self._args
        run = f"{os.getpid()}.{time.monotonic_ns()}"
        for number in range(args.envelopes):
            if args.to:
                content = post(number, args.size, args.to, f"{run}.{number}")
                yield member(0), [args.to], content
            else:
                first = number * args.recipients
                people = [member(first + each) for each in range(args.recipients)]
                yield f"bounces+{number:024}@{DOMAIN}", people, self._body


class Raw(asyncio.Protocol):
    """One connection; counts replies, and reads none but the greeting's."""

    def __init__(self, wire: Iterator[tuple[bytes, int, bytes]]) -> None:
        self._wire = wire
        self._due = 1
        self._stage = "greeting"
        self._body = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        if self._stage == "hello":
            if b"250 " not in data:
                return
            self._due = 0
        else:
            self._due -= data.count(b"\n")
        if self._due > 0:
            return
        match self._stage:
            case "greeting":
                self._stage = "hello"
                self._transport.write(b"EHLO bench.example.com\r\n")
            case "hello":
                self._stage = "run"
                self._next(b"")
            case "run":
                self._next(self._body)
            case _:
                self.done.set_result(None)
                self._transport.close()

    def _next(self, body: bytes) -> None:
        """Write a mail, and behind it the next envelope."""
        envelope, replies, self._body = next(self._wire, (b"QUIT\r\n", 1, b""))
        if not self._body:
            self._stage = "end"
        self._due = replies + bool(body)
        self._transport.write(body + envelope)


async def raw(job: Job, port: int, connections: int) -> None:
    """Send by `Raw`, over some connections at once."""

    def wire() -> Iterator[tuple[bytes, int, bytes]]:
        for sender, people, content in job.mails():
            lines = "".join(f"RCPT TO:<{one}>\r\n" for one in people)
            envelope = f"MAIL FROM:<{sender}>\r\n{lines}DATA\r\n".encode()
            yield envelope, len(people) + 2, content + b".\r\n"

    envelopes, loop = wire(), asyncio.get_running_loop()
    waits = []
    for _ in range(connections):
        _, protocol = await loop.create_connection(lambda: Raw(envelopes), "127.0.0.1", port)
        waits.append(protocol.done)
    await asyncio.gather(*waits)


async def by_aiosmtplib(job: Job, port: int, connections: int) -> None:
    """Send by aiosmtplib, over some connections at once."""
    import aiosmtplib

    mails = job.mails()

    async def one() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        async with client:
            for sender, people, content in mails:
                await client.sendmail(sender, people, content)

    await asyncio.gather(*(one() for _ in range(connections)))


def by_smtplib(job: Job, port: int) -> None:
    """Send by smtplib, which has one connection and waits for each reply."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        for sender, people, content in job.mails():
            client.sendmail(sender, people, content)


def run(engine: str, port: int, envelopes: int, **options: int | str) -> tuple[float, float]:
    """Run a sender to its end in a child process; return when it began, and when it had done."""
    options |= {"port": port, "envelopes": envelopes}
    words = [f"--{name}={value}" for name, value in options.items()]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.senders", engine, *words],
        stdout=subprocess.PIPE,
        check=True,
    )
    times = json.loads(done.stdout)
    return times["began"], times["ended"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=("raw", "raw-uvloop", "aiosmtplib", "smtplib"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--envelopes", type=int, required=True)
    parser.add_argument("--recipients", type=int, default=1)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--to", default="")
    args = parser.parse_args()
    if args.engine == "raw-uvloop":
        with contextlib.suppress(ImportError):
            import uvloop

            asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    job = Job(args)
    began = time.monotonic()
    match args.engine:
        case "smtplib":
            by_smtplib(job, args.port)
        case "aiosmtplib":
            asyncio.run(by_aiosmtplib(job, args.port, args.connections))
        case _:
            asyncio.run(raw(job, args.port, args.connections))
    print(json.dumps({"began": began, "ended": time.monotonic()}))


if __name__ == "__main__":
    main()
