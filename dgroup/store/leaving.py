"""Who leaves by a link: one membership, with what a page or a letter about leaving needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dgroup.domain.model import Group, Status
from dgroup.store import groups
from dgroup.store.database import Readable, named
from dgroup.store.groups import Defaults


@dataclass(frozen=True, slots=True)
class Leaver:
    """A membership of whatever status; `language` is None where the person has not said."""

    member_id: int
    status: Status
    address: str
    language: str | None
    group: Group

    @property
    def is_inside(self) -> bool:
        """Whether there is anything to leave: the banned, for one, stay what they are."""
        return self.status in _INSIDE


async def current(store: Readable, member_id: int) -> int | None:
    """Return the membership that an id means now, for one may have been taken in by another.

    None where it was erased.
    """
    (rows,) = await store.read(named("find-leaver", member_id=member_id))
    return int(rows[0]["member_id"]) if rows else None


async def is_inside(store: Readable, member_id: int) -> bool:
    """Return whether there is anything to leave, reading no more than that."""
    (rows,) = await store.read(named("find-leaver", member_id=member_id))
    return bool(rows) and rows[0]["status"] in _INSIDE


async def find(store: Readable, member_id: int, defaults: Defaults) -> Leaver | None:
    """Return whose membership this is, or None where it was erased."""
    (rows,) = await store.read(named("find-leaver", member_id=member_id))
    if not rows:
        return None
    row = rows[0]
    return Leaver(
        row["member_id"], row["status"], row["address"], row["speaks"], groups.read(row, defaults)
    )


_INSIDE: Final[tuple[Status, ...]] = ("active", "disabled", "pending", "invited")
