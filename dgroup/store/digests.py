"""Digests and summaries as they were sent; what is still to come for those who read digests.

How far each has read is kept in `watermark`, by the store itself (see the migration that makes it):
a row without an end goes on, one with an end is what was to come when its member chose otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from dgroup.domain.digest import Occasion, Period, Reader, Stretch, editions, form_of
from dgroup.domain.model import Digest, Group, Member
from dgroup.store.database import Readable, Row, Value, named, value_of
from dgroup.store.groups import Defaults
from dgroup.store.groups import read as read_group


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How some members of a group read digests, and between which times they were looked at.

    `timezone` is "" for those who said none. `is_new`: some were never looked at; who all were not
    have no times.
    """

    group_id: int
    period: Period
    timezone: str
    earliest_s: int | None
    latest_s: int | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Due:
    """When digests of a rhythm were due last: who was not looked at since then, gets one.

    So does whoever was looked at as late as `beyond_s`: their clock was wrong then. Who was never
    looked at counts from the first post that they are to get.
    """

    period: Period
    timezone: str
    last_s: int
    beyond_s: int


@dataclass(frozen=True, slots=True)
class Pending:
    """What is to be sent in a group now, of one moment.

    `rest` and `regular` are readers who are due. `post_ids` rise; `threads` says in which
    conversation each stands; `newest_id` is the last post that
    there is. `left_out`: by member, posts that they are not sent. `is_more`: there are more readers
    than fit.
    """

    rest: tuple[Reader, ...]
    regular: tuple[Reader, ...]
    post_ids: tuple[int, ...]
    threads: dict[int, int]
    newest_id: int
    left_out: dict[int, set[int]]
    is_more: bool


async def find(store: Readable, digest_id: int) -> Digest | None:
    """Return a digest or summary that was sent, by its id; None where there is none (any more)."""
    if not 0 < digest_id < 2**63:  # an address may hold any number
        return None
    (rows,) = await store.read(named("get-digest", id=digest_id))
    return value_of(Digest, rows[0], data=json.loads(rows[0]["data"])) if rows else None


async def rhythms(
    store: Readable, now_s: int, defaults: Defaults
) -> list[tuple[Group, list[Rhythm]]]:
    """Return the groups in which digests are read, with their rhythms.

    [] of a group where nothing but the rest of somebody's digests is to be sent. Who rests or
    bounces is passed over.
    """
    groups, found, closed = await store.read(
        named("list-groups-of-digests"),
        named("list-rhythms", now_s=now_s),
        named("list-groups-of-rest", now_s=now_s),
    )
    by_group: dict[int, list[Rhythm]] = {row["group_id"]: [] for row in closed}
    for row in found:
        rhythm = value_of(Rhythm, row, is_new=bool(row["is_new"]))
        by_group.setdefault(rhythm.group_id, []).append(rhythm)
    return [
        (read_group(row, defaults), by_group[row["id"]]) for row in groups if row["id"] in by_group
    ]


async def pending(
    store: Readable, group: Group, due: Sequence[Due], now_s: int, most: int
) -> Pending:
    """Return what is to be sent in a group by these rhythms, and the rest of earlier ones.

    At most `most` of each; as long as there is more of the rest, nobody is due by a rhythm.
    """
    whose: dict[str, Value] = {"group_id": group.id, "now_s": now_s, "most": most}
    when = json.dumps([asdict(each) for each in due])
    closed, rows, newest = await store.read(
        named("list-rest", **whose),
        named("list-due-readers", rhythms=when, **whose),
        named("find-newest-post", group_id=group.id),
    )
    is_more = len(closed) == most
    rows = [] if is_more else rows
    rest = _rest(closed, group)
    regular = [_regular(row, group) for row in rows]
    post_ids, left_out = await to_read(store, group, [*rest, *regular])
    (placed,) = await store.read(named("list-threads-of", ids=json.dumps(post_ids)))
    return Pending(
        rest=tuple(rest),
        regular=tuple(regular),
        post_ids=post_ids,
        threads={row["id"]: row["thread_id"] for row in placed},
        newest_id=newest[0]["id"],
        left_out=left_out,
        is_more=is_more or len(rows) == most,
    )


async def to_read(
    store: Readable, group: Group, readers: Sequence[Reader], *, until_s: int | None = None
) -> tuple[tuple[int, ...], dict[int, set[int]]]:
    """Return the posts of a group that some of these readers have not had, and what is left out.

    `until_s`: only posts that came until then; None: all.
    """
    if not readers:
        return (), {}
    after_id = min(stretch.after_id for each in readers for stretch in each.stretches)
    members = json.dumps(sorted({each.member_id for each in readers}))
    posts, out = await store.read(
        named("list-posts-to-read", group_id=group.id, after_id=after_id, until_s=until_s),
        named(
            "list-left-out",
            group_id=group.id,
            members=members,
            after_id=after_id,
            has_copy=int(group.settings.copy),
        ),
    )
    left_out: dict[int, set[int]] = {}
    for row in out:
        left_out.setdefault(row["member_id"], set()).add(row["post_id"])
    return tuple(row["id"] for row in posts), left_out


async def stretches(store: Readable, member_id: int) -> list[Stretch]:
    """Return what is still to come for a member, the oldest first; [] where nothing ever is."""
    (rows,) = await store.read(named("list-stretches", member_id=member_id))
    return [value_of(Stretch, row) for row in rows]


async def has_pending(store: Readable, group: Group, member: Member) -> bool:
    """Say whether something is still to come for a member who reads digests."""
    found = tuple(await stretches(store, member.id))
    reader = Reader(member.id, found, "rest", "plain", group.language)
    if not found:
        return False
    post_ids, left_out = await to_read(store, group, [reader])
    return bool(editions([reader], post_ids, left_out))


async def common(store: Readable, group: Group) -> tuple[Period, Stretch] | None:
    """Return how most of a group's readers of digests read them, and what is still to come.

    None where nobody reads digests.
    """
    (rows,) = await store.read(named("find-common-stretch", group_id=group.id))
    return (rows[0]["period"], Stretch(rows[0]["after_id"])) if rows else None


async def last_before(store: Readable, group: Group, before_s: int) -> int:
    """Return the last post of a group that came before a time, by its id; 0 where none did."""
    (rows,) = await store.read(named("find-last-post-before", group_id=group.id, before_s=before_s))
    last_id: int = rows[0]["id"]
    return last_id


def _rest(rows: Sequence[Row], group: Group) -> list[Reader]:
    """One reader for each member, with all that was to come; rows come member by member."""
    return [
        _reader(
            [Stretch(row["after_id"], row["until_id"]) for row in theirs], "rest", theirs[-1], group
        )
        for _, found in groupby(rows, lambda row: row["member_id"])
        if (theirs := list(found))
    ]


def _regular(row: Row, group: Group) -> Reader:
    return _reader([Stretch(row["after_id"])], row["period"], row, group)


def _reader(stretches_: Sequence[Stretch], occasion: Occasion, row: Row, group: Group) -> Reader:
    form = form_of(
        is_text_only=bool(row["is_text_only"]), has_mime_digest=bool(row["has_mime_digest"])
    )
    language = row["language"] or group.language
    return Reader(row["member_id"], tuple(stretches_), occasion, form, language)
