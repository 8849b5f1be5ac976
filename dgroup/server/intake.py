"""The one way in: `receive()` reads top to bottom as the story of a mail.

Parse, then one transaction in which each recipient is routed, judged and answered, and all
consequences are written down; only after its commit does anybody say 250 (R1). A fault of storage
leaves as `StoreError` (the sender tries again, R2); a fault of our own code sets the letter aside
for the operator and is never the sender's trouble.
"""

from __future__ import annotations

import logging
import traceback
from typing import assert_never

from dgroup import logs
from dgroup.domain import routing
from dgroup.domain.effects import Effect, Forward, Keep, NoteBounce, Record, Shunt
from dgroup.domain.model import Arrival, Reply
from dgroup.domain.posting import REPEATS_ALLOWED, author_of
from dgroup.domain.routing import Destination
from dgroup.errors import StoreError
from dgroup.mail import sign
from dgroup.mail.address import fold
from dgroup.mail.compose import was_forwarded
from dgroup.mail.parse import Letter, parse
from dgroup.server.decision import Decision, Errand, judge_post
from dgroup.server.perform import perform
from dgroup.server.reading import TooHard
from dgroup.server.site import Site
from dgroup.store.database import Statement, Value, named

log = logging.getLogger(__name__)

_DAY_S = 86_400
_BOUNCE_DAYS = 60  # how long a return path is believed (CONTRACT §3)


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
            return await _send_on(name, word, recipient, errand)
        case routing.ToRobot(name, verb):
            return await _send_on(name, verb, recipient, errand)
        case routing.ToOperator(word):
            return await _send_on(None, word, recipient, errand)
        case routing.ToBounces(token):
            return _note_bounce(token, recipient, errand)
        case routing.ToTicket() | routing.ToThread() | routing.ToDigest() | routing.Nowhere():
            return Decision(Reply(recipient, "refused", "not_served"))
        case _:
            assert_never(where)


async def write_down(decision: Decision, unkept: tuple[Effect, ...], errand: Errand) -> None:
    """Perform one decision, with the account of it (R27); the letter itself comes first."""
    if not decision.reply.is_taken:
        return
    effects = (*unkept, *decision.effects, *decision.records)
    owner = errand.site.config.site.owner
    await perform(effects, errand.tx, owner=owner, now_s=errand.arrival.received_s)


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


async def _read(arrival: Arrival, site: Site) -> tuple[Letter, TooHard | None]:
    """Parse, off the loop where the mail is large; what cannot be read in time is our trouble."""
    try:
        return await site.reader.read(arrival.content), None
    except TooHard as trouble:
        return parse(b""), trouble


async def _send_on(name: str | None, word: str, recipient: str, errand: Errand) -> Decision:
    """Forward a mail to the people in charge, once, and never round and round."""
    letter, site = errand.letter, errand.site
    group_id = None if name is None else errand.names[name]
    this_very: dict[str, Value] = {
        "message_id": letter.message_id,
        "body_sha256": letter.body_sha256,
        "group_id": group_id,
    }
    before, same_words, found = await errand.tx.read(
        Statement("find-forwarded", this_very),
        named(
            "count-forwarded-words",
            sender=errand.arrival.sender,
            body_sha256=letter.body_sha256,
            group_id=group_id,
            since_s=errand.arrival.received_s - _DAY_S,
        ),
        named("get-group", group_id=group_id),
    )
    group = found[0]["name"] if found else None  # the name of today, where `name` is a former one
    via = f"{word if group is None else f'{group}-owner'}@{site.domain}"
    effects: tuple[Effect, ...] = ()
    if name is not None and group is None:
        return Decision(Reply(recipient, "refused", "unknown_group"))
    if letter.received >= site.limits.max_received:
        return Decision(Reply(recipient, "refused", "too_many_hops", group))
    if was_forwarded(letter, via):
        reply = Reply(recipient, "discarded", "loop", group)
    elif _is_echo(group, errand):
        reply = Reply(recipient, "discarded", "automatic", group)
    elif before:
        reply = Reply(recipient, "duplicate", "", group)
    elif same_words[0]["letters"] >= REPEATS_ALLOWED:  # a machine without a mark answers us (R6)
        reply = Reply(recipient, "discarded", "repeated", group)
    else:
        reply = Reply(recipient, "forwarded", word, group, effects=(f"Forward to {word}",))
        effects = (Forward(errand.letter_id, group_id, word),)
    record = Record(errand.letter_id, recipient, reply.outcome, reply.reason, group_id, None)
    return Decision(reply, effects, (record,))


def _is_echo(group: str | None, errand: Errand) -> bool:
    """Whether a machine answers what we forwarded: it would be answered for ever (R6).

    The operator gets reports of other machines, but not those of their own.
    """
    letter, owner = errand.letter, errand.site.config.site.owner
    if group is None:
        return bool(letter.automatic) and fold(author_of(letter).address) == fold(owner)
    return bool(letter.automatic) or not errand.arrival.sender


def _note_bounce(token: str, recipient: str, errand: Errand) -> Decision:
    """A return path came home: it counts for a member only unforged and from the null sender."""
    arrival, site = errand.arrival, errand.site
    today = arrival.received_s // 86_400
    numbers = sign.read(site.keys, sign.BOUNCES, token, today, _BOUNCE_DAYS)
    is_sound = numbers is not None and not arrival.sender
    post_id, member_id = numbers if numbers and is_sound else (None, None)
    note = NoteBounce(errand.letter_id, post_id, member_id, arrival.received_s)
    reply = Reply(recipient, "bounce", "" if is_sound else "unsigned", effects=("NoteBounce",))
    record = Record(errand.letter_id, "bounces", "bounce", reply.reason, None, post_id)
    return Decision(reply, (note,), (record,))


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
