"""Leaving by a signed link (PROMISES R23): at once, once, and whatever else does not work.

Nothing is rendered or asked of anybody here. That a link is genuine is known before; which page
its holder is shown is the web's to say.
"""

from __future__ import annotations

import logging

from dgroup import logs
from dgroup.commands import leaving
from dgroup.server.perform import perform
from dgroup.server.site import Site

log = logging.getLogger(__name__)


async def leave_by_link(site: Site, member_id: int) -> None:
    """End a membership; nothing happens where it has ended already, or was erased.

    Raises:
        StoreError: the store cannot take it just now; the member has not left.
    """
    now_s = site.clock()
    async with site.db.transaction() as tx:
        effects = await leaving.leave_by_link(tx, member_id, site.defaults, tx.new_id, now_s)
        if not effects:
            return
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()
    logs.event(log, logging.INFO, "left by a link", member=member_id)
