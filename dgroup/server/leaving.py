"""Leaving by a signed link (PROMISES R23): at once, once, and whatever else does not work.

Nothing is rendered or asked of anybody here. That a link is genuine is known before; which page
its holder is shown is the web's to say.
"""

from __future__ import annotations

import logging

from dgroup import logs
from dgroup.domain.effects import Change, Effect, Note
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store import leaving
from dgroup.store.leaving import Leaver

log = logging.getLogger(__name__)


async def leave_by_link(site: Site, member_id: int) -> None:
    """End a membership; nothing happens where it has ended already, or was erased.

    Raises:
        StoreError: the store cannot take it just now; the member has not left.
    """
    async with site.db.transaction() as tx:
        leaver = await leaving.find(tx, member_id, site.defaults)
        if leaver is None or not leaver.is_inside:
            return
        await perform(_farewell(leaver), tx, owner=site.config.site.owner, now_s=site.clock())
    site.outbox_filled.set()
    logs.event(log, logging.INFO, "left by a link", member=member_id, group=leaver.group.name)


def _farewell(leaver: Leaver) -> list[Effect]:
    return [
        Change(leaver.member_id, status="left"),
        Note(leaver.address, "left", "member", leaver.group.id, {"by": "link"}),
    ]
