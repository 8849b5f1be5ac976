"""The relay in trouble, room in the queue, and closing (PROMISES R4)."""

from __future__ import annotations

import asyncio
import logging

import pytest

from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.transport import Envelope, Outcome
from tests.peers import DROP, HANG, PATIENCE_S, Deed, Peer
from tests.server.desk import Desk, become, commands, desk_at, envelope, numbered

SOON = 0.03
"""A wait that a test lets pass."""


# -- trouble -------------------------------------------------------------------------------------


async def test_a_relay_that_cannot_be_reached_gives_everything_back() -> None:
    """Without a relay all that waits comes back at once as RELAY, and the operator is told why."""
    async with Peer() as peer:
        port = peer.port
    async with desk_at(port) as desk:
        answers = await desk.send(*numbered(50))
        assert {answer.outcome for answer in answers} == {Outcome.RELAY}
        assert desk.relay.trouble == answers[0].text
        assert desk.relay.trouble.startswith(f"cannot connect to 127.0.0.1:{port}: ")
        assert "\n" not in desk.relay.trouble
        assert 0 < desk.relay.retry_in_s <= 1.25


@pytest.mark.parametrize(
    ("verb", "deed", "said"),
    [
        ("CONNECT", "554 5.3.2 not today", "it answered 554 5.3.2 not today to the greeting"),
        ("CONNECT", "421 4.3.2 busy", "it answered 421 4.3.2 busy to the greeting"),
        ("CONNECT", DROP, "the relay hung up"),
        ("CONNECT", HANG, "no answer within 0.1 s"),
        ("EHLO", "502 5.5.1 who?", "it answered 502 5.5.1 who? to EHLO"),
        ("EHLO", DROP, "the relay hung up"),
        ("MAIL", DROP, "the relay hung up"),
        ("MAIL", "421 4.7.0 go away", "it said 421 4.7.0 go away"),
    ],
)
async def test_a_relay_that_does_not_let_us_begin(verb: str, deed: Deed, said: str) -> None:
    """Whatever keeps a fresh connection from its first mail is the relay's trouble, told in words."""
    patience = Patience(command_s=0.1, backoff_s=60)
    async with (
        Peer() as peer,
        desk_at(peer.port, patience=patience, connections=1) as desk,
    ):
        peer.on(verb, deed)
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.RELAY
        assert desk.relay.trouble == f"127.0.0.1:{peer.port}: {said}"


async def test_in_trouble_what_is_submitted_comes_back_without_a_try(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While the pool backs off nothing is connected, and submit gives back at once, not inside."""
    async with Peer() as peer, desk_at(peer.port, patience=Patience(backoff_s=60)) as desk:
        peer.on("CONNECT", "421 4.3.2 busy")
        with caplog.at_level(logging.WARNING):
            await desk.send(*numbered(20))
        await become(lambda: not desk.relay._openings)
        tried = len(peer.sessions)
        late = envelope(tag="late")
        desk.relay.submit(late)
        assert desk.back[-1][0] is not late
        await desk.wait_for(21)
        assert desk.outcomes()["late"] is Outcome.RELAY
        assert len(peer.sessions) == tried
        assert [record.__dict__["fields"] for record in caplog.records] == [
            {"why": desk.relay.trouble}
        ]


async def test_the_pause_doubles_and_the_first_success_ends_it() -> None:
    """After each failed try the pause is twice as long, up to its maximum; a success clears it."""
    patience = Patience(backoff_s=100, backoff_max_s=400)
    async with Peer() as peer, desk_at(peer.port, patience=patience) as desk:
        peer.on("CONNECT", "421 4.3.2 busy")
        pauses = []
        for _ in range(4):
            await desk.send(envelope())
            pauses.append(desk.relay.retry_in_s)
            desk.relay._retry_at_s = 0.0  # the pause is over
        assert pauses == pytest.approx([100, 200, 400, 400], abs=PATIENCE_S)
        peer.forgive()
        assert desk.relay.trouble
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.DELIVERED
        assert (desk.relay.trouble, desk.relay.retry_in_s) == ("", 0.0)
        await peer.stop()
        await become(lambda: desk.relay.connections == 0)
        await desk.send(envelope())
        assert desk.relay.retry_in_s == pytest.approx(100, abs=PATIENCE_S)


async def test_after_trouble_one_connection_is_tried_first() -> None:
    """After the pause only one connection knocks, and when it succeeds all others follow."""
    patience = Patience(backoff_s=SOON)
    async with Peer() as peer, desk_at(peer.port, patience=patience, connections=4) as desk:
        peer.on("CONNECT", "421 4.3.2 busy")
        await desk.send(*numbered(8))
        peer.forgive()
        peer.on("MAIL", HANG, times=1)
        before = len(peer.sessions)
        await become(lambda: desk.relay.retry_in_s == 0)
        for each in numbered(20):
            desk.relay.submit(each)
        await peer.until(lambda: "MAIL" in commands(peer))
        assert len(peer.sessions) == before + 1
        peer.on("DOT", HANG)
        peer.release()
        await desk.wait_for(28)
        assert len(peer.sessions) > before + 1
        assert [kind for _, (kind,) in desk.back[8:] if kind.outcome is not Outcome.DELIVERED] == []


async def test_one_bad_envelope_is_no_trouble_of_the_relay() -> None:
    """Refusals of mails and recipients, even of all, never stop the queue."""
    async with Peer() as peer, desk_at(peer.port, connections=2) as desk:
        peer.on("MAIL", "552 5.3.4 too big")
        answers = await desk.send(*numbered(10))
        assert {answer.outcome for answer in answers} == {Outcome.MESSAGE}
        assert desk.relay.trouble == ""


# -- room and closing ----------------------------------------------------------------------------


async def test_room_waits_until_the_queue_is_short() -> None:
    """room() returns at once while few wait, and else only when fewer than `depth` do."""
    async with (
        Peer() as peer,
        desk_at(peer.port, depth=10, connections=1) as desk,
    ):
        peer.on("DOT", HANG)
        async with asyncio.timeout(PATIENCE_S):
            await desk.relay.room()
        for each in numbered(30):
            desk.relay.submit(each)
        waiting = asyncio.create_task(desk.relay.room())
        await peer.until(lambda: "DOT" in commands(peer))
        assert not waiting.done()
        peer.release()
        await waiting
        assert len(desk.relay._queue) < 10
        await desk.wait_for(30)


async def test_closing_finishes_what_is_in_flight_and_gives_back_the_rest() -> None:
    """On close the mail on the wire is answered, what waited is RELAY "closing", QUIT is said."""
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("DOT", HANG, nth=1)
        for each in numbered(5):
            desk.relay.submit(each)
        await peer.until(lambda: "DOT" in commands(peer))
        closing = asyncio.create_task(desk.relay.close(PATIENCE_S))
        await desk.wait_for(3)
        assert {answers[0].text for _, answers in desk.back} == {"closing"}
        assert set(desk.outcomes()) == {2, 3, 4}
        peer.release()
        await closing
        assert desk.outcomes()[0] is Outcome.DELIVERED
        assert desk.outcomes()[1] is Outcome.DELIVERED  # it was behind the dot already
        assert commands(peer)[-1] == "QUIT"
        desk.relay.submit(envelope(tag="late"))
        await desk.wait_for(6)
        assert desk.outcomes()["late"] is Outcome.RELAY


async def test_closing_ends_when_the_grace_is_over() -> None:
    """What the relay does not answer within the grace is unknown, and what was behind it RELAY."""
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("DOT", HANG)
        for each in numbered(3):
            desk.relay.submit(each)
        await peer.until(lambda: "DOT" in commands(peer))
        await desk.relay.close(SOON)
        assert desk.outcomes() == {0: Outcome.UNKNOWN, 1: Outcome.RELAY, 2: Outcome.RELAY}
        await peer.until(lambda: peer.open_sessions == 0)


async def test_closing_while_connecting_leaves_nothing_behind() -> None:
    """A connection that is still being opened is given up on close, and its envelope given back."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        peer.on("EHLO", HANG)
        desk.relay.submit(envelope(tag="waiting"))
        await peer.until(lambda: "EHLO" in commands(peer))
        await desk.relay.close(PATIENCE_S)
        assert desk.outcomes() == {"waiting": Outcome.RELAY}
        await peer.until(lambda: peer.open_sessions == 0)
    mine = asyncio.current_task()
    assert [task for task in asyncio.all_tasks() if task is not mine] == []


async def test_settled_may_submit_again() -> None:
    """An owner that hands over the next envelope while it is told about one is served."""
    async with Peer() as peer:
        desk: Desk
        left = numbered(10)

        async with desk_at(peer.port, connections=1) as desk:
            keep = desk.settled

            def settled(each: Envelope, answers: object) -> None:
                keep(each, answers)  # type: ignore[arg-type]
                if left:
                    desk.relay.submit(left.pop())

            desk.relay._settled = settled
            desk.relay.submit(left.pop())
            await desk.wait_for(10)
            assert len(peer.mails) == 10
