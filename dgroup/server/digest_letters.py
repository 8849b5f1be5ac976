"""The letter of a digest: what was said, by conversation, each with the address to answer it.

Read in a minute on a small screen: a table of the conversations, then the words of each post
without what it quotes, long ones cut. Whoever chose so gets the posts whole below it (`mime`);
on a thin line less is shown, and what was left out is named with the way to have it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Any, Final

from dgroup.domain.effects import Data
from dgroup.domain.model import Digest, Group
from dgroup.errors import Gone, Refused
from dgroup.mail import compose
from dgroup.mail.compose import Copy, ListHead
from dgroup.mail.digest import digest_copy
from dgroup.mail.entries import cut, fair_share, in_entry, in_frame, shown_as_is
from dgroup.mail.render import Text
from dgroup.server import texts
from dgroup.server.listed import list_head, passing_on
from dgroup.server.reading import INLINE_BYTES, TooHard
from dgroup.server.site import Site
from dgroup.store import digested
from dgroup.store.database import named
from dgroup.store.digested import Conversation, Entry


async def digest_text(site: Site, group: Group, digest: Digest) -> Text:
    """Write the letter of a digest, which may be one that is in no table (a preview).

    Raises:
        Gone: none of its posts is there any more.
        StoreError: the store cannot be read just now.
    """
    found = await _conversations(site, digest)
    text = await _put_down(site, group, digest, found, None)
    return Text(text.subject, shown_as_is(text.plain))


async def digest_texts(site: Site, group: Group, digest: Digest) -> tuple[Text, ...]:
    """Write the letter as its readers have it, without the posts that come whole below it.

    Where such do, twice: as it is if all could come along, and if none could. It has the marks of
    `entries.in_entry`.

    Raises:
        Gone: none of its posts is there any more.
        StoreError: the store cannot be read just now.
    """
    found = await _conversations(site, digest)
    ways = (None, frozenset[int]()) if digest.form == "mime" else (None,)
    return tuple([await _put_down(site, group, digest, found, along) for along in ways])


async def digest_mail(site: Site, group: Group, digest: Digest) -> Copy:
    """Write the mail of a digest; its two pieces are parted as a list copy's are.

    Raises:
        Gone: none of its posts is there any more.
        StoreError: the store cannot be read just now.
    """
    found = await _conversations(site, digest)
    mails: dict[int, Copy] = {}
    along = None
    if digest.form == "mime":
        mails = await _whole(site, [each.id for one in found for each in one.posts])
        along = frozenset(mails)
    text = await _put_down(site, group, digest, found, along)
    return digest_copy(
        text,
        ListHead(group.name, group.domain, group.title),
        date_s=digest.made_s,
        message_id=f"digest.{digest.id}@{site.domain}",
        reply_to=f"digest+{digest.id}@{site.domain}",
        mails=list(mails.values()),
    )


@dataclass(frozen=True, slots=True)
class _Measure:
    """How much a letter shows, in characters: in all, and of a post at least and at most."""

    room: int
    least: int
    most: int
    files: int  # names of attachments, of each post
    listed: int  # conversations that have no number
    is_terse: bool = False


_MEASURES: Final[Mapping[str, _Measure]] = {
    "plain": _Measure(room=32_000, least=240, most=1_200, files=5, listed=100),
    "mime": _Measure(room=32_000, least=240, most=1_200, files=5, listed=100),
    "small": _Measure(room=6_000, least=120, most=300, files=2, listed=40, is_terse=True),
}
_ENTRY: Final = 80  # characters around the words of a post
_FEW: Final = 100  # posts of which a letter is written in no time
_MAILS_BYTES: Final = 5 << 20  # of posts that come along whole
_NAME: Final = 32  # characters
_SUBJECT: Final = 60
_FILE: Final = 40
_MOST_NAMES: Final = 4
_MOST_UNSEEN: Final = 12  # posts of a conversation that are named where they have no room
_TOPICS: Final = 84  # characters of the subject


async def _conversations(site: Site, digest: Digest) -> list[Conversation]:
    """What the digest is about, the words read of all posts for which there may be room."""
    found = await digested.conversations(site.db, digest)
    turns = _in_turns([one for one in found if one.number])
    most = _MEASURES[digest.form].room // _ENTRY
    unread = [each.id for each in turns[:most] if each.own_text is None]
    if unread:
        await texts.fill_these(site, unread)
        found = await digested.conversations(site.db, digest)
    if not found:
        raise Gone
    return found


async def _put_down(
    site: Site,
    group: Group,
    digest: Digest,
    found: Sequence[Conversation],
    along: frozenset[int] | None,
) -> Text:
    """The letter, off the event loop where it is about many posts."""
    write = partial(_written, site, group, digest, found, along)
    is_short = sum(len(one.posts) for one in found) <= _FEW
    return write() if is_short else await asyncio.to_thread(write)


async def _whole(site: Site, post_ids: Iterable[int]) -> dict[int, Copy]:
    """The list copies of posts, as many as may come along; one that cannot be made stays out."""
    mails: dict[int, Copy] = {}
    room = _MAILS_BYTES
    for post_id in post_ids:
        (rows,) = await site.db.read(named("get-copy", post_id=post_id))
        if not rows or len(rows[0]["content"]) > room:
            continue
        try:
            letter = await site.reader.read(rows[0]["content"])
            make = partial(
                compose.list_copy,
                letter,
                list_head(rows[0], site),
                **passing_on(rows[0], site),
            )
            copy = make() if letter.size <= INLINE_BYTES else await asyncio.to_thread(make)
        except (TooHard, Refused):
            continue
        if copy.size <= room:
            mails[post_id] = copy
            room -= copy.size
    return mails


def _written(
    site: Site,
    group: Group,
    digest: Digest,
    found: Sequence[Conversation],
    along: frozenset[int] | None,
) -> Text:
    """The letter; `along` are the posts that come with it whole, None where no such are asked."""
    posts = [each for one in found for each in one.posts]
    numbered = [one for one in found if one.number]
    is_closed = group.archived_s is not None  # nothing can be asked for there any more
    measure = _MEASURES[digest.form]
    measure = replace(measure, is_terse=measure.is_terse or is_closed)
    shown, share = _fitting(numbered, measure)
    listed = [one for one in found if not one.number]
    names, others = _writers(posts)
    topics, more_topics = _topics(found)
    data = {
        "name": group.name,
        "title": group.title,
        "timezone": group.timezone,
        "prefix": f"[{group.name}] " if group.settings.subject_prefix else "",
        "period": digest.data["period"],
        "form": digest.form,
        "count": len(posts),
        "first_s": min(each.received_s for each in posts),
        "last_s": max(each.received_s for each in posts),
        "names": names,
        "others": others,
        "topics": topics,
        "more_topics": more_topics,
        "threads": len(found),
        "conversations": [
            _told(one, shown, share, measure, along, site.domain) for one in numbered
        ],
        "listed": [
            {
                "id": one.thread_id,
                "subject": in_frame(one.subject, _SUBJECT),
                "messages": len(one.posts),
            }
            for one in listed[-measure.listed :]
        ],
        "unlisted": max(len(listed) - measure.listed, 0),
        "wanted": _worth_getting(numbered, shown, share),
        "is_closed": is_closed,
    }
    return site.letters.render("digests/digest", digest.language, data)


def _fitting(found: Sequence[Conversation], measure: _Measure) -> tuple[frozenset[int], int]:
    """The posts for which there is room, and how long each may be.

    Where there is none for all, each conversation has its turn: its first post, its second, …
    """
    lengths = [len(each.own_text or "") + _ENTRY for one in found for each in one.posts]
    share = fair_share(
        lengths, measure.room, least=measure.least + _ENTRY, most=measure.most + _ENTRY
    )
    shown: set[int] = set()
    room = measure.room
    for each in _in_turns(found):
        if room > 0:
            room -= min(len(each.own_text or "") + _ENTRY, share)
            shown.add(each.id)
    return frozenset(shown), share - _ENTRY


def _in_turns(found: Sequence[Conversation]) -> list[Entry]:
    turns = zip_longest(*(one.posts for one in found))
    return [each for turn in turns for each in turn if each is not None]


def _told(
    one: Conversation,
    shown: frozenset[int],
    share: int,
    measure: _Measure,
    along: frozenset[int] | None,
    domain: str,
) -> Data:
    names, others = _writers(one.posts)
    unseen = [each.id for each in one.posts if each.id not in shown]
    return {
        "number": one.number,
        "thread_id": one.thread_id,
        "subject": in_frame(one.subject, _SUBJECT),
        "messages": len(one.posts),
        "names": names,
        "others": others,
        "reply_address": f"thread+{one.thread_id}@{domain}",
        "posts": [
            _entry(each, share, measure, is_along=along is None or each.id in along)
            for each in one.posts
            if each.id in shown
        ],
        "unseen": unseen[:_MOST_UNSEEN],
        "more_unseen": max(len(unseen) - _MOST_UNSEEN, 0),
    }


def _entry(each: Entry, share: int, measure: _Measure, *, is_along: bool) -> Data:
    text = cut(each.own_text or "", share)
    if measure.is_terse and _is_cut(each, share):
        text += " […]"
    return {
        "id": each.id,
        "name": in_frame(each.writer, _NAME),
        "written_s": each.received_s,
        "text": in_entry(text),
        "is_cut": _is_cut(each, share),
        "is_along": is_along,  # or has no need to: nothing comes along
        "attachments": [
            {"name": in_frame(file["name"], _FILE), "type": file["type"], "bytes": file["bytes"]}
            for file in each.attachments[: measure.files]
        ],
        "more_attachments": max(len(each.attachments) - measure.files, 0),
    }


def _is_cut(each: Entry, share: int) -> bool:
    text = each.own_text or ""
    return len(text) >= digested.LONGEST or len(cut(text, share)) < len(text.rstrip())


def _worth_getting(found: Sequence[Conversation], shown: frozenset[int], share: int) -> Data:
    """The post that is named as an example: one that is cut, has files, or is the first."""
    posts = [each for one in found for each in one.posts if each.id in shown]
    first = next((each for each in posts if _is_cut(each, share)), None)
    first = first or next((each for each in posts if each.attachments), posts[0])
    return {"id": first.id, "name": in_frame(first.writer, _NAME)}


def _writers(posts: Iterable[Entry]) -> tuple[list[Any], int]:
    """Who wrote most, "" for who has been forgotten; and how many others did."""
    names = [
        name for name, _ in Counter(in_frame(each.writer, _NAME) for each in posts).most_common()
    ]
    most = _MOST_NAMES if len(names) != _MOST_NAMES + 1 else _MOST_NAMES + 1
    return list(names[:most]), len(names[most:])


def _topics(found: Sequence[Conversation]) -> tuple[list[Any], int]:
    """What was talked about most, as many as the subject of a mail shows; and how many more."""
    by_posts = sorted(found, key=lambda one: (-len(one.posts), -one.thread_id))
    topics: list[Any] = []
    room = _TOPICS
    for one in by_posts:
        subject = in_frame(one.subject, _SUBJECT)
        if topics and len(subject) > room:
            break
        topics.append(subject)
        room -= len(subject) + 3
    return topics, len(found) - len(topics)
