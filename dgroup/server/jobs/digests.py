"""Digests are made when they are due; how far each reader has read moves in the same transaction.

Nothing is rendered here: a digest is queued as the ids of its posts, once for all who read alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from dgroup.domain.digest import editions, last_due_s, next_due_s, zone_of
from dgroup.domain.effects import Circulate, Effect, Mark, Unmark
from dgroup.domain.model import Digest, Group
from dgroup.errors import StoreError
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import digests as store
from dgroup.store import groups
from dgroup.store.digests import Due, Pending, Rhythm

log = logging.getLogger(__name__)

AT_ONCE: Final = 20_000
"""Readers in one transaction: of most groups all of them, so that they share their digests."""

_DAY_S: Final = 86_400


@job("digests", "every 5m")
async def digests(site: Site, now_s: int) -> None:
    """Send what is new to those who read digests, at the group's hour where they live."""
    for group, rhythms in await store.rhythms(site.db, now_s, site.defaults):
        due = list(_due(group, rhythms, now_s))
        try:
            while await send(site, group.id, due, now_s):
                pass
        except StoreError:
            raise
        except Exception:  # the door of one group: the others get theirs
            log.exception("the digests of %s could not be made", group.name)
    site.outbox_filled.set()


async def send(
    site: Site, group_id: int, due: Sequence[Due], now_s: int, *, most: int = AT_ONCE
) -> bool:
    """Send a group's digests that are due to at most `most` readers; whether there are more.

    Raises:
        StoreError: nothing was sent, and all of it is still due.
    """
    async with site.db.transaction() as tx:
        group = await groups.one(tx, group_id, site.defaults)
        if group is None:
            return False
        pending = await store.pending(tx, group, due, now_s, most)
        effects = list(_effects(pending, group, tx.new_id, now_s))
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    return pending.is_more


def _due(group: Group, rhythms: Sequence[Rhythm], now_s: int) -> Iterator[Due]:
    """The rhythms by which somebody may be due now, each in its own zone."""
    hour = group.settings.digest_hour
    for each in rhythms:
        zone = zone_of(each.timezone, group.timezone)
        last_s = last_due_s(each.period, hour, zone, now_s)
        # A clock that was set back by less than a day makes nobody wait for longer than a day.
        beyond_s = max(next_due_s(each.period, hour, zone, now_s), now_s + _DAY_S)
        is_late = each.earliest_s is not None and each.earliest_s < last_s
        is_wrong = each.latest_s is not None and each.latest_s >= beyond_s
        if each.is_new or is_late or is_wrong:
            yield Due(each.period, each.timezone, last_s, beyond_s)


def _effects(
    pending: Pending, group: Group, new_id: Callable[[], int], now_s: int
) -> Iterator[Effect]:
    readers = (*pending.rest, *pending.regular)
    for each in editions(readers, pending.post_ids, pending.left_out):
        data = {
            "posts": list(each.post_ids),
            "threads": [pending.threads[post_id] for post_id in each.post_ids],
            "period": each.occasion,
        }
        digest = Digest(new_id(), group.id, "digest", each.form, each.language, data, now_s)
        yield Circulate(digest, each.member_ids)
    if pending.rest:
        yield Unmark(
            tuple(
                (reader.member_id, stretch.after_id)
                for reader in pending.rest
                for stretch in reader.stretches
            )
        )
    if pending.regular:
        yield Mark(tuple(reader.member_id for reader in pending.regular), pending.newest_id)
