"""What can be asked on the web: leaving by a link, and whether the server is well.

Asking changes nothing, however often; only a POST with one of two words does (RFC 8058 §3.1, or the
button of our own page). An answer tells nobody but the holder of a genuine link anything (R13).
Links are never logged, and neither `Host` nor who asks is looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, Router

from dgroup.errors import StoreError
from dgroup.mail import sign
from dgroup.server.leaving import leave_by_link
from dgroup.server.passage import Passage
from dgroup.server.site import Site
from dgroup.server.web.pages import Pages, accepted
from dgroup.store import leaving
from dgroup.store.database import named
from dgroup.store.leaving import Leaver

_LARGEST_BODY_BYTES: Final = 4096
_READY_PATIENCE_S: Final = 2.0
_READY_FOR_S: Final = 1.0  # an answer holds for so long: asking costs the writer a turn

# RFC 8058 §3.1, and the button of our page.
_DEEDS: Final = {("list-unsubscribe", "one-click"), ("leave", "yes")}


def routes(passage: Passage[Site], pages: Callable[[], Pages]) -> Router:
    """Return all routes; `pages` gives the pages as they are at the moment."""
    leave, health = Leave(passage, pages), Health(passage)
    return Router(
        [
            Route(f"{sign.LEAVE_PATH}{{token:path}}", leave.answer, methods=["GET", "POST"]),
            Route("/healthz", health.is_alive, methods=["GET"]),
            Route("/readyz", health.is_ready, methods=["GET"]),
        ],
        redirect_slashes=False,  # else an answer would lead to wherever `Host` says
    )


class Leave:
    """The page of a link in a list mail, and its button."""

    def __init__(self, passage: Passage[Site], pages: Callable[[], Pages]) -> None:
        self._passage = passage
        self._pages = pages

    async def answer(self, request: Request) -> Response:
        """Leave, where that is what was posted; else show what the link is for (R23).

        The answer to a POST is the same the first time, the second time, after the member was
        erased, and for a link that nobody was given.
        """
        do = self._show
        if request.method == "POST":
            try:
                form = await _form(request)
            except ClientDisconnect:
                return PlainTextResponse("", 400)
            if form is None:
                return PlainTextResponse("Too large\n", 413)
            if any((name.casefold(), value.strip().casefold()) in _DEEDS for name, value in form):
                do = self._leave
        return await self._passage.through(lambda site: do(request, site))

    async def _show(self, request: Request, site: Site) -> Response:
        member_id = sign.leaver(site.keys, request.path_params["token"])
        if member_id is None:
            return self._page("web/unknown", request, site, None)
        leaver = await leaving.find(site.db, member_id, site.defaults)
        if leaver is None or not leaver.is_inside:
            return self._page("web/left", request, site, leaver)
        return self._page("web/leave", request, site, leaver, title=leaver.group.title)

    async def _leave(self, request: Request, site: Site) -> Response:
        member_id = sign.leaver(site.keys, request.path_params["token"])
        leaver = None
        if member_id is not None:
            await leave_by_link(site, member_id)
            request.state.done = "You have left the group.\n"
            leaver = await leaving.find(site.db, member_id, site.defaults)
        return self._page("web/left", request, site, leaver)

    def _page(
        self, page: str, request: Request, site: Site, leaver: Leaver | None, **data: str
    ) -> Response:
        asked = accepted(request.headers.get("accept-language", ""))
        languages = [*asked, site.config.site.language]
        if leaver is not None:
            languages = [leaver.language or "", *asked, leaver.group.language]
        return HTMLResponse(self._pages().show(page, languages, **data))


class Health:
    """Whether the process lives, and whether its store does. Tells no more than a word."""

    def __init__(self, passage: Passage[Site]) -> None:
        self._passage = passage
        self._turn = asyncio.Lock()
        self._known_until = float("-inf")
        self._is_ready = False

    async def is_alive(self, request: Request) -> Response:
        """Say that there is somebody."""
        return PlainTextResponse("ok\n")

    async def is_ready(self, request: Request) -> Response:
        """Say whether the store can be read and written; the relay may be away (mail waits)."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now >= self._known_until:
                self._is_ready = await _can_write(self._passage)
                self._known_until = asyncio.get_running_loop().time() + _READY_FOR_S
        if self._is_ready:
            return PlainTextResponse("ready\n")
        return PlainTextResponse("not ready\n", 503, {"Retry-After": "5"})


async def _can_write(passage: Passage[Site]) -> bool:
    async def probe(site: Site) -> None:
        async with site.db.transaction(keep=False) as tx:
            await tx.write(named("probe"))

    try:
        async with asyncio.timeout(_READY_PATIENCE_S):
            await passage.through(probe)
    except (StoreError, TimeoutError):
        return False
    return True


async def _form(request: Request) -> list[tuple[str, str]] | None:
    """Return the fields of a small form, in either encoding; None where it is too large."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_BODY_BYTES:
            return None
    kind = request.headers.get("content-type", "")
    if kind.strip().lower().startswith("multipart/form-data"):
        head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
        return list(_fields(message_from_bytes(head + body)))
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def _fields(form: Message) -> Iterable[tuple[str, str]]:
    """Yield the fields of a multipart form (RFC 7578 §4.2)."""
    for part in form.walk():
        name = part.get_param("name", header="content-disposition")
        value = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            yield name, value.decode("utf-8", "replace")
