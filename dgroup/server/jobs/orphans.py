"""Groups that nobody is in charge of are shown to the operator, and their members are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dgroup.commands.desk import DAY_S, about
from dgroup.domain.effects import Advance, Ask, Begin, Data, Effect, Notify, Reader
from dgroup.domain.model import Activity
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import activities, people
from dgroup.store import orphans as store
from dgroup.store.database import Transaction
from dgroup.store.orphans import KIND, Orphan

_TEMPLATE: Final = "volunteers/orphans"
_TOLD_EVERY_S: Final = 7 * DAY_S
_ASKED_EVERY_S: Final = 90 * DAY_S
_LASTS_S: Final = 14 * DAY_S
_MOST_LISTED: Final = 50


@job("orphans", "daily 09:00")
async def orphans(site: Site, now_s: int) -> None:
    """Tell the operator of groups without a facilitator, and ask their members for a volunteer."""
    async with site.db.transaction() as tx:
        found = await store.orphans(tx, now_s, site.defaults)
        is_told = _is_to_be_told(found, now_s)
        effects: list[Effect] = []
        for each in found:
            told_s = now_s if is_told else each.told_s
            if each.asked_s is None or each.asked_s <= now_s - _ASKED_EVERY_S:
                asking = _asking(each, tx.new_id(), told_s, now_s)
                effects += [Begin(asking), Ask(asking.id, None)]
            elif is_told and each.asking_id is not None:
                effects += await _noted(each.asking_id, now_s, tx)
        if is_told:
            effects.append(await _telling(found, site, tx))
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()


def _is_to_be_told(found: Sequence[Orphan], now_s: int) -> bool:
    """Whether a week has gone by since the operator was last told of any of them."""
    return bool(found) and all((each.told_s or 0) <= now_s - _TOLD_EVERY_S for each in found)


async def _noted(asking_id: int, now_s: int, tx: Transaction) -> list[Effect]:
    """Keep when the operator was told, with the activity, which lasts."""
    asking = await activities.find(tx, asking_id)
    if asking is None:
        return []
    data = {**asking.data, "told_s": now_s}
    return [Advance(asking.id, asking.state, data, asking.closes_s)]


def _asking(orphan: Orphan, id_: int, told_s: int | None, now_s: int) -> Activity:
    """The activity in which members are asked; it writes by itself (`commands/volunteering.py`)."""
    return Activity(
        id=id_,
        group_id=orphan.group.id,
        kind=KIND,
        name=KIND,
        title="",
        state="open",
        data={"told_s": told_s},
        opens_s=now_s,
        closes_s=now_s + _LASTS_S,
        created_by=None,
        created_s=now_s,
    )


async def _telling(found: Sequence[Orphan], site: Site, tx: Transaction) -> Notify:
    """One letter to the operator about all of them."""
    owner = site.config.site.owner
    person = await people.find(tx, owner)
    language = (person.language if person else None) or site.config.site.language
    listed: list[Data] = [
        {
            "name": each.group.name,
            "title": each.group.title,
            "members": each.members,
            "since_s": each.since_s,
        }
        for each in found[:_MOST_LISTED]
    ]
    data = {
        **about(None),
        "groups": listed,
        "total": len(found),
        "more": len(found) - len(listed),
        "timezone": site.config.site.timezone,
    }
    reader = Reader(owner, language, person.id if person else None)
    return Notify(_TEMPLATE, reader, None, data, automatic="auto-generated")
