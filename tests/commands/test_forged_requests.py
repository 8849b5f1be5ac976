"""Requests in somebody else's name: what a forged From does to them, and to who is in charge."""

from __future__ import annotations

import pytest

from tests.commands.desks import desk_for, do
from tests.commands.robot import kinds, last, sent, standing, write
from tests.site import Home

ANN, EVE, FAY = "ann@example.org", "eve@elsewhere.example", "fay@example.org"
DAY_S = 86_400


async def below(home: Home, **settings: str) -> int:
    """A subgroup of a group that Ann is in, with the facilitator Fay."""
    psc = await home.found("psc", ANN)
    group_id = await home.found("psc-kenya", parent=psc, **settings)
    await home.admit(group_id, FAY, role="facilitator")
    return group_id


async def test_a_forged_member_of_the_parent_is_asked_first(home: Home) -> None:
    """Where the envelope names somebody else, From lets nobody in below: they confirm it."""
    await below(home)
    await write(home, ANN, "join psc-kenya", to="dgroup", envelope=EVE)
    assert (standing(home, ANN, "psc-kenya"), kinds(home, ANN)) == (None, ["join/confirm"])
    await write(home, ANN, "yes", to=last(home, ANN).reply_to)
    assert standing(home, ANN, "psc-kenya") == "active"


@pytest.mark.parametrize("envelope", [EVE, None])
async def test_a_member_of_the_parent_is_not_flooded(home: Home, envelope: str | None) -> None:
    """In and out a hundred times in her name: three letters that she may not have asked for."""
    psc = await home.found("psc", ANN)
    for number in range(5):
        await home.found(f"psc-{number}", parent=psc)
    for number in range(100):
        name = f"psc-{number % 5}"
        await write(home, ANN, f"join {name}", to="dgroup", envelope=envelope)
        home.write("update member set status = 'left' where group_id <> ?", psc)
    asked = [each for each in kinds(home, ANN) if each in ("members/welcome", "join/confirm")]
    assert len(asked) == 3


async def test_facilitators_are_asked_once_a_day_about_somebody(home: Home) -> None:
    """However often a request is made and taken back, there is one letter; tomorrow another."""
    await below(home, join="approve")
    for _ in range(4):
        await write(home, ANN, "join psc-kenya", to="dgroup")
        assert standing(home, ANN, "psc-kenya") == "pending"
        await write(home, ANN, "leave psc-kenya", to="dgroup")
    assert kinds(home, FAY) == ["join/request"]
    home.clock.move(DAY_S + 1)
    await write(home, ANN, "join psc-kenya", to="dgroup")
    assert kinds(home, FAY) == ["join/request"] * 2


async def test_who_asks_again_waits_by_the_letter_that_was_sent(home: Home) -> None:
    """A request that was taken back and made again is decided by the first ticket."""
    await below(home, join="approve")
    for order in ("join", "leave", "join"):
        await write(home, ANN, f"{order} psc-kenya", to="dgroup")
    await write(home, FAY, "ok", to=last(home, FAY).reply_to)
    assert standing(home, ANN, "psc-kenya") == "active"


async def test_who_was_declined_waits_till_tomorrow(home: Home) -> None:
    """The same day nobody is asked again, and nothing waits that nobody can decide on."""
    await below(home, join="approve")
    await write(home, ANN, "join psc-kenya", to="dgroup")
    await write(home, FAY, "no", to=last(home, FAY).reply_to)
    again = await write(home, ANN, "join psc-kenya", to="dgroup")
    assert (again.reason, standing(home, ANN, "psc-kenya")) == ("enough", "left")
    home.clock.move(DAY_S + 1)
    await write(home, ANN, "join psc-kenya", to="dgroup")
    assert standing(home, ANN, "psc-kenya") == "pending"
    assert [each.template for each in sent(home, FAY)].count("join/request") == 2


async def test_who_is_vouched_for_joins_as_many_groups_as_they_like(home: Home) -> None:
    """What is authentic was asked for: five groups, five welcomes."""
    psc = await home.found("psc", ANN)
    for number in range(5):
        await home.found(f"psc-{number}", parent=psc)
        desk = await desk_for(home, ANN, f"psc-{number}", is_vouched=True)
        await do(home, desk, "join")
    assert home.one("select count(*) from answer where template = 'members/welcome'") == 5


@pytest.mark.parametrize("name", ["psc", "psc-request", "leave.psc", "dgroup", "confirm+x"])
async def test_our_own_addresses_are_asked_nothing(home: Home, name: str) -> None:
    """A list that is made to ask itself would write to its own members."""
    await home.found("psc", ANN)
    await write(home, f"{name}@lists.example.org", to="psc-join")
    assert kinds(home) == []
    await write(home, ANN, f"subscribe psc {name}@lists.example.org")
    assert kinds(home) == ["join/elsewhere"]


async def test_people_of_our_own_domain_join_like_others(home: Home) -> None:
    """A mailbox may be in the domain of the groups: no group has that name."""
    await home.found("psc", FAY)
    ann = "ann@lists.example.org"
    await write(home, f"Ann <{ann}>", to="psc-join")
    assert [(each.to, each.template) for each in sent(home)] == [(ann, "join/confirm")]
    await write(home, f"Ann <{ann}>", to=last(home).reply_to)
    assert (kinds(home)[1:], standing(home, ann)) == (["members/welcome"], "active")
