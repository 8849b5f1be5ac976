"""Mail that came in and did not become a post: held for the facilitators, or set aside for us."""

from __future__ import annotations

from dataclasses import dataclass

from dgroup.domain.model import Group
from dgroup.store.database import Readable, Row, Transaction, named, value_of


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A letter that waits for the facilitators of its group.

    `authenticated` is the domain that the front MTA vouched for, "" for none.
    """

    id: int
    group_id: int
    group: str
    letter_id: int
    author: str
    author_name: str
    person_id: int | None
    subject: str
    reason: str
    state: str
    decided_by: str
    decided_s: int | None
    received_s: int
    authenticated: str


@dataclass(frozen=True, slots=True)
class ShuntedLetter:
    """A letter that a fault of our own kept from its way."""

    id: int
    letter_id: int
    recipient: str
    sender: str
    message_id: str
    error: str
    received_s: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """A stored mail with what is needed to take it in once more."""

    content: bytes
    sender: str
    recipient: str
    peer: str
    helo: str
    received_s: int


async def held(store: Readable, group: Group | None = None) -> list[HeldLetter]:
    """Return what waits for the facilitators of one group, or of all, the oldest first."""
    (rows,) = await store.read(named("list-held", group_id=group.id if group else None))
    return [_held(row) for row in rows]


async def held_one(store: Readable, held_id: int) -> tuple[HeldLetter, bytes] | None:
    """Return a held letter (whatever was decided) and its mail; None where there is none."""
    (rows,) = await store.read(named("get-held", held_id=held_id))
    return (_held(rows[0]), rows[0]["content"]) if rows else None


async def content(store: Readable, letter_id: int | None) -> bytes | None:
    """Return a mail as it came in; None where it is not kept any more."""
    (rows,) = await store.read(named("get-letter", letter_id=letter_id))
    return bytes(rows[0]["content"]) if rows else None


async def overdue(store: Readable, before_s: int, most: int) -> list[HeldLetter]:
    """Return what has waited since before a time, the oldest first, at most so many."""
    (rows,) = await store.read(named("list-overdue", before_s=before_s, most=most))
    return [_held(row) for row in rows]


async def shunted(store: Readable) -> list[ShuntedLetter]:
    """Return all that was set aside, the oldest first."""
    (rows,) = await store.read(named("list-shunted"))
    return [value_of(ShuntedLetter, row) for row in rows]


async def shunted_one(store: Readable, shunted_id: int) -> tuple[ShuntedLetter, Envelope] | None:
    """Return a letter that was set aside, with its envelope; None where there is none."""
    (rows,) = await store.read(named("get-shunted", shunted_id=shunted_id))
    if not rows:
        return None
    row = rows[0]
    envelope = Envelope(
        row["content"], row["sender"], row["recipient"], row["peer"], row["helo"], row["arrived_s"]
    )
    return value_of(ShuntedLetter, row), envelope


async def drop_shunted(tx: Transaction, shunted_id: int) -> None:
    """It went its way, or is not wanted; the letter itself is pruned when nothing refers to it."""
    await tx.run([named("drop-shunted", shunted_id=shunted_id)])


def _held(row: Row) -> HeldLetter:
    return value_of(HeldLetter, row, group=row["group_name"])
