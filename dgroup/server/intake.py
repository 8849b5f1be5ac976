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
from dgroup.domain.effects import Keep, Record, Release, Shunt
from dgroup.domain.model import Arrival, Reply
from dgroup.domain.routing import Destination
from dgroup.errors import StoreError
from dgroup.mail.parse import Letter, parse
from dgroup.server.bounces import note_bounce
from dgroup.server.decision import Decision, Errand
from dgroup.server.digest_replies import take_into_digest, take_order
from dgroup.server.foresight import NOTHING_FORESEEN, Foreseen, foresee
from dgroup.server.forwarding import send_on
from dgroup.server.holding import let_through
from dgroup.server.posts import take_into_thread, take_post
from dgroup.server.reading import TooHard
from dgroup.server.site import Site
from dgroup.server.tickets import redeem

log = logging.getLogger(__name__)


async def receive(arrival: Arrival, site: Site, *, keep: bool = True) -> list[Reply]:
    """Take in one mail for all its recipients; return one reply each, in their order.

    `keep=False` decides everything and leaves nothing behind (`dgroup explain`).

    Raises:
        StoreError: the disk, the lock or the file failed us; nothing was kept.
    """
    names = await site.names()
    destinations = [routing.route(each, site.domain, names) for each in arrival.recipients]
    letter, foreseen, trouble = await _read(arrival, destinations, site)
    decisions: list[Decision] = []
    async with site.db.transaction(keep=keep) as tx:
        letter_id = tx.new_id()
        kept = Keep(letter_id, arrival, letter.message_id, letter.body_sha256, foreseen.vouched)
        errand = Errand(letter, letter_id, arrival, names, tx, site, foreseen, [kept])
        for recipient, where in zip(arrival.recipients, destinations, strict=True):
            try:
                if trouble:
                    raise trouble
                decision = await answer(where, recipient, errand)
                await write_down(decision, errand)
            except StoreError:
                raise
            except Exception as fault:  # the door of our own faults: this letter waits for us
                await errand.take_back()
                decision = set_aside(fault, recipient, errand)
                await write_down(decision, errand)
            errand.next_recipient()
            decisions.append(decision)
        replies = [decision.reply for decision in decisions]
        if not errand.unkept:
            await note_refusals(replies, errand)
    if keep:
        if errand.progress.has_groups:
            site.forget_names()
        if any(decision.release for decision in decisions):
            await let_through(site)
        site.outbox_filled.set()
        for reply in replies:
            _account(reply, letter, arrival)
    return replies


async def answer(where: Destination, recipient: str, errand: Errand) -> Decision:
    """Decide what becomes of one recipient."""
    refusal = routing.serves(where)
    if refusal:
        return Decision(Reply(recipient, "refused", refusal))
    match where:
        case routing.ToGroup(name):
            return await take_post(name, recipient, errand)
        case routing.ToRobot(name, verb):
            return await take_order(name, verb, recipient, errand)
        case routing.ToTicket(token):
            return await redeem(token, recipient, errand)
        case routing.ToThread(token):
            return await take_into_thread(token, recipient, errand)
        case routing.ToPeople(name, word):
            return await send_on(name, word, recipient, errand)
        case routing.ToOperator(word):
            return await send_on(None, word, recipient, errand)
        case routing.ToBounces(token):
            return note_bounce(token, recipient, errand)
        case routing.ToDigest(token):
            return await take_into_digest(token, recipient, errand)
        case routing.Nowhere():
            return Decision(Reply(recipient, "refused", "not_served"))
        case _:
            assert_never(where)


async def write_down(decision: Decision, errand: Errand) -> None:
    """Perform one decision, with the account of it (R27); the letter itself comes first."""
    if decision.reply.is_taken:
        released = tuple(Release(held_id, decision.by) for held_id in decision.release)
        await errand.make_so((*decision.effects, *released, *decision.records))


async def note_refusals(replies: Sequence[Reply], errand: Errand) -> None:
    """Who was refused while others were taken is in the account, too: SMTP says 250 for all."""
    refused = [
        Record(
            errand.letter_id,
            routing.without_token(each.to),
            each.outcome,
            each.reason,
            None,
            None,
        )
        for each in replies
        if not each.is_taken
    ]
    if refused:
        await errand.make_so(refused)


def set_aside(fault: Exception, recipient: str, errand: Errand) -> Decision:
    """A fault of ours: the letter is kept with its traceback, and the sender hears 250."""
    letter_id = errand.letter_id
    log.error(
        "shunted letter=%s to=%s", letter_id, routing.without_token(recipient), exc_info=fault
    )
    shunted_id = errand.tx.new_id()
    reason = type(fault).__name__
    error = "".join(traceback.format_exception(fault))
    return Decision(
        Reply(recipient, "shunted", reason, effects=(f"Shunt {shunted_id}",)),
        (Shunt(shunted_id, letter_id, recipient, error),),
        (Record(letter_id, routing.without_token(recipient), "shunted", reason, None, shunted_id),),
    )


async def _read(
    arrival: Arrival, destinations: Sequence[Destination], site: Site
) -> tuple[Letter, Foreseen, Exception | None]:
    """Parse, off the loop where the mail is large; what cannot be read, in time, is our trouble."""
    try:
        letter = await site.reader.read(arrival.content)
    except TooHard as trouble:
        return parse(b""), NOTHING_FORESEEN, trouble
    try:
        return letter, await foresee(letter, arrival, destinations, site), None
    except StoreError:
        raise
    except Exception as fault:  # the same door: it is shunted, never refused for now (R2)
        return letter, NOTHING_FORESEEN, fault


def _account(reply: Reply, letter: Letter, arrival: Arrival) -> None:
    """One line in the mail log for each recipient: what became of the mail."""
    logs.mail(
        "held" if reply.outcome == "held" else "received" if reply.is_taken else "refused",
        message_id=letter.message_id,
        sender=arrival.sender,
        to=routing.without_token(reply.to),
        outcome=reply.outcome,
        reason=reply.reason,
        size=letter.size,
    )
