"""Let go of posts on which nobody in charge has decided for two weeks; known authors are told."""

from __future__ import annotations

from typing import Final

from dgroup.commands import settling
from dgroup.commands.desk import MODERATE_S
from dgroup.commands.settling import Case
from dgroup.domain.effects import Effect
from dgroup.mail.parse import Letter, parse
from dgroup.server.holding import read_held
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import groups, letters

_AT_ONCE: Final = 100  # in one transaction


@job("expire", "daily 07:50")
async def expire(site: Site, now_s: int) -> None:
    """Let go of posts on which nobody has decided for two weeks, before the day's list is made."""
    before_s = now_s - MODERATE_S
    while overdue := await letters.overdue(site.db, before_s, _AT_ONCE):
        known = {each.id: each for each in overdue if each.reason != "not_member"}
        read = {held_id: await read_held(site, held) for held_id, held in known.items()}
        await _expire(site, read, before_s, now_s)
    site.outbox_filled.set()


async def _expire(site: Site, read: dict[int, Letter], before_s: int, now_s: int) -> None:
    nothing = parse(b"")  # of a stranger's, nothing needs to be known
    async with site.db.transaction() as tx:
        effects: list[Effect] = []
        for held in await letters.overdue(tx, before_s, _AT_ONCE):
            group = await groups.one(tx, held.group_id, site.defaults)
            if group is None or (held.reason != "not_member" and held.id not in read):
                continue
            letter = read.get(held.id, nothing)
            case = Case(tx, tx.new_id, now_s, site.defaults, group, held, letter, by="")
            effects += (await settling.expire(case)).effects
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
