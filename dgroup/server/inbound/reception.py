"""One mail from DATA to its answer: taken up, looked at, handed in.

The end of the data is CRLF.CRLF and nothing else; whatever else looks like an end stays part of
the mail (PROMISES R17). The hand-in runs in a task of its own, so that a client that hangs up stops
nothing (DECISIONS 25). This is the SMTP handler's door: what escapes from the inside becomes a 4xx
here, never a 5xx (PROMISES R2). No sockets, and nothing of aiosmtpd.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from dgroup import logs
from dgroup.domain.model import Arrival, Reply
from dgroup.errors import StoreError
from dgroup.mail.wire import flaws, normalise
from dgroup.server.inbound import reply_lines

if TYPE_CHECKING:
    from dgroup.config import Config

LONGEST_LINE: Final = 65_536  # octets with the line end; HTML newsletters need more than 998

_END: Final = b"\r\n.\r\n"
_FOLLY: Final = 64 << 20  # octets beyond twice the limit after which nobody waits for the end

_LARGE: Final = 1 << 18  # octets above which a mail is looked at in a thread
_STRIDE: Final = 1 << 18  # octets that are made CRLF at a time; no other thread runs meanwhile

log = logging.getLogger(__name__)


class Door(Protocol):
    """What stands behind the listener."""

    async def admits(self, recipient: str) -> str:
        """Return "" where mail for `recipient` is taken, else a reason of `reply_lines.REFUSALS`.

        Must not depend on the sender (PROMISES R13). Raises StoreError.
        """

    async def receive(self, arrival: Arrival) -> Sequence[Reply]:
        """Take one mail in for good and return one reply per recipient, in their order.

        When this returns, all that the replies promise is on disk. Raises StoreError.
        """


class Reception:
    """Hands mail in at a `Door`, and keeps hold of every hand-in until it is done."""

    def __init__(self, config: Config, door: Door, clock: Callable[[], float] = time.time) -> None:
        self.door = door
        self._clock = clock
        self.config = config
        self._running: set[asyncio.Task[list[str]]] = set()

    async def hand_in(
        self,
        content: bytes,
        sender: str,
        recipients: Sequence[str],
        peer: str,
        helo: str,
        fault: str = "",
    ) -> list[str]:
        """Hand one mail in and return a reply line per recipient; it goes on when we are cancelled.

        `content` is as received, dots undone; `sender` is "" for the null sender; `fault` is a
        reason that the wire already had to refuse it.
        """
        envelope = (sender, tuple(recipients), peer, helo)
        task = asyncio.get_running_loop().create_task(self._take(content, envelope, fault))
        self._running.add(task)  # the loop itself would hold it weakly
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait until every hand-in is done."""
        while self._running:
            await asyncio.wait(self._running)

    async def abandon(self) -> int:
        """Cancel what is still being handed in, which the store rolls back; return how many."""
        tasks = tuple(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return len(tasks)

    async def _take(
        self, content: bytes, envelope: tuple[str, tuple[str, ...], str, str], fault: str
    ) -> list[str]:
        if not fault:
            smtp = self.config.smtp
            limits = (smtp.max_size, smtp.bare_newlines == "normalise")
            if len(content) > _LARGE:
                content, fault = await asyncio.to_thread(_look, content, *limits)
            else:
                content, fault = _look(content, *limits)
        arrival = Arrival(content, *envelope, int(self._clock()))
        if fault:
            return self._turn_away(arrival, reply_lines.refusal(fault), fault)
        return await self._receive(arrival)

    async def _receive(self, arrival: Arrival) -> list[str]:
        try:
            replies = await self.door.receive(arrival)
            if len(replies) != len(arrival.recipients):
                raise RuntimeError(f"{len(replies)} replies, {len(arrival.recipients)} recipients")
        except StoreError as fault:
            log.error("the store cannot take mail: %s kind=%s", fault, fault.kind)
            return self._turn_away(arrival, reply_lines.STORE_FAULTS[fault.kind], fault.kind)
        except Exception:
            # The detail is for our log; a stranger learns only that it is worth another try.
            log.exception("a mail could not be taken in; its sender will try again")
            return self._turn_away(arrival, reply_lines.OUR_FAULT, "fault")
        return [reply_lines.answer(reply) for reply in replies]

    def _turn_away(self, arrival: Arrival, line: str, reason: str) -> list[str]:
        for recipient in arrival.recipients:
            note_refusal(arrival.peer, arrival.sender, recipient, reason)
        return [line] * len(arrival.recipients)


def note_refusal(peer: str, sender: str, recipient: str, reason: str) -> None:
    """Write to the mail log what never came as far as the intake, which keeps its own account."""
    logs.mail("refused", peer=peer, sender=sender, to=recipient, reason=reason)


class Memory:
    """What all uploads together may still hold, in octets."""

    def __init__(self, left: int) -> None:
        self.left = left


class Upload:
    """One mail on its way in. `fault` says why it cannot be kept, "" while it can."""

    def __init__(self, max_size: int, memory: Memory) -> None:
        self.fault = ""
        self.size = 0  # as sent, the final dot included
        self._max_size = max_size
        self._memory = memory
        self._held = 0
        self._data = bytearray()  # dots undone
        self._line_end = b""  # at the end of what has come, which a dot may still follow

    async def read_from(self, reader: asyncio.StreamReader) -> None:
        """Read to the end of the data, or until it is folly to wait for it.

        Raises: asyncio.IncompleteReadError where the client leaves before the end.
        """
        # The line end of DATA itself: a lone dot right behind it ends an empty mail. A reader has
        # no public way to take octets back; without one, each line would have to be read alone.
        reader._buffer[:0] = _END[:2]  # type: ignore[attr-defined]  # noqa: SLF001
        is_complete = False
        while not (is_complete or self.is_endless):
            try:
                piece = await reader.readuntil(_END)
                is_complete = True
            except asyncio.LimitOverrunError as overrun:
                # All but what may be the beginning of the end: a piece is never less than the
                # reader's limit, so that this waits for the network every few pieces.
                piece = await reader.read(overrun.consumed)
            self.feed(piece)

    def feed(self, piece: bytes) -> None:
        """Take the next octets, the first of which are the line end of DATA, and undo their dots.

        RFC 5321 §4.5.2; the dot of the end counts as one of them.
        """
        self.size += len(piece)
        if self.fault:
            return
        piece = self._line_end + piece
        self._line_end = next((end for end in (b"\r\n", b"\r") if piece.endswith(end)), b"")
        piece = piece[: len(piece) - len(self._line_end)].replace(b"\r\n.", b"\r\n")
        if self._held + len(piece) > self._max_size + len(_END):
            self._give_up("too_large")
        elif len(piece) > self._memory.left:
            self._give_up("no_memory")
        else:
            self._memory.left -= len(piece)
            self._held += len(piece)
            self._data += piece

    @property
    def is_endless(self) -> bool:
        """Whether so much has come that waiting for the end is folly."""
        return self.size > 2 * self._max_size + _FOLLY

    def content(self) -> bytes:
        """Hand out, once, the mail as it was before dots were doubled."""
        data, self._data = self._data, bytearray()
        del data[:2]  # the line end of DATA; that behind the final dot was never put in
        return bytes(data)

    def close(self) -> None:
        """Give the memory back; once is enough, twice does no harm."""
        self._memory.left += self._held
        self._held = 0
        self._data = bytearray()

    def _give_up(self, fault: str) -> None:
        self.fault = fault
        self.close()


def _look(content: bytes, max_size: int, normalises: bool) -> tuple[bytes, str]:
    """Return a mail with CRLF line ends, and the reason why it is not taken, "" for none."""
    if len(content) > max_size:
        return content, "too_large"
    found = flaws(content)
    if "nul" in found:
        return content, "nul"
    if found and not normalises:
        return content, "bare_newline"
    content = with_line_ends(content, _STRIDE) if found else normalise(content)
    return content, "long_line" if has_long_line(content) else ""


def with_line_ends(content: bytes, stride: int) -> bytes:
    """Do what `normalise` does, `stride` octets at a time, so that other threads get their turn."""
    pieces: list[bytes] = []
    waiting = 0  # CRs of which the next octet says whether they are one line end or many
    for start in range(0, len(content), stride):
        piece = content[start : start + stride]
        headless = piece.lstrip(b"\r")
        waiting += len(piece) - len(headless)
        if core := headless.rstrip(b"\r"):
            if not core.startswith(b"\n"):
                pieces.append(b"\r\n" * waiting)
            waiting = len(headless) - len(core)
            clean = normalise(core)
            pieces.append(clean if core.endswith(b"\n") else clean[:-2])
    pieces.append(b"\r\n" * waiting)
    return normalise(b"".join(pieces))


def has_long_line(content: bytes) -> bool:
    """Say whether a line is over 64 KiB; `content` has CRLF line ends."""
    start = 0
    # From the last line end within reach to the next one: a few hundred leaps for the largest mail.
    while len(content) - start > LONGEST_LINE:
        end = content.rfind(b"\r\n", start, start + LONGEST_LINE)
        if end < 0:
            return True
        start = end + 2
    return False
