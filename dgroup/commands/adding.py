"""`add`: people who have said that they want to be in become members at once, with a way out.

Who has left, or declined, is not put back by others: they are invited, and decide themselves.
"""

from __future__ import annotations

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import INVITE_S, Desk, Done
from dgroup.commands.introductions import introduce
from dgroup.commands.invitations import MOST, read_people, shown, shown_lines, without_self
from dgroup.commands.inviting import LONGEST_NOTE
from dgroup.commands.leaving import depart
from dgroup.commands.members import shorten_lines
from dgroup.commands.namesake import called_in_charge
from dgroup.commands.newcomers import Candidate, Newcomer, recognise
from dgroup.commands.plans import called, listed
from dgroup.commands.registry import command, ticket
from dgroup.commands.way_back import told
from dgroup.commands.welcome import welcome
from dgroup.domain.effects import Admit, Data, Effect, Note, Notify, Part, Redeem
from dgroup.domain.joining import is_inside
from dgroup.domain.model import Ticket
from dgroup.mail.address import fold
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import belonging
from dgroup.store.inviting import pestered

_FEW_WORDS = 6  # behind a yes; more may be an introduction


@command("add", proof="ticket", scope="group", right="manage", otherwise="join")
async def add_people(order: Order, desk: Desk) -> Done:
    """Add people who have agreed to it; each gets the welcome, and a way out."""
    group = at_hand(desk)
    pasted = without_self(read_people(order, MOST), desk)
    ours = [each.address for each in pasted.people if desk.is_ours(each.address)]
    newcomers = [
        Newcomer(each.address, each.name) for each in pasted.people if each.address not in ours
    ]
    unreadable = shown_lines([*pasted.unreadable, *ours])
    if not newcomers:
        return Done(desk.say("inviting/nobody", **unreadable), reason="nobody")
    found = await recognise(desk.store, group, newcomers, desk.new_id)
    resting = await pestered(desk.store, [fold(each.person.address) for each in found], desk.now_s)
    tired = [each for each in found if not each.obstacle and fold(each.person.address) in resting]
    gone = [each for each in found if not each.obstacle and each.status in ("left", "removed")]
    added = [each for each in found if not (each.obstacle or each in tired or each in gone)]
    data: dict[str, Data] = {
        "added": _who(added),
        "left": _who([each for each in gone if each not in tired]),
        "already": _who([each for each in found if each.obstacle == "already"]),
        "banned": _who([each for each in found if each.obstacle == "banned" or each in tired]),
        **unreadable,
        "left_out": pasted.left_out,
        "left_from": pasted.left_from,
    }
    note = shorten_lines(pasted.note, LONGEST_NOTE)
    effects = tuple(effect for each in added for effect in _added(each, note, desk))
    people = listed([called(each.newcomer.name, each.newcomer.address) for each in added])
    plan = desk.say("plans/add", note=note, **{**data, "added": people}) if added else None
    reason = "" if added else "nobody"
    return Done(desk.say("managing/add", **data), effects, reason=reason, plan=plan)


@ticket("added")
async def answer_notice(added: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "you have been added": out at once, or words about oneself for the group."""
    person = desk.asker.person
    if person is not None and person.id != added.person_id:
        return Done(reason="not_yours")
    places = await belonging.by_ids(desk.store, [int(added.object["member_id"])], desk.defaults)
    if not places or not is_inside(places[0][1].status):
        return Done(desk.say("join/not_known"), reason="gone")
    if answer.kind in ("no", "drop", "undo"):
        done = depart(places, places, desk, by=added.address)
        spent = Redeem(added.id, desk.asker.mailbox.address)
        done = Done(done.part, (spent, *done.effects), done.undo, outcome="confirmed")
        return told(done, added, desk)
    has_words = answer.kind == "other" or len(answer.rest.split()) > _FEW_WORDS
    if not has_words:
        return Done(outcome="confirmed")
    return await introduce(Order("introduce", None), desk)


def _added(candidate: Candidate, note: str, desk: Desk) -> list[Effect]:
    """Make somebody a member, and tell them: who did it, the welcome, and how to get out."""
    group, person, newcomer = at_hand(desk), candidate.person, candidate.newcomer
    reader = desk.reader_of(person)
    reply_to, issue = desk.issue(
        "added",
        {"member_id": candidate.member_id},
        to=person.address,
        lasts_s=INVITE_S,
        person_id=person.id,
        group_id=group.id,
        is_reusable=True,
    )
    greeting = welcome(group, reader, candidate.member_id, desk.now_s, role=newcomer.role)
    by = called_in_charge(desk.reader.name, reader.language)
    first = desk.say("managing/added", by=by, note=note)
    letter = Notify(
        first.template,
        reader,
        group.id,
        first.data,
        automatic="auto-generated",
        parts=(Part(greeting.template, greeting.data),),
        reply_to=reply_to,
        message_id=greeting.message_id,
    )
    admitted = Admit(
        member_id=candidate.member_id,
        group_id=group.id,
        person_id=person.id,
        role=newcomer.role,
        status="active",
        delivery=newcomer.delivery,
        is_exempt=False,
        welcomed_s=desk.now_s,
    )
    noted = Note(desk.reader.address, "added", f"member {candidate.member_id}", group.id)
    return [*candidate.met, admitted, issue, letter, noted]


def _who(found: list[Candidate]) -> Data:
    """What those named are called: as they were named, or as the group knows them (R13)."""
    return shown(
        [
            each.newcomer.name or (each.status and each.person.name) or each.newcomer.address
            for each in found
        ]
    )
