"""Forget what nobody needs any more: old results, letters that became nothing, spent tickets.

Copies of the database from before a migration, too: who was erased since is still in them.
"""

from __future__ import annotations

import asyncio
from typing import Final

from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import migrate
from dgroup.store.database import Statement, named

_DAY_S: Final = 86_400

# What is pruned, and after how many days. What was posted, held or shunted is kept.
_DAYS: Final = {
    "prune-held": 30,
    "prune-letters": 30,
    "prune-bounces": 60,
    "prune-answers": 2,
    "prune-tickets": 30,
    "prune-digests": 90,
    "prune-watermarks": 30,
}
_COPY_DAYS: Final = 30


@job("prune", "daily 03:10")
async def prune(site: Site, now_s: int) -> None:
    """Forget old delivery results, decided mail, expired tickets, copies made by a migration."""
    keep_s = site.config.delivery.keep_results
    statements = [named("prune-results", before_s=now_s - keep_s)]
    for name, days in _DAYS.items():
        statements.append(Statement(name, {"before_s": now_s - days * _DAY_S}))
    async with site.db.transaction() as tx:
        await tx.run(statements)
    path, before_s = site.config.database_path, now_s - _COPY_DAYS * _DAY_S
    await asyncio.to_thread(migrate.prune_copies, path, before_s)
