"""Everything that is kept about one person, for that person (R31)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dgroup.store.database import Readable, Row, named


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows as they are: of one person, all but memberships (see `belonging.of_person`).

    `posts` and `notes`: the latest first, and at most so many as were asked for.
    """

    person: Row
    addresses: Sequence[Row]
    introductions: Sequence[Row]
    posts: Sequence[Row]
    held: Sequence[Row]
    tickets: Sequence[Row]
    notes: Sequence[Row]
    wishes: Sequence[Row]
    counts: Row


async def everything(store: Readable, person_id: int, now_s: int, most: int) -> Kept | None:
    """Return what is kept about a person, posts and notes at most `most` each; None for nobody."""
    (
        persons,
        addresses,
        introductions,
        posts,
        held,
        tickets,
        notes,
        wishes,
        counts,
    ) = await store.read(
        named("get-person-by-id", person_id=person_id),
        named("list-addresses", person_id=person_id),
        named("list-introductions-of-person", person_id=person_id),
        named("list-posts-of-person", person_id=person_id, most=most),
        named("list-held-of-person", person_id=person_id),
        named("list-tickets-of-person", person_id=person_id, now_s=now_s),
        named("list-notes-of-person", person_id=person_id, most=most),
        named("list-wishes-of-person", person_id=person_id),
        named("count-mail-of-person", person_id=person_id),
    )
    if not persons:
        return None
    return Kept(
        persons[0], addresses, introductions, posts, held, tickets, notes, wishes, counts[0]
    )
