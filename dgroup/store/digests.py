"""Digests and summaries as they were sent, so that they can be answered."""

from __future__ import annotations

import json

from dgroup.domain.model import Digest
from dgroup.store.database import Readable, named, value_of


async def find(store: Readable, digest_id: int) -> Digest | None:
    """Return a digest or summary that was sent, by its id; None where there is none (any more)."""
    if not 0 < digest_id < 2**63:  # an address may hold any number
        return None
    (rows,) = await store.read(named("get-digest", id=digest_id))
    return value_of(Digest, rows[0], data=json.loads(rows[0]["data"])) if rows else None
