"""The gate between the listeners, which stay, and a site, which is exchanged."""

from __future__ import annotations

import asyncio

import pytest

from dgroup.domain.model import Arrival
from dgroup.errors import StoreError
from dgroup.server.inbound.gate import Gate
from tests.wire.door import RecordingDoor

PSC = "psc@lists.example.org"
ARRIVAL = Arrival(b"x\r\n", "ann@example.org", (PSC,), "192.0.2.1", "x", 1)


async def test_who_comes_while_it_is_closed_waits_for_the_next_door() -> None:
    """Neither a recipient nor a mail is refused because a site is just being exchanged."""
    gate, former, following = Gate(), RecordingDoor(), RecordingDoor()
    gate.open(former)
    assert await gate.admits(PSC) == ""
    await gate.close(0)
    asking = asyncio.ensure_future(gate.admits(PSC))
    handing_in = asyncio.ensure_future(gate.receive(ARRIVAL))
    await asyncio.sleep(0)
    gate.open(following)
    assert await asking == ""
    assert [reply.outcome for reply in await handing_in] == ["posted"]
    assert (len(former.arrivals), len(following.arrivals)) == (0, 1)


async def test_closing_waits_for_who_is_inside() -> None:
    """A mail that is being taken in is taken in, and answered, before the site may go."""
    gate, door = Gate(), RecordingDoor()
    door.until = asyncio.Event()
    gate.open(door)
    handing_in = asyncio.ensure_future(gate.receive(ARRIVAL))
    await door.has_begun.wait()
    closing = asyncio.ensure_future(gate.close(30))
    await asyncio.sleep(0)
    door.until.set()
    await closing
    assert len(door.finished) == 1
    assert [reply.outcome for reply in await handing_in] == ["posted"]


async def test_who_is_inside_for_too_long_is_asked_to_try_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After the grace the work is cancelled, and its client hears of a fault that passes."""
    gate, door = Gate(), RecordingDoor()
    door.until = asyncio.Event()
    gate.open(door)
    handing_in = asyncio.ensure_future(gate.receive(ARRIVAL))
    await door.has_begun.wait()
    await gate.close(0)
    with pytest.raises(StoreError) as fault:
        await handing_in
    assert fault.value.kind == "busy"
    assert not door.finished
    assert "work unfinished: count=1" in caplog.text


async def test_who_is_told_to_stop_stops() -> None:
    """To cancel a hand-in cancels the work behind the gate, and is no fault of the store."""
    gate, door = Gate(), RecordingDoor()
    door.until = asyncio.Event()
    gate.open(door)
    handing_in = asyncio.ensure_future(gate.receive(ARRIVAL))
    await door.has_begun.wait()
    handing_in.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handing_in
    door.until.set()
    await gate.close(30)
    assert not door.finished
