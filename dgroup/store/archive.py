"""What members read back by mail: the latest threads, the words of one, what is found by words.

Texts are those of `post_text`, which `server/texts.py` fills; a post not read yet has none.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.mail.address import fold
from dgroup.mail.body import Body
from dgroup.store.database import Readable, Row, Statement, named

Likeness = Literal["all", "some", "near"]
"""How near a search came: all its words, some of them, or words that only begin like them."""

Kind = Literal["mute", "follow"]  # what a member may want of a thread


@dataclass(frozen=True, slots=True)
class TalkedOf:
    """A thread as a list of threads shows it; `writers` by their first words in it."""

    id: int
    subject: str
    posts: int
    last_post_s: int
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """A whole thread, or (`post_id` not None) a post of it, that a member of its group may read."""

    group_id: int
    member_id: int
    thread_id: int
    post_id: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """A post in its thread: its writer's own words (None: not read yet), and how many files."""

    id: int
    writer: str
    sent_s: int
    own_text: str | None
    attachments: int


@dataclass(frozen=True, slots=True)
class Found:
    """A post that was searched for, with the words around what was found."""

    id: int
    thread_id: int
    subject: str
    writer: str
    sent_s: int
    snippet: str


async def latest_threads(store: Readable, group_id: int, most: int) -> list[TalkedOf]:
    """Return the threads of a group in which somebody wrote last, the latest first."""
    (threads,) = await store.read(named("list-latest-threads", group_id=group_id, most=most))
    ids = json.dumps([row["id"] for row in threads])
    (rows,) = await store.read(named("list-writers", thread_ids=ids))
    writers: dict[int, dict[str, None]] = {}
    for row in rows:
        writers.setdefault(row["thread_id"], {})[_writer(row)] = None
    return [
        TalkedOf(
            row["id"],
            row["subject"],
            row["posts"],
            row["last_post_s"],
            tuple(writers.get(row["id"], ())),
        )
        for row in threads
    ]


async def readable(store: Readable, id_: int, person_id: int) -> Access | None:
    """Return the post or thread of an id, if this person may read it.

    None where they may not, the same as where there is no such post or thread (R13).
    """
    if not 0 < id_ < 2**63:
        return None
    posts, threads = await store.read(
        named("find-readable-post", id=id_, person_id=person_id),
        named("find-readable-thread", id=id_, person_id=person_id),
    )
    for row in posts:
        return Access(row["group_id"], row["member_id"], row["thread_id"], row["post_id"])
    for row in threads:
        return Access(row["group_id"], row["member_id"], row["thread_id"], None)
    return None


async def may_be_sent(store: Readable, post_id: int, address: str, since_s: int, most: int) -> bool:
    """Whether a copy of a post may go to an address: whoever asks may not be who reads it (R12).

    Not where it had this very post since then, or `most` letters of the robot's in all.
    """
    folded = fold(address)
    template = f"reading/copy {post_id}"
    in_all, same = await store.read(
        named("count-answers", folded=folded, since_s=since_s, proof="unproven"),
        named("count-answers-of", folded=folded, template=template, since_s=since_s),
    )
    return in_all[0]["answers"] < most and not same[0]["answers"]


async def words_of_thread(store: Readable, thread_id: int) -> list[Words]:
    """Return what was written in a thread, in the order of writing."""
    (rows,) = await store.read(named("list-texts", thread_id=thread_id))
    return [
        Words(
            row["id"],
            _writer(row),
            row["sent_s"],
            row["own_text"],
            len(json.loads(row["attachments"] or "[]")),
        )
        for row in rows
    ]


async def search(
    store: Readable, group_id: int, text: str, most: int
) -> tuple[Likeness, list[Found]]:
    """Return the latest posts of a group that have the words of `text`, the latest first.

    Where none has all of them, those that have some, else those with words that begin alike; [] for
    nothing at all, or where `text` has no words.
    """
    for likeness, query in search_queries(text):
        (rows,) = await store.read(named("search-posts", group_id=group_id, query=query, most=most))
        if rows:
            return likeness, [_found(row) for row in rows]
    return "all", []


def search_queries(text: str) -> list[tuple[Likeness, str]]:
    """Write queries of FTS5 for what somebody has written, the exactest first; [] for no words.

    Words in quotes belong together. Nothing in `text` is read as an operator: words alone go into
    the query, each between quotes of ours.
    """
    phrases: list[str] = []
    text = unicodedata.normalize("NFC", text[:_LONGEST_SEARCH])
    for quoted, plain in _QUOTED.findall(text):
        words = _WORD.findall(quoted or plain)
        phrases += [" ".join(words)] if quoted and words else words
    phrases = list(dict.fromkeys(phrases))[:_MOST_WORDS]
    if not phrases:
        return []
    singles = list(dict.fromkeys(word for phrase in phrases for word in phrase.split()))
    found: list[tuple[Likeness, str]] = [("all", " ".join(map(_begun, phrases)))]
    if len(singles) > 1:
        found.append(("some", " OR ".join(map(_begun, singles[:_MOST_WORDS]))))
    stems = [word[: max(_SHORTEST_BEGUN, len(word) - 3)] for word in singles if len(word) > 3]
    if stems and len(singles) <= _MOST_GUESSED:
        found.append(("near", " OR ".join(map(_begun, stems))))
    return found


async def wish_of(store: Readable, member_id: int, thread_id: int) -> Kind | None:
    """Return what a member wants of a thread; None for nothing in particular."""
    (rows,) = await store.read(named("get-wish", member_id=member_id, thread_id=thread_id))
    kind: Kind | None = rows[0]["kind"] if rows else None
    return kind


async def unread(store: Readable, group_id: int | None, most: int) -> list[int]:
    """Return ids of posts whose words have not been read yet: of a group, or (None) of all."""
    (rows,) = await store.read(named("list-unread-posts", group_id=group_id, most=most))
    return [row["id"] for row in rows]


async def unread_mail(store: Readable, post_id: int) -> tuple[str, bytes] | None:
    """Return subject and mail of such a post; None where it was read, or is gone, meanwhile."""
    (rows,) = await store.read(named("get-unread-post", post_id=post_id))
    return (rows[0]["subject"], rows[0]["content"]) if rows else None


def note_words(post_id: int, subject: str, body: Body) -> list[Statement]:
    """Write down the words of a post; to be run in one transaction."""
    attached = [
        {"name": each.name, "type": each.type, "bytes": each.bytes} for each in body.attachments
    ]
    return [
        named(
            "add-text",
            post_id=post_id,
            subject=subject,
            own_text=body.own_text,
            full_text=body.full_text,
            attachments=json.dumps(attached, ensure_ascii=False),
        ),
        named("note-text", post_id=post_id),
    ]


_LONGEST_SEARCH: Final = 200
_MOST_WORDS: Final = 8
_MOST_GUESSED: Final = 3
_SHORTEST_BEGUN: Final = 3  # what begins with fewer letters is half the dictionary
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]|([^\"“”„«»]+)")
_WORD = re.compile(r"[^\W_]+")


def _begun(phrase: str) -> str:
    """A phrase for FTS5, which stands for what begins with it, too."""
    return f'"{phrase}"*' if len(phrase) >= _SHORTEST_BEGUN else f'"{phrase}"'


def _found(row: Row) -> Found:
    return Found(
        row["id"],
        row["thread_id"],
        row["subject"],
        _writer(row),
        row["sent_s"],
        " ".join(row["snippet"].split()),
    )


def _writer(row: Row) -> str:
    """What a writer is called: by their name, else by what their post shows; "" once forgotten."""
    name: str = row["author_name"] or row["author"].partition("@")[0]
    return name
