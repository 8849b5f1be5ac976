"""The way out by SMTP: a pool of connections to the relay, and the envelopes that wait for one.

Here is decided how many connections there are, which envelope is next, and what happens while the
relay cannot be used. What is said on a connection is `connection`'s, how one is opened `opening`'s.
"""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
from collections import deque
from collections.abc import Callable

from dgroup.logs import event
from dgroup.server.outbound.connection import Connection
from dgroup.server.outbound.opening import Route, Unusable, open_session, tls_context
from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.smtp_replies import Offers
from dgroup.server.outbound.transport import Answer, Envelope, Outcome, Settled
from dgroup.server.outbound.turn import Turn
from dgroup.settings import Delivery

logger = logging.getLogger(__name__)

SLOW_S = 0.003
"""A relay that takes longer for an envelope than this is slow: more connections help."""

WATCH_S = 0.02
"""How often a full queue is looked at."""

MOVING_S = 5.0
"""While another connection has moved within this time, one that fails tells only of a limit."""

CROWDED_S = 10.0
"""For so long no more connections are tried than the relay was seen to take."""


class Relay:
    """A `Transport` over SMTP.

    `settled` is called once per envelope; `depth` envelopes may wait before `room` makes its
    callers wait; `patience` holds all waits (its `dot_s` is taken from `delivery.timeout` where
    it is not given); `context` replaces the TLS context; `jitter` gives numbers from 0 to 1.
    """

    def __init__(
        self,
        settings: Delivery,
        *,
        helo: str,
        settled: Settled,
        depth: int = 1000,
        patience: Patience | None = None,
        context: ssl.SSLContext | None = None,
        jitter: Callable[[], float] = random.random,
        may_begin: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self.trouble = ""
        self.is_slow = False
        """Whether an answer came so late that no envelope should wait behind another."""
        patience = patience or Patience(dot_s=settings.timeout)
        context = context or tls_context(settings.tls)
        self._route = Route(settings, helo.encode("idna"), patience, context)
        self._patience = patience
        self._settled = settled
        self._depth = depth
        self._jitter = jitter
        self._may_begin = may_begin
        self._on_wire = 0  # recipients of the envelopes that are begun and not settled
        self._warm = settings.connections
        self._most = max(settings.connections, settings.max_connections)
        self._width = self._warm  # how many connections there may be just now
        self._crowd = 0  # how many the relay was seen to take
        self._crowded_until_s = 0.0
        self._queue: deque[Envelope] = deque()
        self._callers: list[asyncio.Future[None]] = []  # of room()
        self._openings: set[asyncio.Task[None]] = set()
        self._connections: set[Connection] = set()
        self._idle: list[Connection] = []  # the last one rested the shortest
        self._leaving: set[Connection] = set()  # lost, their sockets not closed yet
        self._moved = asyncio.Event()  # set whenever a connection or an opening has ended
        self._answered = 0
        self._watched_s = 0.0
        self._answered_then = 0
        self._watch: asyncio.TimerHandle | None = None
        self._beat: asyncio.TimerHandle | None = None
        self._failures = 0
        self._retry_at_s = 0.0
        self._is_closing = False
        self._loop: asyncio.AbstractEventLoop

    @property
    def retry_in_s(self) -> float:
        """Seconds for which all that is submitted comes back at once; 0 when it is worth trying."""
        return max(0.0, self._retry_at_s - self._loop.time()) if self.trouble else 0.0

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def open(self) -> None:
        """Get ready; the first connection is made for the first envelope."""
        self._loop = asyncio.get_running_loop()

    def submit(self, envelope: Envelope) -> None:
        """Take an envelope. In trouble it comes back at once, as RELAY."""
        if self._is_closing or self.retry_in_s:
            self._return(envelope, self.trouble)
            return
        self._queue.append(envelope)
        if self._idle:
            self._idle.pop().begin()
        else:
            self._widen()

    async def room(self) -> None:
        """Return when fewer than `depth` envelopes wait (having waited: at most half as many)."""
        while len(self._queue) >= self._depth and not self._is_closing:
            caller = self._loop.create_future()
            self._callers.append(caller)
            await caller

    async def close(self, grace_s: float) -> None:
        """Finish what is in flight within the grace; all else comes back as RELAY, "closing"."""
        self._is_closing = True
        self._return_all("closing")
        for task in self._openings:
            task.cancel()
        while self._idle:
            self._idle.pop().quit()
        try:
            async with asyncio.timeout(grace_s):
                while self._connections or self._openings:
                    await self._next_move()
        except TimeoutError:
            for connection in tuple(self._connections):
                connection.lose("closing")
        while self._leaving or self._openings:
            await self._next_move()
        for timer in (self._watch, self._beat):
            if timer:
                timer.cancel()
        await asyncio.sleep(0)  # so that all that was given back has come back

    # -- what connections ask for and tell --

    def next_turn(self, offers: Offers) -> Turn | None:
        """Give the next envelope that a relay with these offers can take; None if none waits."""
        queue = self._queue
        while queue:
            recipients = len(queue[0].recipients)
            if not self._may_begin(self._on_wire + recipients):
                return None
            self._on_wire += recipients
            turn = Turn(queue.popleft(), offers)
            if self._callers and len(queue) <= self._depth // 2:
                self._wake_callers()
            if turn.asked:
                return turn
            self._loop.call_soon(self.settle, turn.envelope, turn.finish(_NOBODY))
        return None

    def settle(self, envelope: Envelope, answers: tuple[Answer, ...]) -> None:
        """Tell the owner what became of an envelope."""
        self._answered += 1
        self._on_wire -= len(answers)
        self._settled(envelope, answers)

    def give_back(self, envelope: Envelope) -> None:
        """Take an envelope back that nothing was said about; another connection gets it."""
        self._on_wire -= len(envelope.recipients)
        if self._is_closing or self.retry_in_s:
            self._return(envelope, self.trouble)
            return
        self._queue.appendleft(envelope)
        if self._idle:
            self._idle.pop().begin()
        else:
            self._widen()

    def go_on(self) -> None:
        """Ask again whether what waits may begin."""
        for _ in range(min(len(self._idle), len(self._queue))):
            self._idle.pop().begin()

    def rest(self, connection: Connection) -> None:
        """Take back a connection for which there is nothing to do."""
        if self._is_closing:
            connection.quit()
        else:
            self._idle.append(connection)

    def proved(self) -> None:
        """Hear that the relay has had the last word about an envelope: it works."""
        if self.trouble:
            event(logger, logging.INFO, "relay works again", relay=str(self._route))
        self.trouble = ""
        self._failures = 0
        self._widen()

    def lost(self, connection: Connection, why: str, *, is_trouble: bool) -> None:
        """Hear that a connection is of no more use; in trouble it never was of any."""
        self._connections.discard(connection)
        self._leaving.add(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if is_trouble and not self._is_closing:
            self._fail(f"{self._route}: {why}")
        self._widen()

    def gone(self, connection: Connection) -> None:
        """Hear that the socket of a lost connection is closed."""
        self._leaving.discard(connection)
        self._moved.set()

    # -- how many connections --

    def _widen(self) -> None:
        """Open connections for what waits, as many as there may be."""
        while len(self._queue) > len(self._openings) and self._may_open():
            task = self._loop.create_task(self._open_one())
            self._openings.add(task)
            task.add_done_callback(self._opened)
        if self._queue and self._watch is None:
            self._watched_s = self._loop.time()
            self._answered_then = self._answered
            self._watch = self._loop.call_later(WATCH_S, self._watch_queue)

    def _may_open(self) -> bool:
        if self._is_closing:
            return False
        if self.trouble:
            # One is tried, and no other before it has shown what it is worth.
            return not self._openings and all(each.answered for each in self._connections)
        is_crowded = self._loop.time() < self._crowded_until_s
        most = min(self._width, self._crowd) if is_crowded else self._width
        return len(self._connections) + len(self._openings) < most

    async def _open_one(self) -> None:
        try:
            transport, offers = await open_session(self._route)
        except Unusable as failure:
            self._fail(str(failure))
            return
        connection = Connection(self, transport, offers, self._patience)
        self._connections.add(connection)
        if self._beat is None:
            self._beat = self._loop.call_later(self._patience.beat_s, self._look)
        connection.begin()

    def _opened(self, task: asyncio.Task[None]) -> None:
        self._openings.discard(task)
        self._moved.set()
        if not task.cancelled() and (fault := task.exception()):
            logger.error("relay %s cannot be tried", self._route, exc_info=fault)
            self._fail(f"{self._route}: {fault!r}")
        self._widen()

    def _watch_queue(self) -> None:
        """Allow more connections while envelopes wait for a relay that is slow."""
        self._watch = None
        if not self._queue:
            self._width = self._warm
            return
        used_s = (self._loop.time() - self._watched_s) * len(self._connections)
        if used_s > SLOW_S * (self._answered - self._answered_then):
            self._width = min(self._width * 2, self._most)
        self._widen()

    def _look(self) -> None:
        """Once in a while: has anything been awaited for too long? Has anything rested enough?"""
        now_s, patience = self._loop.time(), self._patience
        for connection in tuple(self._connections):
            connection.look(now_s)
        surplus = sum(not each.is_quitting for each in self._connections) - self._warm
        for connection in tuple(self._idle):  # the one that rested longest comes first
            rested_s = now_s - connection.since_s
            if rested_s > (patience.surplus_rest_s if surplus > 0 else patience.rest_s):
                self._idle.remove(connection)
                connection.quit()
                surplus -= 1
        self._beat = None
        if self._connections:
            self._beat = self._loop.call_later(self._patience.beat_s, self._look)

    # -- trouble --

    def _fail(self, why: str) -> None:
        """Judge a connection that came to nothing: is it the relay, or only one too many?"""
        now_s = self._loop.time()
        moving = sum(now_s - each.since_s < MOVING_S for each in self._connections)
        opening = self._openings - {asyncio.current_task()}
        others = moving + sum(not task.done() for task in opening)
        if others and not self.trouble:
            # If it is the relay after all, the last of them will tell.
            self._crowd = others
            self._crowded_until_s = now_s + CROWDED_S
            event(logger, logging.INFO, "relay takes no more", connections=others, why=why)
            return
        if self.retry_in_s:
            return  # one of several that failed together
        if not self.trouble:
            event(logger, logging.WARNING, "relay in trouble", why=why)
        self.trouble = why
        self._crowded_until_s = 0.0
        pause_s = min(self._patience.backoff_s * 2**self._failures, self._patience.backoff_max_s)
        self._failures += 1
        # Not all who wait for this relay shall come back at the same moment.
        self._retry_at_s = now_s + pause_s * (0.75 + 0.5 * self._jitter())
        self._return_all(why)

    def _return_all(self, why: str) -> None:
        while self._queue:
            self._return(self._queue.popleft(), why)
        self._wake_callers()

    def _return(self, envelope: Envelope, why: str) -> None:
        answer = Answer(Outcome.RELAY, 0, "", why or "closing")
        self._on_wire += len(envelope.recipients)  # it was not, and is settled all the same
        self._loop.call_soon(self.settle, envelope, (answer,) * len(envelope.recipients))

    def _wake_callers(self) -> None:
        callers, self._callers = self._callers, []
        for caller in callers:
            if not caller.done():
                caller.set_result(None)

    async def _next_move(self) -> None:
        self._moved.clear()
        await self._moved.wait()


_NOBODY = Answer(Outcome.RELAY, 0, "", "")
