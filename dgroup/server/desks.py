"""Where a command is carried out: who asks is found here, in which group, and whether they may.

What the command means is its leaf's alone (`commands/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dgroup.commands.desk import DAY_S, Asker, Desk, Done, Founding, RobotLimits
from dgroup.commands.registry import COMMANDS, Command
from dgroup.domain.authority import may
from dgroup.domain.model import Person
from dgroup.domain.posting import author_of
from dgroup.domain.words.shown import word_for
from dgroup.mail.address import fold
from dgroup.reading.line import Order
from dgroup.server.answering import language_for
from dgroup.server.confirming import Agreed
from dgroup.server.decision import Errand
from dgroup.server.site import Site
from dgroup.store import groups, people
from dgroup.store.facilitators import actor_of, led_by

FRESH_S: Final = 7 * DAY_S


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mail wants, and of which group by its address; makes the desks for its commands.

    `agreed`: the mail is the yes to a letter of ours about one that asked before.
    """

    name: str | None
    languages: tuple[str, ...]
    errand: Errand
    agreed: Agreed | None = None

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
            is_sure=(is_vouched and _is_fresh(errand)) or self.agreed is not None,
            origin_id=self.agreed.origin_id if self.agreed else errand.letter_id,
            asked_s=self.agreed.said_s if self.agreed else None,
        )


def _is_fresh(errand: Errand) -> bool:
    """Whether a mail was written lately: anybody who has an old one may send it once more."""
    sent_s = errand.letter.sent_s
    return sent_s is not None and abs(errand.arrival.received_s - sent_s) < FRESH_S


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


async def find_desk(
    order: Order, later: tuple[Order, ...], wanted: Wanted
) -> tuple[Command | Done, Desk]:
    """Find the group an order means, and what is carried out there.

    Returns the command, which for others than those in charge may be another than the word says;
    or what is said instead, where the asker may not, or a group has to be named first.
    """
    command = COMMANDS[order.verb]
    desk = await wanted.desk(None)
    person = desk.asker.person
    group_id = desk.group.id if desk.group else None
    if order.group not in (None, "*") and command.scope != "site":
        group_id = wanted.errand.names.get(str(order.group), 0)
    elif command.scope == "group" and group_id is None:
        group_id = await _only_group(command, person, desk)
    is_operator = fold(desk.asker.mailbox.address) == fold(desk.owner)
    if command.is_for_known and person is None and not is_operator:
        return Done(desk.say("robot/not_known", domain=desk.domain)), desk
    if group_id is None and command.scope == "group":
        return await _which_one(order, person, desk), desk
    same = tuple(each for each in later if each.group in (None, order.group))
    if group_id is None:
        return command, await wanted.desk(None, same)
    return await _allowed(command, order, await wanted.desk(group_id, same), wanted)


async def _allowed(
    command: Command, order: Order, desk: Desk, wanted: Wanted
) -> tuple[Command | Done, Desk]:
    """Who may not know of a group hears the same as of a group that is not there (R13)."""
    group = desk.group
    if group is not None and (group.settings.hidden or command.right is not None):
        person_id = desk.asker.person.id if desk.asker.person else None
        address = desk.asker.mailbox.address
        actor = await actor_of(desk.store, group, desk.owner, address=address, person_id=person_id)
        if not may(actor, "know of", group):
            group = None
        elif command.right is not None and not may(actor, command.right, group):
            # Of others, "remove" above a list of people is nothing that they want for themselves.
            is_own = not ("@" in order.argument or "@" in order.text)
            if command.otherwise and is_own and wanted.agreed is None:
                return COMMANDS[command.otherwise], desk
            word = word_for(order.verb, desk.language)
            part = desk.say("facilitating/not_yours", word=word, is_closed=actor.is_in_charge)
            return Done(part, reason="not_allowed"), desk
    if group is None:
        stranger = desk.with_group(None, None)
        asked = str(order.group or wanted.name)
        return Done(stranger.say("robot/not_open", asked=asked)), stranger
    return command, desk


async def _only_group(command: Command, person: Person | None, desk: Desk) -> int | None:
    """The one group of somebody who is in one; None where there are several, or none.

    Of what people in charge ask it is the one that they lead, with what is below it.
    """
    if command.right is not None:
        led = await led_by(desk.store, desk.asker.mailbox.address, desk.owner)
        tops = [each for each in led if await _is_top(each, led, desk)] if len(led) > 1 else led
        return next(iter(tops)) if len(tops) == 1 else None
    if person is None:
        return None
    active = [
        each.group_id
        for each in await people.memberships(desk.store, person)
        if each.status in ("active", "disabled")
    ]
    return active[0] if len(active) == 1 else None


async def _is_top(group_id: int, led: frozenset[int], desk: Desk) -> bool:
    group = await groups.one(desk.store, group_id, desk.defaults)
    return group is not None and group.parent_id not in led


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
