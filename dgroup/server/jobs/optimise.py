"""Let the store look after itself: statistics for its query planner."""

from __future__ import annotations

from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store.database import named


@job("optimise", "daily 03:40")
async def optimise(site: Site, now_s: int) -> None:
    """Refresh the statistics by which the database plans its queries."""
    async with site.db.transaction(durable=False) as tx:
        await tx.run([named("optimise")])
