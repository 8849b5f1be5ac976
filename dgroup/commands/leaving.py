"""Leaving: at once, from one group or from all, and with a way back (R9, R23).

Who asks from an address that is nobody's here is told how to leave with the right one. That answer
is the same whoever they are, and whomever they name (R13).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dgroup.commands.applicant import answering, may_write
from dgroup.commands.desk import CONFIRM_S, UNDO_S, Desk, Done, Undo, about, issued
from dgroup.commands.joining import other_address
from dgroup.commands.registry import command, ticket
from dgroup.commands.way_back import pack
from dgroup.domain.effects import Data, Effect, Notify, Part, Reader, Redeem
from dgroup.domain.joining import is_inside, leave
from dgroup.domain.model import Group, Person, Ticket
from dgroup.domain.words import fold_word
from dgroup.domain.words.shown import word_for
from dgroup.mail.address import Mailbox, read_mailboxes
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import applicants, belonging, people
from dgroup.store.belonging import Place
from dgroup.store.database import Readable
from dgroup.store.groups import Defaults


@command("leave", proof="on file", scope="every group", is_for_known=False)
async def leave_group(order: Order, desk: Desk) -> Done:
    """Leave the group at once; "leave all" leaves every group."""
    person = desk.asker.person
    inside = await _inside(person, desk.store, desk.defaults) if person else []
    # A group that has closed is no name to the robot any more, but to its members it is.
    named = order.argument.strip().casefold().removesuffix(f"@{desk.domain}")
    going = [place for place in inside if place[0].name == named]
    if not going and (other := await other_address(order, desk)) is not None:
        return await _leave_with(other, order, desk)
    if person is None or not inside:
        return _not_known(desk)
    living = [place for place in inside if place[0].archived_s is None]
    if order.argument and not going and not await _is_own(order.argument, person, desk):
        # "unsubscribe bob" is no wish of its writer's to leave, whoever or whatever Bob may be.
        names: list[Data] = [group.name for group, _ in living]
        word = word_for("leave", desk.language)
        return Done(desk.say("robot/which_group", word=word, groups=names), reason="which")
    if order.group == "*":
        going = inside
    elif desk.group is not None and not going:
        going = [place for place in inside if place[0].id == desk.group.id]
    elif len(living) > 1 and not going:
        return Done(desk.say("join/which", groups=listed(living)), reason="which")
    elif not going:
        going = living or inside
    return depart(going, inside, desk, by=person.address) if going else _not_known(desk)


@ticket("leave")
async def leave_elsewhere(request: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply from the address that somebody wanted to leave with, writing from another."""
    spent = Redeem(request.id, desk.asker.mailbox.address)
    if answer.kind in ("no", "drop"):
        return Done(effects=(spent,), reason="declined")
    if answer.kind not in ("yes", "empty"):
        return Done(reason="unclear")
    person = await people.find(desk.store, request.address)
    inside = await _inside(person, desk.store, desk.defaults) if person else []
    going = [place for place in inside if request.group_id in (None, place[0].id)]
    if person is None or not going:
        return Done(_not_known(desk).part, (spent,), outcome="confirmed")
    done = depart(going, inside, desk, by=person.address)
    return Done(done.part, (spent, *done.effects), done.undo, outcome="confirmed")


def depart(going: Sequence[Place], inside: Sequence[Place], desk: Desk, *, by: str) -> Done:
    """Leave the groups `going` out of all those that a person is `inside`; at least one."""
    effects = [effect for _, member in going for effect in leave(member, by)]
    undo = Undo({member.id: member.arrangement for _, member in going})
    if len(going) == 1:
        group = going[0][0]
        data = farewell(group, [other for other, _ in inside])
        return Done(Part("join/left", {**about(group), **data}), tuple(effects), undo)
    part = desk.with_group(None, None).say("join/left_all", groups=listed(going))
    return Done(part, tuple(effects), undo)


async def leave_by_link(
    store: Readable, member_id: int, defaults: Defaults, new_id: Callable[[], int], now_s: int
) -> tuple[Effect, ...]:
    """Return the effects of the link in a mail: left at once, and a letter with the way back.

    Nothing where the membership has ended already, or was erased.
    """
    person = await applicants.person_of(store, member_id)
    if person is None:
        return ()
    inside = await _inside(person, store, defaults)
    going = [(group, member) for group, member in inside if member.id == member_id]
    if not going:
        return ()
    group, member = going[0]
    undo = pack(Undo({member_id: member.arrangement}))
    reply_to, issue = issued(
        *(new_id, now_s, "restore", undo),
        to=person.address,
        lasts_s=UNDO_S,
        person_id=person.id,
        group_id=group.id,
    )
    letter = Notify(
        "join/left",
        Reader(person.address, person.language or group.language, person.id, person.name),
        group.id,
        {**about(group), **farewell(group, [each for each, _ in inside])},
        automatic="auto-generated",
        reply_to=reply_to,
    )
    return (*leave(member, person.address, way="link"), issue, letter)


def farewell(group: Group, inside: Sequence[Group]) -> dict[str, Data]:
    """What the letter `join/left` is told: which subgroups of `group` somebody is still in."""
    below = [each for each in inside if each.parent_id == group.id and each.archived_s is None]
    return {"subgroups": [{"name": each.name, "title": each.title} for each in below]}


def listed(places: Sequence[Place]) -> list[Data]:
    """Groups as letters name them."""
    return [{"name": group.name, "title": group.title} for group, _ in places]


async def _is_own(argument: str, person: Person, desk: Desk) -> bool:
    """Whether what somebody asks to have taken off is their own name or address."""
    if "@" in argument:
        named = read_mailboxes(argument)
        found = await people.find(desk.store, named[0].address) if len(named) == 1 else None
        return found is not None and found.id == person.id
    mailbox = desk.asker.mailbox
    own = fold_word(f"{person.name} {mailbox.name} {mailbox.address.partition('@')[0]}").split()
    return set(fold_word(argument).split()) <= set(own)


async def _inside(person: Person, store: Readable, defaults: Defaults) -> list[Place]:
    """All groups of a person that can be left, archived ones too."""
    places = await belonging.of_person(store, person.id, defaults)
    return [place for place in places if is_inside(place[1].status)]


def _not_known(desk: Desk) -> Done:
    """No member, by this address: with what they can do if they get the group's mail anyway."""
    if not desk.asker.may_be_told:
        return Done(reason="not_member")
    return Done(desk.say("join/not_known"), reason="not_member")


async def _leave_with(other: Mailbox, order: Order, desk: Desk) -> Done:
    """Ask whoever has another address; the asker's answer does not depend on who that is."""
    if not desk.asker.may_be_told:
        return Done()
    if order.group == "*":
        desk = desk.with_group(None, None)
    told = Done(desk.say("join/elsewhere", is_joining=False))
    person = await people.find(desk.store, other.address)
    inside = await _inside(person, desk.store, desk.defaults) if person else []
    going = [group for group, _ in inside if desk.group is None or group.id == desk.group.id]
    if person is None or not going:
        return told
    to = Reader(
        person.address,
        person.language or going[0].language,
        person.id,
        person.name,
    )
    if not await may_write(desk, to, "join/leave_elsewhere", once_a_group=True):
        return told
    reply_to, issue = desk.issue(
        "leave",
        {},
        to=to.address,
        lasts_s=CONFIRM_S,
        group_id=desk.group.id if desk.group else None,
    )
    letter = answering(
        desk,
        "join/leave_elsewhere",
        to,
        reply_to=reply_to,
        groups=[{"name": each.name, "title": each.title} for each in going],
    )
    effects: tuple[Effect, ...] = (issue, letter)
    return Done(told.part, effects)
