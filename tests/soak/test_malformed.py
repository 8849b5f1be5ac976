"""Nine hundred broken mails: each is answered soon, none is lost, none leaves broken (R17, R19)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.soak.client import Client, Said
from tests.soak.conftest import Tell
from tests.soak.mutation import malformed
from tests.soak.sink import Sink, Taken
from tests.soak.site import Site

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

MAILS, CLIENTS, READERS = 900, 4, 3
ANSWER_S, MOST_MIB = 5.0, 300


class Ledger:
    """What came out; a return path is of one copy alone, whatever its Message-ID has become."""

    def __init__(self) -> None:
        self.paths: Counter[tuple[str, str]] = Counter()
        self.flawed: list[tuple[set[str], bytes]] = []

    def note(self, mail: Taken) -> None:
        for recipient in mail.recipients:
            self.paths[mail.sender, recipient] += 1
        if found := mail.flaws():
            self.flawed.append((found, mail.wire[:4000]))


async def test_broken_mails_are_answered_and_leave_clean(tell: Tell) -> None:
    """Each gets 250 or 5xx within seconds, memory stays small, and all that was posted arrives."""
    ledger, times, codes = Ledger(), [], Counter[str]()
    wrong: list[tuple[str, Said | str, bytes]] = []
    mails = malformed(19, MAILS)
    async with Sink(on_taken=ledger.note, keeps=False) as sink, Site(sink.port) as site:
        site.make(
            {"psc": [f"reader{number}@example.com" for number in range(READERS)]}, post="anyone"
        )
        await site.start()

        async def send_some() -> None:
            loop = asyncio.get_running_loop()
            for kind, mail in mails:
                began_s = loop.time()
                try:
                    said = await _post(site, mail)
                except (OSError, EOFError) as error:
                    wrong.append((kind, repr(error), mail[:2000]))
                    continue
                times.append(loop.time() - began_s)
                codes[f"{said.code} {said.text.split(' ')[0]}"] += 1
                if said.code != 250 and not 500 <= said.code < 600:
                    wrong.append((kind, said, mail[:2000]))

        async with _watched(site) as peak:
            await asyncio.gather(*(send_some() for _ in range(CLIENTS)))
            await site.until_idle()
        posts = site.rows("select id, message_id from post")
        outcomes = dict(
            site.rows("select outcome || ' ' || reason, count(*) from account group by 1")
        )
        shunted = site.rows(
            "select error, content from shunted join letter on letter_id = letter.id"
        )
        lists = [await site.ask("post", "list", "psc"), await site.ask("thread", "list", "psc")]
        lists.append(await site.ask("held", "list", "psc"))
        shown = 0
        for number, _ in posts[::40]:
            await site.ask("post", "show", str(number))
            shown += 1
        await site.stop()
        failed, doubts = site.soundness(
            "select last_error from delivery", "select count(*) from post where recipients <> 3"
        )
    # The operator is asked about those that are held, which is no copy.
    copies = {path: count for path, count in ledger.paths.items() if path[0]}
    times.sort()
    tell(
        "malformed mails",
        mails=MAILS,
        codes=dict(codes),
        outcomes=outcomes,
        p99_s=round(times[len(times) * 99 // 100], 3),
        slowest_s=round(times[-1], 3),
        peak_mib=peak[0],
        delivered=len(copies),
        lost=len(posts) * READERS - len(copies),
        doubled=sum(copies.values()) - len(copies),
        flawed=len(ledger.flawed),
        shunted=len(shunted),
    )
    assert wrong == []
    assert len(times) == MAILS
    assert times[-1] < ANSWER_S
    assert peak[0] < MOST_MIB
    assert shunted == []
    assert len(copies) == len(posts) * READERS
    assert set(copies.values()) == {1}
    assert ledger.flawed == []
    assert failed == []
    assert doubts == [(0,)]
    assert len(lists[0]) == len(posts)
    assert shown


async def _post(site: Site, mail: bytes) -> Said:
    async with await Client.connect(site.smtp) as client:
        (said,) = await client.post("poster@example.com", [f"psc@{site.domain}"], mail)
        return said


@asynccontextmanager
async def _watched(site: Site) -> AsyncIterator[list[float]]:
    """Give the most memory that the server and its children have taken, in one element."""
    peak = [0.0]

    async def look() -> None:
        while True:
            peak[0] = max(peak[0], site.memory_mib())
            await asyncio.sleep(0.05)

    task = asyncio.create_task(look())
    try:
        yield peak
    finally:
        task.cancel()
