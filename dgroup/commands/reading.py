"""Reading back by mail: which threads there are, one of them or one post whole, and searching.

Only members read, and whoever asks for what they may not read hears what they would hear if it were
not there (R13).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dgroup.commands.desk import DAY_S, Desk, Done
from dgroup.commands.registry import command
from dgroup.domain.effects import Data, Resend
from dgroup.domain.model import Group
from dgroup.reading.line import Order
from dgroup.store import archive, groups, posts
from dgroup.store.archive import Access, Found, TalkedOf, Words

MOST_THREADS: Final = 20
MOST_FOUND: Final = 20
MOST_NAMES: Final = 4
LONGEST_LETTER: Final = 100_000  # characters of a thread's words in one letter


@command("threads", proof="on file", scope="group")
async def threads(order: Order, desk: Desk) -> Done:
    """See what is being talked about: the latest conversations, with their numbers."""
    group = _group_to_read(desk)
    if group is None:
        return Done(desk.say("choices/not_member"), reason="not_member")
    found = await archive.latest_threads(desk.store, group.id, MOST_THREADS)
    part = desk.say(
        "reading/threads",
        timezone=group.timezone,
        threads=[_talked_of(each) for each in found],
    )
    return Done(part)


@command("get", proof="on file", scope="site")
async def get(order: Order, desk: Desk) -> Done:
    """Get a message whole, with its attachments; or read a conversation from its beginning."""
    numbers = [int(each) for each in _NUMBER.findall(order.argument)][:2]
    person = desk.asker.person
    access: Access | None = None
    group: Group | None = None
    if numbers and person is not None:
        access = await archive.readable(desk.store, numbers[0], person.id)
    if access is not None:
        group = await groups.one(desk.store, access.group_id, desk.defaults)
    if access is None or group is None:
        number = numbers[0] if numbers else 0
        return Done(desk.say("reading/no_such", number=number), reason="unknown")
    if access.post_id is not None:
        if not await _may_be_sent(access.post_id, desk):
            return Done(reason="enough")
        return Done(effects=(Resend(access.post_id, access.group_id, access.member_id),))
    return await _read_thread(access, numbers[1:], desk.with_group(group, None), group)


@command("search", proof="on file", scope="group")
async def search(order: Order, desk: Desk) -> Done:
    """Find messages by words in them."""
    group = _group_to_read(desk)
    if group is None:
        return Done(desk.say("choices/not_member"), reason="not_member")
    wanted = " ".join(order.argument.split())[:_LONGEST_SHOWN]
    likeness, found = await archive.search(desk.store, group.id, order.argument, MOST_FOUND)
    part = desk.say(
        "reading/found",
        timezone=group.timezone,
        wanted=wanted,
        likeness=likeness,
        most=MOST_FOUND,
        posts=[_found(each) for each in found],
    )
    return Done(part)


async def _may_be_sent(post_id: int, desk: Desk) -> bool:
    """Whether the asker may have the post: once a day, and within the day's measure of letters."""
    since_s = desk.now_s - DAY_S
    most = desk.limits.answers_per_address_per_day
    return await archive.may_be_sent(desk.store, post_id, desk.reader.address, since_s, most)


_NUMBER: Final = re.compile(r"\d{1,18}")
_LONGEST_SHOWN: Final = 80  # characters


def _group_to_read(desk: Desk) -> Group | None:
    """The group at hand, if the asker takes part in it."""
    member = desk.member
    return desk.group if member is not None and member.is_active else None


async def _read_thread(access: Access, start: Sequence[int], desk: Desk, group: Group) -> Done:
    """The words of a thread, as many as a letter holds; `start` is the post to begin with."""
    thread = await posts.thread(desk.store, access.thread_id)
    words = await archive.words_of_thread(desk.store, access.thread_id)
    ids = [each.id for each in words]
    first = ids.index(start[0]) if start and start[0] in ids else 0
    shown: list[Data] = []
    room = LONGEST_LETTER
    for each in words[first:]:
        if shown and len(each.own_text or "") > room:
            break
        shown.append(_words(each, room))
        room -= len(each.own_text or "")
    rest = words[first + len(shown) :]
    part = desk.say(
        "reading/thread",
        timezone=group.timezone,
        thread_id=access.thread_id,
        subject=thread.subject if thread else "",
        count=len(words),
        earlier=first,
        posts=shown,
        more=len(rest),
        next_id=rest[0].id if rest else 0,
    )
    return Done(part)


def _talked_of(each: TalkedOf) -> Data:
    names = [name for name in each.writers if name][:MOST_NAMES]
    return {
        "id": each.id,
        "subject": each.subject,
        "posts": each.posts,
        "last_post_s": each.last_post_s,
        "names": list(names),
        "others": len(each.writers) - len(names),
    }


def _words(each: Words, room: int) -> Data:
    text = each.own_text or ""
    return {
        "id": each.id,
        "name": each.writer,
        "sent_s": each.sent_s,
        "text": text[:room],
        "is_cut": len(text) > room,
        "is_read": each.own_text is not None,
        "attachments": each.attachments,
    }


def _found(each: Found) -> Data:
    return {
        "id": each.id,
        "thread_id": each.thread_id,
        "subject": each.subject,
        "name": each.writer,
        "sent_s": each.sent_s,
        "snippet": each.snippet,
    }
