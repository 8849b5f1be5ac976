"""The way out and the time: clocks that jump, and mail that waits without ageing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dgroup.store import queue
from tests.outgoing import DAY_S, peer, received, relayed, send, sending, until
from tests.peers import HANG, Peer
from tests.site import Home, letter

__all__ = ["peer"]

ANN, BOB = "ann@example.org", "bob@example.org"
MINUTE, HOUR = 60, 3600


@pytest.fixture
async def home(blank: Path, tmp_path: Path, peer: Peer) -> AsyncIterator[Home]:
    """A site that sends to the peer, with a group of two."""
    async with relayed(blank, tmp_path, peer) as opened:
        await opened.found("psc", ANN, BOB)
        yield opened


async def test_a_clock_that_jumps_sends_nothing_twice(home: Home, peer: Peer) -> None:
    """What is on its way stays on its way, though its lease has lapsed by the new time (R3)."""
    peer.on("DOT", HANG, nth=1)
    await home.receive()
    async with sending(home) as delivering:
        running = asyncio.create_task(delivering.run())
        await peer.until(lambda: peer._counts["DOT"] == 1)
        before = dict(delivering._flights)
        # for the lease it is as if the clock had been put forward by an hour
        home.write("update delivery set lease_until_s = ?", int(time.time()) - HOUR)
        await home.receive(letter(id="next", body="next"))
        await until(lambda: len(delivering._flights) == 2)  # the claim that saw both rows
        assert before.items() <= delivering._flights.items()
        assert home.one("select min(lease_until_s) from delivery") > time.time()
        peer.release()
        await peer.wait_for(4)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert received(peer) == {ANN: 2, BOB: 2}
    assert home.queued() == []
    assert home.one("select sum(size) from delivery_result") == 4


async def test_a_long_outage_after_a_first_try_ages_nothing(home: Home, peer: Peer) -> None:
    """Deferred once, then six days without a relay: the next 4xx is the second, not the last (R4)."""
    peer.on("RCPT", "451 4.2.0 greylisted", to=BOB, times=2)
    await home.receive()
    await send(home)
    await peer.stop()
    for _ in range(6):
        await send(home)
        home.clock.move(DAY_S)
    await peer.start()
    await send(home)
    assert home.rows("select state, attempts from delivery") == [("waiting", 2)]
    home.clock.move(5 * MINUTE)
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1}


async def test_a_server_that_was_off_has_aged_nothing(home: Home, peer: Peer) -> None:
    """Nothing was tried while it was off; with `queue retry` after that it is the same."""
    peer.on("RCPT", "451 4.2.0 greylisted", to=BOB)
    await home.receive()
    await send(home)
    for attempts in (2, 3):
        home.clock.move(6 * DAY_S)
        if attempts == 3:
            async with home.site.db.transaction() as tx:
                await queue.retry(tx, None, home.clock())
        await send(home)
        assert home.rows("select state, attempts from delivery") == [("waiting", attempts)]


async def test_patience_ends_although_the_relay_fails_now_and_then(home: Home, peer: Peer) -> None:
    """An outage before every try takes itself off the age, and no more: the end comes (R4)."""
    peer.on("RCPT", "451 4.2.0 greylisted", to=BOB)
    await home.receive()
    await send(home)
    began_s, outages_s = home.clock.now_s, 0
    while home.one("select state from delivery") == "waiting":
        home.clock.now_s = max(home.one("select due_s from delivery"), home.clock.now_s)
        await peer.stop()
        await send(home)
        home.clock.move(HOUR)
        outages_s += HOUR
        await peer.start()
        await send(home)
    tried_s = home.clock.now_s - began_s - outages_s
    assert 5 * DAY_S <= tried_s <= 5 * DAY_S + 6 * HOUR


async def test_a_policy_against_us_blames_no_member(home: Home, peer: Peer) -> None:
    """`Client host rejected` at RCPT: tried again, and no bounce for anybody (R4, R15)."""
    peer.on("RCPT", "554 5.7.1 Client host rejected: Access denied", times=2)
    await home.receive()
    await send(home)
    assert home.one("select count(*) from bounce") == 0
    home.clock.move(HOUR)
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1}


@pytest.mark.parametrize("mode", ["individual", "batch"])
async def test_a_domain_beyond_ascii_needs_no_more_of_a_relay(
    blank: Path, tmp_path: Path, mode: str
) -> None:
    """An ASCII local part is all that SMTPUTF8 would be for: the domain goes as A-label (R20)."""
    async with (
        Peer(without=("SMTPUTF8",)) as plain,
        relayed(blank, tmp_path, plain, delivery__mode=mode) as home,
    ):
        await home.found("psc", ANN, "bob@bücher.example")
        await home.receive()
        await send(home)
        assert received(plain) == {ANN: 1, "bob@xn--bcher-kva.example": 1}
        assert home.queued() == []
