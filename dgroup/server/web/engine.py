"""uvicorn in our own loop: it speaks HTTP, and leaves signals, sockets and logs to us.

A connection brings one request, and has so many seconds for it (RFC 9112 §9.6). What stands in
front, with TLS, is the operator's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from dgroup.kinds import Endpoint
from dgroup.server.passage import Passage
from dgroup.server.site import Site
from dgroup.server.web.guard import Guard
from dgroup.server.web.pages import Pages
from dgroup.server.web.routes import routes

REQUEST_S: Final = 15.0  # a little more than the store may take
CONNECTION_S: Final = 20.0
_MOST_CONNECTIONS: Final = 200
_LARGEST_HEAD_BYTES: Final = 16 * 1024


class Engine(uvicorn.Server):
    """Answers on one endpoint from `listen` to `close`."""

    def __init__(
        self,
        passage: Passage[Site],
        folders: Sequence[Path],
        *,
        request_s: float = REQUEST_S,
        connection_s: float = CONNECTION_S,
    ) -> None:
        self._current_pages = Pages(folders)
        app = Guard(routes(passage, self._pages), self._pages, request_s)
        # It would log each request with its address, and words of strangers as warnings.
        for name in ("uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
            logging.getLogger(name).setLevel(logging.CRITICAL)

        class Connection(_Connection):
            patience_s = connection_s

        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                lifespan="off",
                loop="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,  # Guard's
                limit_concurrency=_MOST_CONNECTIONS,
                h11_max_incomplete_event_size=_LARGEST_HEAD_BYTES,
            )
        )
        self.servers = []
        self._ending = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    def read_pages(self, folders: Sequence[Path]) -> None:
        """Take the pages from these folders, as they are now."""
        self._current_pages = Pages(folders)

    def _pages(self) -> Pages:
        return self._current_pages

    async def listen(self, endpoint: Endpoint) -> None:
        """Begin to answer. Raises OSError where that cannot be listened on."""
        self.config.load()

        def connection() -> asyncio.Protocol:
            return self.config.http_protocol_class(  # type: ignore[call-arg]  # typed as any protocol
                config=self.config, server_state=self.server_state, app_state={}
            )

        loop = asyncio.get_running_loop()
        if endpoint.path:
            server = await loop.create_unix_server(connection, endpoint.path)
            # Who may ask is the folder's business.
            os.chmod(endpoint.path, 0o666)  # noqa: PTH101, S103
        else:
            server = await loop.create_server(connection, endpoint.host, endpoint.port)
        self.servers.append(server)
        self._serving = asyncio.create_task(self.serve())

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """What is really listened on: (host, port); nothing for a Unix socket."""
        inet = (socket.AF_INET, socket.AF_INET6)
        sockets = [each for server in self.servers for each in server.sockets]
        names = [each.getsockname() for each in sockets if each.family in inet]
        return tuple((name[0], name[1]) for name in names)

    def hush(self) -> None:
        """Let nobody in any more; who is there goes on."""
        for server in self.servers:
            server.close()

    async def close(self, grace_s: float) -> None:
        """Answer who is there within `grace_s` seconds, and end."""
        self.hush()
        if self._serving is not None:
            self.config.timeout_graceful_shutdown = grace_s  # type: ignore[assignment]  # any number
            self._ending.set()
            serving, self._serving = self._serving, None
            await serving

    # -- what uvicorn asks of itself

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process that we are part of."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """There is nothing to open: `listen` has."""
        self.started = True

    async def main_loop(self) -> None:
        """Wait for the end, rather than look for it ten times a second."""
        await self._ending.wait()


class _Connection(H11Protocol):
    """One client, with one request and so many seconds for it, however slowly it speaks."""

    patience_s = CONNECTION_S
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to count."""
        loop = asyncio.get_running_loop()
        self._late = loop.call_later(self.patience_s, transport.abort)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)
