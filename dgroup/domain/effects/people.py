"""Effects on people: who they are, their addresses, memberships and introductions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dgroup.domain.model import Arrangement, DeliveryChoice, Introduction, Profile, Role, Status


@dataclass(frozen=True, slots=True)
class Meet:
    """Get to know a person, by one address."""

    person_id: int
    address_id: int
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Address:
    """A further address of a person, which they have shown to be theirs."""

    id: int
    person_id: int
    address: str


@dataclass(frozen=True, slots=True)
class DropAddress:
    """A person does not use this address any more (never their preferred one)."""

    person_id: int
    address: str


@dataclass(frozen=True, slots=True)
class Prefer:
    """Mail goes to this one of a person's addresses from now on, in all groups."""

    person_id: int
    address: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two persons are one: the stronger role and the earlier joining win (DECISIONS 1)."""

    person_id: int
    into_id: int


@dataclass(frozen=True, slots=True)
class Call:
    """Change what a person is called, the language they read, or their time zone.

    None = leave as it is; "" = no time zone, so that those of the groups hold.
    """

    person_id: int
    name: str | None = None
    language: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Describe:
    """Make a person's profile what it says, whole: how it changes, and its way back."""

    person_id: int
    profile: Profile


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase a person: addresses, memberships, what waits for them (R31).

    `letter_id`: the mail in hand that asks for it, whose account is still to be written; it goes
    when letters are pruned next.
    """

    person_id: int
    letter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Admit:
    """Make a person a member of a group, or again one."""

    member_id: int
    group_id: int
    person_id: int
    role: Role
    status: Status
    delivery: DeliveryChoice
    is_exempt: bool
    welcomed_s: int | None = None  # when they are asked who they are; reminders count from here


@dataclass(frozen=True, slots=True)
class Change:
    """Change one membership: only what is not None."""

    member_id: int
    role: Role | None = None
    status: Status | None = None
    delivery: DeliveryChoice | None = None
    is_moderated: bool | None = None
    is_trusted: bool | None = None
    has_mime_digest: bool | None = None


@dataclass(frozen=True, slots=True)
class Arrange:
    """Make a membership stand as `arrangement` says, whole: how it changes, and its way back."""

    member_id: int
    arrangement: Arrangement


@dataclass(frozen=True, slots=True)
class Remind:
    """A member was reminded, to present themselves or of an invitation: once more."""

    member_id: int


@dataclass(frozen=True, slots=True)
class Invite:
    """A member has been invited: now; reminders count from here."""

    member_id: int


@dataclass(frozen=True, slots=True)
class Nudge:
    """A facilitator has had a member written to: not again for a while."""

    member_id: int


@dataclass(frozen=True, slots=True)
class Introduce:
    """Keep an introduction, to be posted at its `post_at_s`; one that waits is replaced by it."""

    introduction: Introduction


@dataclass(frozen=True, slots=True)
class Present:
    """An introduction has become a post; or (None) waits for a facilitator as a held letter."""

    introduction_id: int
    post_id: int | None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Its writer does not want an introduction to be posted."""

    introduction_id: int


@dataclass(frozen=True, slots=True)
class Want:
    """What a member wants of one thread: to hear no more of it, all at once, or as usual (None)."""

    member_id: int
    thread_id: int
    kind: Literal["mute", "follow"] | None


PeopleEffect = (
    Meet
    | Address
    | DropAddress
    | Prefer
    | Merge
    | Call
    | Describe
    | Forget
    | Admit
    | Change
    | Arrange
    | Remind
    | Invite
    | Nudge
    | Introduce
    | Present
    | Withdraw
    | Want
)
