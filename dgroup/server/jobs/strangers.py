"""What waits for people in charge: summed up once a day, and let go of after two weeks.

The daily letter has what strangers wrote, and what came in such numbers that it was not mailed at
once. Mails are read before the transaction that writes down who was told of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from dgroup.commands import settling
from dgroup.commands.asking import Listed, sum_up
from dgroup.commands.desk import MODERATE_S
from dgroup.commands.settling import Case
from dgroup.domain.effects import Effect
from dgroup.mail.parse import Letter, parse
from dgroup.mail.spam import spam_score
from dgroup.server.perform import perform
from dgroup.server.reading import TooHard
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import groups, letters
from dgroup.store.letters import HeldLetter

_MOST_LISTED: Final = 40  # posts in one letter; who gets more to read decides nothing
_MOST_READ: Final = 200  # of which those are taken that look least like spam
_AT_ONCE: Final = 100  # let go of in one transaction
_OPENING: Final = 200  # characters


@job("strangers", "daily 08:00")
async def strangers(site: Site, now_s: int) -> None:
    """Tell facilitators what waits for them, and let go of what waited in vain for two weeks."""
    await _let_go(site, now_s)
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
    letter = await _read(site, held)
    return Listed(
        held_id=held.id,
        author=held.author,
        author_name=held.author_name,
        subject=held.subject,
        opening=" ".join(letter.opening.split())[:_OPENING],
        received_s=held.received_s,
        is_stranger=held.reason == "not_member",
        is_spam=(spam_score(letter) or 0.0) >= 1.0,
    )


async def _let_go(site: Site, now_s: int) -> None:
    """Expire what has waited for too long; known authors are told."""
    before_s = now_s - MODERATE_S
    while overdue := await letters.overdue(site.db, before_s, _AT_ONCE):
        known = {each.id: each for each in overdue if each.reason != "not_member"}
        read = {held_id: await _read(site, held) for held_id, held in known.items()}
        await _expire(site, read, before_s, now_s)


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


async def _read(site: Site, held: HeldLetter) -> Letter:
    """The mail of a held letter; an empty one where it is gone or cannot be read in time."""
    found = await letters.held_one(site.db, held.id)
    try:
        return await site.reader.read(found[1]) if found else parse(b"")
    except TooHard:
        return parse(b"")
