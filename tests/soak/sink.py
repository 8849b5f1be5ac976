"""The world beyond the relay: it takes mail, keeps account of it, and misbehaves by lot.

What a mail looked like on the wire is judged here, on the octets as they came: nothing may leave a
server that a strict receiver would read otherwise than a lax one (RFC 5321 §2.3.8, RFC 5322 §2.1.1,
RFC 6531 §3.1).
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import TracebackType

OFFERS = (b"PIPELINING", b"SIZE 104857600", b"8BITMIME", b"SMTPUTF8", b"ENHANCEDSTATUSCODES")
LONGEST_LINE = 998
_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_BAD_ADDRESS = re.compile(rb"[\x00-\x20\x7f<>]")


class Deed(Enum):
    """What becomes of an envelope."""

    TAKE = "take it, and say so"
    FORGET = "take it, and cut the line instead of saying so"
    DEFER = "answer 451 to the final dot"
    DEFER_RECIPIENT = "answer 450 to the first RCPT"
    HANG = "say nothing to the final dot, for a while"
    HANG_AT_MAIL = "say nothing to MAIL, for a while"


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was taken over; `at_s` is loop time, `wire` the octets before the final dot."""

    at_s: float
    sender: str
    recipients: tuple[str, ...]
    parameters: str
    wire: bytes
    is_answered: bool

    @property
    def content(self) -> bytes:
        """The mail as it was meant: dots undone."""
        content = self.wire.replace(b"\r\n..", b"\r\n.")
        return content[1:] if content.startswith(b"..") else content

    @property
    def header(self) -> bytes:
        return self.wire.partition(b"\r\n\r\n")[0] + b"\r\n"

    @property
    def body(self) -> bytes:
        return self.content.partition(b"\r\n\r\n")[2]

    @property
    def message_id(self) -> str:
        """The Message-ID without brackets; "" where there is none."""
        found = _MESSAGE_ID.search(self.header)
        return found[1].decode("utf-8", "replace").strip("<>") if found else ""

    def flaws(self) -> set[str]:
        """Return what must not be on a wire, by name (PROMISES R17)."""
        pairs = self.wire.count(b"\r\n")
        checks = {
            "NUL": b"\0" in self.wire,
            "bare CR": self.wire.count(b"\r") != pairs,
            "bare LF": self.wire.count(b"\n") != pairs,
            "line over 998": has_long_line(self.content),
            "8-bit header": not self.header.isascii() and "SMTPUTF8" not in self.parameters,
            "8-bit undeclared": not self.wire.isascii() and "8BITMIME" not in self.parameters,
            "no end of header": b"\r\n\r\n" not in self.wire and not self.wire.endswith(b"\r\n"),
            "sender": _BAD_ADDRESS.search(self.sender.encode()),
        }
        return {name for name, is_so in checks.items() if is_so}


def has_long_line(content: bytes) -> bool:
    """Whether a line is longer than RFC 5322 §2.1.1 allows."""
    return max(map(len, content.split(b"\r\n"))) > LONGEST_LINE


Lot = Callable[[], Deed]
Reader = Callable[[Taken], None]


class Sink:
    """An SMTP server on loopback. `lot` draws the deed of each envelope.

    `on_taken` is called for each mail; `hang_s` is how long it hangs before it cuts the line.
    With `keeps` False it counts, and keeps no mail.
    """

    def __init__(
        self,
        lot: Lot = lambda: Deed.TAKE,
        *,
        hang_s: float = 3.0,
        keeps: bool = True,
        on_taken: Reader | None = None,
        without: frozenset[bytes] = frozenset(),
    ) -> None:
        self.port = 0
        self.lot = lot
        self.hang_s = hang_s
        self.keeps = keeps
        self.taken: list[Taken] = []
        self.pairs: Counter[tuple[str, str]] = Counter()
        """(Message-ID, recipient): how often it was taken."""
        self.deeds: Counter[Deed] = Counter()
        self.connections = 0
        self.on_taken = on_taken
        offers = [each for each in OFFERS if each.split()[0] not in without]
        lines = [b"sink.example.org", *offers]
        self.greeting = b"".join(b"250-%b\r\n" % line for line in lines[:-1])
        self.greeting += b"250 %b\r\n" % lines[-1]
        self.open: set[_Session] = set()
        self._server: asyncio.Server | None = None

    def take(self, taken: Taken) -> None:
        """Enter a mail in the account."""
        if self.keeps:
            self.taken.append(taken)
        message_id = taken.message_id
        for recipient in taken.recipients:
            self.pairs[message_id, recipient] += 1
        if self.on_taken is not None:
            self.on_taken(taken)

    @property
    def doubled(self) -> int:
        """How many deliveries were one too many."""
        return sum(self.pairs.values()) - len(self.pairs)

    def flaws(self) -> Counter[str]:
        """Count what was wrong on the wire, over all that came."""
        return Counter(flaw for each in self.taken for flaw in each.flaws())

    def forget(self) -> None:
        """Begin a new account."""
        self.taken.clear()
        self.pairs.clear()
        self.deeds.clear()

    async def __aenter__(self) -> Sink:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after a `stop` on the same port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Session(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections from now on, and cut those that there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for session in tuple(self.open):
            session.cut()
        await asyncio.sleep(0)


class _Session(asyncio.Protocol):
    """One connection; replies of what came in one piece leave in one piece."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._buffer = b""
        self._scanned = 0
        self._in_data = False
        self._is_mute = False
        self._deed = Deed.TAKE
        self._sender = self._parameters = ""
        self._recipients: list[str] = []
        self._out: list[bytes] = []
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._sink.connections += 1
        self._sink.open.add(self)
        transport.write(b"220 sink.example.org ESMTP\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        self._sink.open.discard(self)
        self._is_mute = True

    def cut(self) -> None:
        self._is_mute = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while not self._is_mute and (self._read_data() if self._in_data else self._read_line()):
            pass
        if self._out:
            self._transport.write(b"".join(self._out))
            self._out = []

    def _read_data(self) -> bool:
        if self._buffer.startswith(b".\r\n"):
            end = 0
        else:
            found = self._buffer.find(b"\r\n.\r\n", max(0, self._scanned - 4))
            if found < 0:
                self._scanned = len(self._buffer)
                return False
            end = found + 2
        wire, self._buffer = self._buffer[:end], self._buffer[end + 3 :]
        self._in_data, self._scanned = False, 0
        self._decide(wire)
        return True

    def _decide(self, wire: bytes) -> None:
        deed, is_taken = self._deed, self._deed in (Deed.TAKE, Deed.FORGET, Deed.DEFER_RECIPIENT)
        if is_taken:
            now_s = asyncio.get_running_loop().time()
            mail = Taken(
                now_s,
                self._sender,
                tuple(self._recipients),
                self._parameters,
                wire,
                deed is not Deed.FORGET,
            )
            self._sink.take(mail)
        self._recipients = []
        if deed is Deed.FORGET:
            self._flush()
            self.cut()
        elif deed is Deed.HANG:
            self._hang()
        else:
            self._out.append(b"250 2.0.0 Ok\r\n" if is_taken else b"451 4.3.2 Not now\r\n")

    def _read_line(self) -> bool:
        line, end, rest = self._buffer.partition(b"\r\n")
        if not end:
            return False
        self._buffer = rest
        verb = line[:4].upper()
        if verb == b"MAIL":
            self._begin(line.decode("utf-8", "replace"))
        elif verb == b"RCPT":
            self._add(line.decode("utf-8", "replace"))
        elif verb == b"DATA":
            self._in_data = bool(self._recipients)
            self._out.append(b"354 Go\r\n" if self._in_data else b"554 5.5.1 Nobody\r\n")
        elif verb in (b"EHLO", b"LHLO"):
            self._out.append(self._sink.greeting)
        elif verb == b"QUIT":
            self._out.append(b"221 2.0.0 Bye\r\n")
            self._flush()
            self._transport.close()
        else:
            self._out.append(b"250 2.0.0 Ok\r\n")
        return True

    def _begin(self, line: str) -> None:
        path, _, parameters = line.partition("<")[2].partition(">")
        self._sender, self._parameters, self._recipients = path, parameters.upper(), []
        self._deed = self._sink.lot()
        self._sink.deeds[self._deed] += 1
        if self._deed is Deed.HANG_AT_MAIL:
            self._hang()
        else:
            self._out.append(b"250 2.1.0 Ok\r\n")

    def _add(self, line: str) -> None:
        if self._deed is Deed.DEFER_RECIPIENT:
            self._deed = Deed.TAKE
            self._out.append(b"450 4.2.1 Not now\r\n")
            return
        self._recipients.append(line.partition("<")[2].rpartition(">")[0])
        self._out.append(b"250 2.1.5 Ok\r\n")

    def _hang(self) -> None:
        self._flush()
        self._is_mute = True
        asyncio.get_running_loop().call_later(self._sink.hang_s, self.cut)

    def _flush(self) -> None:
        self._transport.write(b"".join(self._out))
        self._out = []
