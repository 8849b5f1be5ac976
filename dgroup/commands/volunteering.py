"""A group that nobody is in charge of: its members are asked who would be, and the operator agrees.

Asking begins in `server/jobs/orphans.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dgroup.commands.applicant import at_hand, shorten
from dgroup.commands.appointing import appoint
from dgroup.commands.calendar import Calendar
from dgroup.commands.desk import MODERATE_S, Desk, Done, about
from dgroup.commands.registry import asks, falls_due, ticket
from dgroup.domain.effects import Advance, Effect, Note, Notify, Reader, Redeem, Respond
from dgroup.domain.model import Activity, Group, Member, Person, Ticket
from dgroup.mail.address import fold
from dgroup.reading.answers import Answer
from dgroup.store import activities, applicants, belonging, people
from dgroup.store.activities import Addressee
from dgroup.store.orphans import KIND, has_facilitator


@asks(KIND)
async def ask_members(
    activity: Activity,
    group: Group,
    to: Sequence[Addressee],
    at: Calendar,
    *,
    is_reminder: bool,
) -> tuple[Effect, ...]:
    """Write to members, each with a ticket of their own."""
    effects: list[Effect] = []
    for each in to:
        reply_to, issue = at.issue(
            "volunteer",
            {"activity": activity.id},
            to=each.address,
            lasts_s=MODERATE_S,
            person_id=each.person_id,
            group_id=group.id,
        )
        letter = Notify(
            "volunteers/ask",
            each.reader(group),
            group.id,
            about(group),
            automatic="auto-generated",
            reply_to=reply_to,
            member_id=each.member_id,
        )
        effects += [issue, letter]
    return tuple(effects)


@falls_due(KIND)
async def stop_asking(activity: Activity, group: Group, at: Calendar) -> tuple[Effect, ...]:
    """Nobody is asked any more for now."""
    return (Advance(activity.id, "closed", activity.data, None),)


@ticket("volunteer", takes_words=True)
async def volunteer(asked: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "would you look after the group?"; a yes goes to the operator."""
    group, person, member = desk.group, desk.asker.person, desk.member
    if person is None or person.id != asked.person_id:
        return Done(reason="not_yours")
    spent = Redeem(asked.id, by=desk.asker.mailbox.address)
    if group is None or group.archived_s is not None or member is None or not member.is_active:
        return Done(desk.say("robot/gone"), (spent,), reason="gone")
    activity_id = int(asked.object["activity"])
    if answer.kind in ("no", "drop", "undo"):
        said = Respond(activity_id, person.id, "", "no", desk.letter_id)
        part = desk.say("volunteers/thanks", said="no")
        return Done(part, (spent, said), outcome="confirmed", reason="declined")
    if answer.kind != "yes":
        return Done(reason="unclear")
    if await has_facilitator(desk.store, group):
        part = desk.say("volunteers/thanks", said="late")
        return Done(part, (spent,), outcome="confirmed", reason="decided")
    operator = await people.find(desk.store, desk.owner)
    reply_to, issue = desk.issue(
        "volunteering",
        {"activity": activity_id, "member": member.id},
        to=desk.owner,
        lasts_s=MODERATE_S,
        person_id=operator.id if operator else None,
        group_id=group.id,
    )
    language = (operator.language if operator else None) or desk.founding.language
    offer = Notify(
        "volunteers/offered",
        Reader(desk.owner, language, operator.id if operator else None),
        group.id,
        {
            **about(group),
            "who": person.name,
            "who_address": person.address,
            "words": shorten(answer.rest),
        },
        automatic="auto-generated",
        reply_to=reply_to,
    )
    effects = (
        spent,
        Respond(activity_id, person.id, "", "yes", desk.letter_id),
        issue,
        offer,
        Note(person.address, "volunteered", f"member {member.id}", group.id),
    )
    return Done(desk.say("volunteers/thanks", said="yes"), effects, outcome="confirmed")


@ticket("volunteering", takes_words=True)
async def decide(offer: Ticket, answer: Answer, desk: Desk) -> Done:
    """The operator says whether a volunteer is to look after the group (R11)."""
    by = desk.asker.mailbox.address
    if not fold(by) == fold(offer.address) == fold(desk.owner):
        return Done(reason="not_yours")
    spent = Redeem(offer.id, by)
    member_id = int(offer.object["member"])
    person = await applicants.person_of(desk.store, member_id)
    places = await belonging.by_ids(desk.store, [member_id], desk.defaults)
    if person is None or not places or not places[0][1].is_active:
        return _decided("gone", person, (spent,), desk)
    if answer.kind == "yes":
        effects = await _appointed(person, places[0][1], offer, desk)
        return _decided("appointed", person, (spent, *effects), desk)
    if answer.kind == "no":
        group = at_hand(desk)
        declined = Notify(
            "volunteers/declined",
            desk.reader_of(person, group),
            group.id,
            {**about(group), "reason": shorten(answer.rest)},
            automatic="auto-generated",
        )
        return _decided("declined", person, (spent, declined), desk)
    if answer.kind == "drop":
        return _decided("dropped", person, (spent,), desk)
    return Done(reason="unclear")


async def _appointed(
    person: Person, member: Member, offer: Ticket, desk: Desk
) -> tuple[Effect, ...]:
    """Make them facilitator, unless they are by now; nobody is asked any more."""
    group = at_hand(desk)
    activity = await activities.find(desk.store, int(offer.object["activity"]))
    closing: tuple[Effect, ...] = ()
    if activity is not None and activity.state != "closed":
        closing = (Advance(activity.id, "closed", activity.data, None),)
    if member.role == "facilitator":
        return closing
    note = Note(
        desk.asker.mailbox.address,
        "role",
        f"member {member.id}",
        group.id,
        {"role": "facilitator"},
    )
    return (*await appoint(desk, group, member.id, person), note, *closing)


def _decided(decision: str, person: Person | None, effects: tuple[Effect, ...], desk: Desk) -> Done:
    who = (person.name or person.address) if person else ""
    part = desk.say("volunteers/decided", decision=decision, who=who)
    return Done(
        part, effects, outcome="confirmed", reason="" if decision == "appointed" else decision
    )
