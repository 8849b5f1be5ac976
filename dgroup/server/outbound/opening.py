"""From a host name to a connection that is ready for mail: TCP, greeting, EHLO, TLS, AUTH.

It is a conversation in lock-step, told top to bottom in `_introduce`; when it is over, another
protocol takes the transport. Whatever goes wrong here is the relay's trouble, never a member's.
RFC 5321 §3.1 and §3.2 (greeting, EHLO), RFC 3207 (STARTTLS), RFC 8314 §3.3 (implicit TLS),
RFC 4954 (AUTH), RFC 4616 (PLAIN).
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import ssl
from base64 import b64encode
from collections import deque
from dataclasses import dataclass
from typing import cast

from dgroup.errors import Temporary
from dgroup.logs import event
from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.smtp_replies import Offers, Reply, read_offers, split_replies
from dgroup.settings import Delivery

logger = logging.getLogger(__name__)


class Unusable(Temporary):
    """The relay cannot be reached, or not be used as it is configured."""


class HandshakeFailed(Unusable):
    """TLS was offered and did not come about."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where to connect, and how."""

    settings: Delivery
    helo: bytes
    """What we call ourselves: a domain name (RFC 5321 §4.1.1.1)."""
    patience: Patience
    context: ssl.SSLContext | None
    """None where TLS is off."""

    def __str__(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"


def tls_context(mode: str) -> ssl.SSLContext | None:
    """Make the context for a `delivery.tls` mode, None for "off".

    Certificates are verified for "required" and "implicit", against the system's authorities (or
    those that SSL_CERT_FILE names). Opportunistic TLS cannot tell who answers, and is still better
    than none (RFC 7435 §3).
    """
    if mode == "off":
        return None
    if mode != "opportunistic":
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def open_session(route: Route) -> tuple[asyncio.Transport, Offers]:
    """Connect, and return a transport on which MAIL may be said, with what the relay offers.

    Raises:
        Unusable: with one line that says why.
    """
    mode = route.settings.tls
    try:
        return await _open(route, starttls=mode in ("opportunistic", "required"))
    except HandshakeFailed as failure:
        if mode != "opportunistic":
            raise
        event(logger, logging.WARNING, "going on without TLS", why=str(failure))
        return await _open(route, starttls=False)


class Conversation(asyncio.Protocol):
    """A connection in which every line waits for its reply."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.is_encrypted = False
        self._said: deque[Reply] = deque()
        self._rest = b""
        self._ended = ""
        self._news = asyncio.Event()

    async def ask(self, line: bytes, within_s: float) -> Reply:
        """Say a line (b"" to only listen), and return the next reply. Raises: Unusable."""
        if line:
            self.transport.write(line + b"\r\n")
        try:
            async with asyncio.timeout(within_s):
                while not self._said:
                    if self._ended:
                        raise Unusable(self._ended)
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise Unusable(f"no answer within {within_s:g} s") from None
        return self._said.popleft()

    async def secure(self, route: Route) -> None:
        """Go over to TLS. Raises: HandshakeFailed."""
        # RFC 3207 §4.2: what came before TLS may be anybody's, and is forgotten.
        self._said.clear()
        self._rest = b""
        assert route.context is not None
        try:
            transport = await asyncio.get_running_loop().start_tls(
                self.transport,
                self,
                route.context,
                server_hostname=route.settings.host,
                ssl_handshake_timeout=route.patience.connect_s,
            )
        except OSError as failure:
            raise HandshakeFailed(f"TLS: {_describe(failure)}") from failure
        if transport is None:
            raise HandshakeFailed("TLS: the relay hung up")
        self.transport = transport
        self.is_encrypted = True

    def release(self, route: Route) -> asyncio.Transport:
        """Give the transport away. Raises: Unusable, if it is closed or has more to say."""
        if self._said or self._rest:
            raise Unusable(f"{route} said more than it was asked: {self._said or self._rest!r}")
        if self._ended:
            raise Unusable(self._ended)
        return self.transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of asyncio's, so this cannot be asserted
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        replies, self._rest = split_replies(self._rest + data)
        self._said.extend(replies)
        self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = f"connection lost: {_describe(exc)}" if exc else "the relay hung up"
        self._news.set()


async def _open(route: Route, *, starttls: bool) -> tuple[asyncio.Transport, Offers]:
    settings, within_s = route.settings, route.patience.connect_s
    implicit = settings.tls == "implicit"
    try:
        async with asyncio.timeout(within_s):
            _, talk = await asyncio.get_running_loop().create_connection(
                Conversation,
                settings.host,
                settings.port,
                ssl=route.context if implicit else None,
                server_hostname=settings.host if implicit else None,
            )
    except TimeoutError:
        raise Unusable(f"cannot connect to {route}: no answer within {within_s:g} s") from None
    except (OSError, UnicodeError) as failure:
        raise Unusable(f"cannot connect to {route}: {_describe(failure)}") from failure
    talk.is_encrypted = implicit
    try:
        offers = await _introduce(talk, route, starttls=starttls)
        return talk.release(route), offers
    except Unusable as failure:
        talk.transport.abort()
        raise type(failure)(f"{route}: {failure}") from failure
    except BaseException:
        talk.transport.abort()
        raise


async def _introduce(talk: Conversation, route: Route, *, starttls: bool) -> Offers:
    within_s = route.patience.command_s
    _expect(2, await talk.ask(b"", within_s), "the greeting")
    offers = await _ehlo(talk, route)
    if starttls:
        offers = await _start_tls(talk, route, offers)
    if route.settings.username:
        await _log_in(talk, route, offers)
    return offers


async def _ehlo(talk: Conversation, route: Route) -> Offers:
    reply = await talk.ask(b"EHLO " + route.helo, route.patience.command_s)
    return read_offers(_expect(2, reply, "EHLO"))


async def _start_tls(talk: Conversation, route: Route, offers: Offers) -> Offers:
    is_required = route.settings.tls == "required"
    if not offers.starttls:
        if is_required:
            raise Unusable("it does not offer STARTTLS, which delivery.tls requires")
        return offers
    reply = await talk.ask(b"STARTTLS", route.patience.command_s)
    if reply.kind != 2:
        if is_required or reply.code == 421:
            raise Unusable(f"it answered {reply} to STARTTLS")
        return offers
    await talk.secure(route)
    return await _ehlo(talk, route)


async def _log_in(talk: Conversation, route: Route, offers: Offers) -> None:
    """Log in by PLAIN or LOGIN, and never say a password where others can hear it."""
    settings, within_s = route.settings, route.patience.command_s
    if not talk.is_encrypted and not _is_loopback(talk.transport):
        raise Unusable("it offers no TLS, and a password is not sent without; see delivery.tls")
    user, password = settings.username.encode(), settings.password.encode()
    if "PLAIN" in offers.auth:
        # RFC 4616 §2: authorisation identity (none), NUL, user, NUL, password
        token = b64encode(b"\0%b\0%b" % (user, password))
        reply = await talk.ask(b"AUTH PLAIN " + token, within_s)
    elif "LOGIN" in offers.auth:
        _expect(3, await talk.ask(b"AUTH LOGIN", within_s), "AUTH LOGIN")
        _expect(3, await talk.ask(b64encode(user), within_s), "the user name")
        reply = await talk.ask(b64encode(password), within_s)
    else:
        raise Unusable("it offers neither AUTH PLAIN nor AUTH LOGIN, and delivery.username is set")
    _expect(2, reply, "AUTH")


def _expect(kind: int, reply: Reply, what: str) -> Reply:
    if reply.kind != kind:
        raise Unusable(f"it answered {reply} to {what}")
    return reply


def _is_loopback(transport: asyncio.Transport) -> bool:
    peer = transport.get_extra_info("peername")
    return bool(peer) and ipaddress.ip_address(peer[0].partition("%")[0]).is_loopback


def _describe(failure: BaseException) -> str:
    """Say in one line what went wrong, without Python's decoration."""
    words = getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
    return " ".join(words.split())
