"""The sockets that mail comes in by, and the limits that all their connections share.

What is said on a connection is listener.py's; connections are made by a factory that is handed in,
so that nothing of aiosmtpd is needed here.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import ipaddress
import logging
import os
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dgroup.errors import ConfigError
from dgroup.server.inbound import reply_lines
from dgroup.server.inbound.reception import Door, Memory, Reception

if TYPE_CHECKING:
    from dgroup.config import Config
    from dgroup.kinds import Endpoint

log = logging.getLogger(__name__)


class Connection(Protocol):
    """What the sockets know of a client."""

    def retire(self) -> None:
        """Close now, or behind the mail that is on its way in."""

    def abort(self) -> None:
        """Close at once, without a word."""


class Listeners:
    """Open sockets and who is connected.

    `addresses` are those really listened on, as smtp.listen and smtp.lmtp would name them;
    `ports` are those of them that have one, in the same order.
    """

    def __init__(self, config: Config, door: Door, clock: Callable[[], float]) -> None:
        self.config = config
        self.reception = Reception(config, door, clock)
        # A few large mails at once are a matter of course; two hundred are an attack.
        self.memory = Memory(8 * config.smtp.max_size)
        self.upload_s = 1800.0  # the longest that one DATA may take, however slowly it flows
        self.linger_s = 10.0  # for a client to read our last words
        self.tls = _tls_context(config)
        self.addresses: tuple[str, ...] = ()
        self.ports: tuple[int, ...] = ()
        self.is_closing = False
        self._servers: list[asyncio.Server] = []
        self._files: list[Path] = []
        self._trusted = [ipaddress.ip_network(net) for net in config.smtp.trusted_peers]
        self._connections: set[Connection] = set()
        self._strangers: collections.Counter[str] = collections.Counter()
        self._nobody_left = asyncio.Event()
        self._nobody_left.set()

    async def open(
        self, key: str, endpoint: Endpoint, connection: Callable[[], asyncio.Protocol]
    ) -> None:
        """Listen on one more address, which setting `key` names. Raises ConfigError."""
        try:
            if endpoint.path:
                await self._open_file(endpoint.path, connection)
            else:
                await self._open_port(endpoint.host, endpoint.port, connection)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise ConfigError(f"{key}: cannot listen on {endpoint}: {reason}") from error

    async def _open_port(
        self, host: str, port: int, connection: Callable[[], asyncio.Protocol]
    ) -> None:
        backlog = max(100, self.config.smtp.max_connections)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(connection, host, port, backlog=backlog)
        self._servers.append(server)
        for socket in server.sockets:
            host, port = socket.getsockname()[:2]
            self.addresses += (f"[{host}]:{port}" if ":" in host else f"{host}:{port}",)
            self.ports += (port,)

    async def _open_file(self, path: str, connection: Callable[[], asyncio.Protocol]) -> None:
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_unix_server(connection, path))
        self._files.append(Path(path))
        # Who may speak to us is the folder's business, as with other LMTP servers.
        os.chmod(path, 0o666)  # noqa: PTH101, S103
        self.addresses += (f"unix:{path}",)

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

    def reload_certificate(self) -> None:
        """Read the certificate again, for connections to come. Raises ConfigError."""
        if self.tls is not None:
            _load_certificate(self.tls, self.config)

    async def close(self, grace_s: float) -> None:
        """Stop listening, let running mails finish for at most `grace_s` seconds, then close.

        Mails that are not finished then are cancelled; none of them has been answered.
        """
        self.is_closing = True
        for server in self._servers:
            server.close()
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
        for file in self._files:
            file.unlink(missing_ok=True)

    def _is_trusted(self, peer: str) -> bool:
        address = ipaddress.ip_address(peer)
        return any(address in network for network in self._trusted)


def peer_of(transport: asyncio.BaseTransport) -> str:
    """Return the client's IP address; one on a Unix socket is on this machine."""
    name = transport.get_extra_info("peername")
    if not isinstance(name, tuple):
        return "127.0.0.1"
    host = str(name[0]).partition("%")[0]
    mapped = ipaddress.IPv6Address(host).ipv4_mapped if ":" in host else None
    return str(mapped or host)


def _tls_context(config: Config) -> ssl.SSLContext | None:
    if not config.smtp.tls_cert:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _load_certificate(context, config)
    return context


def _load_certificate(context: ssl.SSLContext, config: Config) -> None:
    folder = config.path.parent if config.path else Path()
    certificate, key = config.smtp.tls_cert, config.smtp.tls_key
    try:
        context.load_cert_chain(folder / certificate, folder / key if key else None)
    except OSError as error:  # an SSLError is one
        raise ConfigError(f"smtp.tls_cert, smtp.tls_key: cannot be used: {error}") from error
