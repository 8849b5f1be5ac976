"""Replies to `confirm+TOKEN@`: a pending act is done, once, by the word of a person (R8–R11).

What an act means is its leaf's (`@ticket`); here is what holds for all: machines confirm nothing,
what is spent or expired stays so, and who is not understood is told so once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import TAKES_WORDS, TICKETS
from dgroup.domain.effects import AskAgain, Record, Redeem
from dgroup.domain.model import Outcome, Reply, Ticket
from dgroup.domain.routing import without_token
from dgroup.mail.automatic import opens_automatic
from dgroup.reading.answers import Answer, is_plain, read_answer
from dgroup.reading.request import Request
from dgroup.server.answering import answer, silence
from dgroup.server.confirming import ACTION, agreed_by, is_theirs, orders_of
from dgroup.server.decision import Decision, Errand, describe
from dgroup.server.desks import Wanted
from dgroup.server.robot import carry_out, discarded, pass_on, read, was_obeyed
from dgroup.store import tickets

# Of these the answer may also be a no with its reason, or that nobody is to be told.
_WITH_REASONS: Final = frozenset({"held", "admission", "creation"})

# Where any words may be the answer, only a short reply is looked at for commands.
_COMMAND_CHARACTERS: Final = 60


async def redeem(token: str, recipient: str, errand: Errand) -> Decision:
    """Take a reply to a ticket; whatever it says, its writer gets one answer or none."""
    if reason := silence(errand):
        return discarded(None, recipient, errand, reason)
    if await was_obeyed(recipient, errand):
        return discarded(None, recipient, errand, "", "duplicate")
    ticket = await tickets.find(errand.tx, token)
    group_id = ticket.group_id if ticket else None
    name = next((each for each, id_ in errand.names.items() if id_ == group_id), None)
    said = read_answer(errand.words)
    if said.kind == "yes" and opens_automatic(said.rest):
        said = Answer("other", errand.words.own_text)  # "Yes, I am away until Monday"
    # "no mail", in reply to what can be undone, is no "no".
    may_be_command = said.kind == "other" or (
        ticket is not None and ticket.action == "restore" and bool(said.rest)
    )
    if may_be_command and len(errand.words.own_text) <= _COMMAND_CHARACTERS:
        request = await read(name, "request", "", errand)
        if ticket is not None and ticket.action in TAKES_WORDS:
            request = Request(tuple(each for each in request.orders if each.verb == "help"))
        if request.orders:  # "help", or what another letter offered
            return await carry_out(name, request, recipient, errand)
    desk = await Wanted(name, (), errand).desk(group_id)
    if ticket is None or ticket.action not in TICKETS:
        return await _say(Done(desk.say("robot/gone"), reason="unknown"), recipient, errand, desk)
    if ticket.expires_s <= errand.arrival.received_s:
        return await _say(Done(desk.say("robot/gone"), reason="expired"), recipient, errand, desk)
    if ticket.used_s is not None:
        used = Done(desk.say("robot/done_already", used_s=ticket.used_s), reason="used")
        return await _say(used, recipient, errand, desk)
    if is_theirs(ticket, desk):  # only their own mailbox has had the ticket
        desk = replace(desk, is_sure=True)
    if ticket.action == ACTION and is_theirs(ticket, desk):
        if said.kind == "yes" and is_plain(said):
            return await _carry_on(ticket, recipient, errand)
        said = said if said.kind == "no" else Answer("other", errand.words.own_text)
    done = await TICKETS[ticket.action](ticket, said, desk)
    if done.reason == "unclear":
        done = _unclear(ticket, desk)
    elif done.reason == "not_yours" and done.part is None:
        done = replace(done, part=desk.say("robot/not_yours"))
    if not done.reply_to and not any(isinstance(effect, Redeem) for effect in done.effects):
        done = replace(done, reply_to=f"confirm+{token}")  # it can still be answered
    return await _say(done, recipient, errand, desk, is_confirmed=not done.reason)


async def _carry_on(ticket: Ticket, recipient: str, errand: Errand) -> Decision:
    """Do what was asked for, now that whoever is in charge has said that it was they."""
    request, name = Request(orders_of(ticket)), ticket.object["name"]
    spent = Redeem(ticket.id, by=ticket.address)
    agreed = agreed_by(ticket)
    return await carry_out(name, request, recipient, errand, spent=(spent,), agreed=agreed)


def _unclear(ticket: Ticket, desk: Desk) -> Done:
    """Say how to answer; whoever answers so again at once is no person (R6)."""
    if desk.has_asked_again(ticket):
        return Done(outcome="discarded", reason="unclear")
    return Done(
        desk.say("robot/just_yes", may_refuse=ticket.action in _WITH_REASONS),
        (AskAgain(ticket.id),),
        outcome="discarded",
        reason="unclear",
    )


async def _say(
    done: Done, recipient: str, errand: Errand, desk: Desk, *, is_confirmed: bool = False
) -> Decision:
    """Write down what came of a reply, and answer it."""
    if done.outcome == "forwarded":
        return await pass_on(done, desk, recipient, errand)
    written = await answer(desk, [done], errand)
    outcome: Outcome = done.outcome
    if outcome == "command":
        outcome = "confirmed" if is_confirmed else "discarded"
    group = desk.group
    reply = Reply(
        to=recipient,
        outcome=outcome,
        reason=done.reason,
        group=group.name if group else None,
        post_id=done.post_id,
        effects=tuple(map(describe, (*done.effects, *written))),
    )
    group_id = group.id if group else None
    record = Record(
        errand.letter_id, without_token(recipient), outcome, done.reason, group_id, done.post_id
    )
    return Decision(reply, (*done.effects, *written), (record,), done.release, done.by)
