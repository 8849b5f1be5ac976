"""Effects on mail: kept, posted, held, answered, sent on, and the account of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dgroup.domain.effects.values import Data
from dgroup.domain.model import Arrival, Digest, Post
from dgroup.domain.threads import Placement


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a mail as it came in the door; the first effect of every mail we answer for.

    `authenticated` is the domain that the front MTA vouches for, "" for none (DECISIONS 3).
    """

    letter_id: int
    arrival: Arrival
    message_id: str
    body_sha256: str
    authenticated: str = ""


Reach = Literal["each", "digests", "everyone"]
"""Who gets a copy at once: who has each post; who reads digests, too; who has no mail, too."""


@dataclass(frozen=True, slots=True)
class Publish:
    """Make a letter a post, place it in its thread, and queue a copy for every reader."""

    post: Post
    placement: Placement
    has_copy: bool  # whether the author gets their own post back, if they have not said
    is_import: bool = False  # an archive that is brought along: stored, never sent (DECISIONS 6)
    reach: Reach = "each"


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep a letter for the facilitators; by the id of one that is held, for another reason."""

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
    """Say what became of a held letter: `approved`, `rejected`, `discarded` or `expired`."""

    held_id: int
    decision: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Release:
    """A held letter may go out, by the word of `by`; None: it cannot after all, and waits again."""

    held_id: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Tell:
    """The facilitators have been told of these held letters."""

    held_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RemindHeld:
    """The facilitators have been reminded of these held letters."""

    held_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a letter of the server's, and in which language."""

    address: str
    language: str
    person_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A further piece of a letter: the body of another template, put below the first."""

    template: str
    data: Mapping[str, Data]


Proof = Literal["", "unproven", "proven"]
"""Whether the writer of a mail is known to be who it says; "" where a letter answers none."""


@dataclass(frozen=True, slots=True)
class Notify:
    """One letter of the server's own; rendered when it is sent, never inside a transaction.

    `template` is `family/name`; `data` holds what the template names. `data["letter_id"]`, where
    there is one, is a kept mail whose words the letter shows (`letter` in the template). `parts`
    are put below (see `Letters.render`). `reply_to` is the local part of an address of ours, ""
    where From will do. `member_id` names the member whose return path it gets where bounces count
    (DECISIONS 9); without one the envelope sender is empty. `message_id` is without brackets, ""
    for one made from the contents. `proof`: of whoever wrote the mail that this answers.
    """

    template: str
    reader: Reader
    group_id: int | None
    data: Mapping[str, Data]
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: str = "auto-replied"  # RFC 3834 §5; "auto-generated" where it answers nothing
    parts: tuple[Part, ...] = ()
    reply_to: str = ""
    member_id: int | None = None
    message_id: str = ""
    proof: Proof = ""


@dataclass(frozen=True, slots=True)
class Forward:
    """Send a letter on to the people in charge of a group, or of the site (None).

    `word` is the word of the address it was sent to, shown in the From line (DECISIONS 5).
    """

    letter_id: int
    group_id: int | None
    word: str


@dataclass(frozen=True, slots=True)
class Resend:
    """Send one member a post again, whole."""

    post_id: int
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class Circulate:
    """Send a digest or a summary to members of its group."""

    digest: Digest
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Readers of digests have had all up to a post; their next digest begins behind it."""

    member_ids: tuple[int, ...]
    after_id: int


@dataclass(frozen=True, slots=True)
class Unmark:
    """What was still to come when members chose another way has been sent.

    Each closed stretch is named by its member and the post behind which it begins.
    """

    stretches: tuple[tuple[int, int], ...]


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


MailEffect = (
    Keep
    | Publish
    | Hold
    | Settle
    | Release
    | Tell
    | RemindHeld
    | Notify
    | Forward
    | Resend
    | Circulate
    | Mark
    | Unmark
    | NoteBounce
    | Record
    | Shunt
)
