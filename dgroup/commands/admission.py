"""A facilitator decides who may join: ok, no with a reason, or drop.

Each of them has a ticket that counts from nobody else (R11). The first decision wins; who comes
second hears who decided, what and when.
"""

from __future__ import annotations

from typing import Literal

from dgroup.commands.applicant import Applicant, at_hand, let_in, shorten
from dgroup.commands.desk import Desk, Done, about
from dgroup.commands.registry import ticket
from dgroup.domain.effects import Change, Effect, Note, Notify, Part, Redeem
from dgroup.domain.model import Member, Person, Ticket
from dgroup.mail.address import fold
from dgroup.reading.answers import Answer
from dgroup.store import applicants, belonging, people
from dgroup.store.facilitators import is_in_charge


@ticket("admission", takes_words=True)
async def decide(request: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "somebody would like to join"."""
    if not await _may_decide(request, desk):
        return Done(reason="not_yours")
    spent = Redeem(request.id, desk.asker.mailbox.address)
    member_id = int(request.object["member_id"])
    person = await applicants.person_of(desk.store, member_id)
    places = await belonging.by_ids(desk.store, [member_id], desk.defaults)
    if person is None or not places:
        return Done(_told(desk, None, "gone"), (spent,), reason="gone")
    member = places[0][1]
    if member.status != "pending":
        return await _decided_already(request, person, member, desk)
    if answer.kind not in ("yes", "no", "drop"):
        return Done(reason="unclear")
    if at_hand(desk).archived_s is not None:
        return Done(desk.say("join/closed"), (spent,), reason="archived")
    effects, decision = settle(answer.kind, answer.rest, person, member, desk)
    part = _told(desk, person, decision, is_own=True, at_s=desk.now_s)
    return Done(part, (spent, *effects), outcome="confirmed")


async def _may_decide(request: Ticket, desk: Desk) -> bool:
    """Whether this is the facilitator who was asked, and still is one."""
    asker = desk.asker
    person_id = asker.person.id if asker.person else None
    if request.person_id is not None and request.person_id != person_id:
        return False
    if request.person_id is None and fold(asker.mailbox.address) != fold(request.address):
        return False
    return await is_in_charge(
        desk.store,
        at_hand(desk),
        desk.owner,
        address=asker.mailbox.address,
        person_id=person_id,
    )


def settle(
    word: Literal["yes", "no", "drop"], reason: str, person: Person, member: Member, desk: Desk
) -> tuple[list[Effect], str]:
    """Let somebody in who waits, or not; `reason` is for them, where they are told.

    Returns the effects, and the decision as it stands in the audit.
    """
    group, by = at_hand(desk), desk.asker.mailbox.address
    language = person.language or group.language
    applicant = Applicant(person.address, person.name, person, member, language)
    if word == "yes":
        return let_in(applicant, desk, by, answers=False), "admitted"
    decision = "declined" if word == "no" else "dropped"
    effects: list[Effect] = [
        Change(member.id, status="left"),
        Note(by, decision, f"member {member.id}", group.id),
    ]
    if word == "no":
        effects.append(
            Notify(
                "join/declined",
                applicant.reader,
                group.id,
                {**about(group), "reason": shorten(reason)},
                automatic="auto-generated",  # the mail in hand is not theirs
            )
        )
    return effects, decision


async def decided_before(member: Member, since_s: int, desk: Desk) -> tuple[str, str, int]:
    """Say what became of a request that was waiting at `since_s`: the decision, by whom, and when.

    The decision is that of the audit, or "gone"; nobody is named where it was the operator, the
    calendar, or they themselves; the time is 0 where it is not known.
    """
    made = await applicants.decided(desk.store, member.group_id, member.id, since_s)
    if made is None:
        return "admitted" if member.is_active else "gone", "", 0
    by = ""
    if "@" in made.by and made.decision in ("admitted", "declined", "dropped"):
        somebody = await people.find(desk.store, made.by)
        by = somebody.name if somebody and somebody.name else made.by
    return made.decision, by, made.at_s


async def _decided_already(request: Ticket, person: Person, member: Member, desk: Desk) -> Done:
    decision, by, at_s = await decided_before(member, int(request.object["asked_s"]), desk)
    spent = Redeem(request.id, desk.asker.mailbox.address)
    return Done(_told(desk, person, decision, by=by, at_s=at_s), (spent,), reason="decided")


def _told(
    desk: Desk,
    person: Person | None,
    decision: str,
    *,
    by: str = "",
    is_own: bool = False,
    at_s: int = 0,
) -> Part:
    """Say what became of a request: `decision` as in the audit, or "gone"."""
    return desk.say(
        "join/decided",
        who=(person.name or person.address) if person else "",
        decision=decision,
        by=by,
        is_own=is_own,
        at_s=at_s,
        timezone=at_hand(desk).timezone,
    )
