"""One process: listeners, delivery, jobs, web, and a watch on what the command line writes.

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
from dgroup.server.own_group import make_own_group
from dgroup.server.site import Clock, Site, open_site, wall_clock
from dgroup.server.web.opening import Web
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
        listeners, web = await _open_outside(config, gate, clock)
        try:
            while not stop.is_set():
                async with AsyncExitStack() as stack:
                    try:
                        inside = _behind(gate, web, config, clock)
                        site, delivering = await stack.enter_async_context(inside)
                    except (DgroupError, OSError) as error:
                        if former is None:
                            raise
                        log.error("the former configuration stays in force: %s", error)
                        config, former = former, None
                        await _go_back(config, listeners, web)
                        continue
                    if started is not None:
                        await started(Running(site, listeners, web, delivering))
                    fresh = await _next(config, listeners, web, reload, stop, again)
                    if fresh is None:
                        await _close_outside(listeners, web, GRACE_S)
                        return
                    config, former = fresh, config
        finally:
            await _close_outside(listeners, web, 0)


class Running:
    """A server that runs: its site, its listeners, its web side, and its delivery."""

    def __init__(self, site: Site, listeners: Listeners, web: Web, delivering: Delivering) -> None:
        self.site = site
        self.listeners = listeners
        self.web = web
        self.delivering = delivering


@asynccontextmanager
async def running(config: Config, *, clock: Clock = wall_clock) -> AsyncIterator[Running]:
    """Run a server as long as the block lasts; the caller holds the site's lock.

    Raises:
        Refused: there is no database or no key.
        ConfigError: an address cannot be listened on.
    """
    gate = Gate()
    listeners, web = await _open_outside(config, gate, clock)
    try:
        async with _behind(gate, web, config, clock) as (site, delivering):
            try:
                yield Running(site, listeners, web, delivering)
            finally:
                await _close_outside(listeners, web, GRACE_S)
    finally:
        await _close_outside(listeners, web, 0)


async def _open_outside(config: Config, gate: Gate, clock: Clock) -> tuple[Listeners, Web]:
    """Open every address that is listened on: all of them, or none. Raises ConfigError."""
    listeners, web = await listen(config, gate, clock=clock), Web()
    try:
        await web.adopt(config)
    except BaseException:
        await listeners.close(0)
        raise
    return listeners, web


async def _close_outside(listeners: Listeners, web: Web, grace_s: float) -> None:
    await asyncio.gather(listeners.close(grace_s), web.end(grace_s))


@asynccontextmanager
async def _behind(
    gate: Gate, web: Web, config: Config, clock: Clock
) -> AsyncIterator[tuple[Site, Delivering]]:
    """Put a site that works behind gate and web; on leaving, nobody is let through any more."""
    async with open_site(config, is_server=True, clock=clock) as site:
        if warning := sqlite_warning():
            log.warning("%s", warning)
        async with site.db.transaction() as tx:
            await store_jobs.free_all(tx)
        await scheduler.plan(site)
        await make_own_group(site)
        seen = await site.db.version()  # before anybody can ask, and we remember the answer
        async with delivery(site) as delivering:
            workers = [
                asyncio.create_task(delivering.run()),
                asyncio.create_task(scheduler.run_forever(site)),
                asyncio.create_task(_watch(site, seen)),
            ]
            failing = asyncio.create_task(_fail_together(workers))
            gate.open(SiteDoor(site))
            web.open(site)
            try:
                log.info("serving domain=%s jobs=%s", site.domain, len(jobs.__all__))
                yield site, delivering
            finally:
                await asyncio.gather(gate.close(GRACE_S), web.close(GRACE_S))
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
    web: Web,
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
            await _adopt(fresh, config, listeners, web)
        except ConfigError as error:
            log.error("the configuration was not read again: %s", error)
            continue
        _log_as(fresh)
        log.info("the configuration was read again")
        return fresh


async def _adopt(fresh: Config, former: Config, listeners: Listeners, web: Web) -> None:
    """Listen where `fresh` says. Raises ConfigError, and then all is as it was."""
    await listeners.adopt(fresh)
    try:
        await web.adopt(fresh)
    except ConfigError:
        await listeners.adopt(former)
        raise


async def _go_back(config: Config, listeners: Listeners, web: Web) -> None:
    _log_as(config)
    for outside in (listeners, web):
        try:
            await outside.adopt(config)
        except ConfigError as error:
            log.error("what is listened on stays as it is: %s", error)


def _log_as(config: Config) -> None:
    form = config.logging
    logs.configure(form=form.format, level=form.level, addresses=form.addresses)
