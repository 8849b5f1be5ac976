"""One process: listeners, delivery, jobs, and a watch on what the command line writes.

`serve()` opens everything in the order in which it is needed and closes it in reverse: first
nobody new is let in, then what is under way is answered and noted. SIGTERM and SIGINT end it in
less than ten seconds; SIGHUP exchanges the site for one with the configuration as it is now, while
the listeners stay open, and one that cannot be used changes nothing.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Final

from dgroup import logs
from dgroup.config import Config
from dgroup.domain import routing
from dgroup.domain.model import Arrival, Reply
from dgroup.errors import ConfigError, DgroupError, Refused, StoreError
from dgroup.server import jobs, scheduler
from dgroup.server.delivery import Delivering
from dgroup.server.inbound.gate import Gate
from dgroup.server.inbound.listener import Listeners, listen
from dgroup.server.intake import receive
from dgroup.server.outbound.maildir import Maildir
from dgroup.server.outbound.relay import Relay
from dgroup.server.outbound.transport import Transport
from dgroup.server.site import Clock, Site, open_site, wall_clock
from dgroup.store import jobs as store_jobs
from dgroup.store.sqlite import sqlite_warning

log = logging.getLogger(__name__)

GRACE_S: Final = 4.0  # for each of: mail coming in, mail going out
WATCH_S: Final = 0.5
LOCK_NAME: Final = "dgroup.lock"


class SiteDoor:
    """What the listener talks to: who is served here, and `receive()`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def admits(self, recipient: str) -> str:
        """Return "" where mail for this address is taken, else why not; the same to everybody."""
        names = await self._site.names()
        return routing.serves(routing.route(recipient, self._site.domain, names))

    async def receive(self, arrival: Arrival) -> Sequence[Reply]:
        """Take in one mail.

        Raises:
            StoreError: storage failed; nothing was kept.
        """
        return await receive(arrival, self._site)


async def serve(
    config: Config,
    *,
    reload: Callable[[], Config] | None = None,
    clock: Clock = wall_clock,
    started: Callable[[Running], Awaitable[None]] | None = None,
) -> None:
    """Run the site until SIGTERM or SIGINT; `started` is called when everything listens.

    It is called again after each SIGHUP that put another configuration in force.

    Raises:
        Refused: another server has this site, or there is no database.
        ConfigError: an address cannot be listened on.
    """
    stop, again = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, again.set)
    former: Config | None = None
    with lock(config):
        gate = Gate()
        listeners = await listen(config, gate, clock=clock)
        try:
            while not stop.is_set():
                async with AsyncExitStack() as stack:
                    try:
                        inside = _behind(gate, config, clock)
                        site, delivering = await stack.enter_async_context(inside)
                    except (DgroupError, OSError) as error:
                        if former is None:
                            raise
                        log.error("the former configuration stays in force: %s", error)
                        config, former = former, None
                        await _go_back(config, listeners)
                        continue
                    if started is not None:
                        await started(Running(site, listeners, delivering))
                    fresh = await _next(config, listeners, reload, stop, again)
                    if fresh is None:
                        await listeners.close(GRACE_S)
                        return
                    config, former = fresh, config
        finally:
            await listeners.close(0)


class Running:
    """A server that runs: its site, its listeners, and the end of its delivery."""

    def __init__(self, site: Site, listeners: Listeners, delivering: Delivering) -> None:
        self.site = site
        self.listeners = listeners
        self.delivering = delivering


@asynccontextmanager
async def running(config: Config, *, clock: Clock = wall_clock) -> AsyncIterator[Running]:
    """Run a server as long as the block lasts; the caller holds the site's lock.

    Raises:
        Refused: there is no database or no key.
        ConfigError: an address cannot be listened on.
    """
    gate = Gate()
    listeners = await listen(config, gate, clock=clock)
    try:
        async with _behind(gate, config, clock) as (site, delivering):
            try:
                yield Running(site, listeners, delivering)
            finally:
                await listeners.close(GRACE_S)
    finally:
        await listeners.close(0)


@asynccontextmanager
async def _behind(
    gate: Gate, config: Config, clock: Clock
) -> AsyncIterator[tuple[Site, Delivering]]:
    """Put a site that works behind the gate; on leaving, nobody is let through to it any more."""
    async with open_site(config, is_server=True, clock=clock) as site:
        if warning := sqlite_warning():
            log.warning("%s", warning)
        async with site.db.transaction() as tx:
            await store_jobs.free_all(tx)
        await scheduler.plan(site)
        seen = await site.db.version()  # before anybody can ask, and we remember the answer
        async with delivery(site) as delivering:
            workers = [
                asyncio.create_task(delivering.run()),
                asyncio.create_task(scheduler.run_forever(site)),
                asyncio.create_task(_watch(site, seen)),
            ]
            failing = asyncio.create_task(_fail_together(workers))
            gate.open(SiteDoor(site))
            try:
                log.info("serving domain=%s jobs=%s", site.domain, len(jobs.__all__))
                yield site, delivering
            finally:
                await gate.close(GRACE_S)
                for worker in (*workers, failing):
                    worker.cancel()
                await asyncio.gather(*workers, failing, return_exceptions=True)


@asynccontextmanager
async def delivery(site: Site) -> AsyncIterator[Delivering]:
    """Open the way out of a site; on leaving, what is under way is answered and noted."""
    delivering = Delivering(site)
    delivering.transport = _transport(site.config, delivering)
    await delivering.transport.open()
    try:
        yield delivering
    finally:
        await delivering.close(GRACE_S)


@contextmanager
def lock(config: Config) -> Iterator[None]:
    """Keep a second server away from this site.

    Raises:
        Refused: one is there.
    """
    path = config.data_dir / LOCK_NAME
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            pid = file.read().strip() or "unknown"
            raise Refused(
                f"Another dgroup (pid {pid}) serves {config.data_dir}; stop it first."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _transport(config: Config, delivering: Delivering) -> Transport:
    if config.delivery.method == "maildir":
        return Maildir(config.maildir_path, settled=delivering.settled)
    return Relay(
        config.delivery,
        helo=config.site.domain,
        settled=delivering.settled,
        may_begin=delivering.may_begin,
    )


async def _watch(site: Site, seen: int) -> None:
    """Notice what other processes write (DECISIONS 29) after version `seen`: groups, deliveries."""
    while True:
        await asyncio.sleep(WATCH_S)
        try:
            now = await site.db.version()
        except StoreError:
            continue
        if now != seen:
            seen = now
            site.forget_names()
            site.outbox_filled.set()


async def _fail_together(workers: Sequence[asyncio.Task[None]]) -> None:
    """A worker that ends has failed: end the process, and let the supervisor start it afresh."""
    done, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
    for worker in done:
        if not worker.cancelled():
            log.critical("a worker ended; stopping", exc_info=worker.exception())
            os.kill(os.getpid(), signal.SIGTERM)


async def _any_of(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def _next(
    config: Config,
    listeners: Listeners,
    reload: Callable[[], Config] | None,
    stop: asyncio.Event,
    again: asyncio.Event,
) -> Config | None:
    """Wait for a configuration that can be used, which the listeners then have; None to stop."""
    while True:
        await _any_of(stop, again)
        if stop.is_set():
            return None
        again.clear()
        try:
            fresh = config if reload is None else reload()
            if fresh.database_path != config.database_path:
                raise ConfigError("another database needs another process: restart the server")
            await listeners.adopt(fresh)
        except ConfigError as error:
            log.error("the configuration was not read again: %s", error)
            continue
        _log_as(fresh)
        log.info("the configuration was read again")
        return fresh


async def _go_back(config: Config, listeners: Listeners) -> None:
    _log_as(config)
    try:
        await listeners.adopt(config)
    except ConfigError as error:
        log.error("the listeners stay as they are: %s", error)


def _log_as(config: Config) -> None:
    form = config.logging
    logs.configure(form=form.format, level=form.level, addresses=form.addresses)
