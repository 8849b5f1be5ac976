"""Leaving by a signed link (PROMISES R23): at once, once, and whatever else does not work.

Nothing is rendered or asked of anybody here. That a link is genuine is known before; which page
its holder is shown is the web's to say.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from dgroup import logs
from dgroup.commands import leaving
from dgroup.domain.effects import Change, Effect
from dgroup.errors import StoreError
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store import leaving as store_leaving
from dgroup.store.database import Transaction

log = logging.getLogger(__name__)


async def leave_by_link(site: Site, member_id: int) -> None:
    """End a membership; nothing happens where it has ended already, or was erased.

    The leaver gets a letter with the way back. Where that cannot be made, be it for a fault of our
    own, they leave without it.

    Raises:
        StoreError: the store cannot take it just now; the member has not left.
    """
    try:
        await _leave(site, member_id, _with_a_letter)
    except Exception as fault:
        if isinstance(fault, StoreError) and fault.kind == "busy":
            raise
        log.exception("no letter could be made for a member who leaves")
        await _leave(site, member_id, _without)


async def _leave(site: Site, member_id: int, decide: _Decide) -> None:
    now_s = site.clock()
    async with site.db.transaction() as tx:
        current = await store_leaving.current(tx, member_id)
        effects = await decide(site, tx, current, now_s) if current else ()
        if not effects:
            return
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()
    logs.event(log, logging.INFO, "left by a link", member=current)


_Decide = Callable[[Site, Transaction, int, int], Awaitable[Sequence[Effect]]]


async def _with_a_letter(
    site: Site, tx: Transaction, member_id: int, now_s: int
) -> Sequence[Effect]:
    return await leaving.leave_by_link(tx, member_id, site.defaults, tx.new_id, now_s)


async def _without(site: Site, tx: Transaction, member_id: int, now_s: int) -> Sequence[Effect]:
    """Touch nothing but the membership itself."""
    is_inside = await store_leaving.is_inside(tx, member_id)
    return [Change(member_id, status="left")] if is_inside else []
