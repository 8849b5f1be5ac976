"""How far a post goes that is sent to more than its usual readers."""

from __future__ import annotations

from dgroup.domain.effects import Reach
from dgroup.store.database import Readable, named


async def reached(
    store: Readable, group_id: int, reach: Reach, author_member_id: int | None, now_s: int
) -> int:
    """Count who gets an announcement at once, without its author; `reach` is not "each"."""
    (rows,) = await store.read(
        named(
            "count-reached",
            group_id=group_id,
            author_member_id=author_member_id,
            is_everyone=int(reach == "everyone"),
            now_s=now_s,
        )
    )
    return int(rows[0]["people"])
