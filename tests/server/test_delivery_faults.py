"""The way out when something goes wrong: refusals, silence, a relay that is down, a disk, a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from dgroup.server.flight import Flight
from dgroup.server.outbound.transport import Answer, Envelope, Outcome
from dgroup.store import queue
from dgroup.store.database import named
from tests.cancelling import cancelled_at
from tests.outgoing import DAY_S, fields, peer, received, relayed, send, sending, towards, until
from tests.peers import DROP, HANG, Moment, Peer
from tests.server.crowds import crowd
from tests.site import NOON_S, Home, letter, locked, open_home

__all__ = ["peer"]

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"
MINUTE, HOUR = 60, 3600
SENT = Answer(Outcome.DELIVERED, 250, "2.0.0", "queued")
LATER = Answer(Outcome.TEMPORARY, 450, "4.2.0", "later")


@pytest.fixture
async def home(blank: Path, tmp_path: Path, peer: Peer) -> AsyncIterator[Home]:
    """A site that sends to the peer, with a group of three."""
    async with relayed(blank, tmp_path, peer) as opened:
        await opened.found("psc", ANN, BOB, CAT)
        yield opened


@pytest.fixture(params=["individual", "batch"])
async def either(
    blank: Path, tmp_path: Path, peer: Peer, request: pytest.FixtureRequest
) -> AsyncIterator[Home]:
    """The same, in each of the two modes."""
    async with relayed(blank, tmp_path, peer, delivery__mode=request.param) as opened:
        await opened.found("psc", ANN, BOB, CAT)
        yield opened


def state(home: Home) -> list[tuple[str, int, int, str]]:
    """State, recipients, attempts and last error of each row of the queue."""
    return home.rows("select state, size, attempts, last_error from delivery order by id")


async def claimed(home: Home) -> list[queue.Delivery]:
    """What the worker would take next."""
    return await queue.claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=1, lease_s=1, most=8
    )


async def test_one_refused_recipient_harms_nobody_else(either: Home, peer: Peer) -> None:
    """550 for one: that one failed and has a bounce; the others have their copy (R4)."""
    peer.on("RCPT", "550 5.1.1 no such user", to=BOB)
    await either.receive()
    await send(either)
    assert received(peer) == {ANN: 1, CAT: 1}
    assert state(either) == [("failed", 1, 1, "550 5.1.1 no such user")]
    assert either.rows(
        "select address.address, bounce.status, bounce.detail from bounce"
        " join address on address.id = bounce.address_id"
    ) == [(BOB, "5.1.1", "550 5.1.1 no such user")]
    results = either.rows("select result, sum(size) from delivery_result group by result")
    assert results == [("failed", 1), ("sent", 2)]
    counts = await queue.counts(either.site.db)
    assert (counts.waiting, counts.retrying, counts.failed) == (0, 0, 1)
    await send(either)  # what has failed is not tried again
    assert received(peer) == {ANN: 1, CAT: 1}


async def test_a_slow_recipient_does_not_hold_up_the_rest(either: Home, peer: Peer) -> None:
    """451 for one: a row of its own, tried again alone when it is due."""
    peer.on("RCPT", "451 4.2.0 greylisted", to=BOB, times=1)
    await either.receive()
    await send(either)
    assert received(peer) == {ANN: 1, CAT: 1}
    assert state(either) == [("waiting", 1, 1, "451 4.2.0 greylisted")]
    await send(either)  # not due yet
    assert received(peer) == {ANN: 1, CAT: 1}
    either.clock.move(MINUTE)
    await send(either)
    assert received(peer) == {ANN: 1, BOB: 1, CAT: 1}
    assert either.queued() == []
    assert len({fields(mail, "Message-ID")[0] for mail in peer.mails}) == 1


async def test_attempts_keep_to_the_schedule_and_end(home: Home, peer: Peer) -> None:
    """1m, 5m, 30m, 2h, 6h, 6h … and after five days it failed: recorded, never lost (R4)."""
    tried: list[int] = []

    def refuse(moment: Moment) -> str | None:
        if BOB not in moment.argument:
            return None
        tried.append(home.clock.now_s)
        return "450 4.2.1 mailbox busy"

    peer.on("RCPT", refuse)
    await home.receive()
    await send(home)
    while home.one("select count(*) from delivery where state = 'waiting'"):
        home.clock.now_s = home.one("select due_s from delivery")
        await send(home)
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[:5] == [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR]
    assert set(pauses[5:]) == {6 * HOUR}
    assert 5 * DAY_S <= tried[-1] - tried[0] < 5 * DAY_S + 6 * HOUR
    assert state(home) == [("failed", 1, len(tried), "450 4.2.1 mailbox busy")]
    assert home.one("select count(*) from bounce") == 0  # time that passed is nobody's fault
    assert received(peer) == {ANN: 1, CAT: 1}


async def test_a_relay_that_is_down_ages_nothing(home: Home, peer: Peer) -> None:
    """Three days without a relay: nobody is blamed, no attempt counts, then all is sent (R4)."""
    await peer.stop()
    await home.receive()
    before = home.rows("select size, attempts, first_tried_s, members from delivery")
    for _ in range(72):
        await send(home)
        home.clock.move(HOUR)
    assert home.rows("select size, attempts, first_tried_s, members from delivery") == before
    ((error, due_s),) = home.rows("select last_error, due_s from delivery")
    assert f"127.0.0.1:{peer.port}" in error
    assert due_s <= home.clock.now_s
    assert home.one("select count(*) from bounce") == 0
    await peer.start()
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1, CAT: 1}
    assert home.queued() == []


@pytest.mark.parametrize("trouble", ["CONNECT", "EHLO", "MAIL"])
async def test_a_relay_that_says_421_is_in_trouble_itself(
    home: Home, peer: Peer, trouble: str
) -> None:
    """A busy relay blames nobody, and gets the mails when it is well again."""
    peer.on(trouble, "421 4.3.2 too busy")
    peer.on("HELO", "421 4.3.2 too busy")
    await home.receive()
    await send(home)
    assert [(size, attempts) for _, size, attempts, _ in state(home)] == [(3, 0)]
    peer.forgive()
    home.clock.move(MINUTE)
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1, CAT: 1}


async def test_a_message_that_is_refused_blames_no_address(home: Home, peer: Peer) -> None:
    """5xx after the final dot: deferred, then failed and shown; other mails go on (R4)."""
    peer.on("DOT", lambda moment: "554 5.7.1 spam" if len(peer.seen) < 9 else None)
    await home.receive()
    for _ in range(3):
        await send(home)
        home.clock.move(HOUR)
    assert len(peer.seen) == 9
    assert {(each[0], each[2], each[3]) for each in state(home)} == {
        ("failed", 3, "554 5.7.1 spam")
    }
    assert sum(size for _, size, *_ in state(home)) == 3
    assert home.one("select count(*) from bounce") == 0
    await home.receive(letter(id="next"))
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1, CAT: 1}


async def test_no_answer_after_the_dot_is_tried_again_with_the_same_id(
    home: Home, peer: Peer
) -> None:
    """Perhaps it arrived: it is sent once more, and a mail reader can tell that it is the same (R3)."""
    peer.on("DOT", DROP, to=BOB, times=1)
    await home.receive()
    await send(home)
    assert received(peer) == {ANN: 1, CAT: 1}
    assert [(each[0], each[1], each[2]) for each in state(home)] == [("waiting", 1, 1)]
    home.clock.move(MINUTE)
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1, CAT: 1}
    twice = [mail for mail in peer.seen if mail.recipients == (BOB,)]
    assert [fields(mail, "Message-ID") for mail in twice] == [["<hello@example.org>"]] * 2
    assert twice[0].sender == twice[1].sender


async def test_a_notice_that_is_sent_again_is_the_same(home: Home, peer: Peer) -> None:
    """Its id, its date and its words do not change with the row that carries it."""
    home.write('update groups set settings = \'{"post":"moderated"}\'')
    home.site.forget_names()
    peer.on("DOT", DROP, times=1)
    await home.receive()
    home.write("delete from delivery where address <> ?", ANN)  # the operator is asked, too
    await send(home)
    home.clock.move(HOUR)
    await send(home)
    first, second = peer.seen
    assert first.content == second.content


async def test_progress_is_noted_within_a_hundred_answers(
    home: Home, peer: Peer, blank: Path, tmp_path: Path
) -> None:
    """After a crash at most what was in flight or acknowledged since is repeated (R3)."""
    large = await home.found("large", post="anyone")
    await crowd(home, large, 450)
    await home.receive(None, "large")
    peer.on("DOT", HANG, nth=301)
    async with sending(home) as delivering:
        crashing = asyncio.create_task(delivering.run_once())
        await peer.until(lambda: peer._counts["DOT"] == 301)
        await until(lambda: home.one("select size from delivery") <= 450 - 200)
        taken_before = set(received(peer))
        assert len(taken_before) == 300
        # what a crash would leave on the disk at this moment, opened by another server
        (tmp_path / "after").mkdir()
        home.write("vacuum into ?", str(tmp_path / "after" / "dgroup.db"))
        for name in ("dgroup.toml", "dgroup.key"):
            (tmp_path / "after" / name).write_bytes((blank / name).read_bytes())
        async with open_home(blank, tmp_path / "after", **towards(peer)) as after:
            await after.site.db.write(named("free-leases"))
            await send(after)
            assert after.queued() == []
        crashing.cancel()
        await asyncio.gather(crashing, return_exceptions=True)
        taken_after = {to for mail in peer.mails if mail.session > 0 for to in mail.recipients}
    assert len(taken_before | taken_after) == 450
    assert len(taken_before & taken_after) <= 100


async def test_a_stop_gives_back_what_was_not_answered(home: Home, peer: Peer) -> None:
    """Stopped in the middle: what was taken is noted once, the rest is due at once and unharmed."""
    large = await home.found("large", post="anyone")
    await crowd(home, large, 50)
    await home.receive(None, "large")
    peer.on("DOT", HANG, nth=20)
    async with sending(home) as delivering:
        stopped = asyncio.create_task(delivering.run())
        await peer.until(lambda: peer._counts["DOT"] == 20)
        stopped.cancel()
        await asyncio.gather(stopped, return_exceptions=True)
    assert sum(size for (size,) in home.rows("select size from delivery_result")) == 19
    assert sum(size for (size,) in home.rows("select size from delivery")) == 31
    assert home.rows("select distinct lease_until_s from delivery") == [(0,)]
    peer.forgive()
    home.clock.move(HOUR)
    await send(home)
    counts = received(peer)
    assert len(counts) == 50
    assert sum(counts.values()) <= 51


async def test_progress_that_cannot_be_noted_is_noted_later(
    home: Home, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    """While the disk is locked nothing is lost: it is written down when it can be, once."""
    peer.on("RCPT", "451 4.2.0 greylisted", to=BOB)
    peer.on("DOT", HANG, times=2)
    home.site.db._patience_s = 0.05
    await home.receive()
    async with sending(home) as delivering:
        delivering.pause_s = 0.0
        running = asyncio.create_task(delivering.run())
        await peer.until(lambda: peer._counts["DOT"] == 1)
        with locked(home.path):
            peer.release()
            await peer.wait_for(2)
            await until(lambda: caplog.text.count("progress cannot be noted") > 9)
        await until(lambda: home.one("select count(*) from delivery_result") > 0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert home.rows("select result, sum(size) from delivery_result group by result") == [
        ("sent", 2)
    ]
    assert state(home) == [("waiting", 1, 1, "451 4.2.0 greylisted")]


async def test_a_note_that_is_stopped_anywhere_is_noted_once(home: Home) -> None:
    """Whoever is cancelled while noting has noted all of it, and does not do so again."""
    async with sending(home) as delivering:
        point, reached = 0, True
        while reached:
            point += 1
            home.write("delete from delivery")
            home.write("delete from delivery_result")
            await home.receive(letter(id=str(point), body=str(point)))
            (row,) = await claimed(home)
            flight = Flight(row, delivering._schedule)
            delivering._flights = {row.id: flight}
            flight.take([row.readers[0][0], row.readers[1][0]], [SENT, LATER])
            reached, _ = await cancelled_at(delivering._note(), point)
            await delivering._note()
            assert home.rows("select result, size from delivery_result") == [("sent", 1)]
            assert state(home) == [("waiting", 1, 0, ""), ("waiting", 1, 1, "450 4.2.0 later")]
        assert point > 1
        delivering._flights = {}


async def test_notes_are_written_after_so_many_answers(home: Home) -> None:
    """Not one by one, and not more than a hundred at a time (R3)."""
    large = await home.found("large", post="anyone")
    await crowd(home, large, 200)
    await home.receive(None, "large")
    async with sending(home) as delivering:
        (row,) = await claimed(home)
        flight = Flight(row, delivering._schedule)
        delivering._flights = {row.id: flight}
        answers = 0
        for member_id, _ in row.readers:
            envelope = Envelope(b"", (b"x",), (b"",), 0, False, False, (flight, (member_id,)))
            delivering.settled(envelope, [SENT])
            answers += 1
            if delivering._news.is_set():
                break
        assert 10 < answers <= 100
        delivering._flights = {}


async def test_a_store_that_is_away_when_work_is_claimed(
    home: Home, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    """The worker lives on, and goes on when the store is there again."""
    home.site.db._patience_s = 0.05
    await home.receive()
    async with sending(home) as delivering:
        delivering.pause_s = 0.0
        with locked(home.path):
            running = asyncio.create_task(delivering.run())
            await until(lambda: caplog.text.count("nothing can be claimed") > 2)
        await peer.wait_for(3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert home.queued() == []


async def test_a_failed_recipient_can_be_tried_again_or_dropped(home: Home, peer: Peer) -> None:
    """The operator's `queue retry` starts afresh; `drop` is recorded (R27)."""
    peer.on("RCPT", "550 5.1.1 no such user", to=BOB, times=1)
    peer.on("RCPT", "550 5.1.1 no such user", to=CAT)
    await home.receive()
    await send(home)
    assert home.queued() == [("post", "2 members", 1)]
    async with home.site.db.transaction() as tx:
        await queue.retry(tx, None, home.clock())
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1}
    (row_id,) = {row for (row,) in home.rows("select id from delivery")}
    async with home.site.db.transaction() as tx:
        assert await queue.drop(tx, row_id, home.clock())
        assert not await queue.drop(tx, row_id, home.clock())
    assert home.queued() == []
    assert home.rows("select result, reply from delivery_result order by id desc limit 1") == [
        ("dropped", "550 5.1.1 no such user")
    ]


async def test_the_worker_is_woken_not_polled(home: Home, peer: Peer) -> None:
    """A post that comes while the worker sleeps goes out at once; the clock never moved."""
    async with sending(home) as delivering:
        running = asyncio.create_task(delivering.run())
        for n in range(3):
            await home.receive(letter(id=str(n), body=str(n)))
            await peer.wait_for(3 * (n + 1))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert home.clock.now_s == NOON_S


async def test_settings_of_the_peer_are_used(blank: Path, tmp_path: Path, peer: Peer) -> None:
    """The worker greets with the site's own domain."""
    async with relayed(blank, tmp_path, peer, **towards(peer)) as home:
        await home.found("psc", ANN)
        await home.receive()
        await send(home)
    assert peer.sessions[0].commands[0] == "EHLO lists.example.org"
