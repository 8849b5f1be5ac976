"""What members wrote about themselves: what waits, who has presented themselves, and who has not.

People who conceal themselves, and those who never gave a name, are counted and not listed (R13).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dgroup.domain.effects import Reader
from dgroup.domain.model import Group, Introduction
from dgroup.mail.address import Mailbox, fold
from dgroup.store.database import Readable, Row, Value, named, value_of


@dataclass(frozen=True, slots=True)
class Presented:
    """Somebody in a group as others may see them; `text` is "" where they wrote nothing yet."""

    name: str
    is_facilitator: bool
    text: str
    answers: Mapping[str, str]
    written_s: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many take part in a group, may be named to others, and have said who they are."""

    members: int
    shown: int
    presented: int


@dataclass(frozen=True, slots=True)
class Due:
    """An introduction that is to be posted, and who wrote it.

    `has_own_address`: the author's address is the one they wrote it from, not only one on file.
    """

    introduction: Introduction
    author: Mailbox
    has_own_address: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """A member who was asked who they are, and has not said so. `reminders`: how often since."""

    member_id: int
    group_id: int
    welcomed_s: int
    reminders: int
    person_id: int
    name: str
    language: str | None
    address: str
    is_exempt: bool

    def reader(self, group: Group) -> Reader:
        """Who reads what is sent to them."""
        language = self.language or group.language
        return Reader(self.address, language, self.person_id, self.name)


def message_id(introduction_id: int, group: Group) -> str:
    """Return the Message-ID of the post that an introduction becomes, at once or by approval."""
    return f"introduction.{introduction_id}@{group.domain}"


async def latest(store: Readable, group: Group, person_id: int) -> Introduction | None:
    """Return what a person last wrote in a group, waiting or posted; None where nothing.

    One that has gone to the facilitators first is "posted", and has no `post_id` before they let it
    through.
    """
    (rows,) = await store.read(named("get-introduction", person_id=person_id, **_of(group)))
    return _introduction(rows[0]) if rows else None


async def is_waiting(store: Readable, introduction_id: int) -> bool:
    """Whether nobody has stopped an introduction, and nobody has posted it."""
    (rows,) = await store.read(named("find-waiting-introduction", id=introduction_id))
    return bool(rows)


async def is_unshown(store: Readable, group: Group, address: str) -> bool:
    """Whether whoever has `address` has presented themselves by words that are no post yet."""
    (rows,) = await store.read(named("find-unshown", folded=fold(address), **_of(group)))
    return bool(rows)


async def presented(
    store: Readable, group: Group, most: int, *, but_person_id: int = 0
) -> list[Presented]:
    """Return who has presented themselves and may be shown, the latest first, but for one."""
    (rows,) = await store.read(
        named("list-presented", but_person_id=but_person_id, most=most, **_of(group))
    )
    return [_presented(row) for row in rows]


async def shown(store: Readable, group: Group, most: int) -> list[Presented]:
    """Return who takes part and may be shown: who has presented themselves first, each by name."""
    (rows,) = await store.read(named("list-shown-members", most=most, **_of(group)))
    return [_presented(row) for row in rows]


async def count(store: Readable, group: Group) -> Counts:
    """Return how many there are, and how many have presented themselves."""
    (rows,) = await store.read(named("count-presented", **_of(group)))
    return value_of(Counts, rows[0])


async def due(store: Readable, now_s: int, after_id: int, most: int) -> list[Due]:
    """Return introductions that nobody stopped in time, by their ids from `after_id` on."""
    (rows,) = await store.read(
        named("list-due-introductions", now_s=now_s, after_id=after_id, most=most)
    )
    return [Due(_introduction(row), Mailbox(row["name"], row["address"])) for row in rows]


async def unheld(store: Readable, domain: str) -> list[int]:
    """Return the ids of held letters that only waited for an introduction which is a post now."""
    (rows,) = await store.read(named("list-unheld", domain=domain))
    return [row["id"] for row in rows]


async def silent(
    store: Readable, now_s: int, *, first_s: int, last_s: int, introductions: str, most: int
) -> list[Silent]:
    """Return whom to remind: asked before `first_s` and never reminded, or before `last_s` once.

    `introductions` is the site's own setting, for groups that have none.
    """
    (rows,) = await store.read(
        named(
            "list-unintroduced",
            now_s=now_s,
            first_s=first_s,
            last_s=last_s,
            introductions=introductions,
            most=most,
        )
    )
    return [
        value_of(Silent, row, member_id=row["id"], is_exempt=bool(row["is_exempt"])) for row in rows
    ]


def _of(group: Group) -> Mapping[str, Value]:
    return {"group_id": group.id, "domain": group.domain}


def _introduction(row: Row) -> Introduction:
    return value_of(Introduction, row, answers=json.loads(row["answers"]))


def _presented(row: Row) -> Presented:
    return Presented(
        name=" ".join(row["name"].split()),
        is_facilitator=row["role"] == "facilitator",
        text=row["text"] or "",
        answers=json.loads(row["answers"] or "{}"),
        written_s=row["created_s"] or 0,
    )
