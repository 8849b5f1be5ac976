"""One conversation of a group: hear no more of it, or have it at once; and take that back.

Both act at once. The way back is a ticket of its own, which knows what was wanted before.
"""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from dgroup.commands.answers import Answer
from dgroup.commands.desk import UNDO_S, Desk, Done
from dgroup.commands.line import Order
from dgroup.commands.registry import command, ticket
from dgroup.domain.effects import Effect, Redeem, Want
from dgroup.domain.model import Ticket
from dgroup.domain.words.shown import word_for
from dgroup.store import archive, posts
from dgroup.store.posts import ListedThread

Kind = Literal["mute", "follow"]


@command("mute", proof="on file", scope="group")
async def mute(order: Order, desk: Desk) -> Done:
    """Hear no more of one conversation; all else comes as before."""
    return await _want(order, desk, "mute")


@command("follow", proof="on file", scope="group")
async def follow(order: Order, desk: Desk) -> Done:
    """Get each message of one conversation at once, however other mail comes."""
    return await _want(order, desk, "follow")


@ticket("wish")
async def take_back(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Want of a thread again what was wanted before."""
    person = desk.asker.person
    if person is None or person.id != ticket.person_id:
        return Done(reason="not_yours")
    if answer.kind in ("yes", "no"):  # "ok, thanks"
        return Done(outcome="confirmed", reason="kept")
    if answer.kind != "undo":
        return Done(reason="unclear")
    thread = await posts.thread(desk.store, ticket.object["thread"])
    member = desk.member
    if thread is None or member is None or member.id != ticket.object["member"]:
        return Done(desk.say("robot/gone"), reason="unknown")
    before = cast("Kind | None", ticket.object["before"])
    effects: tuple[Effect, ...] = (
        Want(member.id, thread.id, before),
        Redeem(ticket.id, by=desk.asker.mailbox.address),
    )
    part = desk.say("threads/restored", subject=thread.subject, kind=before or "")
    return Done(part, effects, outcome="confirmed")


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
    reply_to, issue = desk.issue(
        "wish",
        {"member": member.id, "thread": thread.id, "before": before},
        to=person.address,
        lasts_s=UNDO_S,
        person_id=person.id,
        group_id=group.id,
    )
    return Done(part, (Want(member.id, thread.id, kind), issue), reply_to=reply_to)


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
