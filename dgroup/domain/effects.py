"""The closed union of what may happen. Decisions return these; `server/perform.py` alone acts.

Each is a frozen value, typed by noun, and carries the ids it creates, so that one effect may refer
to another and all of them become rows in one hop (DECISIONS 23, 24).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dgroup.domain.model import Arrival, DeliveryChoice, Post, Role, Status
from dgroup.domain.threads import Placement

Value = int | str | bool | None


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a mail as it came in the door; the first effect of every mail we answer for."""

    letter_id: int
    arrival: Arrival
    message_id: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Publish:
    """Make a letter a post, place it in its thread, and queue a copy for every reader."""

    post: Post
    placement: Placement
    has_copy: bool  # whether the author gets their own post back, if they have not said
    is_import: bool = False  # an archive that is brought along: stored, never sent (DECISIONS 6)


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep a letter for the facilitators."""

    id: int
    group_id: int
    letter_id: int
    message_id: str
    author: str
    author_name: str
    person_id: int | None
    subject: str
    reason: str
    received_s: int


@dataclass(frozen=True, slots=True)
class Settle:
    """Say what became of a held letter: `approved`, `rejected` or `discarded`."""

    held_id: int
    decision: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a letter of the server's, and in which language."""

    address: str
    language: str
    person_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Notify:
    """One letter of the server's own; rendered when it is sent, never inside a transaction.

    `template` is `family/name`; `data` holds what the template names, besides `site` values.
    """

    template: str
    reader: Reader
    group_id: int | None
    data: Mapping[str, Value]
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: str = "auto-replied"  # RFC 3834 §5; "auto-generated" where it answers nothing


@dataclass(frozen=True, slots=True)
class Forward:
    """Send a letter on to the people in charge of a group, or of the site (None).

    `word` is the word of the address it was sent to, shown in the From line (DECISIONS 5).
    """

    letter_id: int
    group_id: int | None
    word: str


@dataclass(frozen=True, slots=True)
class NoteBounce:
    """A return path came home: which post and member it names, if its token reads."""

    letter_id: int
    post_id: int | None
    member_id: int | None
    received_s: int


@dataclass(frozen=True, slots=True)
class Record:
    """The account of one recipient of a letter (R27): what became of it, and why."""

    letter_id: int
    to: str
    outcome: str
    reason: str
    group_id: int | None
    subject_id: int | None  # the post, held letter or shunted letter that it became


@dataclass(frozen=True, slots=True)
class Shunt:
    """Our own fault: keep the letter aside for the operator, with the traceback."""

    id: int
    letter_id: int
    to: str
    error: str


@dataclass(frozen=True, slots=True)
class Found:
    """Start a group."""

    id: int
    name: str
    title: str
    parent_id: int | None
    language: str
    timezone: str
    settings: Mapping[str, int | str | bool]


@dataclass(frozen=True, slots=True)
class Reshape:
    """Change what a group is: its own settings (whole), title, language, time zone, or its end."""

    group_id: int
    title: str
    language: str
    timezone: str
    settings: Mapping[str, int | str | bool]
    archived_s: int | None


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a group another name; the old one goes on as an alias (DECISIONS 7)."""

    group_id: int
    old_name: str
    new_name: str


@dataclass(frozen=True, slots=True)
class Dissolve:
    """Delete a group with its posts and memberships; people stay."""

    group_id: int


@dataclass(frozen=True, slots=True)
class Meet:
    """Get to know a person, by one address."""

    person_id: int
    address_id: int
    address: str
    name: str


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


@dataclass(frozen=True, slots=True)
class Change:
    """Change one membership: only what is not None."""

    member_id: int
    role: Role | None = None
    status: Status | None = None
    delivery: DeliveryChoice | None = None
    is_moderated: bool | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Change what a person is called, or the language they read (None = leave as it is)."""

    person_id: int
    name: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase a person: addresses, memberships, what waits for them (R31)."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Note:
    """Who did what, for the audit log. `actor` is "operator" or an address."""

    actor: str
    action: str
    object: str
    group_id: int | None = None
    detail: Mapping[str, Value] = field(default_factory=dict)


Effect = (
    Keep
    | Publish
    | Hold
    | Settle
    | Notify
    | Forward
    | NoteBounce
    | Record
    | Shunt
    | Found
    | Reshape
    | Rename
    | Dissolve
    | Meet
    | Admit
    | Change
    | Call
    | Forget
    | Note
)
