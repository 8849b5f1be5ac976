"""The nouns of the trade, as frozen values: what the store returns and what decisions are made of.

Times are UTC epoch seconds, sizes are bytes, addresses are bare (`ann@example.org`) unless a
`Mailbox` says otherwise. Nothing here knows SQL or the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dgroup.mail.address import Mailbox

Outcome = Literal[
    "posted",
    "held",
    "refused",
    "discarded",
    "command",
    "confirmed",
    "introduced",
    "answered",
    "bounce",
    "forwarded",
    "shunted",
    "duplicate",
]
Role = Literal["member", "resource", "observer", "facilitator"]
DeliveryChoice = Literal["each", "daily", "weekly", "monthly", "none"]
DigestForm = Literal["plain", "mime", "small"]
Status = Literal["invited", "pending", "active", "left", "removed", "banned", "disabled"]

ROLES: tuple[Role, ...] = ("member", "resource", "observer", "facilitator")
DIGEST_FORMS: tuple[DigestForm, ...] = ("plain", "mime", "small")
DELIVERY_CHOICES: tuple[DeliveryChoice, ...] = ("each", "daily", "weekly", "monthly", "none")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as it came through the door, with its envelope.

    `sender` is the reverse path without angle brackets, "" for the null sender; `peer` is the
    address of the client ("" for a mail injected by the operator).
    """

    content: bytes
    sender: str
    recipients: tuple[str, ...]
    peer: str
    helo: str
    received_s: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one recipient of an arrival.

    `reason` is one short word ("" where the outcome says it all), the same in the mail log, in
    `dgroup inject --json` and in the table of reply lines. `effects` names what was decided,
    `steps` how, for `dgroup explain`.
    """

    to: str
    outcome: Outcome
    reason: str = ""
    group: str | None = None
    post_id: int | None = None
    effects: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Whether we have answered for this recipient: everything but a refusal."""
        return self.outcome != "refused"


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What a group may decide for itself; the site's `[groups]` section where it has not."""

    join: str
    post: str
    moderate_first_posts: int
    reply_to: str
    subject_prefix: bool
    introductions: str
    max_post_size: int
    hidden: bool
    copy: bool
    introduction_hold: int
    footer: str
    from_: str
    digest_hour: int
    purpose: str  # what the group is for
    welcome: str  # a facilitator's words at the top of the welcome
    unanswered: str  # what becomes of a held post on which nobody decides
    desk_day: str
    questions: str  # asked of new members; see `introductions.read_questions`
    summary_every: int  # days; 0 for no summaries
    summary_day: str  # counts where `summary_every` is a number of whole weeks
    summary_hour: int
    summary_to: str
    summary_unanswered: str  # what becomes of a draft that no facilitator answers
    private: bool  # the group above hears nothing of this one


@dataclass(frozen=True, slots=True)
class Group:
    """A discussion group. `name` is its local part; `parent` the name of the group above, or None.

    `own_settings` holds only what was set for this group; `settings` is what holds.
    """

    id: int
    name: str
    domain: str
    title: str
    language: str
    timezone: str
    parent_id: int | None
    parent: str | None
    archived_s: int | None
    created_s: int
    settings: GroupSettings
    own_settings: Mapping[str, int | str | bool]

    @property
    def address(self) -> str:
        """Where posts are sent."""
        return f"{self.name}@{self.domain}"

    @property
    def list_id(self) -> str:
        """The identifier of RFC 2919, without angle brackets."""
        return f"{self.name}.{self.domain}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says about themselves to the site; None where they have not said."""

    name: str
    language: str | None
    timezone: str | None
    is_concealed: bool  # never shown in lists of members


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is known to the site; `address` is the preferred one of theirs."""

    id: int
    name: str
    address: str
    language: str | None
    timezone: str | None = None
    is_concealed: bool = False

    @property
    def profile(self) -> Profile:
        """What they say about themselves, as it can be changed and restored."""
        return Profile(self.name, self.language, self.timezone, self.is_concealed)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a membership stands: what its member may change at once, and take back whole.

    `former_delivery` is what comes back after a rest; `has_copy` is None where the group decides.
    """

    status: Status
    delivery: DeliveryChoice
    former_delivery: DeliveryChoice | None = None
    paused_until_s: int | None = None
    has_copy: bool | None = None
    is_text_only: bool = False
    has_mime_digest: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one group."""

    id: int
    group_id: int
    person_id: int
    role: Role
    status: Status
    delivery: DeliveryChoice
    is_moderated: bool
    is_exempt: bool  # from introducing themselves first: added by the operator
    introduced_s: int | None
    posts: int
    former_delivery: DeliveryChoice | None = None
    paused_until_s: int | None = None
    has_copy: bool | None = None
    is_text_only: bool = False
    joined_s: int = 0
    welcomed_s: int | None = None
    is_trusted: bool = False  # their posts go out at once, even where those of others are held
    nudged_s: int | None = None  # when a facilitator last had them written to
    invited_s: int | None = None
    has_mime_digest: bool = False  # digests bring the posts whole, as parts

    @property
    def arrangement(self) -> Arrangement:
        """How this membership stands now."""
        return Arrangement(
            self.status,
            self.delivery,
            self.former_delivery,
            self.paused_until_s,
            self.has_copy,
            self.is_text_only,
            self.has_mime_digest,
        )

    @property
    def is_active(self) -> bool:
        """Whether this person takes part now; a bouncing (disabled) member still may write."""
        return self.status in ("active", "disabled")


@dataclass(frozen=True, slots=True)
class Ticket:
    """An act that waits for a reply. The token itself is only mailed: `hash` is its SHA-256.

    `object` says what the act is about, as JSON values; `person_id` whose reply counts (None:
    whoever holds it), `address` where it was sent.
    """

    id: int
    hash: bytes
    action: str
    object: Mapping[str, Any]
    person_id: int | None
    group_id: int | None
    address: str
    expires_s: int
    is_reusable: bool = False
    used_s: int | None = None
    used_by: str = ""
    asked_again_s: int | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a member wrote about themselves in a group; `answers` by number of the question."""

    id: int
    group_id: int
    person_id: int
    letter_id: int | None
    text: str
    answers: Mapping[str, str]
    state: Literal["waiting", "posted", "withdrawn", "replaced"]
    post_at_s: int | None
    created_s: int
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that a group does together for a while: case groups by choice, a report.

    `kind` names the leaf that knows it, `state` is that leaf's word ("closed" when it is over),
    `data` its own JSON values. `closes_s`: when the calendar calls the leaf.
    """

    id: int
    group_id: int
    kind: str
    name: str
    title: str
    state: str
    data: Mapping[str, Any]
    opens_s: int | None
    closes_s: int | None
    created_by: int | None
    created_s: int


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail of the server's to many members: posts put together, or a summary of them.

    `data` of a digest: `posts` (ids), `threads` (of each, as it was made) and `period` (daily,
    weekly, monthly, or "rest": what was still to come when somebody chose to have each message). Of
    a summary: all that its letter says.
    `form` "small" is for thin lines; "mime" brings the posts whole, too.
    """

    id: int
    group_id: int
    kind: Literal["digest", "summary"]
    form: DigestForm
    language: str
    data: Mapping[str, Any]
    made_s: int


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A post of this group that has the Message-ID of the letter in hand."""

    id: int
    body_sha256: str


@dataclass(frozen=True, slots=True)
class RecentPost:
    """What an author has posted to this group lately."""

    subject: str
    body_sha256: str
    sent_s: int


@dataclass(frozen=True, slots=True)
class PostFacts:
    """All that is known when a post to one group is judged (gathered in one hop).

    `author` is the first From mailbox, else the envelope's (DECISIONS 2). `seen` is a post with
    this Message-ID; "already" means this very letter, words and all.
    """

    group: Group
    author: Mailbox
    person: Person | None
    member: Member | None
    is_subgroup_member: bool
    seen: SeenPost | None
    is_held_already: bool
    is_forwarded_already: bool
    is_null_sender: bool
    recent: tuple[RecentPost, ...]  # by this author here in the last day; asked for answers only
    answers_today: int
    max_received: int
    max_answers_per_day: int
    was_asked_who: bool = False  # a letter of theirs waits here for their introduction already
    is_unshown: bool = False  # they have introduced themselves, and it is no post yet


@dataclass(frozen=True, slots=True)
class Post:
    """An accepted letter in one group. Ids of mails are without angle brackets."""

    id: int
    group_id: int
    thread_id: int
    letter_id: int
    message_id: str
    parent_message_id: str | None
    subject: str
    author: str
    author_name: str
    author_person_id: int | None
    author_member_id: int | None
    body_sha256: str
    sent_s: int
    received_s: int
