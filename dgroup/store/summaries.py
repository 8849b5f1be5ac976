"""What a summary is made of: who talked about what in a time, who is new, what lies ahead.

Times are moments of receiving, from `since_s` (left out) to `until_s`. Archives that were brought
along are never of the time in which they came. Words are those of `post_text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dgroup.domain.excerpts import Said
from dgroup.domain.model import Group
from dgroup.store.database import Readable, Row, named, value_of


@dataclass(frozen=True, slots=True)
class Span:
    """A time: what was received after `since_s`, up to `until_s`."""

    since_s: int
    until_s: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in which something was written in a time: how much, and by how many.

    `posts_in_all`: as it stands now. `root_message_id` is without angle brackets. `answers` and
    `answerers`: posts that are no introductions, and how many wrote those.
    """

    thread_id: int
    subject: str
    root_message_id: str
    posts: int
    people: int
    last_s: int
    posts_in_all: int
    answers: int
    answerers: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A post, with the words of its writer, and when it came.

    `is_introduction`: it was made of what a newcomer said of themselves.
    """

    said: Said
    received_s: int
    is_introduction: bool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new who may be shown; `text` is "" where they have not said who they are."""

    name: str
    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that ends on a day to come; `title` is that of a subgroup for its report."""

    kind: str
    title: str
    ends_s: int


@dataclass(frozen=True, slots=True)
class Below:
    """What a subgroup did in a time; `subjects` by how much was said."""

    group_id: int
    posts: int
    people: int
    subjects: tuple[str, ...]


async def talks(store: Readable, group: Group, span: Span) -> tuple[list[Talk], int]:
    """Return the conversations of a time, the most active first, and how many people wrote."""
    of = {"group_id": group.id, "since_s": span.since_s, "until_s": span.until_s}
    rows, counted = await store.read(
        named("list-active-threads", **of), named("count-writers", **of)
    )
    return [value_of(Talk, row) for row in rows], counted[0]["people"]


async def heard(
    store: Readable, thread_ids: Iterable[int], until_s: int, *, first: int, latest: int
) -> dict[int, list[Heard]]:
    """Return the posts of conversations up to a time, oldest first, by thread.

    Of a long one only its `first` posts and the `latest`.
    """
    ids = json.dumps(list(thread_ids))
    (rows,) = await store.read(
        named("list-said", thread_ids=ids, until_s=until_s, first=first, latest=latest)
    )
    found: dict[int, list[Heard]] = {}
    for row in rows:
        found.setdefault(row["thread_id"], []).append(_heard(row))
    return found


async def open_threads(store: Readable, group: Group, span: Span, most: int) -> dict[int, int]:
    """Return the conversations in which a question may be open, the latest first: id -> people."""
    (rows,) = await store.read(
        named(
            "list-open-threads",
            group_id=group.id,
            since_s=span.since_s,
            until_s=span.until_s,
            most=most,
        )
    )
    return {row["id"]: row["people"] for row in rows}


async def newcomers(
    store: Readable, group: Group, span: Span, most: int
) -> tuple[list[Newcomer], int]:
    """Return who is new and may be shown, those with an introduction first; and how many are."""
    (rows,) = await store.read(
        named(
            "list-newcomers-to-show",
            group_id=group.id,
            domain=group.domain,
            since_s=span.since_s,
            until_s=span.until_s,
            most=most,
        )
    )
    found = [
        Newcomer(
            " ".join(row["name"].split()), row["text"] or "", json.loads(row["answers"] or "{}")
        )
        for row in rows
    ]
    return found, rows[0]["in_all"] if rows else 0


async def ahead(
    store: Readable,
    group: Group,
    until_s: int,
    *,
    kinds: Sequence[str],
    below_ids: Sequence[int],
    most: int,
) -> list[Ahead]:
    """Return what ends after a time, the nearest first: activities of `kinds`, and reports."""
    (rows,) = await store.read(
        named(
            "list-dates-ahead",
            group_id=group.id,
            kinds=json.dumps(list(kinds)),
            below_ids=json.dumps(list(below_ids)),
            until_s=until_s,
            most=most,
        )
    )
    return [value_of(Ahead, row) for row in rows]


async def below(store: Readable, group_ids: Sequence[int], span: Span) -> dict[int, Below]:
    """Return what groups did in a time; those in which nothing was written are left out."""
    ids = json.dumps(list(group_ids))
    talk, counted = await store.read(
        named("list-talk-below", group_ids=ids, since_s=span.since_s, until_s=span.until_s),
        named("count-writers-below", group_ids=ids, since_s=span.since_s, until_s=span.until_s),
    )
    by_group: dict[int, list[Row]] = {}
    for row in talk:
        by_group.setdefault(row["group_id"], []).append(row)
    return {
        row["group_id"]: Below(
            row["group_id"],
            sum(each["posts"] for each in by_group[row["group_id"]]),
            row["people"],
            tuple(each["subject"] for each in by_group[row["group_id"]]),
        )
        for row in counted
    }


async def subjects(store: Readable, group: Group, most: int) -> list[tuple[int, str]]:
    """Return the conversations of a group and what they are called, the latest first."""
    (rows,) = await store.read(named("list-subjects", group_id=group.id, most=most))
    return [(row["id"], row["subject"]) for row in rows]


async def subjects_of(store: Readable, thread_ids: Sequence[int]) -> dict[int, str]:
    """Return what these conversations are called."""
    ids = json.dumps(list(thread_ids))
    (rows,) = await store.read(named("list-subjects-of", thread_ids=ids))
    return {row["id"]: row["subject"] for row in rows}


def _heard(row: Row) -> Heard:
    return Heard(_said(row), row["received_s"], bool(row["is_introduction"]))


def _said(row: Row) -> Said:
    name: str = row["author_name"] or row["author"].partition("@")[0]
    by: int | str = row["person_id"] or (row["author"] + row["author_name"]).casefold()
    return Said(row["id"], by, " ".join(name.split()), row["own_text"] or "", row["parent_id"])
