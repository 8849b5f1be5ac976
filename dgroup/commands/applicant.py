"""Somebody on their way into a group: asked whether it is they, let in, or shown to facilitators.

What the ways have in common, for requests, invitations and decisions alike. R8, R9, R12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dgroup.commands.choices import read_switch, with_digest
from dgroup.commands.desk import CONFIRM_S, MODERATE_S, Desk, about
from dgroup.commands.welcome import welcome
from dgroup.domain import joining
from dgroup.domain.effects import Admit, Arrange, Call, Data, Effect, Note, Notify, Reader
from dgroup.domain.model import (
    DELIVERY_CHOICES,
    Arrangement,
    DeliveryChoice,
    Group,
    Member,
    Person,
    Status,
)
from dgroup.store import applicants, people
from dgroup.store.facilitators import facilitators

LONGEST_WORDS: Final = 1000  # characters of what somebody writes to the facilitators

# The letters that may go to somebody who did not ask for them (R12).
UNASKED: Final = (
    "addresses/is_this_you",
    "addresses/prove",
    "addresses/sure",
    "addresses/yours",
    "creating/confirm",
    "creating/name",
    "join/already",
    "join/approval_waits",
    "join/by_invitation",
    "join/closed",
    "join/confirm",
    "join/leave_elsewhere",
    "members/welcome",
    "rights/data_sure",
    "rights/forget_sure",
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants to join `desk.group`: `person` and `member` are None where there is none yet.

    `orders`: what the same mail asked for besides, as (verb, argument). `words`: what they would
    like the facilitators to know.
    """

    address: str
    name: str
    person: Person | None
    member: Member | None
    language: str
    orders: tuple[tuple[str, str], ...] = ()
    words: str = ""

    @property
    def reader(self) -> Reader:
        """Who reads the letters about it: the address on file, else the one they gave."""
        if self.person is None:
            return Reader(self.address, self.language, None, self.name)
        return Reader(self.person.address, self.language, self.person.id, self.person.name)


async def read_applicant(desk: Desk, address: str, kept: Mapping[str, Any]) -> Applicant:
    """Read who has confirmed a request, with what its ticket has kept of it."""
    group = at_hand(desk)
    person, member = await people.sender(desk.store, group.id, address)
    orders = tuple((str(verb), str(argument)) for verb, argument in kept.get("orders", ()))
    language = (person.language if person else None) or str(kept.get("language", desk.language))
    name, words = str(kept.get("name", "")), str(kept.get("words", ""))
    return Applicant(address, name, person, member, language, orders, words)


def at_hand(desk: Desk) -> Group:
    """The group that a command or a ticket is about, which the robot has made sure of."""
    assert desk.group is not None, "the robot asks for a group where none is named"
    return desk.group


async def ask_whether_it_is_they(applicant: Applicant, desk: Desk) -> tuple[Effect, ...]:
    """Write to the address of a request, and keep the request; nothing where that is too much.

    The letter repeats nothing that came with the request: whoever reads it may never have asked.
    """
    group, to = at_hand(desk), applicant.reader
    if not await may_write(desk, to, "join/confirm", once_a_group=True):
        return ()
    kept = {
        "name": applicant.name,
        "language": applicant.language,
        "orders": [list(each) for each in applicant.orders],
        "words": applicant.words if group.settings.join == "approve" else "",
    }
    reply_to, issue = desk.issue("join", kept, to=to.address, lasts_s=CONFIRM_S, group_id=group.id)
    known = to if to.person_id is not None else replace(to, name="")
    asks_facilitators = group.settings.join == "approve"
    letter = answering(
        desk, "join/confirm", known, reply_to=reply_to, asks_facilitators=asks_facilitators
    )
    return (issue, letter)


async def may_write(desk: Desk, to: Reader, template: str, *, once_a_group: bool = False) -> bool:
    """Say whether a letter may go to somebody who perhaps did not ask for it (R12).

    Counted are letters to that address, and to strangers about this group, unless the mail that
    asks for it is authentic. The server's own addresses are nobody's; others of its domain are.
    """
    if desk.is_ours(to.address):
        return False
    group_id = desk.group.id if desk.group else None
    sent = await applicants.sent_lately(
        desk.store, to.address, group_id, template, UNASKED, desk.now_s
    )
    if sent.in_all >= desk.limits.confirmations_per_address_per_day:
        return False
    if once_a_group and sent.here:
        return False
    is_stranger = to.person_id is None and not desk.asker.is_vouched
    return not is_stranger or sent.to_strangers < desk.limits.answers_per_group_per_day


def let_in(applicant: Applicant, desk: Desk, by: str, *, answers: bool = True) -> list[Effect]:
    """Make somebody a member, and welcome them. `by` is who saw to it, for the audit.

    `answers`: whether the mail in hand is theirs, which the welcome then answers.
    """
    group = at_hand(desk)
    effects, member_id, to = _enrol(applicant, desk, "active", welcomed_s=desk.now_s)
    letter = desk.letter
    greeting = welcome(
        group,
        to,
        member_id,
        desk.now_s,
        role=next((each.role for each in effects if isinstance(each, Admit)), "member"),
        is_exempt=applicant.member is not None and applicant.member.is_exempt,
        in_reply_to=letter.message_id if answers and letter.has_message_id else "",
        references=letter.references[-20:] if answers else (),
    )
    action = "joined" if answers else "admitted"
    return [*effects, greeting, Note(by, action, f"member {member_id}", group.id)]


async def ask_facilitators(applicant: Applicant, desk: Desk) -> list[Effect]:
    """Let somebody wait, and write to all who may decide, each with a ticket of their own (R11).

    They are asked once a day: who asks again waits by the same tickets, and who was declined that
    day does not wait (nothing is returned).
    """
    group = at_hand(desk)
    effects, member_id, to = _enrol(applicant, desk, "pending")
    lately = await applicants.last_request(desk.store, group.id, member_id, desk.now_s)
    if lately == "asked to join":
        return effects
    if lately in ("declined", "dropped"):
        return []
    effects.append(Note(to.address, "asked to join", f"member {member_id}", group.id))
    kept = {"member_id": member_id, "asked_s": desk.now_s}
    for each in await facilitators(desk.store, group, desk.owner):
        reply_to, issue = desk.issue(
            "admission",
            kept,
            to=each.address,
            lasts_s=MODERATE_S,
            person_id=each.person_id,
            group_id=group.id,
        )
        told = {"who": to.name, "who_address": to.address, "words": applicant.words}
        letter = Notify(
            "join/request",
            each.reader(group),
            group.id,
            {**about(group), **told},
            automatic="auto-generated",
            reply_to=reply_to,
            member_id=each.member_id,
        )
        effects += [issue, letter]
    return effects


def answering(
    desk: Desk, template: str, reader: Reader, /, *, reply_to: str = "", **data: Data
) -> Notify:
    """Write a letter of its own about the group at hand, as an answer to the mail in hand.

    Of that mail it names only the id, which is nothing to read.
    """
    return Notify(
        template,
        reader,
        desk.group.id if desk.group else None,
        {**about(desk.group), **data},
        in_reply_to=desk.letter.message_id if desk.letter.has_message_id else "",
        reply_to=reply_to,
    )


def shorten(words: str) -> str:
    """What somebody writes to the facilitators, at no greater length than they will read."""
    words = words.strip()
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1].rstrip() + "…"


def _enrol(
    applicant: Applicant, desk: Desk, status: Status, welcomed_s: int | None = None
) -> tuple[list[Effect], int, Reader]:
    """The effects that give somebody a standing; the member's id, and who reads of it."""
    group, person, name = at_hand(desk), applicant.person, applicant.name
    effects: list[Effect] = []
    if person is None:
        person, met = joining.meet(desk.new_id, applicant.address, name)
        effects.append(met)
    elif name and not person.name:
        person = replace(person, name=name)
        effects.append(Call(person.id, name=name))
    admitted = joining.admit(
        group, person.id, desk.new_id(), applicant.member, status, welcomed_s=welcomed_s
    )
    effects.append(admitted)
    if applicant.orders:
        now = Arrangement(status, admitted.delivery)
        if applicant.member is not None:
            was = applicant.member.arrangement
            now = replace(
                was,
                status=status,
                delivery=admitted.delivery,
                former_delivery=None,
                paused_until_s=None,
            )
        effects.append(Arrange(admitted.member_id, _wished(now, applicant.orders)))
    reader = Reader(person.address, applicant.language, person.id, person.name)
    return effects, admitted.member_id, reader


def _wished(now: Arrangement, orders: Sequence[tuple[str, str]]) -> Arrangement:
    """How a membership stands after what was asked for together with it."""
    for verb, argument in orders:
        wish = read_switch(argument or "on")
        choice = _CHOICES.get(verb)
        if choice is not None:
            now = replace(now, delivery=choice, former_delivery=None)
        elif verb == "copy" and wish is not None:
            now = replace(now, has_copy=wish)
        elif verb == "text" and wish is not None:
            now = replace(now, is_text_only=wish)
        elif verb in ("whole", "plain"):
            now = with_digest(now, is_whole=verb == "whole")
    return now


_CHOICES: Final[Mapping[str, DeliveryChoice]] = {each: each for each in DELIVERY_CHOICES}
