"""What a command or a ticket has at hand, and what it gives back. No command lives here.

A leaf reads what it needs by `desk.store`, and returns a `Done`: the effects, the pieces of the one
letter that answers, and how to take it all back. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, Required, TypedDict, Unpack

from dgroup.domain import routing
from dgroup.domain.effects import Data, Effect, Issue, Part, Reader, Want
from dgroup.domain.model import (
    Arrangement,
    Group,
    Member,
    Outcome,
    Person,
    Profile,
    Ticket,
)
from dgroup.mail import sign
from dgroup.mail.address import Mailbox
from dgroup.mail.body import Body
from dgroup.mail.parse import Letter
from dgroup.reading.line import Order
from dgroup.store.database import Readable
from dgroup.store.groups import Defaults

DAY_S: Final = 86_400
CONFIRM_S: Final = 7 * DAY_S  # how long tickets last (R10)
MODERATE_S: Final = 14 * DAY_S
UNDO_S: Final = 30 * DAY_S
INVITE_S: Final = 90 * DAY_S
ASK_AGAIN_S: Final = 300  # people take longer to try once more; machines answer at once


@dataclass(frozen=True, slots=True)
class Asker:
    """Who writes: `person` is None for somebody we do not know.

    `is_vouched`: the front MTA has authenticated the mail, which spares tickets (DECISIONS 11).
    `may_be_told`: an answer goes to somebody on file, or to the very sender of the mail (R5).
    `is_sender`: the envelope names the same address as From does.
    """

    mailbox: Mailbox
    person: Person | None
    is_vouched: bool
    may_be_told: bool
    is_sender: bool = False


@dataclass(frozen=True, slots=True)
class RobotLimits:
    """What keeps answers from becoming a weapon (R12)."""

    answers_per_address_per_day: int
    confirmations_per_address_per_day: int
    answers_per_group_per_day: int  # to addresses that are nobody's we know


@dataclass(frozen=True, slots=True)
class Founding:
    """How the site has it with groups that are asked for by mail: see `site.create`.

    `language` and `timezone` are the site's.
    """

    create: str = "approve"
    creators: tuple[str, ...] = ()
    language: str = "en"
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a command is carried out: for one asker, in one group or (None) for the site.

    `member` is the asker's membership of `group`, of whatever status, or None. `language` is the
    one to answer in; `words` the mail's own text; `names` local part -> group id, aliases too.
    `held`: the mail of the held letter that a ticket is about, read before the transaction began.
    `later`: what the same mail asks afterwards for this group. `has_authentication`: the site has a
    front MTA that says whose mail is authentic. `is_sure`: the asker has shown that it is they who
    ask. `origin_id`: the kept mail that asked in the first place; `letter_id` may be the yes to it.
    `asked_s`: when that mail came.
    """

    store: Readable
    new_id: Callable[[], int]
    now_s: int
    domain: str
    owner: str
    defaults: Defaults
    limits: RobotLimits
    names: Mapping[str, int]
    asker: Asker
    group: Group | None
    member: Member | None
    language: str
    letter: Letter
    letter_id: int
    words: Body
    held: Letter | None = None
    later: tuple[Order, ...] = ()
    has_authentication: bool = False
    is_sure: bool = False
    origin_id: int = 0
    asked_s: int | None = None
    founding: Founding = Founding()

    @property
    def reader(self) -> Reader:
        """Who reads the answer: the address on file, else the sender.

        What a stranger calls themselves is carried nowhere: the sender may be forged (R12).
        """
        person = self.asker.person
        if person is None:
            name = self.asker.mailbox.name if self.asker.is_vouched else ""
            return Reader(self.asker.mailbox.address, self.language, None, name)
        return Reader(person.address, self.language, person.id, person.name)

    @property
    def said_s(self) -> int:
        """From when days are counted that somebody names, as in "until Friday"."""
        return self.now_s if self.asked_s is None else self.asked_s

    def has_asked_again(self, ticket: Ticket) -> bool:
        """Whether the last answer to a ticket was not clear either, and that just now (R6)."""
        asked_s = ticket.asked_again_s
        return asked_s is not None and self.now_s - asked_s < ASK_AGAIN_S

    def is_ours(self, address: str) -> bool:
        """Whether an address is one of the server's own; others of its domain are people's."""
        where = routing.route(address, self.domain, self.names)
        return not isinstance(where, routing.Nowhere)

    def reader_of(self, person: Person, group: Group | None = None) -> Reader:
        """Make another person the reader of a letter, in their language, else the group's."""
        group = group or self.group
        language = person.language or (group.language if group else self.language)
        return Reader(person.address, language, person.id, person.name)

    def say(self, template: str, /, **data: Data) -> Part:
        """Name a letter and what it is told, besides the group at hand ("" where there is none)."""
        return Part(template, {**about(self.group), **data})

    def issue(
        self, action: str, subject: Mapping[str, object], **terms: Unpack[Terms]
    ) -> tuple[str, Issue]:
        """Make a ticket that is mailed to the address `to`.

        Returns the local part to which the reply goes (`confirm+TOKEN`), and the effect.
        """
        return issued(self.new_id, self.now_s, action, subject, **terms)

    def with_group(self, group: Group | None, member: Member | None) -> Desk:
        """The same desk, for another group."""
        return replace(self, group=group, member=member)


@dataclass(frozen=True, slots=True)
class Undo:
    """How things stood before: memberships by member id, the profile of `person_id`, wishes.

    The robot makes one ticket of all that the commands of a mail give back.
    """

    members: Mapping[int, Arrangement]
    person_id: int | None = None
    profile: Profile | None = None
    wishes: tuple[Want, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What a command or a ticket comes to.

    `part` is its piece of the answer (None: silence, or another letter among the effects says it).
    `reply_to`: the local part to which a reply goes, where the mail has changed nothing that can be
    undone. `release`: held letters that may go out now (their posts are judged after the commit),
    `by` whom they are approved. `plan` says in plain words what would be done: the asker is then
    asked first, unless it is sure who they are, and nothing else of this holds.
    """

    part: Part | None = None
    effects: tuple[Effect, ...] = ()
    undo: Undo | None = None
    outcome: Outcome = "command"
    reason: str = ""
    reply_to: str = ""
    release: tuple[int, ...] = ()
    by: str = ""
    post_id: int | None = None
    plan: Part | None = None


class Terms(TypedDict, total=False):
    """On which terms a ticket is issued: mailed to whom, good for how long, and for whose reply."""

    to: Required[str]
    lasts_s: Required[int]
    person_id: int | None
    group_id: int | None
    is_reusable: bool


def issued(
    new_id: Callable[[], int],
    now_s: int,
    action: str,
    subject: Mapping[str, object],
    **terms: Unpack[Terms],
) -> tuple[str, Issue]:
    """Make a ticket as `Desk.issue` does, where nobody stands at a desk."""
    token, hash_ = sign.new_ticket()
    ticket = Ticket(
        id=new_id(),
        hash=hash_,
        action=action,
        object=subject,
        person_id=terms.get("person_id"),
        group_id=terms.get("group_id"),
        address=terms["to"],
        expires_s=now_s + terms["lasts_s"],
        is_reusable=terms.get("is_reusable", False),
    )
    return f"confirm+{token}", Issue(ticket)


def about(group: Group | None) -> Mapping[str, Data]:
    """What every letter is told of the group it is about; the From line is made of it, too."""
    if group is None:
        return {"name": "", "title": "", "address": ""}
    return {"name": group.name, "title": group.title, "address": group.address}


Proof = Literal["none", "on file", "ticket"]
"""What a command asks of its sender (DECISIONS 11)."""
