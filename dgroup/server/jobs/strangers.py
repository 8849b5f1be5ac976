"""What waits for people in charge, summed up once a day.

The daily letter has what strangers wrote, and what came in such numbers that it was not mailed at
once. Mails are read before the transaction that writes down who was told of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from dgroup.commands.asking import Listed, sum_up
from dgroup.mail.spam import spam_score
from dgroup.server.holding import read_held
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import groups, letters
from dgroup.store.letters import HeldLetter

_MOST_LISTED: Final = 40  # posts in one letter; who gets more to read decides nothing
_MOST_READ: Final = 200  # of which those are taken that look least like spam
_OPENING: Final = 200  # characters


@job("strangers", "daily 08:00")
async def strangers(site: Site, now_s: int) -> None:
    """Tell facilitators of posts that wait for them and were not mailed at once."""
    for group_id, held in groupby(await letters.untold(site.db), lambda each: each.group_id):
        await _tell(site, group_id, list(held), now_s)
    site.outbox_filled.set()


async def _tell(site: Site, group_id: int, waiting: Sequence[HeldLetter], now_s: int) -> None:
    """One letter to each person in charge of a group, with what looks like spam last."""
    read = [await _listed(site, held) for held in waiting[:_MOST_READ]]
    read.sort(key=lambda each: each.is_spam)
    async with site.db.transaction() as tx:
        group = await groups.one(tx, group_id, site.defaults)
        still = {each.id for each in await letters.untold(tx)}
        listed = [each for each in read if each.held_id in still][:_MOST_LISTED]
        if group is None:
            return
        effects = await sum_up(
            listed,
            len(waiting) - len(listed),
            group,
            tx,
            tx.new_id,
            owner=site.config.site.owner,
            now_s=now_s,
        )
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)


async def _listed(site: Site, held: HeldLetter) -> Listed:
    letter = await read_held(site, held)
    return Listed(
        held_id=held.id,
        author=held.author,
        author_name=held.author_name,
        subject=held.subject,
        opening=" ".join(letter.opening.split())[:_OPENING],
        received_s=held.received_s,
        reason=held.reason,
        is_spam=(spam_score(letter) or 0.0) >= 1.0,
    )
