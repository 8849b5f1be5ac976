"""Introductions that nobody stopped become posts; who has not written one is reminded, twice.

Each introduction is a post of the server's own making in the group's one thread of introductions
(DECISIONS 14), written in one transaction: after a crash it is there, or still to come.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from dgroup import logs
from dgroup.commands.asking import ask_facilitators
from dgroup.commands.desk import about
from dgroup.domain import posting
from dgroup.domain.effects import Effect, Hold, Keep, Notify, Present, Record, Remind, Withdraw
from dgroup.domain.introductions import (
    asking,
    introduce_address,
    needs_leave,
    questions_of,
    under_questions,
    welcome_id,
)
from dgroup.domain.model import Arrival, Group
from dgroup.domain.posting import Ids
from dgroup.errors import StoreError
from dgroup.mail.address import Mailbox
from dgroup.mail.made import made_post
from dgroup.mail.parse import Letter
from dgroup.server.following import follow
from dgroup.server.perform import perform
from dgroup.server.reading import TooHard
from dgroup.server.site import Site
from dgroup.store import groups, introductions, letters, posts
from dgroup.store.database import Transaction
from dgroup.store.introductions import Counts, Due, Silent

log = logging.getLogger(__name__)

FIRST_S: Final = 3 * 86_400  # after the welcome
LAST_S: Final = 10 * 86_400

_AT_ONCE: Final = 500


async def post_due(site: Site, now_s: int) -> None:
    """Post what is due, and then what its writers had sent before; each by itself.

    Raises:
        StoreError: the store cannot take it just now; what was not posted is still due.
    """
    last_id = 0
    while found := await introductions.due(site.db, now_s, last_id, _AT_ONCE):
        for each in found:
            last_id = each.introduction.id
            try:
                await _post(site, each, now_s)
            except StoreError:
                raise
            except Exception:  # the door of one introduction: the others go on
                log.exception("introduction=%s cannot be posted", last_id)
    await follow(site, now_s)


async def remind(site: Site, now_s: int) -> None:
    """Ask those who have not said who they are: 3 and 10 days after their welcome, never again.

    Who could not be asked in time is asked once only, for the last time.
    """
    is_more = True
    while is_more:
        async with site.db.transaction() as tx:
            found = await introductions.silent(
                tx,
                now_s,
                first_s=now_s - FIRST_S,
                last_s=now_s - LAST_S,
                introductions=site.defaults.settings.introductions,
                most=_AT_ONCE,
            )
            effects: list[Effect] = []
            known: dict[int, tuple[Group, Counts]] = {}
            for each in found:
                if each.group_id not in known:
                    group = await groups.one(tx, each.group_id, site.defaults)
                    assert group is not None, "a member goes with the group"
                    known[each.group_id] = group, await introductions.count(tx, group)
                effects += _reminder(each, *known[each.group_id], now_s)
            await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
        is_more = len(found) == _AT_ONCE
    site.outbox_filled.set()


def thread_id(group: Group) -> str:
    """The Message-ID that all introductions of a group name, and no mail has: their thread."""
    return f"introductions.{group.id}@{group.domain}"


def made_of(site: Site, due: Due, group: Group, now_s: int) -> bytes:
    """Write an introduction as a mail to the group, in the group's language."""
    written = due.introduction
    name = due.author.name
    lead = site.letters.render(
        "introductions/post", group.language, {**about(group), "author": name}
    )
    text = under_questions(written.answers, questions_of(group, group.language)) or written.text
    is_answered_directly = group.settings.reply_to in ("author", "both") and due.has_own_address
    return made_post(
        lead.subject,
        f"{lead.plain}\n{text}\n",
        sender=Mailbox(f"{name} via {group.title}" if name else group.title, group.address),
        to=Mailbox(group.title, group.address),
        date_s=now_s,
        message_id=introductions.message_id(written.id, group),
        references=(thread_id(group),),
        reply_to=due.author if is_answered_directly else None,
    )


async def _post(site: Site, due: Due, now_s: int) -> None:
    group = await groups.one(site.db, due.introduction.group_id, site.defaults)
    if group is None:
        return
    due = await _as_written(site, due)
    content = made_of(site, due, group, now_s)  # rendered before the transaction (DECISIONS 22)
    letter = await site.reader.read(content)
    async with site.db.transaction() as tx:
        if not await introductions.is_waiting(tx, due.introduction.id):
            return  # stopped or replaced this very moment
        effects = await _effects(site, tx, due, letter, now_s)
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()
    for effect in effects:
        if isinstance(effect, Record):
            logs.mail(
                "held" if effect.outcome == "held" else "received",
                message_id=letter.message_id,
                to=group.name,
                outcome=effect.outcome,
                reason=effect.reason,
            )


async def _as_written(site: Site, due: Due) -> Due:
    """Say from which address an introduction came: no other one of theirs is shown (R13)."""
    content = await letters.content(site.db, due.introduction.letter_id)
    if content is None:
        return due
    try:
        sender = (await site.reader.read(content)).sender
    except TooHard:
        return due
    if sender is None:
        return due
    return replace(due, author=Mailbox(due.author.name, sender.address), has_own_address=True)


async def _effects(
    site: Site, tx: Transaction, due: Due, letter: Letter, now_s: int
) -> tuple[Effect, ...]:
    """The post; or a held one, where a facilitator reads first what this member writes."""
    introduction = due.introduction
    known = await posts.facts_for(
        tx,
        introduction.group_id,
        letter,
        due.author,
        site.defaults,
        site.limits,
        now_s,
        is_null_sender=False,
    )
    if known is None:
        return ()
    facts, thread_facts = known
    group, member = facts.group, facts.member
    if member is None or not member.is_active or group.archived_s is not None:
        return (Withdraw(introduction.id),)
    ids = Ids(tx.new_id(), tx.new_id(), tx.new_id())
    arrival = Arrival(letter.content, "", (group.address,), "", "", now_s)
    keep = Keep(ids.letter, arrival, letter.message_id, letter.body_sha256)
    if reason := needs_leave(group, member):
        hold = Hold(
            id=ids.own,
            group_id=group.id,
            letter_id=ids.letter,
            message_id=letter.message_id,
            author=due.author.address,
            author_name=due.author.name,
            person_id=introduction.person_id,
            subject=letter.subject,
            reason=reason,
            received_s=now_s,
        )
        owner = site.config.site.owner
        asked = await ask_facilitators(hold, group, letter, tx, tx.new_id, owner=owner, now_s=now_s)
        record = Record(ids.letter, group.address, "held", reason, group.id, ids.own)
        return keep, hold, *asked, Present(introduction.id, None), record
    published = posting.publish(letter, facts, thread_facts, ids, now_s)
    record = Record(ids.letter, group.address, "posted", "introduction", group.id, ids.own)
    return keep, published, Present(introduction.id, ids.own), record


def _reminder(member: Silent, group: Group, counts: Counts, now_s: int) -> list[Effect]:
    is_last = member.reminders > 0 or member.welcomed_s <= now_s - LAST_S
    reader = member.reader(group)
    letter = Notify(
        template="introductions/reminder",
        reader=reader,
        group_id=group.id,
        data={
            **about(group),
            **asking(group, reader.language, is_exempt=member.is_exempt),
            "members": counts.members,
            "presented": counts.presented,
            "is_last": is_last,
        },
        in_reply_to=welcome_id(group, member.member_id, member.welcomed_s),
        automatic="auto-generated",
        reply_to=introduce_address(group),
        member_id=member.member_id,
    )
    counted = Remind(member.member_id)
    is_late = is_last and member.reminders == 0
    return [letter, counted, counted] if is_late else [letter, counted]
