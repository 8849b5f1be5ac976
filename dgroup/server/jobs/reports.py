"""Reports of subgroups go out when their time has come."""

from __future__ import annotations

from dgroup.server.reporting import post_reports
from dgroup.server.scheduler import job
from dgroup.server.site import Site


@job("reports", "every 1m")
async def reports(site: Site, now_s: int) -> None:
    """Post what subgroups report to the group above, once nobody has taken it back."""
    await post_reports(site, now_s)
