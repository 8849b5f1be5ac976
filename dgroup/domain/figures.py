"""How a group has been doing, in figures: what was counted becomes a report for its facilitators.

Pure. What each figure means is said here, and the SQL that counts it (`queries/weekly.sql`) obeys.
They are for facilitators alone, never a ranking that others see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dgroup.domain.model import Group

DAY_S: Final = 86_400
WEEK_S: Final = 7 * DAY_S
ANSWER_S: Final = 3 * DAY_S
"""A thread that nobody has answered by then is shown."""
MONTH_S: Final = 30 * DAY_S
"""Who has not written for that long is silent; threads that began before that are let go."""

ROLES: Final = ("facilitator", "resource", "member", "observer", "")
"""In the order in which their shares are told; "" is whoever is no member (any more)."""

MISSING: Final = "missing"
"""The state of a report that was asked for, and has not come in its time."""

MOST_NAMED: Final = 10
MOST_THREADS: Final = 6
LOUDEST: Final = 3


@dataclass(frozen=True, slots=True)
class Someone:
    """A member, by what they are called ("" where they never said) and where their mail goes."""

    member_id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A thread in which only its author has written; `letter_id` is the mail that began it."""

    thread_id: int
    subject: str
    author: str
    author_name: str
    asked_s: int
    letter_id: int


@dataclass(frozen=True, slots=True)
class Writing:
    """How many posts somebody wrote in the period, and what they are in the group ("": nothing)."""

    name: str
    address: str
    role: str
    posts: int


@dataclass(frozen=True, slots=True)
class Due:
    """What the group, or a subgroup that is to report, is at (`kind` as of an activity).

    `closes_s`: until when (None: no date; it may be past). `unanswered`: how many of the members
    and resource persons who were asked, and have mail, have said nothing. `asked_s`: when a
    subgroup was asked for its report.
    """

    activity_id: int
    kind: str
    state: str
    title: str
    closes_s: int | None
    unanswered: int
    asked_s: int | None = None


@dataclass(frozen=True, slots=True)
class Below:
    """A living subgroup: who takes part in it, and its posts in the period."""

    name: str
    title: str
    members: int
    posts: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted for a group, of one moment.

    The period is `since_s < t <= until_s`, by the time at which the server took a mail or acted.

    `members` take part: active, or disabled because their mail came back. `newcomers` took part for
    the first time in the period, and still do; `leavers` took part, and in the period left or were
    removed or banned, and are not back (who was erased is not among them). `bouncing`: members who
    are disabled, or whose address had a mail come back in the period.

    `asked` are those who take part but for observers, `introduced` those of them who have said who
    they are; `not_introduced` names up to ten of the others, the latest first.

    `unanswered`: living threads that began at least 3 and at most 30 days ago, in which nobody but
    their author has written, the latest first; neither introductions nor announcements.

    `silent`: active members and resource persons who joined at least 30 days ago, are not resting
    (no pause, and mail of some kind), and have not written here for 30 days; up to ten by name, who
    wrote most before that first.

    `writings`: all posts of the period, by author. `expired`: posts let go in the period, because
    nobody had decided on them in time. `unshown`: posts that only wait for their author's
    introduction. `invited`: people who have not answered an invitation.
    """

    since_s: int
    until_s: int
    members: int
    asked: int
    introduced: int
    newcomers: tuple[Someone, ...] = ()
    leavers: tuple[Someone, ...] = ()
    bouncing: tuple[Someone, ...] = ()
    not_introduced: tuple[Someone, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    unanswered_in_all: int = 0
    silent: tuple[Someone, ...] = ()
    silent_in_all: int = 0
    writings: tuple[Writing, ...] = ()
    expired: int = 0
    unshown: int = 0
    invited: int = 0
    due: tuple[Due, ...] = ()
    subgroups: tuple[Below, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was written comes from somebody, or (by `role`) from some: in whole %."""

    name: str
    role: str
    posts: int
    percent: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was counted, with what follows from it.

    `posts` in all of the period; `by_role` only roles that wrote, `loudest` the three who wrote
    most, each with their share; percentages are rounded each by itself. What a group does without
    (see `report`) is left out of `counted`.
    """

    counted: Counted
    posts: int
    by_role: tuple[Share, ...]
    loudest: tuple[Share, ...]

    @property
    def is_still(self) -> bool:
        """Whether nothing has moved: nobody came, went or wrote."""
        counted = self.counted
        return not (self.posts or counted.newcomers or counted.leavers or counted.expired)


def report(counted: Counted, group: Group) -> Report:
    """Make a report of what was counted.

    Nobody is shown as not introduced where a group asks for no introductions, nor as silent, or as
    waiting for an answer, where only facilitators write.
    """
    posts = sum(each.posts for each in counted.writings)
    return Report(
        _fitting(counted, group),
        posts,
        tuple(
            Share("", role, written, percent(written, posts))
            for role in ROLES
            if (written := sum(each.posts for each in counted.writings if each.role == role))
        ),
        tuple(
            Share(each.name or each.address, each.role, each.posts, percent(each.posts, posts))
            for each in _most(counted.writings)
        ),
    )


def percent(part: int, whole: int) -> int:
    """Return a share in whole per cent, halves rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _most(writings: Sequence[Writing]) -> Sequence[Writing]:
    """Who wrote most, at most three; of equals the first by address."""
    return sorted(writings, key=lambda each: (-each.posts, each.address.casefold()))[:LOUDEST]


def _fitting(counted: Counted, group: Group) -> Counted:
    nobody: dict[str, Any] = {}
    if group.settings.introductions == "off":
        nobody |= {"asked": 0, "introduced": 0, "not_introduced": ()}
    if group.settings.post == "facilitators":
        nobody |= {"silent": (), "silent_in_all": 0, "unanswered": (), "unanswered_in_all": 0}
    return replace(counted, **nobody) if nobody else counted
