"""A person's addresses: one more, one less, and the one that mail goes to (DECISIONS 1, 11).

Nothing is done by a forged mail: the address on file answers first, even where the front MTA
vouches for the domain, and a new address is only theirs once its own mailbox has answered. Where
that gives somebody what is another's, nothing less than a written yes does it: an empty reply is
easily sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dgroup.commands.applicant import answering, may_write
from dgroup.commands.choices import not_member
from dgroup.commands.desk import CONFIRM_S, Desk, Done, about
from dgroup.commands.registry import command, ticket
from dgroup.commands.way_back import told
from dgroup.domain.effects import (
    Address,
    Data,
    DropAddress,
    Effect,
    Merge,
    Note,
    Notify,
    Part,
    Prefer,
    Reader,
    Redeem,
)
from dgroup.domain.model import Person, Ticket
from dgroup.errors import Refused
from dgroup.mail.address import fold, valid
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import belonging, people

STEPS: Final = ("add", "drop", "prefer")


@command("address", proof="ticket")
async def address(order: Order, desk: Desk) -> Done:
    """List one's addresses; add one, drop one, or say which one mail goes to."""
    person = desk.asker.person
    if person is None:
        return not_member(desk)
    step, _, typed = order.argument.partition(" ")
    wanted, obstacle = await _look(step, typed, person, desk)
    if step not in STEPS or obstacle:
        return Done(await _listed(obstacle, wanted, person, desk), reason=obstacle)
    if not await may_write(desk, desk.reader, "addresses/sure"):
        return Done(reason="too_many")
    reply_to, issue = desk.issue(
        "address",
        {"step": step, "address": wanted},
        to=person.address,
        lasts_s=CONFIRM_S,
        person_id=person.id,
    )
    # A letter of its own: its reply must not be mistaken for that to anything else in this mail.
    letter = answering(
        desk, "addresses/sure", desk.reader, reply_to=reply_to, step=step, wanted=wanted
    )
    return Done(None, (issue, letter))


@ticket("address")
async def confirm(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do what the address on file has confirmed; for a new address, ask that one next.

    Who has that can do all that they can: an empty reply is not enough.
    """
    step = str(ticket.object["step"])
    if answer.kind not in ("yes", "no", "undo", *(("empty",) if step != "add" else ())):
        return Done(reason="unclear")
    person = await belonging.person(desk.store, ticket.person_id)
    if person is None:
        return Done(reason="gone")
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    if answer.kind in ("no", "undo"):
        kept = Done(desk.say("addresses/kept"), (spent,), outcome="confirmed", reason="kept")
        return told(kept, ticket, desk)
    wanted, obstacle = await _look(step, str(ticket.object["address"]), person, desk)
    if obstacle:
        part = await _listed(obstacle, wanted, person, desk)
        return told(Done(part, (spent,), outcome="confirmed", reason=obstacle), ticket, desk)
    done = await _do(step, wanted, person, desk)
    return told(Done(done.part, (*done.effects, spent), outcome="confirmed"), ticket, desk)


@ticket("address-prove")
async def prove(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Make an address somebody's, now that its mailbox has answered, and tell both.

    Whoever has it already was asked as such, and is then the same person: by a written yes.
    """
    wanted = str(ticket.object.get("address", ticket.address))
    owner = await people.find(desk.store, wanted)
    asked_id = ticket.object.get("owner")
    if answer.kind not in ("yes", "no", "undo", *(() if asked_id else ("empty",))):
        return Done(reason="unclear")
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    person = await belonging.person(desk.store, ticket.person_id)
    if answer.kind in ("no", "undo"):
        kept = desk.say("addresses/kept")
        return Done(kept, (spent,), outcome="confirmed", reason="kept")
    if person is None:
        return Done(reason="gone")
    if owner is not None and owner.id not in (person.id, asked_id):
        # Somebody's since we asked, who does not know yet what a yes gives away.
        done = await ask_there(wanted, person, desk)
        return replace(done, effects=(*done.effects, spent), outcome="confirmed")
    part = desk.say(
        "addresses/done", step="add", wanted=wanted, preferred=person.address, message=""
    )
    effects = (*given(wanted, owner, person, desk), spent)
    asker = desk.asker.person
    if asker is None or asker.id != person.id:
        effects += (Notify(part.template, desk.reader_of(person), None, part.data),)
    return Done(part, effects, outcome="confirmed")


async def ask_there(wanted: str, person: Person, desk: Desk) -> Done:
    """Ask the mailbox of an address that is to be a person's, or whoever has that address already.

    Those are asked where their mail goes, and told what they have here that would be the other's.
    Where that is one letter too many, the answer is the same (R12, R13).
    """
    part = desk.say("addresses/asked", wanted=wanted)
    owner = await people.find(desk.store, wanted)
    to = (
        Reader(wanted, person.language or desk.language) if owner is None else desk.reader_of(owner)
    )
    if not await may_write(desk, to, "addresses/prove"):
        return Done(part)
    places = await belonging.of_person(desk.store, owner.id, desk.defaults) if owner else []
    reply_to, issue = desk.issue(
        "address-prove",
        {"address": wanted, "owner": owner.id if owner else None},
        to=to.address,
        lasts_s=CONFIRM_S,
        person_id=person.id,
    )
    data: dict[str, Data] = {
        **about(None),
        "domain": desk.domain,
        "asker": person.address,
        "wanted": wanted,
        "is_known": owner is not None,
        "groups": [
            {"called": group.title, "is_facilitator": member.role == "facilitator"}
            for group, member in places
            if member.is_active
        ],
    }
    letter = Notify(
        "addresses/prove", to, None, data, automatic="auto-generated", reply_to=reply_to
    )
    return Done(part, (issue, letter))


def given(wanted: str, owner: Person | None, person: Person, desk: Desk) -> tuple[Effect, ...]:
    """Return what makes a proven address a person's; its `owner` until now is the same person."""
    note = Note(desk.asker.mailbox.address, "address add", f"person {person.id}")
    if owner is None:
        return (Address(desk.new_id(), person.id, wanted), note)
    if owner.id == person.id:
        return ()
    merged = Note(desk.asker.mailbox.address, "merge", f"person {person.id}")
    return (Merge(owner.id, person.id), merged)


async def _look(step: str, typed: str, person: Person, desk: Desk) -> tuple[str, str]:
    """Return the address that is meant, as we know it, and what stands in the way, if anything."""
    if not typed:
        return "", ""
    try:
        wanted = valid(typed)
    except Refused:
        return typed[:80], "no_address"
    if desk.is_ours(wanted):
        return wanted, "no_address"  # a group's, or the robot's
    own = await people.addresses(desk.store, person.id)
    known = next((each for each in own if fold(each) == fold(wanted)), None)
    if step == "add":
        return wanted, "already" if known else ""
    if known is None:
        return wanted, "not_yours"
    if fold(known) == fold(person.address):
        return known, "preferred"
    return known, ""


async def _listed(obstacle: str, wanted: str, person: Person, desk: Desk) -> Part:
    own = await people.addresses(desk.store, person.id)
    others: Sequence[str] = [each for each in own if each != person.address]
    return desk.say(
        "addresses/list",
        obstacle=obstacle,
        wanted=wanted,
        preferred=person.address,
        others=others,
    )


async def _do(step: str, wanted: str, person: Person, desk: Desk) -> Done:
    """Carry out a step that the person has asked for beyond doubt."""
    if step == "add":
        return await ask_there(wanted, person, desk)
    effect: Effect = DropAddress(person.id, wanted) if step == "drop" else Prefer(person.id, wanted)
    note = Note(desk.asker.mailbox.address, f"address {step}", f"person {person.id}")
    preferred = wanted if step == "prefer" else person.address
    part = desk.say("addresses/done", step=step, wanted=wanted, preferred=preferred, message="")
    return Done(part, (effect, note))
