"""The outbox: rows of up to 500 recipients, claimed by lease, settled in batches.

A row names member ids; they become addresses when it is claimed, so that who left in the meantime
gets nothing (DECISIONS 26). Whoever works on a row notes its progress here; recipients that must
wait, and those that failed, become rows of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dgroup.store.database import Database, Readable, Row, Statement, Transaction, named

Kind = Literal["post", "notice", "forward", "digest"]
Form = Literal["", "text", "whole"]
"""Of a post's copies: as usual, text only, or whole because somebody asked for it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One claimed row: what to send, and to whom.

    `readers` are (member id, address) pairs; a row for one address has the member id 0. `notice` is
    the JSON of a notice, or the address word of a forward.
    """

    id: int
    kind: Kind
    group_id: int | None
    post_id: int | None
    letter_id: int | None
    notice: str | None
    is_single: bool
    readers: tuple[tuple[int, str], ...]
    gone: tuple[int, ...]  # who has left since the row was made: nothing is sent to them
    attempts: int
    first_tried_s: int | None  # moved on by all the time that a try was late: see `queue.sql`
    due_s: int
    created_s: int
    form: Form = ""
    digest_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One recipient in the queue; `id` is `row.member`, or `row` where there is one address.

    `author` wrote what is sent; "" where it is a notice of the server's own, about `group`.
    """

    id: str
    to: str
    author: str
    group: str | None
    kind: Kind
    state: str
    subject: str
    attempts: int
    due_s: int
    last_error: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Recipients in the queue, and when the oldest waiting row was made (None: nothing waits)."""

    waiting: int
    retrying: int
    failed: int
    oldest_s: int | None


@dataclass(frozen=True, slots=True)
class Split:
    """Recipients of a row that become a row of their own: to be tried again, or given up."""

    members: tuple[int, ...]
    is_failed: bool
    due_s: int
    last_error: str
    bounce_status: str | None = None  # not None: the recipient's own fault, counted as a bounce


@dataclass(frozen=True, slots=True)
class Progress:
    """What happened to one row since it was last noted."""

    row: Delivery
    sent: tuple[int, ...]
    reply: str
    splits: tuple[Split, ...]
    gone: tuple[int, ...]
    left: tuple[int, ...]  # still to be sent or answered
    released_due_s: int | None  # not None: nobody works on what is left; try again then
    trouble: str


async def claim(
    db: Database, *, worker: str, now_s: int, wall_s: int, lease_s: int, most: int
) -> list[Delivery]:
    """Take the next rows that are due at `now_s`, at most `most`; [] where none is."""
    (rows,) = await db.write(
        named(
            "claim-deliveries",
            worker=worker,
            now_s=now_s,
            wall_s=wall_s,
            lease_until_s=wall_s + lease_s,
            most=most,
        ),
        durable=False,
    )
    rows.sort(key=lambda row: row["turn_ms"])  # `returning` keeps no order
    try:
        found = iter(
            await db.read(
                *(named("find-readers", members=row["members"]) for row in rows if row["members"])
            )
        )
    except BaseException:  # nobody works on them after all
        await db.write(
            *(
                named("release-row", **{key: row[key] for key in ("id", "due_s", "last_error")})
                for row in rows
            ),
            durable=False,
        )
        raise
    return [_delivery(row, next(found) if row["members"] else []) for row in rows]


async def note(
    db: Database, progress: Sequence[Progress], *, now_s: int, wall_s: int, lease_s: int
) -> None:
    """Write down the progress of rows, in one hop; a lost note means that work is done again."""
    lease_until_s = wall_s + lease_s
    statements = (each for one in progress for each in _note(one, now_s, lease_until_s))
    await db.write(*statements, durable=False)


async def next_due_s(store: Readable, wall_s: int) -> int | None:
    """Return when the next row that nobody works on is due; None where none waits."""
    (rows,) = await store.read(named("next-due", wall_s=wall_s))
    due_s: int | None = rows[0]["due_s"]
    return due_s


async def counts(store: Readable) -> Counts:
    """Count the recipients in the queue."""
    (rows,) = await store.read(named("count-queue"))
    row = rows[0]
    return Counts(row["waiting"], row["retrying"], row["failed"], row["oldest_s"])


async def listed(store: Readable) -> list[Waiting]:
    """Return every recipient in the queue, the next due first."""
    (rows,) = await store.read(named("list-queue"))
    found = iter(
        await store.read(
            *(
                named("find-queued-addresses", members=row["members"])
                for row in rows
                if row["members"]
            )
        )
    )
    return [one for row in rows for one in _waiting(row, next(found) if row["members"] else [])]


async def single_out(tx: Transaction, row_id: int, member_id: int) -> int | None:
    """Give one recipient a row of their own; return its id, None where the row has no such member.

    A row that has nobody else is that row already.
    """
    (rows,) = await tx.read(named("get-row", id=row_id))
    members = json.loads(rows[0]["members"] or "[]") if rows else []
    if member_id not in members:
        return None
    left = [each for each in members if each != member_id]
    if not left:
        return row_id
    (made,) = await tx.write(named("single-out", id=row_id, members=json.dumps([member_id])))
    shrunk = json.dumps(left, separators=(",", ":"))
    await tx.run([named("shrink-row", id=row_id, members=shrunk, size=len(left))])
    single_id: int = made["id"]
    return single_id


async def lease_until_s(store: Readable, row_id: int) -> int | None:
    """Return until when somebody works on a row, 0 if nobody does, None where there is no row."""
    (rows,) = await store.read(named("get-row", id=row_id))
    until_s: int | None = rows[0]["lease_until_s"] if rows else None
    return until_s


async def results(store: Readable, since_s: int) -> dict[str, int]:
    """Count the recipients that were settled after a time: `sent`, `failed`, `dropped`."""
    (rows,) = await store.read(named("count-results", since_s=since_s))
    counted = {row["result"]: row["recipients"] for row in rows}
    return {result: counted.get(result, 0) for result in ("sent", "failed", "dropped")}


async def retry(tx: Transaction, row_id: int | None, now_s: int) -> None:
    """Make one row (or all: None) due now."""
    await tx.run([named("retry-rows", id=row_id, now_s=now_s)])


async def drop(tx: Transaction, row_id: int, now_s: int) -> bool:
    """Give up one row for good; return whether there was one."""
    (rows,) = await tx.read(named("get-row", id=row_id))
    if not rows:
        return False
    row = rows[0]
    result = named(
        "add-result",
        id=row_id,
        members=row["members"],
        size=row["size"],
        result="dropped",
        reply=row["last_error"],
        now_s=now_s,
    )
    await tx.run([result, named("drop-row", id=row_id)])
    return True


def _note(progress: Progress, now_s: int, lease_until_s: int) -> Iterator[Statement]:
    row = progress.row
    if progress.sent:
        yield _result(row, progress.sent, "sent", progress.reply, now_s)
    if progress.gone:
        yield _result(row, progress.gone, "dropped", "no longer a member", now_s)
    for split in progress.splits:
        yield named(
            "split-row",
            id=row.id,
            state="failed" if split.is_failed else "waiting",
            members=_members(row, split.members),
            size=len(split.members),
            now_s=now_s,
            due_s=split.due_s,
            last_error=split.last_error,
        )
        if split.is_failed:
            yield _result(row, split.members, "failed", split.last_error, now_s)
        if split.bounce_status is not None:
            yield from _bounces(row, split, now_s)
    if not progress.left:
        yield named("drop-row", id=row.id)
        return
    yield named(
        "keep-row",
        id=row.id,
        members=_members(row, progress.left),
        size=len(progress.left),
        lease_until_s=lease_until_s,
    )
    if progress.released_due_s is not None:
        yield named(
            "release-row",
            id=row.id,
            due_s=progress.released_due_s,
            last_error=progress.trouble,
        )


def _result(
    row: Delivery, members: Sequence[int], result: str, reply: str, now_s: int
) -> Statement:
    return named(
        "add-result",
        id=row.id,
        members=_members(row, members),
        size=len(members),
        result=result,
        reply=reply,
        now_s=now_s,
    )


def _bounces(row: Delivery, split: Split, now_s: int) -> Iterator[Statement]:
    for member_id in split.members:
        yield named(
            "add-bounce",
            member_id=member_id,
            post_id=row.post_id,
            letter_id=None,
            status=split.bounce_status,
            detail=split.last_error,
            now_s=now_s,
        )


def _members(row: Delivery, members: Sequence[int]) -> str | None:
    return None if row.is_single else json.dumps(members, separators=(",", ":"))


def _delivery(row: Row, readers: list[Row]) -> Delivery:
    is_single = row["members"] is None
    found = {reader["id"]: reader["address"] for reader in readers}
    return Delivery(
        id=row["id"],
        kind=row["kind"],
        group_id=row["group_id"],
        post_id=row["post_id"],
        letter_id=row["letter_id"],
        notice=row["notice"],
        is_single=is_single,
        readers=((0, row["address"]),) if is_single else tuple(found.items()),
        gone=() if is_single else tuple(m for m in json.loads(row["members"]) if m not in found),
        attempts=row["attempts"],
        first_tried_s=row["first_tried_s"],
        due_s=row["due_s"],
        created_s=row["created_s"],
        form=row["form"],
        digest_id=row["digest_id"],
    )


def _waiting(row: Row, readers: list[Row]) -> Iterator[Waiting]:
    is_single = row["members"] is None
    subject = row["post_subject"] or ""
    if row["kind"] == "notice":
        subject = json.loads(row["notice"])["template"]
    pairs = (
        [(str(row["id"]), row["address"])]
        if is_single
        else [(f"{row['id']}.{reader['id']}", reader["address"]) for reader in readers]
    )
    for waiting_id, address in pairs:
        yield Waiting(
            id=waiting_id,
            to=address,
            author=row["author"],
            group=row["group_name"],
            kind=row["kind"],
            state=row["state"],
            subject=subject,
            attempts=row["attempts"],
            due_s=row["due_s"],
            last_error=row["last_error"],
        )
