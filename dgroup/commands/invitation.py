"""The answer to an invitation: yes, in whatever words follow, or no thanks."""

from __future__ import annotations

from typing import Final

from dgroup.commands.applicant import at_hand, read_applicant
from dgroup.commands.desk import Desk, Done
from dgroup.commands.joining import enter
from dgroup.commands.registry import ticket
from dgroup.domain.effects import Change, Effect, Note, Redeem
from dgroup.domain.model import Ticket
from dgroup.reading.answers import Answer
from dgroup.store import people

_LETTER: Final = 3  # words


@ticket("invite")
async def take_up(invitation: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to an invitation; a few words about oneself after the yes do no harm."""
    if answer.kind in ("yes", "empty"):
        applicant = await read_applicant(desk, invitation.address, {})
        return await enter(applicant, invitation, answer, desk, is_invited=True)
    if answer.kind not in ("no", "drop"):
        # A question of somebody who was invited is for people.
        is_letter = len(answer.rest.split()) >= _LETTER
        return Done(outcome="forwarded", reason="words") if is_letter else Done(reason="unclear")
    group = at_hand(desk)
    effects: list[Effect] = [Redeem(invitation.id, desk.asker.mailbox.address)]
    _, member = await people.sender(desk.store, group.id, invitation.address)
    if member is not None and member.status == "invited":
        effects.append(Change(member.id, status="left"))
        effects.append(
            Note(invitation.address, "declined to join", f"member {member.id}", group.id)
        )
    return Done(desk.say("join/not_coming"), tuple(effects), outcome="confirmed", reason="declined")
