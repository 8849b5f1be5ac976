"""Posts and threads: the facts by which a letter is judged and placed, and what lists show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from dgroup.domain.model import Group, PostFacts, RecentPost, SeenPost
from dgroup.domain.posting import is_answer
from dgroup.domain.threads import ThreadFacts
from dgroup.mail.address import Mailbox, fold
from dgroup.mail.parse import Letter
from dgroup.store import groups, people
from dgroup.store.database import Readable, Statement, Value, named, value_of

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """The site's limits that decisions look at."""

    max_received: int
    max_answers_per_day: int


@dataclass(frozen=True, slots=True)
class ListedPost:
    """One line of a list of posts; ids of mails without angle brackets."""

    id: int
    thread_id: int
    message_id: str
    parent_message_id: str | None
    subject: str
    author: str
    author_name: str
    sent_s: int
    received_s: int


@dataclass(frozen=True, slots=True)
class ThreadTarget:
    """A thread to which a mail may be addressed; ids of mails without angle brackets."""

    thread_id: int
    group_id: int
    root_message_id: str
    last_message_id: str


@dataclass(frozen=True, slots=True)
class ListedThread:
    """One line of a list of threads."""

    id: int
    group_id: int
    subject: str
    root_message_id: str
    posts: int
    started_s: int
    last_post_s: int


async def facts_for(
    store: Readable,
    group_id: int,
    letter: Letter,
    author: Mailbox,
    defaults: groups.Defaults,
    limits: Limits,
    now_s: int,
    *,
    is_null_sender: bool,
) -> tuple[PostFacts, ThreadFacts] | None:
    """Gather in one hop all that is known when a post is judged; None where the group is gone.

    `author` is whoever counts as the author (DECISIONS 2).
    """
    mentioned = json.dumps([*letter.references, letter.message_id])
    in_group: dict[str, Value] = {"group_id": group_id, "message_id": letter.message_id}
    this_very = {**in_group, "body_sha256": letter.body_sha256}
    folded = fold(author.address)
    (
        group_rows,
        sender_rows,
        seen,
        held,
        forwarded,
        links,
        known,
        recent,
        answers,
        unshown,
    ) = await store.read(
        named("get-group", group_id=group_id),
        named("find-sender", group_id=group_id, folded=folded),
        Statement("find-post", in_group),
        Statement("find-held", this_very),
        Statement("find-forwarded", this_very),
        named("find-links", group_id=group_id, message_ids=mentioned),
        named("find-posts", group_id=group_id, message_ids=mentioned),
        named(
            "find-recent",
            group_id=group_id if is_answer(letter) else None,
            author=author.address,
            since_s=now_s - _DAY_S,
        ),
        named("count-answers", folded=folded, since_s=now_s - _DAY_S, proof="unproven"),
        named("find-unshown", group_id=group_id, folded=folded, domain=defaults.domain),
    )
    if not group_rows:
        return None
    person, member, is_subgroup_member = people.read_sender(group_id, sender_rows)
    facts = PostFacts(
        group=groups.read(group_rows[0], defaults),
        author=author,
        person=person,
        member=member,
        is_subgroup_member=is_subgroup_member,
        seen=SeenPost(seen[0]["id"], seen[0]["body_sha256"]) if seen else None,
        is_held_already=bool(held),
        is_forwarded_already=bool(forwarded),
        is_null_sender=is_null_sender,
        recent=tuple(
            RecentPost(row["subject"], row["body_sha256"], row["sent_s"]) for row in recent
        ),
        answers_today=answers[0]["answers"],
        max_received=limits.max_received,
        max_answers_per_day=limits.max_answers_per_day,
        was_asked_who=bool(sender_rows and sender_rows[0]["was_asked_who"]),
        is_unshown=bool(unshown),
    )
    return facts, ThreadFacts(
        links={row["message_id"]: row["thread_id"] for row in links},
        posts=frozenset(row["message_id"] for row in known),
    )


async def find(store: Readable, group_id: int, message_id: str) -> SeenPost | None:
    """Return the post of a group that has this Message-ID, or None."""
    (rows,) = await store.read(named("find-post", group_id=group_id, message_id=message_id))
    return SeenPost(rows[0]["id"], rows[0]["body_sha256"]) if rows else None


async def thread_of(store: Readable, group_id: int, message_ids: Sequence[str]) -> int | None:
    """Return the thread of the nearest of these mails (oldest first) that is known, or None."""
    (rows,) = await store.read(
        named("find-links", group_id=group_id, message_ids=json.dumps(list(message_ids)))
    )
    threads = {row["message_id"]: row["thread_id"] for row in rows}
    return next((threads[each] for each in reversed(message_ids) if each in threads), None)


async def thread_target(store: Readable, thread_id: int) -> ThreadTarget | None:
    """Return the thread of an id, or the one it was merged into; None where there is none."""
    if not 0 < thread_id < 2**63:  # an address may hold any number
        return None
    (rows,) = await store.read(named("get-thread-target", thread_id=thread_id))
    return value_of(ThreadTarget, rows[0]) if rows else None


async def message_of(store: Readable, post_id: int, thread_id: int) -> str | None:
    """Return the Message-ID of a post of a living thread; None where it is none of its posts."""
    (rows,) = await store.read(named("find-message-of-post", post_id=post_id, thread_id=thread_id))
    return str(rows[0]["message_id"]) if rows else None


async def of_group(store: Readable, group: Group) -> list[ListedPost]:
    """Return the posts of a group in the order of their arrival."""
    (rows,) = await store.read(named("list-posts", group_id=group.id))
    return [value_of(ListedPost, row) for row in rows]


async def of_thread(store: Readable, thread_id: int) -> list[ListedPost]:
    """Return the posts of a living thread by the time they were written."""
    (rows,) = await store.read(named("list-thread-posts", thread_id=thread_id))
    return [value_of(ListedPost, row) for row in rows]


async def threads(store: Readable, group: Group) -> list[ListedThread]:
    """Return the living threads of a group, the latest last."""
    (rows,) = await store.read(named("list-threads", group_id=group.id))
    return [value_of(ListedThread, row) for row in rows]


async def thread(store: Readable, thread_id: int) -> ListedThread | None:
    """Return a thread, also by an id that was merged away; None where there is none."""
    (rows,) = await store.read(named("get-thread", thread_id=thread_id))
    return value_of(ListedThread, rows[0]) if rows else None


async def one(store: Readable, post_id: int) -> tuple[ListedPost, str, bytes] | None:
    """Return a post, its group's name and the mail as it was received; None where there is none."""
    (rows,) = await store.read(named("get-post", post_id=post_id))
    return (
        (value_of(ListedPost, rows[0]), rows[0]["group_name"], rows[0]["content"]) if rows else None
    )
