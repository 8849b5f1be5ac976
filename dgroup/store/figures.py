"""The site in figures: how much there is of everything, for `dgroup status`."""

from __future__ import annotations

from dataclasses import dataclass

from dgroup.store import queue
from dgroup.store.database import Readable, named


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is; `members` counts who takes part (active and disabled) in every group."""

    groups: int
    members: int
    posts: int
    held: int
    shunted: int
    queue: queue.Counts


async def figures(store: Readable) -> Figures:
    """Count what the site has."""
    (rows,) = await store.read(named("count-site"))
    row = rows[0]
    return Figures(
        groups=row["groups"],
        members=row["members"],
        posts=row["posts"],
        held=row["held"],
        shunted=row["shunted"],
        queue=await queue.counts(store),
    )
