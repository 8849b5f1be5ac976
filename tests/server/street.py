"""A site with a web side, as tests ask it: links into it, and answers taken apart."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dgroup.mail.sign import leave_tokens
from dgroup.server.web.opening import Web
from tests.server.asking import Answer, ask
from tests.site import Home, configured

ANN, BOB = "ann@example.org", "bob@example.org"
ONE_CLICK = b"List-Unsubscribe=One-Click"
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


class Street:
    """A site with a web side, and links into it."""

    def __init__(self, home: Home, web: Web) -> None:
        self.home = home
        self.web = web
        self.port = web.ports[0]

    def link(self, member_id: int) -> str:
        return f"/leave/{leave_tokens(self.home.site.keys)(member_id).decode()}"

    async def join(self, address: str = ANN, name: str = "psc", **settings: str | bool) -> str:
        """Make somebody a member of a new group; return the link by which they leave."""
        group = await self.home.found(name, **settings)
        return self.link(await self.home.admit(group, address))

    async def leave(self, link: str, body: bytes = ONE_CLICK, **headers: str) -> Answer:
        return await ask(self.port, link, "POST", body, **headers)

    def statuses(self) -> list[str]:
        return [status for (status,) in self.home.rows("select status from member order by id")]


@asynccontextmanager
async def opened(home: Home) -> AsyncIterator[Web]:
    """Open the web side of a site on a free port."""
    web = Web()
    folder = home.path.parent
    await web.adopt(configured(folder, web__enabled="true", web__listen="127.0.0.1:0"))
    web.open(home.site)
    try:
        yield web
    finally:
        await web.end(0)
        await web.close(0)


@pytest.fixture
async def street(home: Home) -> AsyncIterator[Street]:
    """A site whose web side is open."""
    async with opened(home) as web:
        yield Street(home, web)


def heading(answer: Answer) -> str:
    """What a page says first."""
    found = HEADING.search(answer.text)
    return found[1] if found else ""
