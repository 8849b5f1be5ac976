"""The relay of the benchmarks: an SMTP server that only counts, in a process of its own.

    python -m benchmarks.sink

It says its port on standard output, then answers each JSON line on standard input with one: `reset`
begins a new count, `wait` returns when so many recipients have come, `report` says what came. It
ends when its input does. Times are CLOCK_MONOTONIC, the same in all processes of a machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from typing import Any, cast

MARK = b"\nX-Post: "
_HELLO = b"".join(
    b"250%c%b\r\n" % (b" " if offer == b"SMTPUTF8" else b"-", offer)
    for offer in (b"sink", b"PIPELINING", b"SIZE 104857600", b"8BITMIME", b"SMTPUTF8")
)
_OK, _GO = b"250 2.0.0 Ok\r\n", b"354 Go\r\n"


class Book:
    """What has come since the last reset: (when, number of the post, recipients) of each mail."""

    def __init__(self) -> None:
        self.mails: list[tuple[float, int, list[bytes]]] = []
        self.recipients = 0
        self.goal = 0
        self.reached = asyncio.Event()

    def reset(self) -> None:
        self.mails, self.recipients = [], 0
        self.reached.clear()

    def take(self, recipients: list[bytes], content: bytes) -> None:
        at = content.find(MARK, 0, 8192) + len(MARK)
        number = int(content[at : content.find(b"\r", at)]) if at >= len(MARK) else -1
        self.mails.append((time.monotonic(), number, recipients))
        self.recipients += len(recipients)
        if self.recipients >= self.goal:
            self.reached.set()

    def report(self) -> dict[str, Any]:
        """Say what came; `posts` gives (first, last) of each post by its number."""
        pairs = {(number, one) for _, number, recipients in self.mails for one in recipients}
        posts: dict[int, list[float]] = {}
        for at, number, _ in self.mails:
            posts.setdefault(number, [at, at])[1] = at
        return {
            "envelopes": len(self.mails),
            "recipients": self.recipients,
            "doubled": self.recipients - len(pairs),
            "first": self.mails[0][0] if self.mails else 0.0,
            "last": self.mails[-1][0] if self.mails else 0.0,
            "posts": posts,
        }


class Session(asyncio.Protocol):
    """One connection. A whole envelope in one piece is read at once, anything else line by line."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._rest = b""
        self._scanned = 0
        self._in_data = False
        self._recipients: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        rest = self._rest + data if self._rest else data
        said: list[bytes] = []
        while rest:
            if self._in_data:
                end = rest.find(b"\r\n.\r\n", self._scanned)
                if end < 0:
                    self._scanned = max(0, len(rest) - 4)
                    break
                self._book.take(self._recipients, rest[: end + 2])
                self._in_data, self._scanned = False, 0
                rest = rest[end + 5 :]
                said.append(_OK)
                continue
            end = rest.find(b"\r\nDATA\r\n") if rest.startswith(b"MAIL") else -1
            if end > 0:
                lines = rest[:end].split(b"\r\n")
                self._recipients = [line[9:-1] for line in lines[1:]]
                self._in_data = True
                rest = rest[end + 8 :]
                said.append(_OK * len(lines) + _GO)
                continue
            end = rest.find(b"\r\n")
            if end < 0:
                break
            said.append(self._answer(rest[:end]))
            rest = rest[end + 2 :]
        self._rest = rest
        if said:
            self._transport.write(b"".join(said))

    def _answer(self, line: bytes) -> bytes:
        match line[:4].upper():
            case b"EHLO":
                return _HELLO
            case b"MAIL":
                self._recipients = []
            case b"RCPT":
                self._recipients.append(line[line.find(b"<") + 1 : line.rfind(b">")])
            case b"DATA":
                self._in_data = True
                return _GO
            case b"QUIT":
                asyncio.get_running_loop().call_soon(self._transport.close)
                return b"221 2.0.0 Bye\r\n"
        return _OK


async def serve() -> None:
    """Count until standard input ends."""
    book, loop = Book(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(book), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        command = json.loads(line)
        match command["do"]:
            case "reset":
                book.reset()
                book.goal = command["recipients"]
            case "wait":
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(book.reached.wait(), command["within_s"])
        print(json.dumps(book.report() if command["do"] == "report" else {}), flush=True)


class Sink:
    """The sink as a child process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sink"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def expect(self, recipients: int) -> None:
        """Begin a new count, of so many."""
        self._ask(do="reset", recipients=recipients)

    def wait(self, within_s: float = 300.0) -> dict[str, Any]:
        """Return what came, once all is there or the time is over."""
        self._ask(do="wait", within_s=within_s)
        return self._ask(do="report")

    def close(self) -> None:
        """End the child."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(10)

    def _ask(self, **command: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


if __name__ == "__main__":
    with contextlib.suppress(ImportError):
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(serve())
