"""Facilitators hear once a week how their groups are doing, on their day and in the morning.

Whoever looks after several groups with the same day gets one letter about them all.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dgroup.commands.overview import look, weekly_letter
from dgroup.commands.waiting import is_desk_day
from dgroup.domain.model import Group
from dgroup.errors import StoreError
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import groups
from dgroup.store.database import Readable
from dgroup.store.facilitators import Facilitator
from dgroup.store.weekly import not_written_to

log = logging.getLogger(__name__)

MORNING: Final = 8  # o'clock, where the group is

_SOON_S: Final = 12 * 3600
"""So much later the day of a group elsewhere in the world may begin that goes into one letter."""
_ONCE_IN_S: Final = 20 * 3600
"""Nobody gets a second letter earlier than that, whatever the hours of their groups."""


@job("desk", "every 30m")
async def desk(site: Site, now_s: int) -> None:
    """Write to facilitators how their groups are doing, once a week."""
    looked_after: dict[int, list[Group]] = {}
    due: set[int] = set()
    for group in await groups.led(site.db, site.defaults):
        is_now = is_desk_day(group, now_s) and _local(group, now_s).hour >= MORNING
        if not is_now and not any(is_desk_day(group, now_s + each) for each in (0, _SOON_S)):
            continue
        for each in await _unwritten(site.db, group, now_s):
            if each.person_id is not None:
                looked_after.setdefault(each.person_id, []).append(group)
                due |= {each.person_id} if is_now else set()
    for person_id in sorted(due):
        try:
            await _write(site, person_id, looked_after[person_id], now_s)
        except StoreError:
            raise
        except Exception:  # the door of one letter: the others go on
            log.exception("the desk letter of person %s could not be written", person_id)
    site.outbox_filled.set()


async def _write(site: Site, person_id: int, looked_after: Sequence[Group], now_s: int) -> None:
    """One letter to one who has had none today, about the groups whose day it is."""
    async with site.db.transaction() as tx:
        places = [
            (await look(tx, group, now_s), each)
            for group in looked_after
            for each in await _unwritten(tx, group, now_s)
            if each.person_id == person_id
        ]
        effects = weekly_letter(places, tx.new_id) if places else ()
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)


async def _unwritten(store: Readable, group: Group, now_s: int) -> list[Facilitator]:
    at = _local(group, now_s)
    began_s = int(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    return await not_written_to(store, group, joined_before_s=began_s, since_s=now_s - _ONCE_IN_S)


def _local(group: Group, now_s: int) -> datetime:
    try:
        zone: ZoneInfo | None = ZoneInfo(group.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    return datetime.fromtimestamp(now_s, zone or UTC)
