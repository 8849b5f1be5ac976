"""Read the words of posts before somebody searches for them."""

from __future__ import annotations

from typing import Final

from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.server.texts import fill

MOST_A_RUN: Final = 500


@job("texts", "every 1m")
async def texts(site: Site, now_s: int) -> None:
    """Read the words of new posts, so that they can be searched."""
    await fill(site, MOST_A_RUN)
