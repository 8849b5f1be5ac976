"""Tickets: the pending acts behind `confirm+TOKEN@`, found by the hash of their token."""

from __future__ import annotations

import json

from dgroup.domain.model import Ticket
from dgroup.mail.sign import ticket_hash
from dgroup.store.database import Readable, named, value_of


async def find(store: Readable, token: str) -> Ticket | None:
    """Return the ticket of a token, spent and expired ones too; None where there is none."""
    (rows,) = await store.read(named("find-ticket", hash=ticket_hash(token)))
    if not rows:
        return None
    row = rows[0]
    return value_of(
        Ticket, row, object=json.loads(row["object"]), is_reusable=bool(row["is_reusable"])
    )
