"""A reply other than yes to "is this what you want done?"; a yes runs the orders (the robot's)."""

from __future__ import annotations

from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import ticket
from dgroup.domain.effects import Redeem
from dgroup.domain.model import Ticket
from dgroup.reading.answers import Answer


@ticket("acts")
async def decline(acts: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do none of it; the ticket is spent. From anybody else it is not heard (R11)."""
    person = desk.asker.person
    if acts.person_id is not None and (person is None or person.id != acts.person_id):
        return Done(reason="not_yours")
    if answer.kind not in ("no", "drop", "undo"):
        return Done(reason="unclear")
    spent = Redeem(acts.id, by=desk.asker.mailbox.address)
    return Done(desk.say("facilitating/not_done"), (spent,), outcome="confirmed", reason="declined")
