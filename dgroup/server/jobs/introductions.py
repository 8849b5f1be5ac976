"""Introductions go out when their time has come; who has not written one is reminded, kindly."""

from __future__ import annotations

from dgroup.server.introducing import post_due, remind
from dgroup.server.scheduler import job
from dgroup.server.site import Site


@job("introductions", "every 1m")
async def introductions(site: Site, now_s: int) -> None:
    """Post introductions that nobody has stopped, and the posts that waited for them."""
    await post_due(site, now_s)


@job("reminders", "daily 09:00")
async def reminders(site: Site, now_s: int) -> None:
    """Remind members to say who they are, 3 and 10 days after their welcome."""
    await remind(site, now_s)
