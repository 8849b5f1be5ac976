"""What the transport tests share: a relay client on a peer, envelopes, and what came back."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.relay import Relay
from dgroup.server.outbound.transport import Answer, Envelope, Outcome
from dgroup.settings import Delivery
from tests.peers import PATIENCE_S, Mail, Peer

CONTENT = b"Subject: hello\r\n\r\nHello.\r\n"


def envelope(
    *recipients: str,
    sender: str = "bounces+x@lists.example.org",
    content: bytes | tuple[bytes, ...] = CONTENT,
    is_8bit: bool = False,
    is_smtputf8: bool = False,
    tag: object = None,
) -> Envelope:
    """An envelope, to ann@ if to nobody else."""
    pieces = content if isinstance(content, tuple) else (content,)
    to = tuple(recipient.encode("utf-8", "surrogateescape") for recipient in recipients)
    return Envelope(
        sender.encode("utf-8", "surrogateescape"),
        to or (b"ann@example.org",),
        pieces,
        sum(map(len, pieces)),
        is_8bit,
        is_smtputf8,
        tag,
    )


def numbered(count: int) -> list[Envelope]:
    """So many envelopes to m0@, m1@ …, each tagged with its number; the address is in the mail."""
    return [lettered(f"m{number}@example.org", tag=number) for number in range(count)]


def lettered(*recipients: str, tag: object = None) -> Envelope:
    """An envelope whose mail tells for whom it is."""
    return envelope(*recipients, content=_letter(recipients), tag=tag)


def are_rightly_addressed(mails: Sequence[Mail]) -> bool:
    """Whether each lettered mail came to those for whom it is, and to nobody else."""
    return all(
        set(mail.recipients) <= set(mail.content.decode().split("\r\n")[0][4:].split(", "))
        for mail in mails
    )


def _letter(recipients: Sequence[str]) -> bytes:
    return f"To: {', '.join(recipients)}\r\n\r\nHello.\r\n".encode()


class Desk:
    """The owner of a transport: keeps what was settled, and sees that nothing comes back twice."""

    def __init__(self) -> None:
        self.back: list[tuple[Envelope, tuple[Answer, ...]]] = []
        self.relay: Relay
        self._seen: set[int] = set()
        self._news = asyncio.Event()

    def settled(self, envelope: Envelope, answers: Sequence[Answer]) -> None:
        """Take an envelope back."""
        assert id(envelope) not in self._seen, f"settled twice: {envelope}"
        assert len(answers) == len(envelope.recipients)
        self._seen.add(id(envelope))
        self.back.append((envelope, tuple(answers)))
        self._news.set()

    async def wait_for(self, count: int) -> None:
        """Return when so many envelopes came back. Raises: TimeoutError."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.back) < count:
                self._news.clear()
                await self._news.wait()

    async def send(self, *envelopes: Envelope) -> list[Answer]:
        """Submit envelopes, wait for them, and return all their answers in the order of asking."""
        goal = len(self.back) + len(envelopes)
        for each in envelopes:
            self.relay.submit(each)
        await self.wait_for(goal)
        answers = {id(envelope): answers for envelope, answers in self.back}
        return [answer for each in envelopes for answer in answers[id(each)]]

    def outcomes(self) -> dict[Any, Outcome]:
        """The outcome of each envelope's first recipient, by tag."""
        return {envelope.tag: answers[0].outcome for envelope, answers in self.back}


@asynccontextmanager
async def desk_at(
    port: int,
    *,
    host: str = "127.0.0.1",
    patience: Patience | None = None,
    context: ssl.SSLContext | None = None,
    depth: int = 1000,
    tls: str = "off",
    **delivery: Any,
) -> AsyncIterator[Desk]:
    """A desk with an open relay client, closed at the end.

    Connections do not grow above their usual number unless `max_connections` is given.
    """
    delivery.setdefault("max_connections", delivery.get("connections", 8))
    desk = Desk()
    desk.relay = Relay(
        Delivery(host=host, port=port, tls=tls, **delivery),  # type: ignore[arg-type]
        helo="lists.example.org",
        settled=desk.settled,
        depth=depth,
        patience=patience,
        context=context,
        jitter=lambda: 0.5,
    )
    await desk.relay.open()
    try:
        yield desk
    finally:
        await desk.relay.close(PATIENCE_S)
        assert desk.relay.connections == 0


async def become(claim: Callable[[], bool]) -> None:
    """Return when a claim about the client is true; it is looked at as the loop turns."""
    async with asyncio.timeout(PATIENCE_S):
        while not claim():
            turned = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(0.001, turned.set_result, None)
            await turned


def commands(peer: Peer) -> list[str]:
    """The verbs of all connections, one after the other."""
    return [verb for session in peer.sessions for verb in session.verbs]
