"""A person's addresses: one more, one less, and the one that mail goes to (DECISIONS 1, 11).

Nothing is done by a forged mail: the address on file answers first, unless the front MTA vouches
for the mail, and a new address is only theirs once its own mailbox has answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dgroup.commands.answers import Answer
from dgroup.commands.applicant import answering, may_write
from dgroup.commands.choices import not_member
from dgroup.commands.desk import CONFIRM_S, Desk, Done, about
from dgroup.commands.line import Order
from dgroup.commands.registry import command, ticket
from dgroup.commands.way_back import told
from dgroup.domain.effects import (
    Address,
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
from dgroup.mail.address import fold, split, valid
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
    if desk.asker.is_vouched:
        return await _do(step, wanted, person, desk)
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
    """Do what the address on file has confirmed; for a new address, ask that one next."""
    if answer.kind not in ("yes", "empty", "no", "undo"):
        return Done(reason="unclear")
    person = await belonging.person(desk.store, ticket.person_id)
    if person is None:
        return Done(reason="gone")
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    if answer.kind in ("no", "undo"):
        kept = Done(desk.say("addresses/kept"), (spent,), outcome="confirmed", reason="kept")
        return told(kept, ticket, desk)
    step = str(ticket.object["step"])
    wanted, obstacle = await _look(step, str(ticket.object["address"]), person, desk)
    if obstacle:
        part = await _listed(obstacle, wanted, person, desk)
        return told(Done(part, (spent,), outcome="confirmed", reason=obstacle), ticket, desk)
    done = await _do(step, wanted, person, desk)
    return told(Done(done.part, (*done.effects, spent), outcome="confirmed"), ticket, desk)


@ticket("address-prove")
async def prove(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Make an address somebody's, now that its mailbox has answered, and tell both."""
    if answer.kind not in ("yes", "empty", "no", "undo"):
        return Done(reason="unclear")
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    person = await belonging.person(desk.store, ticket.person_id)
    if answer.kind in ("no", "undo"):
        kept = desk.say("addresses/kept")
        return Done(kept, (spent,), outcome="confirmed", reason="kept")
    if person is None:
        return Done(reason="gone")
    part = desk.say(
        "addresses/done", step="add", wanted=ticket.address, preferred=person.address, message=""
    )
    effects = (*await given(ticket.address, person, desk), spent)
    asker = desk.asker.person
    if asker is None or asker.id != person.id:
        effects += (Notify(part.template, desk.reader_of(person), None, part.data),)
    return Done(part, effects, outcome="confirmed")


async def given(wanted: str, person: Person, desk: Desk) -> tuple[Effect, ...]:
    """Return what makes a proven address a person's; whoever had it is the same person."""
    owner = await people.find(desk.store, wanted)
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
    if split(fold(wanted))[1] == desk.domain:
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
        return await _ask_there(wanted, person, desk)
    effect: Effect = DropAddress(person.id, wanted) if step == "drop" else Prefer(person.id, wanted)
    note = Note(desk.asker.mailbox.address, f"address {step}", f"person {person.id}")
    preferred = wanted if step == "prefer" else person.address
    part = desk.say("addresses/done", step=step, wanted=wanted, preferred=preferred, message="")
    return Done(part, (effect, note))


async def _ask_there(wanted: str, person: Person, desk: Desk) -> Done:
    """Ask the mailbox of a new address; where that is too much, the answer is the same (R12)."""
    part = desk.say("addresses/asked", wanted=wanted)
    to = Reader(wanted, person.language or desk.language)
    if not await may_write(desk, to, "addresses/prove"):
        return Done(part)
    reply_to, issue = desk.issue(
        "address-prove", {}, to=wanted, lasts_s=CONFIRM_S, person_id=person.id
    )
    data = {**about(None), "domain": desk.domain}
    letter = Notify(
        "addresses/prove", to, None, data, automatic="auto-generated", reply_to=reply_to
    )
    return Done(part, (issue, letter))
