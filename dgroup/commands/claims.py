"""A member who writes from an address we do not know: "is this you?", and one reply claims it.

Asked is only who wrote a mail that the front MTA has authenticated. An address becomes a member's
when its own mailbox and that of the member have both answered, whatever a From line says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dgroup.commands.addresses import ask_there, given
from dgroup.commands.applicant import UNASKED, may_write
from dgroup.commands.desk import CONFIRM_S, Desk, Done, RobotLimits, about, issued
from dgroup.commands.registry import ticket
from dgroup.commands.way_back import told
from dgroup.domain import posting
from dgroup.domain.effects import Effect, Hold, Issue, Notify, Reader, Redeem
from dgroup.domain.model import Group, Person, Ticket
from dgroup.errors import Refused
from dgroup.mail.address import Mailbox, fold, valid
from dgroup.mail.parse import Letter
from dgroup.reading.answers import Answer
from dgroup.store import applicants, belonging, letters, people, posts
from dgroup.store.database import Readable
from dgroup.store.posts import Limits

_ASKED: Final = "addresses/is_this_you"
_ADDRESS: Final = re.compile(r"[^\s<>\"'«»“”()\[\],;:]{1,64}@[^\s<>\"'«»“”()\[\],;:]{3,255}")
_ANY_HOPS: Final = 1_000_000  # counted when the letter came


async def ask_if_member(
    hold: Hold,
    group: Group,
    letter: Letter,
    store: Readable,
    new_id: Callable[[], int],
    limits: RobotLimits,
    *,
    now_s: int,
) -> tuple[Effect, ...]:
    """Ask the stranger whose post is held whether they are a member by another address.

    Only for mail that is vouched for. At most one such letter a day to an address, none about a
    group that hides itself (R13), none to lists and machines (R6).
    """
    is_meant = hold.reason == "not_member" and hold.person_id is None
    if not is_meant or letter.bulk or letter.automatic or group.settings.hidden:
        return ()
    for templates, most in (
        ((_ASKED,), 1),
        (UNASKED, limits.confirmations_per_address_per_day),
    ):
        sent = await applicants.sent_lately(store, hold.author, group.id, _ASKED, templates, now_s)
        if sent.in_all >= most or sent.to_strangers >= limits.answers_per_group_per_day:
            return ()
    reply_to, issue = issued(
        new_id,
        now_s,
        "claim",
        {"held": hold.id},
        to=hold.author,
        lasts_s=CONFIRM_S,
        group_id=group.id,
    )
    data = {**about(group), "is_again": False}
    asking = Notify(
        _ASKED,
        Reader(hold.author, group.language, None, hold.author_name),
        group.id,
        data,
        in_reply_to=letter.message_id if letter.has_message_id else "",
        references=letter.references[-20:],
        reply_to=reply_to,
    )
    return (issue, asking)


@ticket("claim")
async def claim(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Take the reply to "is this you?": from the known address, or from the new one with a name.

    What the new address is told is the same, whether the one it named is anybody's (R13).
    """
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    owner = await people.find(desk.store, ticket.address)
    person = desk.asker.person
    if answer.kind == "no":
        return Done(None, (spent,), outcome="confirmed", reason="not_theirs")
    if person is not None and (owner is None or owner.id != person.id):
        if desk.asker.is_vouched and answer.kind in ("yes", "empty"):
            return await _claimed(ticket.address, person, ticket, desk)
        if not await may_write(desk, desk.reader, "addresses/yours"):
            return Done(None, (spent,), reason="too_many")
        reply_to, issue = _asking(ticket, person, desk)
        part = desk.say("addresses/yours", wanted=ticket.address)
        return Done(part, (issue, spent), outcome="confirmed", reply_to=reply_to)
    named = _named(desk, ticket.address)
    if not named:
        return _which(ticket, desk, spent)
    asked: tuple[Effect, ...] = ()
    other = await people.find(desk.store, named)
    if other is not None and other != owner:
        reader = desk.reader_of(other)
        if await may_write(desk, reader, "addresses/yours"):
            reply_to, issue = _asking(ticket, other, desk)
            data = {**about(desk.group), "wanted": ticket.address}
            asked = (
                issue,
                Notify(
                    "addresses/yours",
                    reader,
                    desk.group.id if desk.group else None,
                    data,
                    automatic="auto-generated",
                    reply_to=reply_to,
                ),
            )
    return Done(desk.say("addresses/asked_there"), (*asked, spent), outcome="confirmed")


@ticket("claim-prove")
async def prove_claim(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Give a member the address that they say, from the one on file, is theirs.

    Only a written yes does it: whoever has that address can then do all that they can.
    """
    if answer.kind not in ("yes", "no", "undo"):
        return Done(reason="unclear")
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    if answer.kind in ("no", "undo"):
        kept = Done(desk.say("addresses/kept"), (spent,), outcome="confirmed", reason="kept")
        return told(kept, ticket, desk)
    person = await belonging.person(desk.store, ticket.person_id)
    if person is None:
        return Done(reason="gone")
    return told(await _claimed(str(ticket.object["address"]), person, ticket, desk), ticket, desk)


async def _claimed(wanted: str, person: Person, ticket: Ticket, desk: Desk) -> Done:
    """The address is theirs, and the post that waited goes out, if posts of theirs would.

    Where the address has become somebody's meanwhile, they are asked, and the post waits.
    """
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    owner = await people.find(desk.store, wanted)
    if owner is not None and owner.id != person.id:
        asked = await ask_there(wanted, person, desk)
        return replace(asked, effects=(*asked.effects, spent), outcome="confirmed")
    held_id = int(ticket.object["held"])
    message = await _message(held_id, person, desk)
    part = desk.say(
        "addresses/done", step="add", wanted=wanted, preferred=person.address, message=message
    )
    return Done(
        part,
        (*given(wanted, owner, person, desk), spent),
        outcome="confirmed",
        release=(held_id,) if message == "sent" else (),
        by=person.address,
    )


async def _message(held_id: int, person: Person, desk: Desk) -> str:
    """Say what becomes of the post that waited: "sent", "waits", or "" where it does not."""
    found = await letters.held_one(desk.store, held_id)
    if found is None or found[0].state != "waiting" or desk.held is None or desk.group is None:
        return ""
    known = await posts.facts_for(
        desk.store,
        desk.group.id,
        desk.held,
        Mailbox(person.name, person.address),
        desk.defaults,
        Limits(_ANY_HOPS, desk.limits.answers_per_address_per_day),
        desk.now_s,
        is_null_sender=False,
    )
    if known is None:
        return ""
    verdict = posting.decide(desk.held, replace(known[0], is_held_already=False))
    return "sent" if verdict.outcome == "posted" else "waits"


def _asking(ticket: Ticket, person: Person, desk: Desk) -> tuple[str, Issue]:
    """The ticket by which the address on file says that the new one is theirs."""
    return desk.issue(
        "claim-prove",
        {"address": ticket.address, "held": ticket.object["held"]},
        to=person.address,
        lasts_s=CONFIRM_S,
        person_id=person.id,
        group_id=ticket.group_id,
    )


def _which(ticket: Ticket, desk: Desk, spent: Redeem) -> Done:
    """Ask once more for the address; whoever then names none is left in peace (R6)."""
    if ticket.object.get("is_again"):
        return Done(None, (spent,), outcome="discarded", reason="no_address")
    reply_to, issue = desk.issue(
        "claim",
        {"held": ticket.object["held"], "is_again": True},
        to=ticket.address,
        lasts_s=CONFIRM_S,
        group_id=ticket.group_id,
    )
    part = desk.say(_ASKED, is_again=True)
    return Done(part, (issue, spent), outcome="discarded", reason="no_address", reply_to=reply_to)


def _named(desk: Desk, claimed: str) -> str:
    """The first address in the writer's own words that is not the one they write from."""
    own_text = desk.words.own_text if desk.words.has_own_words else ""
    for found in _ADDRESS.findall(own_text[:4000]):
        try:
            address = valid(found.strip(".!?*_-"))
        except Refused:
            continue
        if fold(address) != fold(claimed) and not desk.is_ours(address):
            return address
    return ""
