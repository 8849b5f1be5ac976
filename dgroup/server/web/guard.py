"""What holds for every answer of the web: its headers, its deadline, and what is said of a fault.

This is the door at which faults of one request are caught. The reason goes to the log, never the
address that was asked for: there is a token in it (PROMISES R10).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from email.utils import formatdate
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dgroup.errors import Temporary
from dgroup.server.web.pages import POLICY, Pages, accepted

log = logging.getLogger(__name__)

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address of a page is a key
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Connection": "close",  # so the deadline of a connection is that of a request
}


class Guard:
    """Wraps an application; `deadline_s` is for a whole request, `pages` has what is said then.

    A request whose `state.done` is set has done what it was for: a fault after that, say of a page
    that the operator has written, does not turn the answer into a refusal.
    """

    def __init__(self, app: ASGIApp, pages: Callable[[], Pages], deadline_s: float) -> None:
        self._app = app
        self._pages = pages
        self._deadline_s = deadline_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            return
        scope.setdefault("state", {})
        is_begun = False

        async def send_on(message: Message) -> None:
            nonlocal is_begun
            if message["type"] == "http.response.start":
                is_begun = True
                headers = MutableHeaders(scope=message)
                headers.update({"Date": formatdate(usegmt=True), **HEADERS})
            await send(message)

        try:
            async with asyncio.timeout(self._deadline_s):
                await self._app(scope, receive, send_on)
        except Exception as error:
            if isinstance(error, Temporary | TimeoutError):
                log.warning("a web request was put off: %s %s", type(error).__name__, error)
                status = 503
            else:
                log.exception("a web request failed")
                status = 500
            if not is_begun:
                await self._answer(scope, status)(scope, receive, send_on)

    def _answer(self, scope: Scope, status: int) -> Response:
        if done := scope["state"].get("done"):
            return PlainTextResponse(done)
        wait = {"Retry-After": "60"}
        try:
            languages = accepted(Headers(scope=scope).get("accept-language", ""))
            return HTMLResponse(self._pages().show("web/later", languages), status, wait)
        except Exception:
            log.exception("not even the page that says so could be made")
            return PlainTextResponse("Please try again in a few minutes.\n", status, wait)
