"""A mail with commands is obeyed: each in turn, and one letter answers them all.

Who asks, and where, is found in `desks.py`; what a command means is its leaf's alone. A mail to a
group's robot in which nothing is understood goes on to its facilitators, who are people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dgroup.commands.desk import Desk, Done
from dgroup.commands.leaves import LEAVES
from dgroup.commands.registry import COMMANDS
from dgroup.domain.effects import Effect, Part, Record
from dgroup.domain.model import Outcome, Reply
from dgroup.domain.posting import author_of
from dgroup.domain.routing import Nowhere, route, without_token
from dgroup.domain.words.shown import word_for
from dgroup.mail.address import fold
from dgroup.reading.request import MOST_UNKNOWN, Order, Request, Unknown, read_request
from dgroup.reading.tasks import MOST_TASKS, read_tasks, read_tries
from dgroup.server.answering import answer, may_change, silence
from dgroup.server.confirming import Agreed, Planned, ask_first
from dgroup.server.decision import Decision, Errand, describe
from dgroup.server.desks import Wanted, find_desk
from dgroup.server.forwarding import send_on
from dgroup.store import groups
from dgroup.store.database import named
from dgroup.store.facilitators import led_by

assert LEAVES, "importing the leaves fills the registry"

# What a join that waits for its confirmation takes along: `join psc`, `set psc digest`.
_KEPT_FOR_LATER: Final = frozenset("each none daily weekly monthly copy text".split())
_LONGEST_COMMAND_WORDS: Final = 5


async def obey(
    name: str | None, verb: str, recipient: str, errand: Errand, argument: str = ""
) -> Decision:
    """Carry out what a mail to the robot of the group `name` (None: of the site) asks.

    `verb` is that of the address, and wins over what the mail says; "request" reads the mail.
    """
    if reason := silence(errand):
        return discarded(name, recipient, errand, reason)
    if await was_obeyed(recipient, errand):
        return discarded(name, recipient, errand, "", "duplicate")
    request = await read(name, verb, argument, errand)
    if not (request.orders or request.is_in_charge) and name is not None:
        return await send_on(name, "request", recipient, errand)
    return await carry_out(name, request, recipient, errand)


async def carry_out(
    name: str | None,
    request: Request,
    recipient: str,
    errand: Errand,
    *,
    spent: Sequence[Effect] = (),
    agreed: Agreed | None = None,
) -> Decision:
    """Carry out the orders of a request one after the other, and answer once.

    What would be done in the name of somebody in charge is asked about first, by one letter for the
    whole mail. `agreed`: this mail is the yes to that letter, which uses up what is `spent`; what
    would be something else by now is asked about once more.
    """
    orders = tuple(order for order in request.orders if order.verb in COMMANDS)
    wanted = Wanted(name, tuple(order.language for order in orders), errand, agreed)
    dones: list[Done] = []
    planned: list[Planned] = []
    desk = await wanted.desk(None)
    if spent:
        await errand.make_early(spent)
    for index, order in enumerate(orders):
        later = tuple(each for each in orders[index + 1 :] if each.verb in _KEPT_FOR_LATER)
        done, at = await _do(order, later, wanted)
        if done.plan is not None and not _is_new(order, at, errand):
            done = Done()
        if done.plan is not None:
            plan = Planned(order, at.group, done.plan)
            is_agreed = agreed is None or plan.digest in agreed.plans[index : index + 1]
            if not (at.is_sure and is_agreed):
                planned.append(plan)
                done = Done()
        if done.undo is not None and not await may_change(order.verb, at):
            done = Done(reason="enough")
        if done.outcome == "forwarded" and len(orders) > 1:  # people read whole mails only
            done = Done(_puzzled(at, [Unknown(order.line)], request))
        desk = at if index == 0 else desk
        dones.append(done)
        if index + 1 < len(orders):
            await errand.make_early(done.effects)  # the next one has to see it
    if len(dones) == 1 and dones[0].outcome == "forwarded":
        return await pass_on(dones[0], desk, recipient, errand)
    not_understood = _not_understood(request, desk, is_alone=not orders)
    written = await answer(desk, dones, errand, not_understood)
    written += await ask_first(planned, desk, name, is_again=agreed is not None)
    outcome, reason = _outcome(orders, dones)
    told = tuple(describe(effect) for done in dones for effect in done.effects)
    last = dones[-1].effects if dones else ()
    reply = Reply(
        to=recipient,
        outcome=outcome,
        reason=reason,
        group=desk.group.name if desk.group else None,
        effects=(*told, *map(describe, written)),
        steps=_steps(orders, request.unknown, desk),
    )
    group_id = desk.group.id if desk.group else None
    record = Record(errand.letter_id, recipient, outcome, reason, group_id, None)
    release = tuple(held_id for done in dones for held_id in done.release)
    return Decision(reply, (*last, *written), (record,), release)


async def pass_on(done: Done, desk: Desk, recipient: str, errand: Errand) -> Decision:
    """Send a mail on that a command found to be for people; nobody is answered."""
    name = desk.group.name if desk.group else None
    sent = await send_on(name, "owner", recipient, errand)
    if sent.reply.outcome == "forwarded":
        records = tuple(replace(record, reason=done.reason) for record in sent.records)
        sent = replace(sent, reply=replace(sent.reply, reason=done.reason), records=records)
    return replace(sent, effects=(*done.effects, *sent.effects))


async def read(name: str | None, verb: str, argument: str, errand: Errand) -> Request:
    """Read what a mail asks: the verb of its address, or what its subject and text say.

    Hidden groups of others are words like any other there (R13).
    """
    own_text = errand.words.own_text if errand.words.has_own_words else ""
    site = errand.site
    author = author_of(errand.letter, errand.arrival.sender)
    hidden = await groups.hidden_from(errand.tx, author.address, site.defaults)
    names = errand.names.keys() - hidden
    if verb == "request":
        led = await led_by(errand.tx, author.address, site.config.site.owner)
        is_in_charge = bool(led) if name is None else errand.names.get(name) in led
        subject = errand.letter.subject
        tasks = read_tasks(subject, own_text, names, site.domain, is_in_charge=is_in_charge)
        if tasks:
            left_out = tuple(Unknown(each.line) for each in tasks[MOST_TASKS:])
            return Request(tasks[:MOST_TASKS], left_out[:MOST_UNKNOWN], is_in_charge)
        request = read_request(subject, own_text, names, site.domain)
        tries = read_tries(subject, own_text) if is_in_charge and not request.orders else ()
        return replace(request, unknown=tries or request.unknown, is_in_charge=is_in_charge)
    if verb == "introduce" and len(own_text.split()) <= _LONGEST_COMMAND_WORDS:
        request = read_request("", own_text, names, site.domain)
        if request.orders:  # "leave", in reply to the welcome
            return request
    return Request((Order(verb, name, argument),))


def discarded(
    name: str | None, recipient: str, errand: Errand, reason: str, outcome: Outcome = "discarded"
) -> Decision:
    """Nothing is done and nobody is told; the account says why."""
    group_id = errand.names.get(name) if name is not None else None
    place = without_token(recipient)
    record = Record(errand.letter_id, place, outcome, reason, group_id, None)
    return Decision(Reply(recipient, outcome, reason, name), (), (record,))


async def was_obeyed(recipient: str, errand: Errand) -> bool:
    """Whether this very mail has been answered at this address before: once is enough.

    However the address is spelt: `psc-request`, `PSC+request` and `request.psc` are one.
    """
    letter = errand.letter
    (rows,) = await errand.tx.read(
        named("find-obeyed", message_id=letter.message_id, body_sha256=letter.body_sha256)
    )
    here, domain = without_token(recipient), errand.site.domain
    where = route(here, domain, errand.names)
    return any(
        fold(row["recipient"]) == fold(here)
        or (
            not isinstance(where, Nowhere)
            and where == route(row["recipient"], domain, errand.names)
        )
        for row in rows
    )


def _is_new(order: Order, desk: Desk, errand: Errand) -> bool:
    """Whether a mail to several of our addresses asks for this task for the first time."""
    key = (order.verb, desk.group.id if desk.group else None, order.argument, order.text)
    is_new = key not in errand.progress.asked
    errand.progress.asked |= {key}
    return is_new


async def _do(order: Order, later: tuple[Order, ...], wanted: Wanted) -> tuple[Done, Desk]:
    """Carry out one order in the group it means."""
    found, desk = await find_desk(order, later, wanted)
    if isinstance(found, Done):
        return found, desk
    return await found.act(replace(order, verb=found.verb), desk), desk


def _not_understood(request: Request, desk: Desk, *, is_alone: bool) -> list[Part]:
    """The piece of the answer that says what was not understood; none where all was."""
    unknown = (*request.unknown, *_not_ours(request))
    return [_puzzled(desk, unknown, request)] if unknown or is_alone else []


def _puzzled(desk: Desk, unknown: Sequence[Unknown], request: Request) -> Part:
    """Say what was not understood, and what it may have meant.

    Of somebody we do not know nothing is repeated: the sender may be forged (R12).
    """
    lines = [
        {
            "line": each.line,
            "nearest": word_for(each.nearest, desk.language) if each.nearest else "",
        }
        for each in unknown
        if desk.asker.person is not None
    ]
    return desk.say(
        "robot/not_understood",
        lines=lines,
        domain=desk.domain,
        in_charge=request.is_in_charge and desk.asker.person is not None,
    )


def _not_ours(request: Request) -> list[Unknown]:
    """Words that are commands elsewhere, or for other people."""
    return [Unknown(each.line) for each in request.orders if each.verb not in COMMANDS]


def _outcome(orders: Sequence[Order], dones: Sequence[Done]) -> tuple[Outcome, str]:
    for done in dones:
        if done.outcome != "command":
            return done.outcome, done.reason
    if not orders:
        return "command", "unknown"
    return "command", dones[0].reason or orders[0].verb


def _steps(orders: Sequence[Order], unknown: Sequence[Unknown], desk: Desk) -> tuple[str, ...]:
    asker = desk.asker
    who = "nobody we know" if asker.person is None else f"person {asker.person.id}"
    return (
        f"the asker {asker.mailbox.address or '(nobody)'} is {who}",
        f"the mail is {'' if asker.is_vouched else 'not '}authenticated by the front MTA",
        *(f"{order.verb} {order.group or ''} {order.argument}".rstrip() for order in orders),
        *(f"not understood: {each.line}" for each in unknown),
        f"the answer is in {desk.language}",
    )
