"""Post what somebody in charge has let through, where a fault kept it from being posted at once."""

from __future__ import annotations

from dgroup.server.holding import let_through
from dgroup.server.scheduler import job
from dgroup.server.site import Site


@job("release", "every 1m")
async def release(site: Site, now_s: int) -> None:
    """Post held letters that may go out and have not yet."""
    await let_through(site)
    site.outbox_filled.set()
