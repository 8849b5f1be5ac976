"""What waits for a decision of the people in charge: posts that are held, and requests to join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dgroup.store.database import Readable, named


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held post, or somebody's request to join.

    `id` is that of the held letter, or of the membership. `told_s`: when those in charge were first
    told of it; `reminded_s`: when they were reminded (None: not yet). `reason` says why a post is
    held; requests have neither that nor a subject.
    """

    kind: Literal["post", "request"]
    id: int
    group_id: int
    address: str
    name: str
    since_s: int
    told_s: int | None
    reminded_s: int | None
    subject: str = ""
    reason: str = ""
    size_bytes: int = 0

    @property
    def key(self) -> str:
        """What a ballot calls it: `held 7`, `member 9`."""
        return f"{'held' if self.kind == 'post' else 'member'} {self.id}"


async def waiting(store: Readable, group_id: int | None = None) -> list[Waiting]:
    """Return what waits in one living group, or in all, by group, posts first, the oldest first.

    Without what waits for its author's introduction, and what may go out already.
    """
    held, asked = await store.read(
        named("list-waiting", group_id=group_id), named("list-requests", group_id=group_id)
    )
    found = [
        Waiting(
            "post",
            row["id"],
            row["group_id"],
            row["author"],
            row["author_name"],
            row["received_s"],
            row["told_s"],
            row["reminded_s"],
            row["subject"],
            row["reason"],
            row["size"],
        )
        for row in held
    ]
    found += [
        Waiting(
            "request",
            row["id"],
            row["group_id"],
            row["address"],
            row["name"],
            row["asked_s"],
            row["asked_s"],
            row["reminded_s"],
        )
        for row in asked
    ]
    return sorted(found, key=lambda each: each.group_id)


async def beginning(store: Readable, held_id: int) -> bytes:
    """Return the first 64 KiB of a held mail, as it came in; nothing where it is gone."""
    (rows,) = await store.read(named("get-held-beginning", held_id=held_id))
    return bytes(rows[0]["beginning"]) if rows else b""
