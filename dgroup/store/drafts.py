"""Drafts of summaries: which groups have any, the last one, and who would be sent it."""

from __future__ import annotations

from typing import Final

from dgroup.domain.model import Activity, Group
from dgroup.store import activities, groups
from dgroup.store.database import Readable, named
from dgroup.store.groups import Defaults

KIND: Final = "summary"
"""What a draft is among the activities of a group."""


async def summarised(store: Readable, defaults: Defaults) -> list[Group]:
    """Return the living groups that have summaries, or a draft that is not ended yet, by name."""
    every = defaults.settings.summary_every
    (rows,) = await store.read(named("list-groups-with-summaries", every=every))
    return [groups.read(row, defaults) for row in rows]


async def latest(store: Readable, group_id: int) -> Activity | None:
    """Return the last draft of a group, whatever became of it; None where there was none."""
    (rows,) = await store.read(named("find-latest-activity", group_id=group_id, kind=KIND))
    return activities.read(rows[0]) if rows else None


async def readers(store: Readable, group: Group, now_s: int) -> dict[str, tuple[int, ...]]:
    """Return whom the summary of a group goes to: member ids by their language, rising."""
    is_for_each = int(group.settings.summary_to == "members")
    (rows,) = await store.read(
        named("list-summary-readers", group_id=group.id, is_for_each=is_for_each, now_s=now_s)
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row["language"], []).append(row["id"])
    return {language: tuple(ids) for language, ids in sorted(found.items())}
