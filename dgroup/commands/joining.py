"""Joining a group: at once, after a reply from one's own address, or when a facilitator agrees.

Who has to do what is a table in `domain/joining.py`; here are the letters that go with it. R9, R12
and R13 speak: a request proves nothing, harms nobody, and its answer tells nothing of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from dgroup.commands.applicant import (
    Applicant,
    answering,
    ask_facilitators,
    ask_whether_it_is_they,
    at_hand,
    let_in,
    may_write,
    read_applicant,
    shorten,
)
from dgroup.commands.desk import Desk, Done, Undo
from dgroup.commands.registry import command, ticket
from dgroup.domain import joining
from dgroup.domain.effects import Arrange, Data, Effect, Note, Redeem
from dgroup.domain.joining import Seeker, Way, way_in
from dgroup.domain.model import Ticket
from dgroup.errors import Refused
from dgroup.mail.address import Mailbox, fold, read_mailboxes, valid
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import people


@command("join", proof="ticket", scope="group", is_for_known=False)
async def join(order: Order, desk: Desk) -> Done:
    """Become a member of the group."""
    other = await other_address(order, desk)
    if other is not None:
        return await _join_for_another(other, desk)
    applicant = _applicant(order, desk)
    seeker = Seeker(
        standing=desk.member.status if desk.member else None,
        is_known=desk.asker.person is not None,
        is_vouched=desk.asker.is_vouched,
        may_be_told=desk.asker.may_be_told,
        is_sender=desk.asker.is_sender,
        is_in_parent=await _is_in_parent(desk),
        has_front=desk.has_authentication,
    )
    way = way_in(at_hand(desk), seeker)
    letter = _LETTERS.get(way)
    if letter is not None and not await may_write(desk, applicant.reader, letter):
        return Done(reason="enough")  # nothing happens, and they have heard so often enough
    return await _take(way, applicant, desk)


@ticket("join")
async def confirm(redeemed: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "is this you?": whoever holds the ticket reads that address."""
    if answer.kind in ("no", "drop"):
        return Done(effects=(Redeem(redeemed.id, desk.asker.mailbox.address),), reason="declined")
    if answer.kind not in ("yes", "empty"):
        return Done(reason="unclear")
    applicant = await read_applicant(desk, redeemed.address, redeemed.object)
    return await enter(applicant, redeemed, answer, desk)


async def enter(
    applicant: Applicant,
    redeemed: Ticket,
    answer: Answer,
    desk: Desk,
    *,
    is_invited: bool = False,
) -> Done:
    """Take in somebody who has shown that they read their address, as the group has it."""
    group, member = at_hand(desk), applicant.member
    standing = member.status if member else None
    if is_invited and standing in (None, "left", "pending"):
        standing = "invited"  # an invitation stands, whatever they did meanwhile
    seeker = Seeker(standing, is_known=True, is_proven=True)
    more = answer.rest if group.settings.join == "approve" else ""
    applicant = Applicant(
        *(applicant.address, applicant.name, applicant.person, member, applicant.language),
        orders=applicant.orders,
        words=shorten(f"{applicant.words}\n\n{more}"),
    )
    done = await _take(way_in(group, seeker), applicant, desk, is_proven=True)
    spent = Redeem(redeemed.id, desk.asker.mailbox.address)
    outcome = "confirmed" if done.outcome == "command" else done.outcome
    return Done(done.part, (spent, *done.effects), done.undo, outcome, done.reason)


async def other_address(order: Order, desk: Desk) -> Mailbox | None:
    """Return the address that an order names, where it is not one of the asker's own."""
    named = read_mailboxes(order.argument) if "@" in order.argument else ()
    if len(named) != 1:
        return None
    try:
        address = valid(named[0].address)
    except Refused:
        return None
    if fold(address) == fold(desk.asker.mailbox.address):
        return None
    person = await people.find(desk.store, address)
    if person is not None and desk.asker.person and person.id == desk.asker.person.id:
        return None
    return Mailbox(named[0].name, address)


async def _take(way: Way, applicant: Applicant, desk: Desk, *, is_proven: bool = False) -> Done:
    group, member = at_hand(desk), applicant.member
    match way:
        case "at once":
            if not (is_proven or await _may_welcome(applicant, desk)):
                return Done(reason="enough")
            return Done(effects=tuple(let_in(applicant, desk, applicant.reader.address)))
        case "confirm":
            asked = await ask_whether_it_is_they(applicant, desk)
            return Done(effects=asked, reason="" if asked else "enough")
        case "approve":
            waiting = await ask_facilitators(applicant, desk)
            if not waiting:
                return Done(reason="enough")
            return _tell("join/approval_waits", applicant, desk, *waiting)
        case "waits" | "already" | "by invitation" | "closed":
            return _tell(_LETTERS[way], applicant, desk)
        case "again":
            assert member is not None
            was = member.arrangement
            effects = (
                Arrange(member.id, joining.awake(was)),
                Note(applicant.reader.address, "joined", f"member {member.id}", group.id),
            )
            done = _tell("join/again", applicant, desk, *effects, email=applicant.reader.address)
            return Done(done.part, done.effects, Undo({member.id: was}))
        case "silence":
            return Done()
        case _:
            assert_never(way)


# Of what changes nothing, the letter that says so.
_LETTERS: Final[Mapping[Way, str]] = {
    "waits": "join/approval_waits",
    "already": "join/already",
    "by invitation": "join/by_invitation",
    "closed": "join/closed",
}


def _tell(
    template: str, applicant: Applicant, desk: Desk, /, *effects: Effect, **data: Data
) -> Done:
    """Tell the applicant: in the one answer where they are the asker, else by a letter."""
    to = applicant.reader
    if desk.asker.may_be_told and fold(to.address) == fold(desk.reader.address):
        return Done(desk.say(template, **data), effects)
    return Done(effects=(*effects, answering(desk, template, to, reply_to="", **data)))


def _applicant(order: Order, desk: Desk) -> Applicant:
    asker = desk.asker
    return Applicant(
        address=asker.mailbox.address,
        name=joining.tidy_name(order.argument) or joining.tidy_name(asker.mailbox.name),
        person=asker.person,
        member=desk.member,
        language=desk.language,
        orders=tuple((each.verb, each.argument) for each in desk.later),
        words=_words(order, desk),
    )


def _words(order: Order, desk: Desk) -> str:
    """What a request says besides its commands, for the facilitators."""
    if at_hand(desk).settings.join != "approve" or not desk.words.has_own_words:
        return ""
    commands = {each.line.strip() for each in (order, *desk.later)}
    lines = [line for line in desk.words.own_text.splitlines() if line.strip() not in commands]
    return shorten("\n".join(lines))


async def _is_in_parent(desk: Desk) -> bool:
    group, person = at_hand(desk), desk.asker.person
    if person is None or group.parent_id is None:
        return False
    _, member = await people.sender(desk.store, group.parent_id, person.address)
    return member is not None and member.status == "active"


async def _may_welcome(applicant: Applicant, desk: Desk) -> bool:
    """A welcome may be a letter nobody asked for, as long as nothing shows who did (R12)."""
    is_sure = desk.asker.is_vouched
    return is_sure or await may_write(desk, applicant.reader, "members/welcome")


async def _join_for_another(other: Mailbox, desk: Desk) -> Done:
    """Somebody names another address, as list servers let them: its owner is asked.

    What the asker hears does not depend on who that is.
    """
    group = at_hand(desk)
    if not desk.asker.may_be_told:
        return Done()
    way = way_in(group, Seeker(None, is_known=False, has_front=True))
    if way != "confirm":
        return Done(desk.say(_LETTERS[way]) if way in _LETTERS else None)
    person, member = await people.sender(desk.store, group.id, other.address)
    standing = member.status if member else None
    effects: tuple[Effect, ...] = ()
    if standing in (None, "left", "removed", "invited"):
        name = joining.tidy_name(other.name)
        language = (person.language if person else None) or desk.language
        applicant = Applicant(other.address, name, person, member, language)
        effects = await ask_whether_it_is_they(applicant, desk)
    return Done(desk.say("join/elsewhere", is_joining=True), effects)
