"""The server is stopped, reloaded and worked beside while it is busy: nobody notices (R24, R27)."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter

import pytest

from tests.soak.conftest import Tell
from tests.soak.numbered import Account, Post, Writer, send_until_cut
from tests.soak.sink import Deed, Sink
from tests.soak.site import Site, member

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

STOPS, MEMBERS, POSTS, STOP_S = 12, 1500, 8, 10.0


async def test_stopping_in_peace_repeats_nothing(tell: Tell) -> None:
    """SIGTERM in the middle of a fan-out: what was sent is known, so that nobody gets it twice."""
    luck = random.Random(12)
    async with Sink() as sink, Site(sink.port) as site:
        site.make({"psc": map(member, range(MEMBERS))})
        account, writer = Account(), Writer("stop", 12, member(0), f"psc@{site.domain}")
        longest_s = 0.0
        for _ in range(STOPS):
            await site.start()
            await _send(site, account, writer, POSTS // 4)
            await asyncio.sleep(luck.uniform(0.0, 0.15))
            longest_s = max(longest_s, await site.stop())
            site.soundness()
        left = len(account.answered) * MEMBERS - len(sink.pairs)
        await site.start()
        await site.until_idle()
        await site.stop()
        tell(
            "stops in peace",
            stops=STOPS,
            left_over=left,
            delivered=len(sink.pairs),
            lost=len(account.answered) * MEMBERS - len(sink.pairs),
            doubled=sink.doubled,
            longest_s=longest_s,
        )
        assert account.unanswered == []
        assert len(sink.pairs) == len(account.answered) * MEMBERS
        assert sink.doubled == 0
        assert longest_s < STOP_S


async def test_stopping_while_the_relay_hangs(tell: Tell) -> None:
    """A relay that says nothing cannot keep the server from ending, nor make it lose anything."""
    async with Sink(lambda: Deed.HANG, hang_s=120) as sink, Site(sink.port) as site:
        site.make({"psc": map(member, range(MEMBERS))})
        account, writer = Account(), Writer("hung", 13, member(0), f"psc@{site.domain}")
        await site.start()
        await _send(site, account, writer, POSTS)
        await asyncio.sleep(1)
        took_s = await site.stop()
        sink.lot = lambda: Deed.TAKE
        site.run("queue", "retry")
        await site.start()
        await site.until_idle()
        await site.stop()
        tell("stop while the relay hangs", took_s=took_s, doubled=sink.doubled)
        assert took_s < STOP_S
        assert len(sink.pairs) == POSTS * MEMBERS
        assert sink.doubled == 0


async def test_reloads_and_the_command_line_beside_it(tell: Tell) -> None:
    """SIGHUP and commands that write, while mail comes in and goes out, lose and double nothing."""
    async with Sink() as sink, Site(sink.port) as site:
        site.make({"psc": map(member, range(20))})
        await site.start()
        assert site.process is not None
        accounts = [Account() for _ in range(4)]
        writers = [
            Writer(f"busy{number}", number, member(number), f"psc@{site.domain}")
            for number in range(len(accounts))
        ]
        over = asyncio.Event()
        writing = [
            asyncio.create_task(_keep_sending(site, account, writer, over))
            for account, writer in zip(accounts, writers, strict=True)
        ]
        for number in range(5):
            site.process.send_signal(signal.SIGHUP)
            await asyncio.to_thread(site.run, "group", "create", f"new{number}", "--title", "New")
            roster = "".join(f"new{number}-{each}@example.com\n" for each in range(500))
            words = ("member", "add", f"new{number}", "--file", "-")
            await asyncio.to_thread(site.run, *words, stdin=f"address\n{roster}")
        over.set()
        await asyncio.gather(*writing)
        await site.until_idle()
        second = await asyncio.create_subprocess_exec(
            *site.serving, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        refusal, _ = await second.communicate()
        await site.stop()
        site.soundness()
        answered = {each for account in accounts for each in account.answered}
        sent = {each for account in accounts for each in account.sent}
        tell(
            "reloads and commands",
            accepted=len(answered),
            cut_off=len(sent) - len(answered),
            delivered=len(sink.pairs),
            doubled=sink.doubled,
            second_server=refusal.decode().strip().splitlines()[-1],
        )
        assert answered == sent
        assert len(sink.pairs) == len(answered) * 20
        assert sink.doubled == 0
        assert second.returncode == 1
        assert sink.flaws() == Counter()


async def _send(site: Site, account: Account, writer: Writer, count: int) -> None:
    left = [count]

    def write() -> Post | None:
        left[0] -= 1
        return writer.next() if left[0] >= 0 else None

    await send_until_cut(site.smtp, account, member(0), f"psc@{site.domain}", write)


async def _keep_sending(site: Site, account: Account, writer: Writer, over: asyncio.Event) -> None:
    """Send without a pause; what was cut off is sent again, as real clients do."""

    def write() -> Post | None:
        if account.unanswered:
            return account.unanswered.pop()
        return None if over.is_set() else writer.next()

    while not over.is_set() or account.unanswered:
        await send_until_cut(site.smtp, account, member(0), f"psc@{site.domain}", write)
        await asyncio.sleep(0.05)
