"""One conversation of a group: hear no more of it, or have it at once; and take that back.

Both act at once; the way back knows what was wanted before.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.commands.desk import Desk, Done, Undo
from dgroup.commands.registry import command
from dgroup.domain.effects import Want
from dgroup.domain.words.shown import word_for
from dgroup.reading.line import Order
from dgroup.store import archive, posts
from dgroup.store.archive import Kind
from dgroup.store.posts import ListedThread


@command("mute", proof="on file", scope="group")
async def mute(order: Order, desk: Desk) -> Done:
    """Hear no more of one conversation; all else comes as before."""
    return await _want(order, desk, "mute")


@command("follow", proof="on file", scope="group")
async def follow(order: Order, desk: Desk) -> Done:
    """Get each message of one conversation at once, however other mail comes."""
    return await _want(order, desk, "follow")


async def _want(order: Order, desk: Desk, kind: Kind) -> Done:
    group, member, person = desk.group, desk.member, desk.asker.person
    if group is None or person is None or member is None or not member.is_active:
        return Done(desk.say("choices/not_member"), reason="not_member")
    thread = await _thread(order, desk, group.id)
    if thread is None:
        word = word_for(kind, desk.language)
        return Done(desk.say("threads/unknown", word=word), reason="no_thread")
    before = await archive.wish_of(desk.store, member.id, thread.id)
    template = "threads/muted" if kind == "mute" else "threads/followed"
    part = desk.say(
        template, subject=thread.subject, thread_id=thread.id, is_changed=before != kind
    )
    if before == kind:
        return Done(part)
    stood = Want(member.id, thread.id, before)
    return Done(part, (Want(member.id, thread.id, kind),), Undo({}, wishes=(stood,)))


_NUMBER: Final = re.compile(r"\d{1,18}")


async def _thread(order: Order, desk: Desk, group_id: int) -> ListedThread | None:
    """The thread that is meant: by its number, or by what the mail itself answers."""
    number = _NUMBER.search(order.argument)
    if number is not None:
        thread_id: int | None = int(number[0])
    else:
        thread_id = await posts.thread_of(desk.store, group_id, desk.letter.references)
    thread = None if thread_id is None else await posts.thread(desk.store, thread_id)
    return thread if thread is not None and thread.group_id == group_id else None
