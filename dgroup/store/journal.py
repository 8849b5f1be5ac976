"""Who did what in a group, as the audit has it, with names instead of ids."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dgroup.store.database import Readable, named


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done.

    `actor` is an address, "operator", or "" for the server itself; `by` the name of whoever has
    that address, else "". `whom`: the name, else the address, of the person it was about, "" where
    it is about nobody or they are known no more. `subject`: of the post it was about. `object` is
    as it was written: `member 7`, `held 3`, the name of a group.
    """

    at_s: int
    actor: str
    by: str
    action: str
    object: str
    whom: str
    subject: str
    detail: Mapping[str, Any]


async def journal(store: Readable, group_id: int, since_s: int, most: int) -> list[Entry]:
    """Return what was done in a group since a time, the latest first, at most so many entries."""
    (rows,) = await store.read(named("list-log", group_id=group_id, since_s=since_s, most=most))
    return [
        Entry(
            at_s=row["at_s"],
            actor=row["actor"],
            by=row["doer"] or "",
            action=row["action"],
            object=row["object"],
            whom=row["whom"] or row["author"] or "",
            subject=row["held_subject"] or row["post_subject"] or "",
            detail=json.loads(row["detail"]),
        )
        for row in rows
    ]
