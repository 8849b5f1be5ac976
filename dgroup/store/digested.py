"""What stands in a digest: its posts in their conversations, with the numbers of its letter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dgroup.domain.model import Digest, DigestForm
from dgroup.domain.posting import without_marks
from dgroup.store.database import Readable, Row, named

MOST_NUMBERED: Final[Mapping[DigestForm, int]] = {"plain": 60, "mime": 60, "small": 25}
"""So many conversations have a number in a digest of that form: those that began last."""

_VIA: Final = re.compile(r"(?<=\S)\s+via\s.*$", re.DOTALL)  # what lists put behind a name

LONGEST: Final = 4_000  # characters of a post's words that are looked at


@dataclass(frozen=True, slots=True)
class Entry:
    """A post in a digest. `own_text` is the beginning of its words, None while they are not read;
    `attachments` have `name`, `type` and `bytes`; `writer` is "" once forgotten."""

    id: int
    writer: str
    received_s: int
    own_text: str | None
    attachments: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a digest; `number` counts from 1, 0 where it has no room in the letter."""

    number: int
    thread_id: int
    subject: str
    posts: tuple[Entry, ...]


async def conversations(store: Readable, digest: Digest) -> list[Conversation]:
    """Return what a digest is about, the oldest conversation first; [] once all posts are gone.

    The numbers are those of the day it was made, whatever became of its conversations since: who
    has the letter answers by them. `thread_id` is where the posts stand now.
    """
    ids = list(digest.data["posts"])
    (rows,) = await store.read(
        named("list-digested", ids=json.dumps(ids), group_id=digest.group_id, most=LONGEST)
    )
    stood = dict(zip(ids, digest.data.get("threads", ()), strict=False))
    found: dict[int, list[Row]] = {each: [] for each in sorted(set(stood.values()))}
    for row in rows:
        found.setdefault(stood.get(row["id"], row["thread_id"]), []).append(row)
    unnumbered = max(len(found) - MOST_NUMBERED[digest.form], 0)
    return [
        Conversation(
            max(place - unnumbered, 0),
            posts[0]["thread_id"],
            without_marks(posts[0]["thread_subject"]) or without_marks(posts[0]["subject"]),
            tuple(map(_entry, posts)),
        )
        for place, posts in enumerate(found.values(), 1)
        if posts
    ]


def _entry(row: Row) -> Entry:
    return Entry(
        row["id"],
        _VIA.sub("", row["author_name"]) or row["author"].partition("@")[0],
        row["received_s"],
        row["own_text"],
        tuple(json.loads(row["attachments"] or "[]")),
    )
