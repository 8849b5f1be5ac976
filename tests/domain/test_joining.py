"""Who may join, and how: every policy with every kind of asker."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from dgroup.domain.joining import Seeker, Way, admit, awake, leave, tidy_name, way_in
from dgroup.domain.model import Arrangement, Group, Member, Status
from tests.domain.known import GROUP, MEMBER, SETTINGS

KNOWN = Seeker(None, is_known=True)
STRANGER = Seeker(None, is_known=False)
SEEKERS = {
    "stranger": STRANGER,
    "stranger, site with a front": replace(STRANGER, has_front=True),
    "stranger, vouched": replace(STRANGER, is_vouched=True, has_front=True),
    "known": KNOWN,
    "known, site with a front": replace(KNOWN, has_front=True),
    "known, forged": replace(KNOWN, is_sender=False),
    "known, vouched": replace(KNOWN, is_vouched=True, has_front=True),
    "has answered": replace(KNOWN, is_proven=True, has_front=True),
    "in the parent": replace(KNOWN, is_in_parent=True, has_front=True),
    "in the parent, forged": replace(KNOWN, is_in_parent=True, is_sender=False),
    "in the parent, vouched": replace(KNOWN, is_in_parent=True, is_sender=False, is_vouched=True),
    "invited": Seeker("invited", is_known=True, has_front=True),
    "invited, vouched": Seeker("invited", is_known=True, is_vouched=True, has_front=True),
}
# Who asks: what happens for the policies open, confirm, approve and invite.
TABLE: dict[str, tuple[Way, Way, Way, Way]] = {
    "stranger": ("at once", "confirm", "confirm", "by invitation"),
    "stranger, site with a front": ("confirm", "confirm", "confirm", "by invitation"),
    "stranger, vouched": ("at once", "confirm", "confirm", "by invitation"),
    "known": ("at once", "confirm", "confirm", "by invitation"),
    "known, site with a front": ("confirm", "confirm", "confirm", "by invitation"),
    "known, forged": ("confirm", "confirm", "confirm", "by invitation"),
    "known, vouched": ("at once", "at once", "approve", "by invitation"),
    "has answered": ("at once", "at once", "approve", "by invitation"),
    "in the parent": ("at once", "at once", "approve", "by invitation"),
    "in the parent, forged": ("confirm", "confirm", "confirm", "by invitation"),
    "in the parent, vouched": ("at once", "at once", "approve", "by invitation"),
    "invited": ("confirm", "confirm", "confirm", "confirm"),
    "invited, vouched": ("at once", "at once", "at once", "at once"),
}
JOINS = ("open", "confirm", "approve", "invite")
# Whatever the policy.
STANDINGS: dict[Status, Way] = {
    "active": "already",
    "disabled": "again",
    "pending": "waits",
    "banned": "silence",
}


def joinable(join: str, *, is_hidden: bool = False, is_archived: bool = False) -> Group:
    """A group of this policy."""
    settings = replace(SETTINGS, join=join, hidden=is_hidden)
    return replace(GROUP, settings=settings, archived_s=1 if is_archived else None)


@pytest.mark.parametrize("who", TABLE)
def test_every_policy_takes_everybody_its_own_way(who: str) -> None:
    """What a request leads to depends on the policy, and on what is known of who asks."""
    assert tuple(way_in(joinable(join), SEEKERS[who]) for join in JOINS) == TABLE[who]


@pytest.mark.parametrize(("join", "is_hidden"), [*product(JOINS, (False, True))])
def test_a_standing_counts_more_than_the_policy(join: str, is_hidden: bool) -> None:
    """Who is in already, waits, or is shut out, is that under every policy."""
    at = joinable(join, is_hidden=is_hidden)
    found = {each: way_in(at, Seeker(each, is_known=True)) for each in STANDINGS}
    assert found == STANDINGS


@pytest.mark.parametrize("status", ["left", "removed"])
@pytest.mark.parametrize("who", ["known", "known, vouched", "has answered", "in the parent"])
def test_who_was_a_member_joins_like_others_we_know(who: str, status: Status) -> None:
    """Having left, or having been removed, is no obstacle and no help."""
    again = replace(SEEKERS[who], standing=status)
    assert tuple(way_in(joinable(join), again) for join in JOINS) == TABLE[who]


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize("who", sorted(TABLE.keys() - {"invited", "invited, vouched"}))
def test_a_hidden_group_is_not_there_for_others(who: str, join: str) -> None:
    """A request to a hidden group is not taken, and not answered."""
    assert way_in(joinable(join, is_hidden=True), SEEKERS[who]) == "silence"


@pytest.mark.parametrize("who", ["invited", "invited, vouched"])
def test_an_invitation_opens_a_hidden_group(who: str) -> None:
    """Who was invited joins a hidden group as any other."""
    found = tuple(way_in(joinable(join, is_hidden=True), SEEKERS[who]) for join in JOINS)
    assert found == TABLE[who]


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize("who", SEEKERS)
def test_a_closed_group_says_so(who: str, join: str) -> None:
    """Nobody joins an archived group, however well they are known."""
    assert way_in(joinable(join, is_archived=True), SEEKERS[who]) == "closed"


@pytest.mark.parametrize("join", JOINS)
def test_a_sender_who_may_be_another_hears_nothing(join: str) -> None:
    """A stranger whose envelope says something else than From gets no letter (R5)."""
    assert way_in(joinable(join), replace(STRANGER, may_be_told=False)) == "silence"


@pytest.mark.parametrize(
    ("role", "status", "expected"),
    [
        ("facilitator", "left", "member"),
        ("facilitator", "removed", "member"),
        ("facilitator", "invited", "facilitator"),
        ("observer", "left", "observer"),
        ("resource", "left", "resource"),
        ("member", "left", "member"),
    ],
)
def test_a_role_comes_back_but_not_that_of_a_facilitator(
    role: str, status: str, expected: str
) -> None:
    """Who led a group and left it is a member when they come back, unless they are invited."""
    former: Member = replace(MEMBER, role=role, status=status)
    found = admit(joinable("confirm"), former.person_id, 99, former, "active")
    assert (found.member_id, found.role) == (former.id, expected)


@pytest.mark.parametrize(
    ("delivery", "earlier", "status", "expected"),
    [
        ("daily", None, "left", "daily"),
        ("none", "weekly", "left", "weekly"),
        ("none", None, "left", "each"),
        ("none", None, "invited", "none"),
    ],
)
def test_mail_comes_again_as_it_came(
    delivery: str, earlier: str | None, status: str, expected: str
) -> None:
    """Who comes back gets mail as before, and never none, unless they were invited so."""
    former = replace(MEMBER, delivery=delivery, former_delivery=earlier, status=status)
    assert admit(joinable("open"), 1, 99, former, "active").delivery == expected


def test_whoever_is_new_is_a_member_with_every_message() -> None:
    """There is nothing to go by for somebody new."""
    found = admit(joinable("open"), 7, 99, None, "pending", welcomed_s=None)
    assert (found.member_id, found.person_id, found.role) == (99, 7, "member")
    assert (found.status, found.delivery, found.is_exempt) == ("pending", "each", False)


def test_leaving_changes_nothing_but_the_status() -> None:
    """What is kept of a membership is enough to bring it back."""
    at = replace(MEMBER, delivery="weekly", has_copy=False, paused_until_s=5)
    arranged, note = leave(at, "ann@example.org")
    assert arranged.arrangement == Arrangement("left", "weekly", None, 5, False)
    assert (note.actor, note.action, note.object) == ("ann@example.org", "left", f"member {at.id}")


@pytest.mark.parametrize(
    ("was", "expected"),
    [
        (Arrangement("disabled", "daily"), Arrangement("active", "daily")),
        (Arrangement("disabled", "none", "weekly"), Arrangement("active", "weekly")),
        (Arrangement("disabled", "none"), Arrangement("active", "each")),
    ],
)
def test_mail_that_was_stopped_comes_again(was: Arrangement, expected: Arrangement) -> None:
    """Who asks to join again gets mail again."""
    assert awake(was) == expected


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Anna Jansen", "Anna Jansen"),
        ('  "Anna\t Jansen" ', "Anna Jansen"),
        ("Anna\r\nBcc: x", "Anna Bcc: x"),
        ("anna@example.org", ""),
        ("Anna <anna@example.org>", ""),
        ("", ""),
        ("x" * 500, "x" * 100),
        ("\u202eanna", "anna"),
    ],
)
def test_a_name_is_one_line_and_no_address(given: str, kept: str) -> None:
    """What stands behind a command is a name only if it can be one."""
    assert tidy_name(given) == kept
