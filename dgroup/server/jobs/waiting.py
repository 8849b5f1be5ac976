"""What waits for people in charge, put before them: once a day, or within the hour after a flood.

Mails are read before the transaction that writes down who was told of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from dgroup.commands.asking import HOUR_S, UNASKED, is_too_much
from dgroup.commands.waiting import (
    MOST_LISTED,
    Line,
    Occasion,
    in_order,
    is_desk_day,
    is_news,
    line,
    sum_up,
)
from dgroup.domain.model import Group
from dgroup.mail.parse import parse
from dgroup.server.perform import perform
from dgroup.server.reading import TooHard
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import groups, letters
from dgroup.store.facilitators import facilitators
from dgroup.store.waiting import Waiting, waiting

_QUARTER_S: Final = 900
_MOST_READ: Final = 200  # mails; of these are taken those that look least like spam


@job("waiting", "daily 08:00")
async def every_morning(site: Site, now_s: int) -> None:
    """Tell facilitators what strangers wrote, and what has waited for them for three days."""
    news = [each for each in await waiting(site.db) if is_news(each, now_s)]
    led = {each.id for each in await groups.led(site.db, site.defaults)}
    for group, found in await _by_group(site, news):
        # Where others than its own facilitators are in charge, no desk tells them of it.
        if group.id not in led or not is_desk_day(group, now_s):
            await _tell(site, group, found, "daily", now_s)
    site.outbox_filled.set()


@job("bulk", "every 15m")
async def after_a_flood(site: Site, now_s: int) -> None:
    """Tell facilitators, in one letter and within the hour, what was not mailed to them singly."""
    found = [each for each in await waiting(site.db) if _is_of_flood(each)]
    for group, together in await _by_group(site, found):
        people = len(await facilitators(site.db, group, site.config.site.owner))
        if _is_time(together, now_s) and not await is_too_much(site.db, group, people, now_s):
            await _tell(site, group, together, "bulk", now_s)
    site.outbox_filled.set()


def _is_of_flood(each: Waiting) -> bool:
    return each.told_s is None and each.reason not in UNASKED


def _is_time(together: Sequence[Waiting], now_s: int) -> bool:
    """Whether the flood has ebbed, or its first post must not wait for longer than an hour."""
    oldest, newest = together[0].since_s, max(each.since_s for each in together)
    return newest <= now_s - _QUARTER_S or oldest <= now_s - (HOUR_S - _QUARTER_S)


async def _by_group(site: Site, found: Iterable[Waiting]) -> list[tuple[Group, list[Waiting]]]:
    together = []
    for group_id, each in groupby(found, lambda one: one.group_id):
        group = await groups.one(site.db, group_id, site.defaults)
        if group is not None:
            together.append((group, list(each)))
    return together


async def _tell(
    site: Site, group: Group, found: Sequence[Waiting], occasion: Occasion, now_s: int
) -> None:
    """One letter to each person in charge of a group; the door of one group: others go on."""
    lines = in_order([await _line(site, each) for each in found[:_MOST_READ]])
    async with site.db.transaction() as tx:
        still = {each.key: each for each in await waiting(tx, group.id)}
        # Somebody may have been told, or have decided, while the mails were read.
        lines = [each for each in lines if still.get(each.waiting.key) == each.waiting]
        effects = await sum_up(
            lines[:MOST_LISTED],
            len(found[_MOST_READ:]) + len(lines[MOST_LISTED:]),
            group,
            occasion,
            tx,
            tx.new_id,
            owner=site.config.site.owner,
            now_s=now_s,
        )
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)


async def _line(site: Site, each: Waiting) -> Line:
    if each.kind == "request":
        return line(each, None)
    found = await letters.held_one(site.db, each.id)
    try:
        return line(each, await site.reader.read(found[1]) if found else parse(b""))
    except TooHard:
        return line(each, parse(b""))
