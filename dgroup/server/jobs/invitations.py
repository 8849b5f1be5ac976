"""Who has not answered an invitation is asked once more, after a week; then nobody asks again."""

from __future__ import annotations

from typing import Final

from dgroup.commands.inviting import remind
from dgroup.domain.effects import Effect
from dgroup.domain.model import Group
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import groups
from dgroup.store.inviting import unanswered

REMIND_S: Final = 7 * 86_400  # after the invitation

_AT_ONCE: Final = 200


@job("invitations", "daily 10:00")
async def invitations(site: Site, now_s: int) -> None:
    """Remind people once of an invitation that they have not answered in a week."""
    is_more = True
    while is_more:
        async with site.db.transaction() as tx:
            found = await unanswered(tx, now_s - REMIND_S, _AT_ONCE)
            known: dict[int, Group] = {}
            effects: list[Effect] = []
            for each in found:
                if each.group_id not in known:
                    group = await groups.one(tx, each.group_id, site.defaults)
                    assert group is not None, "a member goes with the group"
                    known[each.group_id] = group
                effects += remind(each, known[each.group_id], tx.new_id, now_s)
            await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
        is_more = len(found) == _AT_ONCE
    site.outbox_filled.set()
