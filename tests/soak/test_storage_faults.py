"""Storage fails under eight clients at once: mail is refused for now, and nothing else (R2)."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.soak import faults
from tests.soak.client import Client, Said
from tests.soak.conftest import Tell
from tests.soak.numbered import Post, Writer
from tests.soak.sink import Sink
from tests.soak.site import MIB, PROGRAM, Site, member

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

CLIENTS, MEMBERS, ANSWER_S = 8, 3, 30.0
TRIES = 400  # posts of a client until the disk is full at the latest


class Clients:
    """Eight clients, and an account of what they were told."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._to = f"psc@{site.domain}"
        self._writers = [
            Writer(f"client{number}", number, member(0), self._to) for number in range(CLIENTS)
        ]
        self.accepted: dict[str, bytes] = {}
        self.refused: list[Post] = []
        self.said: Counter[str] = Counter()
        self.slowest_s = 0.0

    async def post_in_peace(self) -> None:
        """Each sends a post, which is taken."""
        said = await asyncio.gather(*(self._post(each.next()) for each in self._writers))
        assert {each.code for each in said} == {250}, said

    async def post_until_refused(self) -> None:
        """All send at once, each until it is refused. Raises AssertionError for anything but 4xx."""
        await asyncio.gather(*(self._until_refused(each) for each in self._writers))

    async def post_again(self) -> None:
        """What was refused is sent again, and taken: once more, or after a short while."""
        posts, self.refused = self.refused, []
        for post in posts:
            for _ in range(20):
                said = await self._post(post)
                if said.code == 250:
                    break
                await asyncio.sleep(0.5)
            assert said.code == 250, f"not well again: {said}\n{self.site.last_words()}"

    async def _until_refused(self, writer: Writer) -> None:
        for _ in range(TRIES):
            post = writer.next()
            said = await self._post(post)
            if said.code != 250:
                self.said[f"{said.code} {said.text}"] += 1
                self.refused.append(post)
                assert 400 <= said.code < 500, said
                return
        raise AssertionError("the fault never showed")

    async def _post(self, post: Post) -> Said:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        async with await Client.connect(self.site.smtp) as client:
            (said,) = await client.post(member(0), [self._to], post.content)
        took_s = loop.time() - began_s
        self.slowest_s = max(self.slowest_s, took_s)
        assert took_s < ANSWER_S, f"{said} after {took_s:.0f} s"
        if said.code == 250:
            self.accepted[post.message_id] = post.content
        return said


async def _begin(site: Site) -> Clients:
    site.make({"psc": [member(number) for number in range(MEMBERS)]})
    await site.start()
    clients = Clients(site)
    for _ in range(4):
        await clients.post_in_peace()
    return clients


async def _end(name: str, clients: Clients, sink: Sink, tell: Tell) -> None:
    """The fault is over: the server has lived, works, has kept all its promises and no others."""
    site = clients.site
    assert site.is_alive, site.last_words()
    again = len(clients.refused)
    await clients.post_again()
    await clients.post_in_peace()
    await site.until_idle()
    await site.stop()
    (posts,) = site.soundness(
        "select post.message_id, letter.content from post join letter on letter.id = post.letter_id"
    )
    wanted = {(each, member(number)) for each in clients.accepted for number in range(MEMBERS)}
    tell(
        f"fault of storage, {name}",
        accepted=len(clients.accepted),
        refused=again,
        slowest_s=clients.slowest_s,
        lost=len(wanted - sink.pairs.keys()),
        doubled=sink.doubled,
        said=dict(clients.said),
    )
    assert len(posts) == len(clients.accepted)
    assert dict(posts) == clients.accepted
    assert wanted == sink.pairs.keys()
    # What was answered while progress could not be noted may come twice after all.
    assert sink.doubled <= 100


async def test_a_locked_database_defers_mail(tell: Tell) -> None:
    """While another process holds the database all clients get 4xx in time, and 250 afterwards."""
    async with Sink() as sink, Site(sink.port) as site:
        clients = await _begin(site)
        with faults.locked(site.database):
            await clients.post_until_refused()
            await clients.post_until_refused()
        await _end("locked", clients, sink, tell)


async def test_a_full_disk_defers_mail(tell: Tell, tmp_path: Path) -> None:
    """A disk without an octet left: 452 for all clients, 250 once there is room."""
    with ExitStack() as stack:
        reason = stack.enter_context(faults.small_disk(tmp_path / "disk", 24))
        if reason:
            pytest.skip(reason)
        async with Sink() as sink, Site(sink.port, folder=tmp_path / "disk") as site:
            site.log = tmp_path / "serve.log"
            clients = await _begin(site)
            with faults.full(site.folder):
                await clients.post_until_refused()
                await clients.post_until_refused()
            await _end("disk full", clients, sink, tell)


async def test_a_database_that_may_not_grow_defers_mail(tell: Tell) -> None:
    """SQLite's own limit (SQLITE_FULL) is answered like a full disk."""
    program = (sys.executable, "-c", faults.LIMITED)
    async with Sink() as sink, Site(sink.port, program=program) as site:
        clients = await _begin(site)
        await site.stop()
        with faults.no_more_pages(site.database):
            await site.start()
            await clients.post_until_refused()
            await clients.post_until_refused()
        await _end("no more pages", clients, sink, tell)


async def test_writes_that_fail_defer_mail(tell: Tell) -> None:
    """Writing beyond an offset fails (SQLITE_IOERR): 4xx for all clients, 250 afterwards."""
    async with Sink() as sink, Site(sink.port) as site:
        clients = await _begin(site)
        assert site.process is not None
        with faults.no_longer_files(site.process.pid, MIB // 4):
            await clients.post_until_refused()
            await clients.post_until_refused()
        await _end("writes fail", clients, sink, tell)


async def test_a_read_only_folder_defers_mail(tell: Tell) -> None:
    """What may not be written is not taken: 4xx for all clients, 250 once it may be."""
    program: tuple[str, ...] = PROGRAM
    if os.geteuid() == 0:
        # Root may write anything, unless that power is taken away.
        setpriv = shutil.which("setpriv") or pytest.skip("only setpriv can stop root from writing")
        program = (setpriv, "--bounding-set=-dac_override,-dac_read_search", *PROGRAM)
    async with Sink() as sink, Site(sink.port, program=program) as site:
        clients = await _begin(site)
        assert site.process is not None
        with faults.read_only(site.database):
            # The connection that is open may still write: a failing write makes it a new one.
            with faults.no_longer_files(site.process.pid, MIB // 4):
                await clients.post_until_refused()
            await clients.post_until_refused()
        await _end("read-only", clients, sink, tell)
