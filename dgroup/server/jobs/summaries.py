"""Summaries are drafted a day before they go out, and go out when their time has come.

What was missed while nobody was there is made up for by one. Each step is one transaction, so that
whatever stops this in between, a draft is shown once, and sent once.
"""

from __future__ import annotations

import logging
from typing import Final

from dgroup.commands.drafting import Moment, begin, fall_due, leave_out, turn_of
from dgroup.domain.digest import zone_of
from dgroup.domain.effects import Effect
from dgroup.domain.model import Activity, Group
from dgroup.domain.summary_days import DAY_S, Turn, turn
from dgroup.errors import StoreError
from dgroup.reading.drafts import as_paragraphs
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.server.summary_letters import body_text, summing
from dgroup.store import drafts
from dgroup.store.database import Transaction
from dgroup.store.facilitators import facilitators

log = logging.getLogger(__name__)

_WRONG_S: Final = 3 * DAY_S  # so far ahead no draft is made: the clock was wrong


@job("summaries", "every 5m")
async def summaries(site: Site, now_s: int) -> None:
    """Show those in charge what a summary would say, and a day later send it."""
    for group in await drafts.summarised(site.db, site.defaults):
        try:
            await _end(site, group, now_s)
            await _begin(site, group, now_s)
        except StoreError:
            raise
        except Exception:  # the door of one group: the others get theirs
            log.exception("the summary of %s could not be made", group.name)
    site.outbox_filled.set()


async def _end(site: Site, group: Group, now_s: int) -> None:
    """Send the draft whose time has come, or let it be."""
    draft = await drafts.latest(site.db, group.id)
    if draft is None or not _is_due(draft, group, now_s):
        return
    async with site.db.transaction() as tx:
        current = await drafts.latest(tx, group.id)
        if current is None or not _is_due(current, group, now_s):
            return  # somebody has just said what is to become of it
        is_late = _is_wrong(current, now_s) or _next(group, current, now_s) is not None
        at = Moment(tx, tx.new_id, now_s)
        await _perform(site, tx, await fall_due(current, group, at, is_late=is_late), now_s)


async def _begin(site: Site, group: Group, now_s: int) -> None:
    """Make the next draft, if it is time for it."""
    last = await drafts.latest(site.db, group.id)
    if last is not None and last.state != "closed":
        return
    planned = _next(group, last, now_s)
    if planned is None:
        return
    # Read and rendered before the transaction (DECISIONS 22).
    summary = await summing(site, group, planned.since_s, planned.until_s)
    text = (
        ""
        if summary["is_still"]
        else as_paragraphs(body_text(site, group, summary, group.language))
    )
    async with site.db.transaction() as tx:
        if await drafts.latest(tx, group.id) != last:
            return  # another worker was first
        at = Moment(tx, tx.new_id, now_s)
        if summary["is_still"]:
            effects = leave_out(group, planned, at)
        else:
            to = await facilitators(tx, group, site.config.site.owner)
            effects = await begin(group, planned, summary, text, to, at)
        await _perform(site, tx, effects, now_s)


def _is_due(draft: Activity, group: Group, now_s: int) -> bool:
    if draft.state == "closed":
        return False
    is_time = int(draft.data["due_s"]) <= now_s
    return is_time or group.settings.summary_every < 1 or _is_wrong(draft, now_s)


def _is_wrong(draft: Activity, now_s: int) -> bool:
    return int(draft.data["due_s"]) > now_s + _WRONG_S


def _next(group: Group, last: Activity | None, now_s: int) -> Turn | None:
    return turn(group.settings, zone_of(group.timezone), now_s, turn_of(last))


async def _perform(site: Site, tx: Transaction, effects: tuple[Effect, ...], now_s: int) -> None:
    await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
