"""One connection to the relay, ready for mail: an `asyncio.Protocol` that keeps it busy.

MAIL, RCPT… and DATA go out in one write, and behind each mail's final dot already those of the next
(RFC 2920); in lock-step where PIPELINING is not offered. Which envelope is next, and who is told
what became of it, is the pool's matter. No address is looked at and no reply judged: see `turn`.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import TYPE_CHECKING

from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.smtp_replies import Offers, Reply, as_expected, is_ok, split_replies
from dgroup.server.outbound.transport import Answer, Outcome
from dgroup.server.outbound.turn import DELIVERED, Next, Turn, after_dot

if TYPE_CHECKING:
    from dgroup.server.outbound.relay import Relay

BLOCK_BYTES = 128 * 1024
"""A larger mail is written block by block, so that it never lies in memory once per connection."""

PROMPT_S = 1.0
"""An answer to the final dot within this time shows that nothing is stuck."""


class Connection(asyncio.Protocol):
    """A connection with at most two envelopes on it: one sent, one being offered behind it.

    `answered` counts the envelopes about which the relay has had the last word; `since_s` is the
    loop time of the last progress, something heard or something asked.
    """

    def __init__(
        self, pool: Relay, transport: asyncio.Transport, offers: Offers, patience: Patience
    ) -> None:
        self.answered = 0
        self.is_lost = False
        self._pool = pool
        self._transport = transport
        self._offers = offers
        self._patience = patience
        self._time = asyncio.get_running_loop().time
        self.since_s = self._time()
        self._rest = b""  # of a reply that is still coming
        self._sent: Turn | None = None  # awaits the answer to its final dot
        self._turn: Turn | None = None  # awaits those to MAIL, RCPT… and DATA
        self._needs_reset = False
        self._was_idle = False
        self._is_barred = False  # something was taken away from behind a late answer
        self.is_quitting = False
        self._blocks: deque[memoryview] = deque()  # of a large mail
        self._is_streaming = False
        self._is_paused = False
        self._unsent_bytes = 0
        transport.set_protocol(self)
        if (connected := transport.get_extra_info("socket")) is not None:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    # -- what the pool asks for --

    def begin(self) -> None:
        """Take the next envelope of the pool, or go and rest."""
        turn = self._next_turn()
        if turn is None:
            self._was_idle = True
            self._pool.rest(self)
            return
        self._turn = turn
        self._transport.write(turn.commands())

    def quit(self) -> None:
        """Take leave; only when nothing is under way."""
        self.is_quitting = True
        self.since_s = self._time()
        self._transport.write(b"QUIT\r\n")

    def look(self, now_s: float) -> None:
        """See whether what is awaited has been awaited for too long."""
        unsent_bytes = self._transport.get_write_buffer_size()
        if unsent_bytes != self._unsent_bytes:
            self._unsent_bytes = unsent_bytes
            self.since_s = now_s
        waited_s = now_s - self.since_s
        turn, patience = self._turn, self._patience
        if self._sent is not None:
            is_sent = not (self._is_streaming or unsent_bytes)
            if waited_s > (patience.dot_s if is_sent else patience.body_s):
                self.lose("no answer after the final dot" if is_sent else "it takes no more bytes")
            elif turn is not None and turn.is_untouched and waited_s > patience.stuck_s:
                # Nothing was said about it yet, so another connection may have it. This one
                # would now read DATA for it, and must end when the late answer has come.
                self._is_barred = True
                self._turn = None
                self._pool.is_slow = True
                self._pool.give_back(turn.envelope)
        elif turn is not None:
            if waited_s > (patience.data_s if turn.due == 1 else patience.command_s):
                self.lose("no answer in time")
        elif self.is_quitting and waited_s > patience.quit_s:
            self.lose("no answer to QUIT")

    def lose(self, why: str, reply: Reply | None = None) -> None:
        """Give the connection up, and settle what it was at; it never says anything again.

        `reply` is the last thing that the relay said, if that is why.
        """
        if self.is_lost:
            return
        self.is_lost = True
        sent, self._sent = self._sent, None
        turn, self._turn = self._turn, None
        self._blocks.clear()
        self._transport.abort()
        blamed = reply.answer(Outcome.RELAY) if reply else Answer(Outcome.RELAY, 0, "", why)
        is_unheard = not (self._is_streaming or (reply is not None and reply.kind in (4, 5)))
        # A warm connection found closed before the answer to MAIL is no attempt.
        is_warm = self.answered > 0 or self._was_idle or sent is not None
        is_given_back = turn is not None and turn.is_untouched and is_warm
        is_blamed = (sent is not None and not is_unheard) or (
            turn is not None and not is_given_back
        )
        self._pool.lost(self, why, is_trouble=is_blamed and not self.answered)
        if sent is not None and not sent.is_settled:
            answer = Answer(Outcome.UNKNOWN, 0, "", why) if is_unheard else blamed
            self._pool.settle(sent.envelope, sent.finish(answer))
        if turn is not None:
            if is_given_back:
                self._pool.give_back(turn.envelope)
            else:
                self._pool.settle(turn.envelope, turn.finish(blamed))

    # -- what the loop calls --

    def data_received(self, data: bytes) -> None:
        if self.is_lost:
            return
        now_s = self._time()
        sent, turn = self._sent, self._turn
        if self._pool.is_slow and sent is not None and now_s - self.since_s < PROMPT_S:
            self._pool.is_slow = False
        self.since_s = now_s
        if self._rest:
            data, self._rest = self._rest + data, b""
        if turn is not None:
            if turn.answers is None and as_expected(data, turn.due + (sent is not None)):
                self._send(turn)
                if sent is not None:
                    self._conclude(sent, DELIVERED)
                return
        elif sent is not None and is_ok(data) and not self._is_streaming and not self._is_barred:
            self._sent = None
            self._conclude(sent, DELIVERED)
            self.begin()
            return
        replies, self._rest = split_replies(data)
        for reply in replies:
            self._hear(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lose(f"connection lost: {exc}" if exc else "the relay hung up")
        self._pool.gone(self)

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False
        if self._blocks and not self.is_lost:
            self._stream()

    # -- one turn after the other --

    def _next_turn(self) -> Turn | None:
        turn = self._pool.next_turn(self._offers)
        if turn is not None and self._needs_reset:
            self._needs_reset = False
            turn.reset_first()
        self.since_s = self._time()
        return turn

    def _hear(self, reply: Reply) -> None:
        if self.is_lost:
            return
        if self._sent is not None:
            self._hear_of_sent(self._sent, reply)
        elif self._turn is not None:
            self._hear_of_turn(self._turn, reply)
        elif self.is_quitting:
            self.lose("it said goodbye")
        else:
            self.lose(f"it said {reply} unasked", reply)

    def _hear_of_turn(self, turn: Turn, reply: Reply) -> None:
        match turn.heard(reply):
            case Next.REPLY:
                if not self._offers.pipelining:
                    self._transport.write(turn.commands())
            case Next.BODY:
                self._send(turn)
            case Next.DOT:
                self._conclude(turn, DELIVERED)
                self._sent, self._turn = turn, None
                self._transport.write(b".\r\n")
            case Next.OVER:
                self._turn = None
                self._needs_reset = True
                self._conclude(turn, DELIVERED)
                self.begin()
            case Next.LOST:
                self.lose(f"it said {reply}", reply)

    def _hear_of_sent(self, sent: Turn, reply: Reply) -> None:
        answer = after_dot(reply)
        is_early = self._is_streaming
        if answer.outcome in (Outcome.RELAY, Outcome.UNKNOWN) or (is_early and reply.kind == 2):
            self.lose(f"it said {reply}", reply)
            return
        self._sent = None
        self._conclude(sent, answer)
        if is_early:
            self.lose("it refused the mail before it had it all")
        elif self._is_barred:
            self.lose("its answer came late")
        elif self._turn is None:
            self.begin()

    def _send(self, turn: Turn) -> None:
        """Send the mail, and the next envelope behind it."""
        self._sent, self._turn = turn, None
        envelope = turn.envelope
        if envelope.size > BLOCK_BYTES:
            self._is_streaming = True
            for piece in envelope.content:
                view = memoryview(piece)
                for start in range(0, len(view), BLOCK_BYTES):
                    self._blocks.append(view[start : start + BLOCK_BYTES])
            self._stream()
        else:
            self._transport.write(b"".join((*envelope.content, b".\r\n", self._glue())))

    def _stream(self) -> None:
        """Write on a large mail, as far as the relay keeps up."""
        while self._blocks and not self._is_paused:
            if self._transport.is_closing():
                return  # it broke while we wrote; nothing more is to be sent
            self._transport.write(self._blocks.popleft())
        self.since_s = self._time()
        if not self._blocks:
            self._is_streaming = False
            self._transport.write(b".\r\n" + self._glue())

    def _glue(self) -> bytes:
        """Take the next envelope already, if that may be; return its commands."""
        if self._offers.pipelining and not self._pool.is_slow:
            self._turn = turn = self._next_turn()
            if turn is not None:
                return turn.commands()
        self.since_s = self._time()
        return b""

    def _conclude(self, turn: Turn, answer: Answer) -> None:
        if turn.is_settled:
            return
        turn.is_settled = True
        self.answered += 1
        if self.answered == 1:
            self._pool.proved()
        self._pool.settle(turn.envelope, turn.finish(answer))
