"""Facilitators hear once a week how their group is doing, on its day and in its own morning."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dgroup.commands.overview import TEMPLATE, look, weekly_letters
from dgroup.commands.waiting import is_desk_day
from dgroup.domain.model import Group
from dgroup.errors import StoreError
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import groups
from dgroup.store.weekly import not_written_to

log = logging.getLogger(__name__)

MORNING: Final = 8  # o'clock, where the group is


@job("desk", "every 30m")
async def desk(site: Site, now_s: int) -> None:
    """Write to facilitators how their group is doing, once a week."""
    for group in await groups.led(site.db, site.defaults):
        if not is_desk_day(group, now_s) or _local(group, now_s).hour < MORNING:
            continue
        try:
            await _write(site, group, now_s)
        except StoreError:
            raise
        except Exception:  # the door of one group: the others go on
            log.exception("the desk letter of %s could not be written", group.name)
    site.outbox_filled.set()


async def _write(site: Site, group: Group, now_s: int) -> None:
    """One letter to each of the group's own facilitators who has had none today."""
    at = _local(group, now_s)
    began_s = int(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    if not await not_written_to(site.db, group, TEMPLATE, began_s):
        return
    async with site.db.transaction() as tx:
        to = await not_written_to(tx, group, TEMPLATE, began_s)
        effects = weekly_letters(await look(tx, group, now_s), to, tx.new_id) if to else ()
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)


def _local(group: Group, now_s: int) -> datetime:
    try:
        zone: ZoneInfo | None = ZoneInfo(group.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    return datetime.fromtimestamp(now_s, zone or UTC)
