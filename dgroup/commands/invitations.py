"""`invite` and `invited`: a facilitator pastes a list, and everybody on it is sorted and told of.

Nobody is a member by it: each is asked by letter (`inviting.py`), and answers in `invitation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import Desk, Done
from dgroup.commands.inviting import LONGEST_NOTE, Invitation, Welcome, effects_of, invite
from dgroup.commands.members import shorten_lines
from dgroup.commands.newcomers import Newcomer
from dgroup.commands.plans import called, listed
from dgroup.commands.registry import command
from dgroup.domain.effects import Data
from dgroup.mail.address import Mailbox, fold
from dgroup.reading.line import Order
from dgroup.reading.pasted import Pasted, read_pasted
from dgroup.store.inviting import Invited, invited

MOST: Final = 500
"""So many people are invited by one mail; longer lists come in several."""

_NAMED: Final = 60  # people of one kind, in one letter
_LINES: Final = 20


@command("invite", proof="ticket", scope="group", right="invite")
async def invite_people(order: Order, desk: Desk) -> Done:
    """Invite people to the group: addresses below, and a few words of your own above them."""
    group = at_hand(desk)
    pasted = without_self(read_people(order, MOST), desk)
    ours = [each.address for each in pasted.people if desk.is_ours(each.address)]
    newcomers = [
        Newcomer(each.address, each.name) for each in pasted.people if each.address not in ours
    ]
    note = shorten_lines(pasted.note, LONGEST_NOTE)
    found = await invite(
        *(desk.store, group, newcomers, desk.reader, note, desk.now_s, desk.new_id),
        is_patient=True,
    )
    unreadable = [*pasted.unreadable, *ours]
    if not found:
        return Done(desk.say("inviting/nobody", **shown_lines(unreadable)), reason="nobody")
    asked = [each for each in found if each.outcome in ("invited", "again")]
    told: dict[str, Data] = {
        "timezone": group.timezone,
        "invited": _who(asked),
        "before": _since(found, "waiting"),
        "declined": _since(found, "declined"),
        "already": _who([each for each in found if each.outcome == "already"]),
        "banned": _who([each for each in found if each.outcome == "banned"]),
        **shown_lines(unreadable),
        "left_out": pasted.left_out,
        "left_from": pasted.left_from,
    }
    people = listed([called(each.newcomer.name, each.newcomer.address) for each in asked])
    plan = desk.say("plans/invite", note=note, **{**told, "invited": people}) if asked else None
    reason = "" if asked else "nobody"
    return Done(
        desk.say("inviting/answer", **told), tuple(effects_of(asked)), reason=reason, plan=plan
    )


@command("invited", proof="on file", scope="group", right="watch")
async def show_invited(order: Order, desk: Desk) -> Done:
    """See who was invited to the group, and what they said."""
    group = at_hand(desk)
    people = await invited(desk.store, group)
    waiting = [each for each in people if each.said == "waiting"]
    return Done(
        desk.say(
            "inviting/tally",
            timezone=group.timezone,
            people=sum(bool(each.said) for each in people),
            yes=sum(each.said == "yes" for each in people),
            no=_names_of([each for each in people if each.said == "no"]),
            waiting=[_waiting(each) for each in waiting[:_NAMED]],
            waiting_count=len(waiting),
        )
    )


def read_people(order: Order, most: int) -> Pasted:
    """Read whom an order names, on its line and below; words without an address are the note."""
    below = read_pasted(order.text, most)
    if not order.argument:
        return below
    line = read_pasted(order.argument, most)
    if not below.people and not below.unreadable:
        return Pasted(
            *(line.people, line.unreadable, order.text, line.repeated, line.left_out),
            left_from=line.left_from,
        )
    both: dict[str, Mailbox] = {each.address: each for each in (*below.people, *line.people)}
    in_order = dict.fromkeys(each.address for each in (*line.people, *below.people))
    people = tuple(both[address] for address in in_order)
    return Pasted(
        people[:most],
        (*line.unreadable, *below.unreadable),
        below.note,
        left_out=line.left_out + below.left_out + len(people[most:]),
        left_from=below.left_from or line.left_from,
    )


def without_self(pasted: Pasted, desk: Desk) -> Pasted:
    """A list without whoever wrote it, whose address stands in their signature."""
    own = fold(desk.asker.mailbox.address)
    people = tuple(each for each in pasted.people if fold(each.address) != own)
    return replace(pasted, people=people) if people else pasted


def shown(names: Sequence[str]) -> Data:
    """Names as letters list them: so many of how many."""
    return {"names": list(names[:_NAMED]), "count": len(names), "more": len(names[_NAMED:])}


def shown_lines(lines: Sequence[str]) -> dict[str, Data]:
    """Lines in which no address could be read, as letters give them back."""
    return {"unreadable": list(lines[:_LINES]), "more_unreadable": len(lines[_LINES:])}


def _who(found: Iterable[Invitation]) -> Data:
    return shown([each.newcomer.name or each.newcomer.address for each in found])


def _since(found: Iterable[Invitation], outcome: Welcome) -> list[Data]:
    people: list[Data] = [
        {"who": each.newcomer.name or each.newcomer.address, "at_s": each.since_s}
        for each in found
        if each.outcome == outcome
    ]
    return people[:_NAMED]


def _names_of(people: Iterable[Invited]) -> Data:
    return shown([each.name or each.address for each in people])


def _waiting(each: Invited) -> Data:
    return {
        "who": f"{each.name}, {each.address}" if each.name else each.address,
        "at_s": each.invited_s,
        "is_reminded": each.reminders > 0,
    }
