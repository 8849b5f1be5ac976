"""Other people's mail servers, for tests: a recording SMTP server on a real socket, with a script.

    async with Peer() as peer:
        peer.on("RCPT", "550 5.1.1 unknown", to="gone@example.org")
        ...                                   # something sends to 127.0.0.1, peer.port
        await peer.wait_for(3)
        assert peer.mails[0].recipients == ("ann@example.org",)

It takes everything unless a rule says otherwise, and keeps what it took in `mails`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType

from tests.peer_talk import REPLIES, Mail, Moment, Over, Reader, Session, Talk

PATIENCE_S = 10.0
"""How long the waits of a test last before it fails."""

CERTIFICATE = Path(__file__).with_name("peer.pem")
"""Key and certificate for localhost and 127.0.0.1, signed by itself; for tests only."""

OFFERS = ("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")


VERBS = (*REPLIES, "EHLO", "TLS", "BODY")


class Do(Enum):
    """What a rule may do instead of saying something."""

    DROP = "cut the connection without a word"
    HANG = "say nothing until `release`, and then the usual reply"


DROP, HANG = Do.DROP, Do.HANG

Deed = str | Do


@dataclass
class _Rule:
    verb: str
    does: Deed | Callable[[Moment], Deed | None]
    to: str | None
    nth: int | None
    times: int | None

    def apply(self, moment: Moment) -> Deed | None:
        if self.verb != moment.verb or self.times == 0:
            return None
        if self.nth is not None and self.nth != moment.count:
            return None
        if self.to is not None and self.to.casefold() not in moment.argument.casefold():
            return None
        deed = self.does if isinstance(self.does, str | Do) else self.does(moment)
        if deed is not None and self.times is not None:
            self.times -= 1
        return deed


__all__ = ["DROP", "HANG", "Do", "Mail", "Moment", "Peer", "Session"]


class Peer:
    """A recording SMTP server on loopback; `async with` starts and stops it.

    `without` takes away from what EHLO offers; `tls` offers STARTTLS, `implicit_tls` speaks TLS
    from the first octet; `users` are names and passwords, and offer AUTH; `close_after` mails a
    connection ends as servers with such a limit end it: with 421 to the next MAIL.
    """

    def __init__(
        self,
        *,
        offers: Sequence[str] = OFFERS,
        without: Sequence[str] = (),
        tls: bool = False,
        implicit_tls: bool = False,
        users: Mapping[str, str] | None = None,
        mechanisms: str = "PLAIN LOGIN",
        close_after: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.host, self.port = host, port
        self.mails: list[Mail] = []
        """What was taken over: the final dot was answered with 2xx."""
        self.seen: list[Mail] = []
        """All whose final dot came, whatever was said to it."""
        self.sessions: list[Session] = []
        self._offers = [each for each in offers if each.split()[0] not in without]
        self._tls = server_context() if tls or implicit_tls else None
        self._implicit = implicit_tls
        self._users = dict(users or {})
        self._mechanisms = mechanisms
        self._close_after = close_after
        self._rules: list[_Rule] = []
        self._counts: Counter[str] = Counter()
        self._released: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # -- the script --

    def on(
        self,
        verb: str,
        does: Deed | Callable[[Moment], Deed | None],
        *,
        to: str | None = None,
        nth: int | None = None,
        times: int | None = None,
    ) -> None:
        """Answer a verb in another way: by a reply, DROP, HANG or what a function says of it.

        Verbs are those of SMTP, and CONNECT (the greeting), TLS (the handshake), BODY (before a
        mail is read; a reply then comes too early, and ends it) and DOT (the final dot). `to` must be part of the command line (of a recipient, for DOT); `nth` counts
        the verb over all connections, from 1; `times` wears the rule out. The first rule that
        fits decides. After 421 the connection is cut, as real servers do.
        """
        self._rules.append(_Rule(verb, does, to, nth, times))

    def forgive(self) -> None:
        """Drop all rules."""
        self._rules.clear()

    def release(self, *verbs: str) -> None:
        """Let all that hangs go on, now and later; or only what hangs at these verbs."""
        for verb in verbs or VERBS:
            self._released[verb].set()

    # -- what a test waits for --

    async def wait_for(self, count: int) -> list[Mail]:
        """Return the mails when there are so many. Raises: AssertionError if they do not come."""
        await self.until(lambda: len(self.mails) >= count)
        return self.mails

    async def until(self, claim: Callable[[], bool]) -> None:
        """Return when a claim about this peer is true. Raises: AssertionError if it stays false."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._changed:
                await self._changed.wait_for(claim)
        except TimeoutError:
            raise AssertionError(
                f"waited in vain: {len(self.mails)} mails, {len(self.seen)} seen,"
                f" {self.open_sessions} of {len(self.sessions)} sessions open"
            ) from None

    @property
    def open_sessions(self) -> int:
        """How many connections there are just now."""
        return sum(session.is_open for session in self.sessions)

    # -- up and down --

    async def __aenter__(self) -> Peer:
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
        self._server = await asyncio.get_running_loop().create_server(
            lambda: asyncio.StreamReaderProtocol(Reader(), self._accept),
            self.host,
            self.port,
            ssl=self._tls if self._implicit else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections from now on, and cut those that there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- one connection --

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert isinstance(reader, Reader)
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: Reader, writer: asyncio.StreamWriter) -> None:
        session = Session(len(self.sessions), is_encrypted=self._implicit)
        self.sessions.append(session)
        await self._tell()
        try:
            await Talk(self, session, reader, writer).run()
        except (Over, asyncio.IncompleteReadError, OSError):
            pass
        finally:
            session.is_open = False
            writer.transport.abort()
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _deed(self, verb: str, argument: str, session: Session, reader: Reader) -> str:
        """Return what is to be said, when it is to be said. Raises: Over."""
        self._counts[verb] += 1
        moment = Moment(verb, argument, self._counts[verb], session)
        deed: Deed | None = None
        for rule in self._rules:
            deed = rule.apply(moment)
            if deed is not None:
                break
        if deed is DROP:
            raise Over
        if deed is HANG:
            await self._tell()
            await reader.ended_or(self._released[verb])
        return deed if isinstance(deed, str) else ""


def server_context() -> ssl.SSLContext:
    """The TLS context of a server that is localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting_context() -> ssl.SSLContext:
    """The TLS context of a client that believes the peer's certificate, and no other."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))
