"""The server is killed again and again while mail comes in: a 250 is a promise (R1, R24)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from tests.soak.conftest import Tell
from tests.soak.numbered import Account, Post, Writer, send_until_cut
from tests.soak.site import Site, member

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]

ROUNDS, LANES, CLIENTS, MEMBERS = 200, 2, 8, 3
POSTS_OF_A_CLIENT = 25  # a round, at most: the database is checked after each

_POSTS = """select post.message_id, letter.content from post
    join letter on letter.id = post.letter_id"""
_QUEUED = "select post_id, sum(size) from delivery group by post_id"
_SHUNTED = "select recipient, error from shunted"


class Lane:
    """One site, its eight clients, and whoever pulls its plug."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site = site
        self.account = Account()
        self.killed_while_starting = 0
        self.lost = self.doubled = 0
        self._random = random.Random(seed)
        to = f"psc@{site.domain}"
        self._writers = [
            Writer(f"lane{seed}-client{number}", seed * 100 + number, member(0), to)
            for number in range(CLIENTS)
        ]

    async def round(self) -> None:
        """Start the server, send to it, kill it at a random moment, and look at what is left."""
        if self._random.random() < 0.1:
            self.site.launch()
            await asyncio.sleep(self._random.uniform(0.0, 0.7))
            self.killed_while_starting += 1
        else:
            await self.site.start()
            clients = asyncio.gather(*map(self._send, self._writers))
            await asyncio.sleep(self._random.uniform(0.005, 0.5))
            self.site.kill()
            await clients
        self.site.kill()
        await asyncio.to_thread(self.check)

    async def finish(self) -> None:
        """Send what got no answer once more to a server that nobody kills."""
        await self.site.start()
        rest, self.account.unanswered = self.account.unanswered, []
        again = iter(rest)
        await send_until_cut(
            self.site.smtp,
            self.account,
            member(0),
            f"psc@{self.site.domain}",
            lambda: next(again, None),
        )
        assert self.account.unanswered == []
        await self.site.stop()
        self.check()
        assert self.account.answered == self.account.sent.keys()

    def check(self) -> None:
        """Compare the store with what was answered."""
        posts, queued, shunted = self.site.soundness(_POSTS, _QUEUED, _SHUNTED)
        assert shunted == []
        times = Counter(message_id for message_id, _ in posts)
        self.lost = len(self.account.answered - times.keys())
        self.doubled = len(posts) - len(times)
        assert self.lost == 0, "answered, and yet not in the store"
        assert self.doubled == 0, "twice in the store"
        assert times.keys() <= self.account.sent.keys()
        for message_id, content in posts:
            assert content == self.account.sent[message_id], f"{message_id} is not as it was sent"
        assert len(queued) == len(posts)
        assert {size for _, size in queued} <= {MEMBERS}, "a post without all its copies"

    async def _send(self, writer: Writer) -> None:
        account, left = self.account, [POSTS_OF_A_CLIENT]

        def write() -> Post | None:
            left[0] -= 1
            if left[0] < 0:
                return None
            return account.unanswered.pop() if account.unanswered else writer.next()

        await send_until_cut(self.site.smtp, account, member(0), f"psc@{self.site.domain}", write)


async def test_what_was_answered_survives_200_kills(tell: Tell) -> None:
    """After each kill all posts that got 250 are there once, with their work, in a sound file."""

    async def run(seed: int) -> Lane:
        async with Site() as site:
            site.make({"psc": [member(number) for number in range(MEMBERS)]})
            lane = Lane(site, seed)
            for _ in range(ROUNDS // LANES):
                await lane.round()
            await lane.finish()
            return lane

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(run(seed)) for seed in range(1, LANES + 1)]
    lanes = [each.result() for each in running]
    tell(
        "kills over intake",
        kills=ROUNDS,
        while_starting=sum(each.killed_while_starting for each in lanes),
        sent=sum(len(each.account.sent) for each in lanes),
        accepted=sum(len(each.account.answered) for each in lanes),
        refused=sum(len(each.account.refused) for each in lanes),
        lost=sum(each.lost for each in lanes),
        doubled=sum(each.doubled for each in lanes),
    )
