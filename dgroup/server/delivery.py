"""The way out: claim rows, hand their envelopes to the transport, note what became of them.

At least once, and bounded: progress is noted every few dozen answers or a fraction of a second, so
that a crash repeats no more than what was under way (R3). What an answer means for a recipient is
`verdicts`' to say; here is only the rhythm.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from dgroup import logs
from dgroup.errors import Gone, StoreError
from dgroup.mail.address import spelt_for_wire
from dgroup.server.copies import Copies, Parcel
from dgroup.server.flight import Flight, Schedule
from dgroup.server.outbound.transport import Answer, Envelope, Transport
from dgroup.server.site import Site
from dgroup.store import queue
from dgroup.store.hops import unbroken
from dgroup.store.queue import Progress

log = logging.getLogger(__name__)

LEASE_S: Final = 900
RENEW_S: Final = 240
ROWS_AT_ONCE: Final = 4  # of up to 500 recipients each
MOST_IN_MEMORY: Final = 3000  # recipients not answered yet, beyond which nothing more is claimed
NOTE_AFTER: Final = 64  # answers
NOTED_WITHIN: Final = 100  # answers, all that a crash may repeat beside what is on the wire (R3)
NOTE_EVERY_S: Final = 0.25
AT_A_TIME: Final = 50  # envelopes made in one go, a third of a millisecond
IDLE_S: Final = 60.0


class Delivering:
    """The delivery worker of one process. `run` until cancelled, then `close`."""

    pause_s = 1.0  # after the store has failed us

    def __init__(self, site: Site, luck: Callable[[], float] = random.random) -> None:
        self._site = site
        self._copies = Copies(site)
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        delivery = site.config.delivery
        self._schedule = Schedule(delivery.retry, delivery.give_up_after, luck)
        self._flights: dict[int, Flight] = {}
        self._unnoted = 0  # answers
        self._being_noted = 0
        self._is_bounded = delivery.mode == "individual"
        self._most_repeated = NOTED_WITHIN + delivery.connections
        self._news = asyncio.Event()
        self._landed = asyncio.Event()
        self.transport: Transport | None = None

    async def run(self) -> None:
        """Deliver what is due, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._note_progress())
            while True:
                try:
                    await self._room_in_memory()
                    if not await self._deliver_some():
                        await self._wait_for_work()
                except StoreError as fault:
                    log.error("nothing can be claimed: %s", fault)
                    await asyncio.sleep(self.pause_s)

    async def run_once(self) -> None:
        """Deliver all that is due now, then return (`dgroup queue run`)."""
        noting = asyncio.create_task(self._note_progress())
        try:
            while await self._deliver_some() or self._flights:
                if self._flights:
                    self._landed.clear()
                    await self._landed.wait()
                elif self._relay.trouble:
                    break
        finally:
            noting.cancel()
            await asyncio.gather(noting, return_exceptions=True)
            await self._note()

    async def close(self, grace_s: float) -> None:
        """Let what is under way be answered, give the rest back, and note it."""
        await self._relay.close(grace_s)
        for flight in self._flights.values():  # claimed, and not handed over before the end
            flight.hand_back("closing")
        await self._note()

    def settled(self, envelope: Envelope, answers: Sequence[Answer]) -> None:
        """The transport's answer to one envelope; called inside the event loop, quick."""
        flight, members = envelope.tag
        flight.take(members, answers)
        if not self._unnoted:
            asyncio.get_running_loop().call_later(NOTE_EVERY_S, self._news.set)
        self._unnoted += len(members)
        if flight.is_over:
            self._landed.set()
        if self._unnoted >= NOTE_AFTER or flight.is_over:
            self._news.set()

    def may_begin(self, on_wire: int) -> bool:
        """Say whether so many recipients may be under way, with what is answered and not noted.

        A crash repeats all of these at most (R3). In batches a few envelopes are the bound anyway.
        """
        unnoted = self._unnoted + self._being_noted
        if not self._is_bounded or not unnoted or unnoted + on_wire <= self._most_repeated:
            return True
        self._news.set()
        return False

    @property
    def _relay(self) -> Transport:
        assert self.transport is not None, "open the transport first"
        return self.transport

    async def _deliver_some(self) -> bool:
        """Claim a few rows and hand them over; return whether there may be more."""
        if self._relay.retry_in_s > 0:
            return False
        now_s, wall_s = self._site.clock(), int(time.time())
        rows = await queue.claim(
            self._site.db,
            worker=self._worker,
            now_s=now_s,
            wall_s=wall_s,
            lease_s=LEASE_S,
            most=ROWS_AT_ONCE,
        )
        # A lease may lapse under us (a clock that was set, notes that failed): what is on its way
        # from here is not sent twice for that; the claim has renewed its lease.
        new = [row for row in rows if row.id not in self._flights]
        # All are known at once, so that the leases of those that wait for room are kept, too.
        flights = [Flight(row, self._schedule) for row in new]
        self._flights.update((flight.row.id, flight) for flight in flights)
        for flight in flights:
            await self._send(flight)
        return len(rows) == ROWS_AT_ONCE

    async def _room_in_memory(self) -> None:
        while sum(flight.out for flight in self._flights.values()) >= MOST_IN_MEMORY:
            self._landed.clear()
            await self._landed.wait()

    async def _send(self, flight: Flight) -> None:
        row = flight.row
        if not row.readers:  # they have all left
            self._news.set()
            return
        try:
            parcel = await self._copies.parcel(row)
        except Gone:
            flight.give_up("What was to be sent has been deleted.")
        except StoreError as fault:
            flight.hand_back(str(fault))
        except Exception as fault:  # the door of one delivery: our own fault, shown in the queue
            log.exception("delivery row=%s cannot be composed", row.id)
            flight.give_up(f"It could not be written: {fault!r}")
        else:
            for number, envelope in enumerate(self._envelopes(flight, parcel), 1):
                self._relay.submit(envelope)
                if number % AT_A_TIME == 0:
                    await asyncio.sleep(0)  # what was made is sent while the rest is made
        if flight.is_over:
            self._news.set()
        await self._relay.room()

    def _envelopes(self, flight: Flight, parcel: Parcel) -> Iterator[Envelope]:
        copy, readers = parcel.copy, flight.row.readers
        delivery = self._site.config.delivery
        is_batch = delivery.mode == "batch" or (
            copy.size * parcel.recipients > delivery.batch_above  # DECISIONS 28
        )
        if not is_batch or flight.row.is_single or flight.row.kind not in ("post", "digest"):
            link_for = None if is_batch or flight.row.is_single else parcel.link_for
            yield from (_envelope(flight, parcel, link_for, *reader) for reader in readers)
            return
        path, most = parcel.path_for(0), delivery.batch_recipients
        for at in range(0, len(readers), most):
            part = readers[at : at + most]
            yield Envelope(
                path,
                tuple(spelt_for_wire(address).encode() for _, address in part),
                copy.content,
                copy.size,
                copy.is_8bit,
                copy.is_smtputf8,
                (flight, tuple(member_id for member_id, _ in part)),
            )

    async def _wait_for_work(self) -> None:
        """Sleep until somebody queues something, a row falls due or the relay may be tried."""
        pause_s = self._relay.retry_in_s
        if pause_s <= 0 and not self._site.outbox_filled.is_set():
            try:
                due_s = await queue.next_due_s(self._site.db, int(time.time()))
            except StoreError:
                due_s = self._site.clock() + 5
            pause_s = (
                IDLE_S if due_s is None else min(IDLE_S, max(due_s - self._site.clock(), 0.05))
            )
        await _woken(self._site.outbox_filled, pause_s)

    async def _note_progress(self) -> None:
        """Write progress down as it comes, and keep the leases of what takes long."""
        renewed = time.monotonic()
        while True:
            await _woken(self._news, RENEW_S)
            is_late = time.monotonic() - renewed > RENEW_S
            try:
                await self._note(is_renewal=is_late)
            except StoreError as fault:
                log.error("progress cannot be noted: %s", fault)
                await asyncio.sleep(self.pause_s)
                self._news.set()
            if is_late:
                renewed = time.monotonic()

    async def _note(self, *, is_renewal: bool = False) -> None:
        # Never broken off: whoever is stopped could not tell whether it is to be noted again.
        await unbroken(self._note_now(is_renewal))

    async def _note_now(self, is_renewal: bool) -> None:
        now_s = self._site.clock()
        flights = [each for each in self._flights.values() if each.has_news or is_renewal]
        self._being_noted, self._unnoted = self._unnoted, 0
        progress = [each.progress(now_s, self._relay.retry_in_s) for each in flights]
        if progress:
            try:
                wall_s = int(time.time())
                await queue.note(
                    self._site.db, progress, now_s=now_s, wall_s=wall_s, lease_s=LEASE_S
                )
            except BaseException:
                for flight in flights:
                    flight.unnote()
                self._unnoted += self._being_noted
                raise
            finally:
                self._being_noted = 0
            self._relay.go_on()
        for flight, one in zip(flights, progress, strict=True):
            self._log(one)
            if one.splits or one.released_due_s is not None:
                self._site.outbox_filled.set()  # what is due next has changed
            if not one.left or one.released_due_s is not None:
                del self._flights[flight.row.id]
                self._landed.set()

    def _log(self, one: Progress) -> None:
        row = one.row
        if one.sent:
            logs.mail("sent", row=row.id, kind=row.kind, post=row.post_id, recipients=len(one.sent))
        for split in one.splits:
            logs.mail(
                "failed" if split.is_failed else "queued",
                row=row.id,
                kind=row.kind,
                post=row.post_id,
                recipients=len(split.members),
                reason=split.last_error,
            )


def _envelope(
    flight: Flight,
    parcel: Parcel,
    link_for: Callable[[int], bytes] | None,
    member_id: int,
    address: str,
) -> Envelope:
    """One member's envelope, and in the copy their own link where there are such links."""
    copy = parcel.copy
    content, size = copy.content, copy.size
    if link_for is not None:
        link = link_for(member_id)
        content, size = (content[0], link, content[1]), size + len(link)
    return Envelope(
        parcel.path_for(member_id),
        (spelt_for_wire(address).encode(),),
        content,
        size,
        copy.is_8bit,
        copy.is_smtputf8,
        (flight, (member_id,)),
    )


async def _woken(event: asyncio.Event, within_s: float) -> None:
    """Return when the event is set (it is cleared), or after a time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await event.wait()
    event.clear()
