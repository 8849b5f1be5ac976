"""Subgroups are founded out of members of the group above."""

from __future__ import annotations

import json

import pytest

from dgroup.commands.subgrouping import Founded, found_subgroup, full_name, place
from dgroup.domain.effects import Arrange, Change
from dgroup.domain.model import Arrangement, Group
from dgroup.store import groups, people, subgroups
from tests.commands.desks import letters_to
from tests.site import Home

PEOPLE = ("anna@example.org", "ben@example.org", "cleo@example.org")


async def parent_of(home: Home, **settings: str | int | bool) -> Group:
    group_id = await home.found("psc", *PEOPLE, title="Private Sector Cooperation", **settings)
    found = await groups.one(home.site.db, group_id, home.site.defaults)
    assert found is not None
    return found


async def founded(home: Home, parent: Group, *addresses: str, **more: object) -> Founded:
    company = await subgroups.company(home.site.db, parent)
    async with home.site.db.transaction() as tx:
        made = found_subgroup(
            parent,
            "psc-kenya",
            "Dairy in Kenya",
            [company.by_address[each] for each in addresses],
            new_id=tx.new_id,
            now_s=home.clock.now_s,
            defaults=home.site.defaults,
            by="bea@example.org",
            **more,  # type: ignore[arg-type]  # words of a test
        )
        for _ in range(20):
            tx.new_id()
    await home.perform(*made.effects)
    return made


async def test_a_subgroup_is_set_up_like_the_group_above(home: Home) -> None:
    """Its own settings, language and time zone are those above, but for words about that group."""
    parent = await parent_of(
        home, language="fr", join="invite", footer="Bye", purpose="All of us", welcome="Hello"
    )
    made = await founded(home, parent, purpose="What milk costs")
    found = await groups.find(home.site.db, "psc-kenya", home.site.defaults)
    assert found == made.group
    assert found.own_settings == {"join": "invite", "footer": "Bye", "purpose": "What milk costs"}
    assert (found.language, found.timezone, found.parent) == ("fr", "Europe/Brussels", "psc")
    assert found.settings.welcome == ""


async def test_mail_comes_to_members_as_it_does_above(home: Home) -> None:
    """Digests, a rest and text only go along into the subgroup; so does being read first."""
    parent = await parent_of(home)
    anna, ben = PEOPLE[:2]
    ids = dict(home.rows("select address.folded, member.id from member join address using"
                         " (person_id)"))  # fmt: skip
    rest_s = home.clock.now_s + 86_400
    await home.perform(
        Arrange(ids[anna], Arrangement("active", "daily", None, rest_s, is_text_only=True)),
        Change(ids[ben], is_moderated=True),
    )
    made = await founded(home, parent, anna, ben)
    rows = home.rows(
        "select delivery, paused_until_s, is_text_only, is_moderated, is_exempt, welcomed_s"
        " from member where group_id = ? order by id",
        made.group.id,
    )
    assert rows == [("daily", rest_s, 1, 0, 1, None), ("each", None, 0, 1, 1, None)]


async def test_only_named_facilitators_run_it(home: Home) -> None:
    """Who runs the group above is one member among others below, unless they are named."""
    parent = await parent_of(home)
    anna = PEOPLE[0]
    await home.admit(parent.id, "dora@example.org", role="facilitator")
    await home.admit(parent.id, "eve@example.org", role="observer")
    company = await subgroups.company(home.site.db, parent)
    made = await founded(
        *(home, parent, anna, "dora@example.org", "eve@example.org"),
        facilitators={company.by_address[anna].person.id},
    )
    assert [each.role for each in made.placed] == ["facilitator", "member", "observer"]
    found = await people.members(home.site.db, made.group)
    assert {each.address: each.role for each in found} == {
        anna: "facilitator",
        "dora@example.org": "member",
        "eve@example.org": "observer",
    }


async def test_nobody_is_written_to_and_it_is_logged(home: Home) -> None:
    """Founding is silent; the log of the group above says who did it."""
    parent = await parent_of(home)
    await founded(home, parent, *PEOPLE)
    assert letters_to(home, PEOPLE[0]) == []
    ((actor, action, name, group_id, detail),) = home.rows(
        "select actor, action, object, group_id, detail from audit"
    )
    assert (actor, action, name, group_id) == (
        "bea@example.org",
        "subgroup create",
        "psc-kenya",
        parent.id,
    )
    assert json.loads(detail) == {"members": 3}


async def test_who_is_in_or_banned_is_not_put_in(home: Home) -> None:
    """Putting people in leaves out members, the banned, and a name said twice; who left is in."""
    parent = await parent_of(home)
    anna, ben, cleo = PEOPLE
    made = await founded(home, parent, anna, ben, cleo)
    ids = {each.fellow.person.address: each.member_id for each in made.placed}
    await home.perform(Change(ids[ben], status="banned"), Change(ids[cleo], status="left"))
    company = await subgroups.company(home.site.db, parent)
    fellows = [*company.fellows, *company.fellows]
    standing = await people.among(
        home.site.db, made.group, [each.person.id for each in company.fellows]
    )
    placed, effects = place(made.group, fellows, standing, new_id=lambda: 0)
    assert [each.member_id for each in placed] == [ids[cleo]]
    await home.perform(*effects)
    assert home.one("select status from member where id = ?", ids[cleo]) == "active"


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("kenya", "psc-kenya"),
        ("psc-kenya", "psc-kenya"),
        ("PSC-Kenya@lists.example.org", "psc-kenya"),
        ("psc", "psc-psc"),
        ("pscx", "psc-pscx"),
    ],
)
async def test_a_short_name_stands_behind_that_of_the_group(
    home: Home, typed: str, full: str
) -> None:
    """What begins with the group's name stays; what does not is put behind it."""
    assert full_name(await parent_of(home), typed) == full
