"""The one way in: `receive()` reads top to bottom as the story of a mail.

Parse, then one transaction in which each recipient is routed, judged and answered, and all
consequences are written down; only after its commit does anybody say 250 (R1). A fault of storage
leaves as `StoreError` (the sender tries again, R2); a fault of our own code sets the letter aside
for the operator and is never the sender's trouble.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import assert_never

from dgroup import logs
from dgroup.domain import routing
from dgroup.domain.effects import Effect, Keep, Record, Shunt
from dgroup.domain.model import Arrival, Reply
from dgroup.domain.routing import Destination
from dgroup.errors import StoreError
from dgroup.mail.parse import Letter, parse
from dgroup.server.bounces import note_bounce
from dgroup.server.decision import Decision, Errand, judge_post
from dgroup.server.forwarding import send_on
from dgroup.server.perform import perform
from dgroup.server.reading import TooHard
from dgroup.server.site import Site

log = logging.getLogger(__name__)


async def receive(arrival: Arrival, site: Site, *, keep: bool = True) -> list[Reply]:
    """Take in one mail for all its recipients; return one reply each, in their order.

    `keep=False` decides everything and leaves nothing behind (`dgroup explain`).

    Raises:
        StoreError: the disk, the lock or the file failed us; nothing was kept.
    """
    letter, trouble = await _read(arrival, site)
    names = await site.names()
    replies: list[Reply] = []
    async with site.db.transaction(keep=keep) as tx:
        letter_id = tx.new_id()
        errand = Errand(letter, letter_id, arrival, names, tx, site)
        unkept: tuple[Effect, ...] = (
            Keep(letter_id, arrival, letter.message_id, letter.body_sha256),
        )
        for recipient in arrival.recipients:
            where = routing.route(recipient, site.domain, names)
            try:
                if trouble:
                    raise trouble
                decision = await answer(where, recipient, errand)
                await write_down(decision, unkept, errand)
            except StoreError:
                raise
            except Exception as fault:  # the door of our own faults: this letter waits for us
                decision = set_aside(fault, recipient, errand)
                await write_down(decision, unkept, errand)
            if decision.reply.is_taken:
                unkept = ()
            replies.append(decision.reply)
        if not unkept:
            await note_refusals(replies, errand)
    if keep:
        site.outbox_filled.set()
        for reply in replies:
            _account(reply, letter, arrival)
    return replies


async def answer(where: Destination, recipient: str, errand: Errand) -> Decision:
    """Decide what becomes of one recipient; reads only."""
    refusal = routing.serves(where)
    if refusal:
        return Decision(Reply(recipient, "refused", refusal))
    match where:
        case routing.ToGroup(name):
            return await judge_post(name, recipient, errand)
        case routing.ToPeople(name, word):
            return await send_on(name, word, recipient, errand)
        case routing.ToRobot(name, verb):
            return await send_on(name, verb, recipient, errand)
        case routing.ToOperator(word):
            return await send_on(None, word, recipient, errand)
        case routing.ToBounces(token):
            return note_bounce(token, recipient, errand)
        case routing.ToTicket() | routing.ToThread() | routing.ToDigest() | routing.Nowhere():
            return Decision(Reply(recipient, "refused", "not_served"))
        case _:
            assert_never(where)


async def write_down(decision: Decision, unkept: tuple[Effect, ...], errand: Errand) -> None:
    """Perform one decision, with the account of it (R27); the letter itself comes first."""
    if not decision.reply.is_taken:
        return
    await _make_so((*unkept, *decision.effects, *decision.records), errand)


async def note_refusals(replies: Sequence[Reply], errand: Errand) -> None:
    """Who was refused while others were taken is in the account, too: SMTP says 250 for all."""
    refused = [
        Record(errand.letter_id, each.to, each.outcome, each.reason, None, None)
        for each in replies
        if not each.is_taken
    ]
    if refused:
        await _make_so(refused, errand)


def set_aside(fault: Exception, recipient: str, errand: Errand) -> Decision:
    """A fault of ours: the letter is kept with its traceback, and the sender hears 250."""
    letter_id = errand.letter_id
    log.error("shunted letter=%s to=%s", letter_id, recipient, exc_info=fault)
    shunted_id = errand.tx.new_id()
    reason = type(fault).__name__
    error = "".join(traceback.format_exception(fault))
    return Decision(
        Reply(recipient, "shunted", reason, effects=(f"Shunt {shunted_id}",)),
        (Shunt(shunted_id, letter_id, recipient, error),),
        (Record(letter_id, recipient, "shunted", reason, None, shunted_id),),
    )


async def _make_so(effects: Sequence[Effect], errand: Errand) -> None:
    owner = errand.site.config.site.owner
    await perform(effects, errand.tx, owner=owner, now_s=errand.arrival.received_s)


async def _read(arrival: Arrival, site: Site) -> tuple[Letter, TooHard | None]:
    """Parse, off the loop where the mail is large; what cannot be read in time is our trouble."""
    try:
        return await site.reader.read(arrival.content), None
    except TooHard as trouble:
        return parse(b""), trouble


def _account(reply: Reply, letter: Letter, arrival: Arrival) -> None:
    """One line in the mail log for each recipient: what became of the mail."""
    logs.mail(
        "held" if reply.outcome == "held" else "received" if reply.is_taken else "refused",
        message_id=letter.message_id,
        sender=arrival.sender,
        to=reply.to,
        outcome=reply.outcome,
        reason=reply.reason,
        size=letter.size,
    )
