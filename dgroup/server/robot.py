"""A mail with commands is obeyed: each in turn, and one letter answers them all.

Who asks is found here, and in which group; what a command means is its leaf's alone. A mail to a
group's robot in which nothing is understood goes on to its facilitators, who are people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dgroup.commands.desk import Asker, Desk, Done, Founding, RobotLimits
from dgroup.commands.leaves import LEAVES
from dgroup.commands.registry import COMMANDS
from dgroup.commands.request import Order, Request, Unknown, read_request
from dgroup.domain.effects import Part, Record
from dgroup.domain.model import Outcome, Person, Reply
from dgroup.domain.posting import author_of
from dgroup.domain.routing import without_token
from dgroup.domain.words.shown import word_for
from dgroup.mail.address import fold
from dgroup.server.answering import answer, language_for, may_change, silence
from dgroup.server.decision import Decision, Errand, describe
from dgroup.server.forwarding import send_on
from dgroup.server.site import Site
from dgroup.store import groups, people
from dgroup.store.database import named

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
    if not request.orders and name is not None:
        return await send_on(name, "request", recipient, errand)
    return await carry_out(name, request, recipient, errand)


async def carry_out(name: str | None, request: Request, recipient: str, errand: Errand) -> Decision:
    """Carry out the orders of a request one after the other, and answer once."""
    orders = tuple(order for order in request.orders if order.verb in COMMANDS)
    wanted = Wanted(name, tuple(order.language for order in orders), errand)
    dones: list[Done] = []
    desk = await wanted.desk(None)
    for index, order in enumerate(orders):
        later = tuple(each for each in orders[index + 1 :] if each.verb in _KEPT_FOR_LATER)
        done, at = await _do(order, later, wanted)
        if done.undo is not None and not await may_change(order.verb, at):
            done = Done(reason="enough")
        if done.outcome == "forwarded" and len(orders) > 1:  # people read whole mails only
            done = Done(_puzzled(at, [Unknown(order.line)]))
        desk = at if index == 0 else desk
        dones.append(done)
        if index + 1 < len(orders):
            await errand.make_early(done.effects)  # the next one has to see it
    if len(dones) == 1 and dones[0].outcome == "forwarded":
        return await pass_on(dones[0], desk, recipient, errand)
    not_understood = _not_understood(request, desk, is_alone=not orders)
    written = await answer(desk, dones, errand, not_understood)
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
        return read_request(errand.letter.subject, own_text, names, site.domain)
    if verb == "introduce" and len(own_text.split()) <= _LONGEST_COMMAND_WORDS:
        request = read_request("", own_text, names, site.domain)
        if request.orders:  # "leave", in reply to the welcome
            return request
    return Request((Order(verb, name, argument),))


def limits_of(site: Site) -> RobotLimits:
    """Return what the site allows its robot."""
    limits = site.config.limits
    return RobotLimits(
        limits.answers_per_address_per_day,
        limits.confirmations_per_address_per_day,
        limits.answers_per_group_per_day,
    )


def founding_of(site: Site) -> Founding:
    """Return how the site has it with groups that are asked for by mail."""
    said = site.config.site
    return Founding(said.create, said.creators, said.language, said.timezone)


def discarded(
    name: str | None, recipient: str, errand: Errand, reason: str, outcome: Outcome = "discarded"
) -> Decision:
    """Nothing is done and nobody is told; the account says why."""
    group_id = errand.names.get(name) if name is not None else None
    place = without_token(recipient)
    record = Record(errand.letter_id, place, outcome, reason, group_id, None)
    return Decision(Reply(recipient, outcome, reason, name), (), (record,))


async def was_obeyed(recipient: str, errand: Errand) -> bool:
    """Whether this very mail has been answered at this address before: once is enough."""
    letter = errand.letter
    (rows,) = await errand.tx.read(
        named(
            "find-obeyed",
            message_id=letter.message_id,
            body_sha256=letter.body_sha256,
            recipient=without_token(recipient),
        )
    )
    return bool(rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mail wants, and of which group by its address; makes the desks for its commands."""

    name: str | None
    languages: tuple[str, ...]
    errand: Errand

    async def desk(self, group_id: int | None, later: tuple[Order, ...] = ()) -> Desk:
        """Make the desk for a group (None: for the one of the address, if there is one)."""
        errand = self.errand
        site, arrival, tx = errand.site, errand.arrival, errand.tx
        if group_id is None and self.name is not None:
            group_id = errand.names.get(self.name)
        author = author_of(errand.letter, arrival.sender)
        person, member = await people.sender(tx, group_id, author.address)
        is_own = bool(author.address) and fold(author.address) == fold(arrival.sender)
        group = None if group_id is None else await groups.one(tx, group_id, site.defaults)
        is_vouched = bool(errand.vouched)
        return Desk(
            store=tx,
            new_id=tx.new_id,
            now_s=arrival.received_s,
            domain=site.domain,
            owner=site.config.site.owner,
            defaults=site.defaults,
            limits=limits_of(site),
            names=errand.names,
            asker=Asker(
                author, person, is_vouched, person is not None or is_vouched or is_own, is_own
            ),
            group=group,
            member=member,
            language=language_for(
                errand,
                self.languages,
                person.language if person else None,
                group.language if group else None,
            ),
            letter=errand.letter,
            letter_id=errand.letter_id,
            words=errand.words,
            held=errand.held,
            later=later,
            has_authentication=bool(site.config.smtp.trusted_authserv_ids),
            founding=founding_of(site),
        )


async def _do(order: Order, later: tuple[Order, ...], wanted: Wanted) -> tuple[Done, Desk]:
    """Carry out one order in the group it means."""
    command = COMMANDS[order.verb]
    desk = await wanted.desk(None)
    person = desk.asker.person
    group_id = desk.group.id if desk.group else None
    if order.group not in (None, "*") and command.scope != "site":
        group_id = wanted.errand.names.get(str(order.group), 0)
    elif command.scope == "group" and group_id is None and person is not None:
        group_id = await _only_group(person, desk)
    if command.is_for_known and person is None:
        return Done(desk.say("robot/not_known", domain=desk.domain)), desk
    if group_id is None and command.scope == "group":
        return await _which_one(order, person, desk), desk
    same = tuple(each for each in later if each.group in (None, order.group))
    if group_id is not None:
        desk = await wanted.desk(group_id, same)
        if not _is_seen(desk):
            stranger = desk.with_group(None, None)
            return Done(stranger.say("robot/not_open", asked=str(order.group or wanted.name))), (
                stranger
            )
    return await command.act(order, replace(desk, later=same)), desk


def _is_seen(desk: Desk) -> bool:
    """Whether the asker may know of the group at hand: a hidden one shows itself to its members.

    Who is not told of it hears the same as of a group that is not there (R13).
    """
    if desk.group is None:
        return False
    if not desk.group.settings.hidden:
        return True
    return desk.member is not None and desk.member.status in (
        "active",
        "disabled",
        "pending",
        "invited",
    )


async def _only_group(person: Person, desk: Desk) -> int | None:
    """The one group of somebody who is in one; None where there are several, or none."""
    active = [
        each.group_id
        for each in await people.memberships(desk.store, person)
        if each.status in ("active", "disabled")
    ]
    return active[0] if len(active) == 1 else None


async def _which_one(order: Order, person: Person | None, desk: Desk) -> Done:
    """Ask which group is meant, with the groups of the asker to choose from."""
    found: list[str] = []
    if person is not None:
        found = [
            each.group
            for each in await people.memberships(desk.store, person)
            if each.status in ("active", "disabled")
        ]
    word = word_for(order.verb, desk.language)
    return Done(desk.say("robot/which_group", word=word, groups=found))


def _not_understood(request: Request, desk: Desk, *, is_alone: bool) -> list[Part]:
    """The piece of the answer that says what was not understood; none where all was."""
    unknown = (*request.unknown, *_not_ours(request))
    return [_puzzled(desk, unknown)] if unknown or is_alone else []


def _puzzled(desk: Desk, unknown: Sequence[Unknown]) -> Part:
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
    return desk.say("robot/not_understood", lines=lines, domain=desk.domain)


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
