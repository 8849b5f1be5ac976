"""Who is in charge of a group, and may decide for it."""

from __future__ import annotations

from dgroup.domain.effects import Change
from dgroup.domain.model import Group
from dgroup.store import groups
from dgroup.store.facilitators import Facilitator, facilitators, is_in_charge
from tests.site import Home

ANN, BEA, CAT, OWNER = "ann@example.org", "bea@example.org", "cat@example.org", "root@example.net"


async def group(home: Home, name: str) -> Group:
    """A group that is there."""
    found = await groups.find(home.site.db, name, home.site.defaults)
    assert found is not None
    return found


async def addresses(home: Home, name: str) -> list[str]:
    """Where the mail for those in charge of a group goes."""
    found = await facilitators(home.site.db, await group(home, name), OWNER)
    return [each.address for each in found]


async def may(home: Home, name: str, address: str) -> bool:
    """Whether somebody may decide for a group."""
    known = home.rows("select person_id from address where folded = ?", address)
    return await is_in_charge(
        home.site.db,
        await group(home, name),
        OWNER,
        address=address,
        person_id=known[0][0] if known else None,
    )


async def test_a_group_is_led_by_its_own_facilitators(home: Home) -> None:
    """All of them, in the order in which they came; not those of its parent."""
    school = await home.found("school")
    psc = await home.found("psc", ANN, parent=school)
    await home.admit(school, OWNER, role="facilitator")
    first = await home.admit(psc, CAT, role="facilitator")
    await home.admit(psc, BEA, role="facilitator", delivery="none")
    assert await addresses(home, "psc") == [CAT, BEA]
    found = (await facilitators(home.site.db, await group(home, "psc"), OWNER))[0]
    person_id = home.one("select person_id from member where id = ?", first)
    assert found == Facilitator(person_id, first, CAT, "Cat", None)
    assert found.reader(await group(home, "psc")).language == "en"


async def test_else_by_those_of_its_parent_else_by_the_operator(home: Home) -> None:
    """Somebody who left or whose mail comes back is nobody to write to."""
    school = await home.found("school")
    psc = await home.found("psc", ANN, parent=school)
    boss = await home.admit(psc, BEA, role="facilitator")
    above = await home.admit(school, CAT, role="facilitator")
    await home.perform(Change(boss, status="disabled"))
    assert await addresses(home, "psc") == [CAT]
    await home.perform(Change(above, status="left"))
    assert await addresses(home, "psc") == [OWNER]
    (owner,) = await facilitators(home.site.db, await group(home, "psc"), OWNER)
    assert owner == Facilitator(None, None, OWNER, "", None)
    await home.admit(psc, OWNER)
    (owner,) = await facilitators(home.site.db, await group(home, "psc"), OWNER)
    assert (owner.person_id is None, owner.member_id) == (False, None)


async def test_facilitators_of_a_group_and_of_its_parent_may_decide(home: Home) -> None:
    """And the operator; nobody else, and nobody who left."""
    school = await home.found("school")
    psc = await home.found("psc", ANN, parent=school)
    boss = await home.admit(psc, BEA, role="facilitator")
    await home.admit(school, CAT, role="facilitator")
    assert [await may(home, "psc", each) for each in (BEA, CAT, OWNER)] == [True, True, True]
    assert [await may(home, "psc", each) for each in (ANN, "eve@example.org")] == [False, False]
    assert [await may(home, "school", each) for each in (BEA, CAT)] == [False, True]
    await home.perform(Change(boss, status="disabled"))
    assert await may(home, "psc", BEA)
    await home.perform(Change(boss, status="removed"))
    assert not await may(home, "psc", BEA)
