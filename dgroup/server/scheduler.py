"""What runs by itself: jobs are rows with a due time and a lease, and a registered coroutine each.

A job is a leaf in `server/jobs/`. However many runs were missed while nobody was there, one run
makes up for them. A job that fails is logged, shown by `dgroup job list`, and due again as usual.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from dgroup.errors import Refused, StoreError
from dgroup.server.almanac import next_due_s
from dgroup.server.site import Site
from dgroup.store import jobs as store
from dgroup.store.jobs import PlannedJob

log = logging.getLogger(__name__)

Work = Callable[[Site, int], Awaitable[None]]

LEASE_S: Final = 3600
LONGEST_SLEEP_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """A registered job: `rule` is an almanac rule, `work` is called with the site and the time."""

    name: str
    rule: str
    doc: str
    work: Work


JOBS: Final[dict[str, Job]] = {}


def job(name: str, rule: str) -> Callable[[Work], Work]:
    """Register a coroutine as the job `name`; the first line of its docstring describes it."""

    def register(work: Work) -> Work:
        JOBS[name] = Job(name, rule, (work.__doc__ or "").strip().split("\n")[0], work)
        return work

    return register


async def plan(site: Site, since_s: int | None = None) -> None:
    """Make every registered job known to the store; due times that are there stay.

    One that never ran is due for the first time after `since_s` (None: from now on).
    """
    now_s = site.clock() if since_s is None else since_s
    zone = ZoneInfo(site.config.site.timezone)
    async with site.db.transaction() as tx:
        await store.plan(
            tx,
            [(each.name, each.rule, next_due_s(each.rule, now_s, zone)) for each in JOBS.values()],
        )


async def run_forever(site: Site) -> None:
    """Run each job when it is due, until cancelled."""
    while True:
        try:
            pause_s = await _run_some(site)
        except StoreError as fault:
            log.error("jobs cannot be read: %s", fault)
            pause_s = LONGEST_SLEEP_S
        await asyncio.sleep(pause_s)


async def run_due(site: Site, now_s: int, name: str | None = None) -> list[str]:
    """Run once each job that is due at `now_s`, or the one called `name` whether due or not.

    Returns the names of those that ran.

    Raises:
        Refused: there is no job of that name.
    """
    if name is not None and name not in JOBS:
        raise Refused(f"There is no job called {name}; `dgroup job list` shows them.")
    await plan(site)
    ran = []
    for planned in await store.everything(site.db):
        if planned.name not in JOBS or (name is not None and planned.name != name):
            continue
        if name is not None or planned.due_s <= now_s:
            due_s = max(now_s, planned.due_s) if name is not None else now_s
            if await _run(site, JOBS[planned.name], now_s, due_s):
                ran.append(planned.name)
    return ran


async def _run_some(site: Site) -> float:
    now_s = site.clock()
    planned = [each for each in await store.everything(site.db) if each.name in JOBS]
    if ahead := [each for each in planned if each.due_s > _next_s(site, JOBS[each.name], now_s)]:
        # A clock was wrong when these ran, and has been set back: they need not wait for it.
        async with site.db.transaction() as tx:
            for each in ahead:
                await store.bring_forward(tx, each.name, _next_s(site, JOBS[each.name], now_s))
        planned = [each for each in await store.everything(site.db) if each.name in JOBS]
    for each in planned:
        if each.due_s <= now_s:
            await _run(site, JOBS[each.name], now_s, now_s)
    waiting = [each.due_s for each in planned if each.due_s > now_s]
    return min([LONGEST_SLEEP_S, *(float(due_s - now_s) for due_s in waiting)])


async def _run(site: Site, due: Job, now_s: int, due_by_s: int) -> bool:
    """Claim and run one job; False where another worker has it."""
    wall_s = int(time.time())
    worker = f"{socket.gethostname()}:{os.getpid()}"
    async with site.db.transaction() as tx:
        is_ours = await store.claim(
            tx,
            due.name,
            worker,
            due_by_s=due_by_s,
            now_s=now_s,
            wall_s=wall_s,
            lease_until_s=wall_s + LEASE_S,
        )
    if not is_ours:
        return False
    error = ""
    try:
        await due.work(site, now_s)
    except Exception as fault:  # the door of one job: the others go on
        log.exception("job=%s failed", due.name)
        error = f"{type(fault).__name__}: {fault}"
    async with site.db.transaction() as tx:
        await store.finish(tx, due.name, _next_s(site, due, now_s), now_s, error)
    return True


def _next_s(site: Site, job_: Job, now_s: int) -> int:
    return next_due_s(job_.rule, now_s, ZoneInfo(site.config.site.timezone))


__all__ = ["JOBS", "Job", "PlannedJob", "job", "plan", "run_due", "run_forever"]
