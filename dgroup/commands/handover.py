"""`handover ADDRESS [until DATE]`: a facilitator gives the group to a member who says yes to it.

Until then nothing changes; whoever says nothing is reminded once, and then the giver is told. With
a date the giver gets it back on that day. Both are activities that fall due.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dgroup.commands.applicant import at_hand, shorten
from dgroup.commands.appointing import appoint
from dgroup.commands.calendar import Calendar
from dgroup.commands.days import day_of, start_of
from dgroup.commands.desk import DAY_S, Desk, Done, about
from dgroup.commands.namesake import called_in_charge
from dgroup.commands.plans import called
from dgroup.commands.registry import command, falls_due, ticket
from dgroup.domain.authority import may
from dgroup.domain.effects import (
    Advance,
    Begin,
    Change,
    Data,
    Effect,
    Note,
    Notify,
    Part,
    Reader,
    Redeem,
)
from dgroup.domain.model import Activity, Group, Member, Person, Ticket
from dgroup.reading.answers import Answer
from dgroup.reading.dates import read_date
from dgroup.reading.line import Order
from dgroup.store import activities, applicants, belonging, people
from dgroup.store.facilitators import actor_of

KIND: Final = "handover"
OFFER: Final = "offer"
"""The kind of activity that waits for an answer."""

REMIND_S: Final = 3 * DAY_S
LASTS_S: Final = 7 * DAY_S
"""Who has said neither yes nor no by then is not waited for."""


@command("handover", proof="ticket", scope="group", right="hand over")
async def handover(order: Order, desk: Desk) -> Done:
    """Ask a member whether they want to be the facilitator instead of you."""
    group, giver = at_hand(desk), _giver(desk.member)
    address, _, date = order.argument.strip().partition(" until ")
    taker, member = await people.sender(desk.store, group.id, address)
    is_here = taker is not None and member is not None and member.is_active
    told: dict[str, Data] = {"who": (taker.name if taker and is_here else "") or address}
    if taker is None or member is None or not member.is_active:
        return _cannot("not_member", told, desk)
    if desk.asker.person is not None and taker.id == desk.asker.person.id:
        return _cannot("self", told, desk)
    until_s = _until(date, group, desk.said_s) if date else 0
    if until_s is None:
        return _cannot("no_date", told, desk)
    told |= {"until_s": until_s, "timezone": group.timezone}
    kept = {
        "giver": giver.id if giver else None,
        "asker": desk.reader.address,
        "by": called_in_charge(desk.reader.name, desk.reader_of(taker).language),
        "until_s": until_s,
        "offer": desk.new_id(),
    }
    offer = _offer(kept, str(told["who"]), member, group, desk)
    again = [
        Advance(each.id, "closed", each.data, None)
        for each in await activities.running(desk.store, group.id, OFFER)
        if each.data["taker"] == member.id
    ]
    reply_to, issue = desk.issue(
        KIND,
        kept,
        to=taker.address,
        lasts_s=LASTS_S,
        person_id=taker.id,
        group_id=group.id,
    )
    data = {**about(group), **told, "by": kept["by"], "is_reminder": False}
    asking = _letter("handover/ask", desk.reader_of(taker), group, data, reply_to, member.id)
    noted = Note(desk.asker.mailbox.address, "asked to take over", f"member {member.id}", group.id)
    gives_up = giver is not None
    return Done(
        desk.say("handover/asked", **told, gives_up=gives_up),
        (*again, Begin(offer), issue, asking, noted),
        plan=desk.say(
            "plans/handover",
            **{**told, "who": called(taker.name, taker.address)},
            gives_up=gives_up,
        ),
    )


@ticket(KIND, takes_words=True)
async def take(asked: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "would you like to look after this group?"."""
    group, person, member = desk.group, desk.asker.person, desk.member
    if person is None or person.id != asked.person_id:
        return Done(reason="not_yours")
    spent = Redeem(asked.id, by=desk.asker.mailbox.address)
    until_s = int(asked.object["until_s"])
    giver = await _member(asked.object["giver"], desk)
    is_gone = group is None or group.archived_s is not None or 0 < until_s <= desk.now_s
    has_lost = group is not None and not await _may_give(asked.object, giver, group, desk)
    if group is None or member is None or not member.is_active or is_gone or has_lost:
        return Done(desk.say("robot/gone"), (spent,), reason="gone")
    if answer.kind in ("no", "drop", "undo"):
        words = shorten(answer.rest)
        asker = await _asker(asked.object, group, desk)
        data = {
            **about(group),
            "who": person.name or person.address,
            "words": words,
            "is_silent": False,
        }
        declined = _letter("handover/declined", asker, group, {**data, "is_own": False})
        told_own: dict[str, Data] = {"words": "", "is_own": True, "is_silent": False}
        said = desk.say("handover/declined", who=data["who"], **told_own)
        return Done(
            said,
            (spent, declined, *await _answered(asked, desk)),
            outcome="confirmed",
            reason="declined",
        )
    if answer.kind != "yes":
        return Done(reason="unclear")
    by = str(asked.object["by"])
    told: dict[str, Data] = {
        "who": person.name or person.address,
        "by": by,
        "until_s": until_s,
        "timezone": group.timezone,
    }
    effects: list[Effect] = [spent, *await _answered(asked, desk)]
    part: Part | None = None
    if member.role == "facilitator":
        part = desk.say("handover/taken", **told, is_own=True)
    else:
        effects += await appoint(desk, group, member.id, person, by=by, until_s=until_s)
    if giver is not None:
        effects.append(Change(giver.id, role="member"))
    asker = await _asker(asked.object, group, desk)
    data = {**about(group), **told, "is_own": False}
    effects += [
        _letter("handover/taken", asker, group, data),
        Note(person.address, "handover", f"member {member.id}", group.id, {"role": "facilitator"}),
    ]
    if until_s:
        effects.append(Begin(_activity(group, giver, member, person, until_s, desk)))
    return Done(part, tuple(effects), outcome="confirmed")


@falls_due(KIND)
async def give_back(activity: Activity, group: Group, at: Calendar) -> tuple[Effect, ...]:
    """The day has come: the giver looks after the group again, if they are still there."""
    data = activity.data
    ids = [each for each in (data["giver"], data["taker"]) if each is not None]
    places = await belonging.by_ids(at.store, ids, at.defaults)
    found = {member.id: member for _, member in places if member.is_active}
    giver, taker = found.get(data["giver"]), found.get(data["taker"])
    # Whoever is in charge has meanwhile made something else of either: that stays.
    stays = giver is not None and (giver.role != "member" or giver.is_moderated)
    has_role = taker is not None and taker.role == "facilitator"
    if stays or (taker is not None and not has_role):
        return (Advance(activity.id, "closed", data, None),)
    is_back = giver is not None or data["giver"] is None
    effects: list[Effect] = [Advance(activity.id, "closed", data, None)]
    if giver is not None:
        effects.append(Change(giver.id, role="facilitator"))
    if is_back and taker is not None and taker.role == "facilitator":
        effects.append(Change(taker.id, role=data["was"]))
    people_of = {each: await applicants.person_of(at.store, each) for each in found}
    for member, other in ((giver, taker), (taker, giver)):
        person = people_of.get(member.id) if member else None
        if member is None or person is None:
            continue
        them = people_of.get(other.id) if other else None
        told: dict[str, Data] = {
            **about(group),
            "who": (them.name or them.address) if them else "",
            "is_giver": member is giver,
            "is_back": is_back,
        }
        reader = Reader(person.address, person.language or group.language, person.id, person.name)
        effects.append(_letter("handover/back", reader, group, told, member_id=member.id))
    note = Note("", "handover ended", f"member {data['taker']}", group.id, {"is_back": is_back})
    return (*effects, note)


async def _may_give(
    kept: Mapping[str, Any], giver: Member | None, group: Group, desk: Desk
) -> bool:
    """Whether whoever asked still is in charge: here, of the group above, or of the site."""
    if kept["giver"] is not None and _giver(giver) is None:
        return False
    asker = await people.find(desk.store, str(kept["asker"]))
    actor = await actor_of(
        *(desk.store, group, desk.owner),
        address=str(kept["asker"]),
        person_id=asker.id if asker else None,
    )
    return may(actor, "hand over", group)


@falls_due(OFFER)
async def wait_on(activity: Activity, group: Group, at: Calendar) -> tuple[Effect, ...]:
    """Nobody has answered: the one who was asked hears once more; then whoever asked is told."""
    kept, ended = activity.data["kept"], Advance(activity.id, "closed", activity.data, None)
    asker = await people.find(at.store, str(kept["asker"]))
    if asker is None:
        to = Reader(str(kept["asker"]), group.language)
    else:
        to = Reader(asker.address, asker.language or group.language, asker.id, asker.name)
    told: dict[str, Data] = {**about(group), "who": activity.title}
    expires_s, until_s = int(activity.data["closes_s"]), int(kept["until_s"])
    if activity.state != "asked" or expires_s <= at.now_s:
        silent: dict[str, Data] = {"words": "", "is_own": False, "is_silent": True}
        return ended, _letter("handover/declined", to, group, {**told, **silent})
    ids = [each for each in (kept["giver"], activity.data["taker"]) if each is not None]
    places = await belonging.by_ids(at.store, ids, at.defaults)
    found = {member.id: member for _, member in places if member.is_active}
    taker = found.get(activity.data["taker"])
    person = await applicants.person_of(at.store, taker.id) if taker else None
    has_lost = kept["giver"] is not None and _giver(found.get(kept["giver"])) is None
    if person is None or taker is None or has_lost or 0 < until_s <= at.now_s:
        return (ended,)
    reply_to, issue = at.issue(
        KIND,
        kept,
        to=person.address,
        lasts_s=expires_s - at.now_s,
        person_id=person.id,
        group_id=group.id,
    )
    told |= {"by": kept["by"], "until_s": until_s, "timezone": group.timezone, "is_reminder": True}
    reader = Reader(person.address, person.language or group.language, person.id, person.name)
    reminder = _letter("handover/ask", reader, group, told, reply_to, taker.id)
    return Advance(activity.id, "reminded", activity.data, expires_s), issue, reminder


async def _answered(asked: Ticket, desk: Desk) -> tuple[Effect, ...]:
    """Nobody waits for an answer any more."""
    found = await activities.find(desk.store, int(asked.object["offer"]))
    if found is None or found.state == "closed":
        return ()
    return (Advance(found.id, "closed", found.data, None),)


def _offer(kept: Mapping[str, Any], who: str, taker: Member, group: Group, desk: Desk) -> Activity:
    return Activity(
        id=kept["offer"],
        group_id=group.id,
        kind=OFFER,
        name=OFFER,
        title=who,
        state="asked",
        # `closes_s`: until when, as facilitators are shown it; the activity's own is its next date.
        data={"taker": taker.id, "kept": kept, "closes_s": desk.now_s + LASTS_S},
        opens_s=desk.now_s,
        closes_s=desk.now_s + REMIND_S,
        created_by=desk.reader.person_id,
        created_s=desk.now_s,
    )


def _giver(member: Member | None) -> Member | None:
    """The membership that gives: a facilitator's; the operator has none to give."""
    is_one = member is not None and member.is_active and member.role == "facilitator"
    return member if is_one else None


def _until(date: str, group: Group, now_s: int) -> int | None:
    """The moment at which that day begins there; None where it is no day, or not to come."""
    day = read_date(date, day_of(now_s, group.timezone))
    if day is None:
        return None
    until_s = start_of(day, group.timezone)
    return until_s if until_s > now_s else None


def _cannot(why: str, told: Mapping[str, Data], desk: Desk) -> Done:
    return Done(desk.say("handover/cannot", why=why, **told), reason=why)


async def _member(member_id: int | None, desk: Desk) -> Member | None:
    if member_id is None:
        return None
    places = await belonging.by_ids(desk.store, [member_id], desk.defaults)
    return places[0][1] if places else None


async def _asker(kept: Mapping[str, Any], group: Group, desk: Desk) -> Reader:
    """Who asked, at the address they have now; the operator, where the site does not know them."""
    person = await people.find(desk.store, str(kept["asker"]))
    if person is None:
        return Reader(str(kept["asker"]), group.language)
    return desk.reader_of(person, group)


def _activity(
    group: Group, giver: Member | None, taker: Member, person: Person, until_s: int, desk: Desk
) -> Activity:
    return Activity(
        id=desk.new_id(),
        group_id=group.id,
        kind=KIND,
        name=KIND,
        title="",
        state="running",
        data={"giver": giver.id if giver else None, "taker": taker.id, "was": taker.role},
        opens_s=desk.now_s,
        closes_s=until_s,
        created_by=giver.person_id if giver else person.id,
        created_s=desk.now_s,
    )


def _letter(
    template: str,
    reader: Reader,
    group: Group,
    data: Mapping[str, Data],
    reply_to: str = "",
    member_id: int | None = None,
) -> Notify:
    return Notify(
        template,
        reader,
        group.id,
        data,
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=member_id,
    )
