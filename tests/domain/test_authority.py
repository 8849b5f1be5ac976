"""Who may do what: the whole table, every role, every standing, every place."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Final, get_args

import pytest

from dgroup.domain.authority import ACTIONS, Action, Actor, may
from dgroup.domain.model import ROLES, Member, Role, Status
from tests.domain.known import GROUP, MEMBER, SETTINGS

STATUSES: Final[tuple[Status, ...]] = get_args(Status)

# Written out once more by hand, as people would say it: who takes part, and who is in charge.
ALLOWED: Final[dict[Role, str]] = {
    "observer": "know of,read",
    "member": "know of,read,post",
    "resource": "know of,read,post",
    "facilitator": "know of,read,post,post always,watch,decide,invite,manage,shape,divide,address"
    ",hand over",
}
IN_CHARGE: Final = ALLOWED["facilitator"].split(",")


def member(role: Role, status: Status = "active", person_id: int = 1) -> Member:
    """Somebody in the group."""
    return replace(MEMBER, role=role, status=status, person_id=person_id)


@pytest.mark.parametrize(("role", "status", "action"), [*product(ROLES, STATUSES, ACTIONS)])
def test_what_a_member_may(role: Role, status: Status, action: Action) -> None:
    """Only who takes part may do what their role says; anybody knows of a group that is open."""
    takes_part = status in ("active", "disabled")
    expected = action == "know of" or (takes_part and action in ALLOWED[role].split(","))
    assert may(Actor(member(role, status)), action, GROUP) is expected


@pytest.mark.parametrize(("role", "status", "action"), [*product(ROLES, STATUSES, ACTIONS)])
def test_what_somebody_of_the_group_above_may(role: Role, status: Status, action: Action) -> None:
    """Its facilitators may do all but write as members; others of it are strangers below."""
    leads = role == "facilitator" and status in ("active", "disabled")
    is_theirs = leads and action in IN_CHARGE and not action.startswith("post")
    actor = Actor(None, above=member(role, status))
    assert may(actor, action, GROUP) is (action == "know of" or is_theirs)


@pytest.mark.parametrize("action", ACTIONS)
def test_what_the_operator_and_strangers_may(action: Action) -> None:
    """The operator may do what facilitators may, a stranger knows of the group, and no more."""
    is_theirs = not action.startswith("post")
    assert may(Actor(None, is_operator=True), action, GROUP) is is_theirs
    assert may(Actor(None), action, GROUP) is (action == "know of")


@pytest.mark.parametrize("status", [None, *STATUSES])
def test_who_knows_of_a_hidden_group(status: Status | None) -> None:
    """Those who take part, and those who are about to."""
    hidden = replace(GROUP, settings=replace(SETTINGS, hidden=True))
    actor = Actor(member("member", status) if status else None)
    expected = status in ("active", "disabled", "invited", "pending")
    assert may(actor, "know of", hidden) is expected


@pytest.mark.parametrize(("action", "role"), [*product(ACTIONS, ROLES)])
def test_a_closed_group_is_only_read(action: Action, role: Role) -> None:
    """Nothing changes in it any more, whoever asks."""
    closed = replace(GROUP, archived_s=1)
    expected = action in ("know of", "read") or (action == "watch" and role == "facilitator")
    assert may(Actor(member(role)), action, closed) is expected


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_manages_themselves(action: Action) -> None:
    """Who wants to go leaves; to others a facilitator may do what the role says."""
    ann, bob = member("facilitator", person_id=1), member("member", person_id=2)
    assert may(Actor(ann), action, GROUP, whom=bob)
    assert may(Actor(ann), action, GROUP, whom=ann) is (action not in ("manage", "hand over"))


@pytest.mark.parametrize("status", STATUSES)
def test_anyone_may_post_where_anyone_may(status: Status) -> None:
    """All but the banned, in a group that is open to all."""
    open_ = replace(GROUP, settings=replace(SETTINGS, post="anyone"))
    assert may(Actor(None), "post", open_)
    assert may(Actor(member("member", status)), "post", open_) is (status != "banned")


def test_the_table_knows_all_actions() -> None:
    """An action that is added is added here, too."""
    assert set(ACTIONS) == set(get_args(Action)) == set(IN_CHARGE)
