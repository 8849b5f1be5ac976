"""The server is killed again and again while mail goes out to a relay that misbehaves (R3, R4)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from tests.soak.conftest import Tell
from tests.soak.numbered import Account, Post, Writer, send_until_cut
from tests.soak.sink import Deed, Sink, Taken
from tests.soak.site import Site, member

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

KILLS, POSTS, MEMBERS = 50, 500, 20
CONNECTIONS, PER_ENVELOPE = 8, 10
NOTED_AFTER = 100  # acknowledgements that R3 lets a crash repeat


class World:
    """The relay's moods, and who was served twice because of which kill."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)
        self.sink = Sink(self._lot, hang_s=4.0, on_taken=self._note)
        self.kills = 0
        self.doubled_by_kill: Counter[int] = Counter()
        self.dropped_answers = 0
        self._last: dict[tuple[str, str], tuple[int, bool]] = {}

    def _lot(self) -> Deed:
        draw = self.luck.random()
        if draw < 0.10:
            return Deed.FORGET
        if draw < 0.20:
            return self.luck.choice((Deed.DEFER, Deed.DEFER_RECIPIENT))
        if draw < 0.22:
            return Deed.HANG
        return Deed.TAKE

    def _note(self, mail: Taken) -> None:
        """A repeat of what was answered is the doing of the last kill."""
        if not mail.is_answered:
            self.dropped_answers += len(mail.recipients)
        for recipient in mail.recipients:
            pair = mail.message_id, recipient
            if pair in self._last:
                _, was_answered = self._last[pair]
                if was_answered:
                    self.doubled_by_kill[self.kills] += 1
            self._last[pair] = self.kills, mail.is_answered


async def test_everybody_gets_every_post_in_spite_of_kills(tell: Tell) -> None:
    """Nothing is lost, and no kill repeats more than what was under way or not yet noted."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_run("individual", 5, 1, tell))
        tasks.create_task(_run("batch", 7, PER_ENVELOPE, tell))


async def _run(mode: str, seed: int, width: int, tell: Tell) -> None:
    world = World(seed)
    delivery = {
        "mode": mode,
        "batch_recipients": PER_ENVELOPE,
        "connections": CONNECTIONS,
        "max_connections": CONNECTIONS,
        "timeout": "1s",
        "retry": ["1s", "2s"],
    }
    readers = [member(number) for number in range(MEMBERS)]
    async with world.sink as sink, Site(sink.port, settings={"delivery": delivery}) as site:
        site.make({"psc": readers})
        account = Account()
        writer = Writer(mode, world.luck.randrange(1000), readers[0], f"psc@{site.domain}")
        for _ in range(KILLS):
            await site.start()
            await _send(site, account, writer, POSTS // KILLS)
            await asyncio.sleep(world.luck.uniform(0.0, 0.8))
            site.kill()
            world.kills += 1
            site.soundness()
        await site.start()
        await _send(site, account, writer, len(account.unanswered))
        await site.until_idle(180)
        stopped_s = await site.stop()
        ((failed,),) = site.rows("select count(*) from delivery")
    wanted = {(each, reader) for each in account.answered for reader in readers}
    lost, strange = wanted - sink.pairs.keys(), sink.pairs.keys() - wanted
    bound = NOTED_AFTER + CONNECTIONS * width
    tell(
        f"kills over delivery, {mode}",
        kills=KILLS,
        accepted=len(account.answered),
        delivered=len(sink.pairs),
        lost=len(lost),
        doubled=sink.doubled,
        dropped_answers=world.dropped_answers,
        doubled_by_kills=sum(world.doubled_by_kill.values()),
        worst_kill=max(world.doubled_by_kill.values(), default=0),
        hung=sink.deeds[Deed.HANG],
        deferred=sink.deeds[Deed.DEFER] + sink.deeds[Deed.DEFER_RECIPIENT],
        stopped_s=stopped_s,
    )
    assert account.answered == account.sent.keys()
    assert len(account.answered) >= POSTS
    assert lost == set()
    assert strange == set()
    assert failed == 0
    assert sink.doubled <= KILLS * bound + world.dropped_answers
    assert max(world.doubled_by_kill.values(), default=0) <= bound
    assert sink.flaws() == Counter()


async def _send(site: Site, account: Account, writer: Writer, count: int) -> None:
    """Send so many posts, those that a kill left unanswered first."""
    left = [count]

    def write() -> Post | None:
        left[0] -= 1
        if left[0] < 0:
            return None
        return account.unanswered.pop() if account.unanswered else writer.next()

    await send_until_cut(site.smtp, account, member(0), f"psc@{site.domain}", write)
