"""The pool: how many connections there are, and which envelope goes where (PROMISES R3, R4)."""

from __future__ import annotations

import pytest

from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.transport import Outcome
from tests.peers import DROP, HANG, Deed, Moment, Peer
from tests.server.desk import are_rightly_addressed, become, commands, desk_at, envelope, numbered

SOON = 0.03
"""A wait that a test lets pass."""


# -- how many connections ------------------------------------------------------------------------


async def test_nothing_is_connected_before_the_first_envelope() -> None:
    """Opening connects nowhere; the first envelope does, and one connection is enough for it."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        assert (desk.relay.connections, peer.sessions) == (0, [])
        await desk.send(envelope())
        assert desk.relay.connections == 1


async def test_a_connection_stays_warm_between_posts() -> None:
    """Mails sent one after the other all go over the same connection."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        for each in numbered(5):
            await desk.send(each)
        assert len(peer.sessions) == 1


async def test_the_usual_connections_share_a_burst() -> None:
    """Of a burst at a relay that answers nothing yet, each usual connection gets one envelope."""
    async with Peer() as peer, desk_at(peer.port, connections=4) as desk:
        peer.on("DOT", HANG)
        for each in numbered(20):
            desk.relay.submit(each)
        await peer.until(lambda: [*commands(peer)].count("DOT") == 4)
        assert len(peer.sessions) == 4
        peer.release()
        await desk.wait_for(20)
        assert len(peer.sessions) == 4


async def test_a_slow_relay_and_a_full_queue_bring_more_connections() -> None:
    """While envelopes wait for answers that do not come, connections grow to the maximum."""
    async with Peer() as peer, desk_at(peer.port, connections=2, max_connections=12) as desk:
        peer.on("DOT", HANG)
        for each in numbered(60):
            desk.relay.submit(each)
        await peer.until(lambda: len(peer.sessions) == 12)
        peer.release()
        await desk.wait_for(60)
        assert len(peer.sessions) == 12
        assert set(desk.outcomes().values()) == {Outcome.DELIVERED}


async def test_surplus_connections_and_then_all_are_closed_when_idle() -> None:
    """After the rush the pool shrinks to its usual number, and after a longer rest to nothing."""
    patience = Patience(surplus_rest_s=SOON, rest_s=10 * SOON)
    async with (
        Peer() as peer,
        desk_at(peer.port, connections=2, max_connections=6, patience=patience) as desk,
    ):
        peer.on("DOT", HANG)
        for each in numbered(30):
            desk.relay.submit(each)
        await peer.until(lambda: len(peer.sessions) == 6)
        peer.release()
        await desk.wait_for(30)
        await peer.until(lambda: peer.open_sessions == 2)
        assert desk.relay._width == 2
        await peer.until(lambda: peer.open_sessions == 0)
        assert all(session.verbs[-1] == "QUIT" for session in peer.sessions)
        await desk.send(envelope())
        assert len(peer.sessions) == 7


async def test_a_relay_that_takes_few_connections_is_used_with_few() -> None:
    """If the relay refuses a third connection, two do the work and nobody is in trouble."""

    def limit(moment: Moment) -> Deed | None:
        return "421 4.7.0 Too many connections" if moment.count > 2 else None

    async with Peer() as peer, desk_at(peer.port, connections=2, max_connections=8) as desk:
        peer.on("CONNECT", limit)
        await desk.send(*numbered(10))
        peer.on("DOT", HANG)
        for each in numbered(40):
            desk.relay.submit(each)
        await peer.until(lambda: len(peer.sessions) > 2)
        peer.release()
        await desk.wait_for(50)
        assert set(desk.outcomes().values()) == {Outcome.DELIVERED}
        assert desk.relay.trouble == ""


async def test_a_burst_at_a_relay_that_takes_few_connections_is_no_trouble() -> None:
    """Connections refused before any other has shown what it is worth stop nothing either."""

    def limit(moment: Moment) -> Deed | None:
        return "421 4.7.0 Too many connections" if moment.count > 2 else None

    async with Peer() as peer, desk_at(peer.port, connections=8) as desk:
        peer.on("CONNECT", limit)
        answers = await desk.send(*numbered(40))
        assert {answer.outcome for answer in answers} == {Outcome.DELIVERED}
        assert desk.relay.trouble == ""
        assert len(peer.sessions) <= 8


# -- which envelope where ------------------------------------------------------------------------


async def test_the_next_envelope_follows_the_final_dot_in_the_same_write() -> None:
    """On a busy connection the next MAIL is said before the mail before it was answered."""
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("DOT", HANG, nth=1)
        for each in numbered(2):
            desk.relay.submit(each)
        await peer.until(lambda: "DOT" in commands(peer))
        assert not desk.back
        peer.release()
        await desk.wait_for(2)
    wire = bytes(peer.sessions[0].wire)
    assert wire.count(b"\r\n.\r\nMAIL FROM:") == 1
    assert peer.sessions[0].is_pipelined
    assert are_rightly_addressed(peer.mails)


async def test_lock_step_says_one_command_at_a_time() -> None:
    """Where PIPELINING is not offered nothing is said before the last reply has come."""
    async with (
        Peer(without=["PIPELINING"]) as peer,
        desk_at(peer.port, connections=1) as desk,
    ):
        peer.on("RCPT", "550 5.1.1 unknown", nth=3)
        await desk.send(*numbered(6))
        assert not peer.sessions[0].is_pipelined
        assert len(peer.mails) == 5
        assert are_rightly_addressed(peer.mails)


async def test_one_stuck_connection_never_holds_up_the_others() -> None:
    """With one mail without an answer, all others pass, also the one already behind it."""
    patience = Patience(stuck_s=SOON)
    async with (
        Peer() as peer,
        desk_at(peer.port, connections=2, patience=patience) as desk,
    ):
        peer.on("DOT", HANG, to="m3@")
        for each in numbered(40):
            desk.relay.submit(each)
        await desk.wait_for(39)
        assert 3 not in desk.outcomes()
        peer.release()
        await desk.wait_for(40)
        assert set(desk.outcomes().values()) == {Outcome.DELIVERED}
        assert len(peer.mails) == 40
    # Nothing was ever sent twice, and an envelope that was taken away not even half.
    assert len(peer.seen) == 40
    assert are_rightly_addressed(peer.seen)


async def test_a_connection_whose_answer_came_late_is_not_used_again() -> None:
    """What was taken away from behind a late answer was offered there: that connection must end."""
    patience = Patience(stuck_s=SOON)
    async with Peer() as peer, desk_at(peer.port, connections=1, patience=patience) as desk:
        peer.on("DOT", HANG, nth=1)
        peer.on("MAIL", HANG, nth=2)
        for each in numbered(10):
            desk.relay.submit(each)
        await become(lambda: desk.relay.is_slow)
        peer.release("DOT")
        await desk.wait_for(10)
        assert set(desk.outcomes().values()) == {Outcome.DELIVERED}
        assert len(peer.sessions) == 2
        assert peer.sessions[0].verbs == ["EHLO", "MAIL", "RCPT", "DATA", "DOT", "MAIL"]
        assert are_rightly_addressed(peer.seen)
        assert not desk.relay.is_slow


async def test_a_recipient_that_is_slow_at_rcpt_holds_up_nobody() -> None:
    """A RCPT without an answer keeps one connection busy, and the rest of the queue passes."""
    async with Peer() as peer, desk_at(peer.port, connections=2) as desk:
        peer.on("RCPT", HANG, to="m0@")
        for each in numbered(30):
            desk.relay.submit(each)
        await desk.wait_for(29)
        peer.release()
        await desk.wait_for(30)
        assert set(desk.outcomes().values()) == {Outcome.DELIVERED}


async def test_a_warm_connection_found_closed_is_no_attempt() -> None:
    """An envelope whose MAIL meets a closed warm connection goes over another one."""
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        await desk.send(envelope())
        peer.on("MAIL", DROP, nth=2)
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.DELIVERED
        assert desk.relay.trouble == ""
        assert len(peer.sessions) == 2


async def test_a_connection_closed_while_idle_is_noticed() -> None:
    """What the relay closes, with or without a 421, is not used again."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        await desk.send(envelope())
        await peer.stop()
        await become(lambda: desk.relay.connections == 0)
        await peer.start()
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.DELIVERED


@pytest.mark.parametrize("limit", [1, 3])
async def test_a_relay_that_ends_after_n_mails_gets_them_all(limit: int) -> None:
    """A relay that says 421 after each few mails blames nobody and loses nothing."""
    async with (
        Peer(close_after=limit) as peer,
        desk_at(peer.port, connections=2) as desk,
    ):
        answers = await desk.send(*numbered(20))
        assert {answer.outcome for answer in answers} == {Outcome.DELIVERED}
        assert len(peer.seen) == 20


async def test_the_envelope_behind_a_lost_answer_goes_elsewhere() -> None:
    """If the connection dies after a final dot, that mail is unknown and the next is delivered."""
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("DOT", DROP, nth=1)
        answers = await desk.send(*numbered(3))
        kinds = [answer.outcome for answer in answers]
        assert kinds == [Outcome.UNKNOWN, Outcome.DELIVERED, Outcome.DELIVERED]


async def test_a_relay_that_drops_and_defers_settles_everything_once() -> None:
    """With one answer in ten dropped and one in ten 4xx, each envelope comes back exactly once."""

    def moody(moment: Moment) -> Deed | None:
        if moment.count % 10 == 0:
            return DROP
        return "451 4.3.0 later" if moment.count % 10 == 5 else None

    async with Peer() as peer, desk_at(peer.port, connections=4) as desk:
        peer.on("DOT", moody)
        answers = await desk.send(*numbered(300))
        found = {kind: [a.outcome for a in answers].count(kind) for kind in Outcome}
        assert found[Outcome.UNKNOWN] == 30
        assert found[Outcome.TEMPORARY] == 30
        assert found[Outcome.DELIVERED] == 240 == len(peer.mails)
