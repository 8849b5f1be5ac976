"""The sockets that mail comes in by, and the limits that all their connections share.

What is said on a connection is listener.py's; connections are made by factories that are handed in,
so that nothing of aiosmtpd is needed here. A changed configuration is taken on without a moment in
which nobody listens.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import ipaddress
import logging
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dgroup.errors import ConfigError
from dgroup.server.inbound import reply_lines
from dgroup.server.inbound.reception import Door, Memory, Reception

if TYPE_CHECKING:
    from dgroup.config import Config
    from dgroup.kinds import Endpoint

_UPLOADS = 8  # of the largest size, that may be held at once

log = logging.getLogger(__name__)


class Connection(Protocol):
    """What the sockets know of a client."""

    def retire(self) -> None:
        """Close now, or behind the mail that is on its way in."""

    def abort(self) -> None:
        """Close at once, without a word."""


class Listeners:
    """Open sockets and who is connected; `speaking` has a factory of connections per setting."""

    def __init__(
        self,
        config: Config,
        door: Door,
        clock: Callable[[], float],
        speaking: Mapping[str, Callable[[Listeners], asyncio.Protocol]],
    ) -> None:
        self.config = config
        self.reception = Reception(config, door, clock)
        # A few large mails at once are a matter of course; two hundred are an attack.
        self.memory = Memory(_UPLOADS * config.smtp.max_size)
        self.upload_s = 1800.0  # the longest that one DATA may take, however slowly it flows
        self.linger_s = 10.0  # for a client to read our last words
        self.tls = _tls_context(config)
        self.is_closing = False
        self._speaking = speaking
        self._ears: list[_Ear] = []
        self._trusted = _networks(config)
        self._connections: set[Connection] = set()
        self._strangers: collections.Counter[str] = collections.Counter()
        self._nobody_left = asyncio.Event()
        self._nobody_left.set()

    @property
    def addresses(self) -> tuple[str, ...]:
        """What is really listened on, as smtp.listen and smtp.lmtp would name it."""
        return tuple(address for ear in self._ears for address in ear.addresses)

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports of those `addresses` that have one, in the same order."""
        return tuple(port for ear in self._ears for port in ear.ports)

    async def open(self) -> None:
        """Listen on every address of the configuration. Raises ConfigError."""
        for key, endpoint in _wanted(self.config):
            self._ears.append(await self._listen(key, endpoint))

    async def adopt(self, config: Config) -> None:
        """Take on a changed configuration: certificate, addresses, limits; nobody is sent off.

        What is still listened on stays open all the time. A connection keeps the limits and the
        certificate that it began with.

        Raises:
            ConfigError: an address or the certificate cannot be used; all is as it was.
        """
        tls = _tls_context(config)
        kept = {(ear.key, ear.endpoint): ear for ear in self._ears}
        gone = [kept.pop(place) for place in set(kept).difference(_wanted(config))]
        # First, for an address may be part of one that follows: 127.0.0.1:25 of 0.0.0.0:25.
        for ear in gone:
            ear.close()
        self._ears = list(kept.values())
        try:
            for place in _wanted(config):
                if place not in kept:
                    self._ears.append(await self._listen(*place))
        except ConfigError:
            for ear in self._ears[len(kept) :]:
                ear.close()
            self._ears = list(kept.values())
            await self._listen_again(gone)
            self._put_in_order()
            raise
        self.memory.left += _UPLOADS * (config.smtp.max_size - self.config.smtp.max_size)
        self.tls = tls
        self.config = self.reception.config = config
        self._trusted = _networks(config)
        self._put_in_order()

    def _put_in_order(self) -> None:
        order = _wanted(self.config)
        self._ears.sort(key=lambda ear: order.index((ear.key, ear.endpoint)))

    async def _listen_again(self, ears: list[_Ear]) -> None:
        for ear in ears:
            try:
                self._ears.append(await self._listen(ear.key, ear.endpoint))
            except ConfigError as error:
                log.error("what was listened on before is lost: %s", error)

    async def _listen(self, key: str, endpoint: Endpoint) -> _Ear:
        loop = asyncio.get_running_loop()
        speak = self._speaking[key]

        def connection() -> asyncio.Protocol:
            return speak(self)

        try:
            if endpoint.path:
                server = await loop.create_unix_server(connection, endpoint.path)
                # Who may speak to us is the folder's business, as with other LMTP servers.
                os.chmod(endpoint.path, 0o666)  # noqa: PTH101, S103
                return _Ear(key, endpoint, server, (f"unix:{endpoint.path}",), ())
            backlog = max(100, self.config.smtp.max_connections)
            server = await loop.create_server(
                connection, endpoint.host, endpoint.port, backlog=backlog
            )
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise ConfigError(f"{key}: cannot listen on {endpoint}: {reason}") from error
        names = [socket.getsockname()[:2] for socket in server.sockets]
        addresses = (
            f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in names
        )
        return _Ear(key, endpoint, server, tuple(addresses), tuple(port for _, port in names))

    def enter(self, connection: Connection, peer: str) -> str:
        """Let a connection in and return "", or the line that turns it away."""
        if self.is_closing:
            return reply_lines.CLOSING
        most = self.config.smtp.max_connections
        if self._is_trusted(peer):
            most += most // 20  # strangers must not be able to lock out the relay in front
        elif self._strangers[peer] >= max(1, most // 4):
            return reply_lines.TOO_MANY_CONNECTIONS
        if len(self._connections) >= most:
            return reply_lines.TOO_MANY_CONNECTIONS
        self._connections.add(connection)
        self._nobody_left.clear()
        if not self._is_trusted(peer):
            self._strangers[peer] += 1
        return ""

    def leave(self, connection: Connection, peer: str) -> None:
        """Forget a connection; once is enough, twice does no harm."""
        if connection not in self._connections:
            return
        self._connections.discard(connection)
        self._strangers[peer] -= 1
        if self._strangers[peer] <= 0:
            del self._strangers[peer]
        if not self._connections:
            self._nobody_left.set()

    async def close(self, grace_s: float) -> None:
        """Stop listening, let running mails finish for at most `grace_s` seconds, then close.

        Mails that are not finished then are cancelled; none of them has been answered.
        """
        self.is_closing = True
        for ear in self._ears:
            ear.close()
        for connection in tuple(self._connections):
            connection.retire()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await self._nobody_left.wait()
                await self.reception.finish()
        for connection in tuple(self._connections):
            connection.abort()
        if abandoned := await self.reception.abandon():
            log.warning("closed with mails unfinished and unanswered: count=%d", abandoned)
        await self._nobody_left.wait()

    def _is_trusted(self, peer: str) -> bool:
        address = ipaddress.ip_address(peer)
        return any(address in network for network in self._trusted)


@dataclass(slots=True)
class _Ear:
    """What one endpoint of a setting has opened."""

    key: str
    endpoint: Endpoint
    server: asyncio.Server
    addresses: tuple[str, ...]
    ports: tuple[int, ...]
    is_open: bool = True

    def close(self) -> None:
        """Stop listening; once is enough, and twice takes no file from a successor."""
        if not self.is_open:
            return
        self.is_open = False
        self.server.close()
        if self.endpoint.path:
            Path(self.endpoint.path).unlink(missing_ok=True)


def peer_of(transport: asyncio.BaseTransport) -> str:
    """Return the client's IP address; one on a Unix socket is on this machine."""
    name = transport.get_extra_info("peername")
    if not isinstance(name, tuple):
        return "127.0.0.1"
    host = str(name[0]).partition("%")[0]
    mapped = ipaddress.IPv6Address(host).ipv4_mapped if ":" in host else None
    return str(mapped or host)


def _wanted(config: Config) -> list[tuple[str, Endpoint]]:
    smtp = config.smtp
    return [
        *(("smtp.listen", endpoint) for endpoint in smtp.listen),
        *(("smtp.lmtp", endpoint) for endpoint in smtp.lmtp),
    ]


def _networks(config: Config) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(net) for net in config.smtp.trusted_peers]


def _tls_context(config: Config) -> ssl.SSLContext | None:
    if not config.smtp.tls_cert:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    folder = config.path.parent if config.path else Path()
    certificate, key = config.smtp.tls_cert, config.smtp.tls_key
    try:
        context.load_cert_chain(folder / certificate, folder / key if key else None)
    except OSError as error:  # an SSLError is one
        raise ConfigError(f"smtp.tls_cert, smtp.tls_key: cannot be used: {error}") from error
    return context
