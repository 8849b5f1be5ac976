"""What groups do together goes on: members are asked, reminded once, and dates are kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from dgroup.commands.calendar import Calendar
from dgroup.commands.leaves import LEAVES
from dgroup.commands.registry import DUE, ROUNDS, Round
from dgroup.domain.effects import Ask, Effect, NoteAsked
from dgroup.domain.model import Activity, Group
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import activities as store
from dgroup.store import groups
from dgroup.store.activities import Addressee
from dgroup.store.database import Transaction

log = logging.getLogger(__name__)

assert LEAVES, "importing the leaves fills the registry"

_AT_ONCE: Final = 200  # letters in one transaction


@job("activities", "every 1m")
async def activities(site: Site, now_s: int) -> None:
    """Ask members what groups want to know of them, remind who forgot, and keep dates."""
    for each in await store.running_everywhere(site.db):
        if each.kind not in DUE and each.kind not in ROUNDS:
            continue  # it has a job of its own
        try:
            await _go_on(site, each.id, now_s)
        except Exception:  # the door of one activity: the others go on
            log.exception("activity %s (%s) could not go on", each.id, each.kind)
    site.outbox_filled.set()


async def _go_on(site: Site, activity_id: int, now_s: int) -> None:
    """One activity: its newcomers, its letters, its reminders, and its date."""
    while await _step(site, activity_id, now_s):
        pass


async def _step(site: Site, activity_id: int, now_s: int) -> bool:
    """Do one transaction's worth; False where nothing is left to do."""
    async with site.db.transaction() as tx:
        activity = await store.find(tx, activity_id)
        if activity is None or activity.state == "closed":
            return False
        group = await groups.one(tx, activity.group_id, site.defaults)
        if group is None:
            return False
        at = _calendar(site, tx, now_s)
        effects = await _due(activity, group, at)
        if not effects and (asking := ROUNDS.get(activity.kind)) is not None:
            if asking.follows_newcomers:
                await _perform(site, tx, (Ask(activity.id, None),), now_s)
            effects = await _letters(activity, group, asking, at)
        await _perform(site, tx, effects, now_s)
        return bool(effects)


async def _due(activity: Activity, group: Group, at: Calendar) -> tuple[Effect, ...]:
    """What happens because its date has come."""
    close = DUE.get(activity.kind)
    if close is None or activity.closes_s is None or activity.closes_s > at.now_s:
        return ()
    return await close(activity, group, at)


async def _letters(
    activity: Activity, group: Group, asking: Round, at: Calendar
) -> tuple[Effect, ...]:
    """The next letters: to those who were not asked yet, else to those who have not answered."""
    to = await store.unasked(at.store, activity.id, _AT_ONCE)
    if to:
        return await _written(activity, group, to, asking, at, is_reminder=False)
    if asking.remind_after_s is None:
        return ()
    before_s = at.now_s - asking.remind_after_s
    to = await store.unanswered(at.store, activity.id, before_s, at.now_s, _AT_ONCE)
    return await _written(activity, group, to, asking, at, is_reminder=True) if to else ()


async def _written(
    activity: Activity,
    group: Group,
    to: Sequence[Addressee],
    asking: Round,
    at: Calendar,
    *,
    is_reminder: bool,
) -> tuple[Effect, ...]:
    letters = await asking.ask(activity, group, to, at, is_reminder=is_reminder)
    member_ids = tuple(each.member_id for each in to)
    return (*letters, NoteAsked(activity.id, member_ids, is_reminder))


def _calendar(site: Site, tx: Transaction, now_s: int) -> Calendar:
    return Calendar(tx, tx.new_id, now_s, site.domain, site.config.site.owner, site.defaults)


async def _perform(site: Site, tx: Transaction, effects: Sequence[Effect], now_s: int) -> None:
    await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
