"""What lists and decisions ask the store: groups, people, letters, posts."""

from __future__ import annotations

import pytest

from dgroup.domain.model import Group
from dgroup.store import groups, letters, people, posts
from tests.site import NOON_S, Home, letter

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"


async def group(home: Home, name: str = "psc") -> Group:
    """A group that is there."""
    found = await groups.find(home.site.db, name, home.site.defaults)
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["psc", "PSC", "psc@lists.example.org", "Club", "club"])
async def test_a_group_is_found_by_what_people_call_it(home: Home, name: str) -> None:
    """Its name, its address or a former name, in any case."""
    school = await home.found("school")
    psc = await home.found("psc", parent=school, title="Speaking", language="nl", post="anyone")
    home.write("insert into alias values ('club', ?)", psc)
    found = await group(home, name)
    assert (found.id, found.name, found.parent, found.parent_id) == (psc, "psc", "school", school)
    assert (found.title, found.language, found.created_s) == ("Speaking", "nl", NOON_S)
    assert found.own_settings == {"post": "anyone"}
    assert (found.settings.post, found.settings.join) == ("anyone", "confirm")
    assert (found.address, found.list_id) == ("psc@lists.example.org", "psc.lists.example.org")


async def test_what_is_no_group_is_none(home: Home) -> None:
    """An unknown name, and the name at another domain."""
    await home.found("psc")
    for name in ("nobody", "psc@elsewhere.example", ""):
        assert await groups.find(home.site.db, name, home.site.defaults) is None


async def test_groups_with_their_counts(home: Home) -> None:
    """Active and disabled members count, and posts; subgroups are below their parent."""
    school = await home.found("school", ANN)
    psc = await home.found("psc", ANN, parent=school)
    await home.admit(psc, BOB, status="disabled")
    await home.admit(psc, CAT, status="left")
    await home.receive()
    listed = await groups.everyone(home.site.db, home.site.defaults)
    assert [(each.group.name, each.members, each.posts) for each in listed] == [
        ("psc", 2, 1),
        ("school", 1, 0),
    ]
    assert await groups.count(home.site.db, await group(home)) == listed[0]
    below = await groups.below(home.site.db, await group(home, "school"), home.site.defaults)
    assert [each.name for each in below] == ["psc"]
    assert await groups.names(home.site.db) == {"psc": psc, "school": school}


async def test_people_are_found_by_any_address(home: Home) -> None:
    """In any case; the preferred one is what they are called by."""
    psc = await home.found("psc", ANN)
    await home.found("garden", ANN)
    person_id = home.one("select person_id from member where group_id = ?", psc)
    home.write(
        "insert into address values (901, ?, ?, ?, null, 0, null, '', 1)", person_id, CAT, CAT
    )
    for address in (ANN, CAT.upper()):
        found = await people.find(home.site.db, address)
        assert found is not None
        assert (found.id, found.name, found.address, found.language) == (
            person_id,
            "Ann",
            ANN,
            None,
        )
    assert await people.find(home.site.db, BOB) is None
    assert sorted(await people.addresses(home.site.db, person_id)) == [ANN, CAT]
    assert {
        key: person.id for key, person in (await people.known(home.site.db, [ANN, BOB])).items()
    } == {ANN: person_id}
    groups_of = await people.memberships(home.site.db, found)
    assert [(each.group, each.role, each.delivery) for each in groups_of] == [
        ("garden", "member", "each"),
        ("psc", "member", "each"),
    ]


async def test_people_are_searched_by_part_of_name_or_address(home: Home) -> None:
    """Whatever holds the text, at most so many."""
    await home.found("psc", ANN, BOB, CAT)
    found = await people.search(home.site.db, "EXAMPLE")
    assert [each.address for each in found] == [ANN, BOB, CAT]
    assert [each.address for each in await people.search(home.site.db, "bo")] == [BOB]
    assert len(await people.search(home.site.db, "example", most=2)) == 2
    assert await people.search(home.site.db, "nobody") == []


async def test_members_by_address(home: Home) -> None:
    """Those who take part or may come; with `is_all` also those who left or were removed."""
    psc = await home.found("psc", BOB)
    await home.admit(psc, ANN, status="pending", role="observer")
    await home.admit(psc, CAT, status="banned", delivery="none")
    members = await people.members(home.site.db, await group(home))
    assert [(each.address, each.name, each.role, each.status) for each in members] == [
        (ANN, "Ann", "observer", "pending"),
        (BOB, "Bob", "member", "active"),
    ]
    everyone = await people.members(home.site.db, await group(home), is_all=True)
    assert [(each.address, each.status, each.delivery) for each in everyone][-1] == (
        CAT,
        "banned",
        "none",
    )
    among = await people.among(
        home.site.db, await group(home), [each.person_id for each in everyone]
    )
    assert {status for _, status, _ in among.values()} == {"pending", "active", "banned"}


async def test_held_letters_in_the_order_they_came(home: Home) -> None:
    """Of one group or of all; those that are decided are no longer listed, but can be looked at."""
    await home.found("psc", ANN, post="moderated")
    await home.found("garden", ANN, post="moderated")
    for n, name in enumerate(("psc", "garden", "psc")):
        await home.receive(letter(id=f"m{n}", subject=f"No {n}", body=f"No {n}"), name)
        home.clock.move(60)
    db = home.site.db
    assert [each.subject for each in await letters.held(db)] == ["No 0", "No 1", "No 2"]
    first, last = await letters.held(db, await group(home))
    assert (first.subject, first.group, first.author, first.reason) == (
        "No 0",
        "psc",
        ANN,
        "moderated",
    )
    home.write("update held set state = 'rejected', decided_by = 'boss' where id = ?", first.id)
    assert [each.id for each in await letters.held(db, await group(home))] == [last.id]
    found = await letters.held_one(db, first.id)
    assert found is not None
    assert (found[0].state, found[0].decided_by) == ("rejected", "boss")
    assert found[1] == letter(id="m0", subject="No 0", body="No 0")
    assert await letters.held_one(db, 99_999) is None
    assert await letters.shunted_one(db, 99_999) is None


async def test_posts_in_the_order_of_their_arrival(home: Home) -> None:
    """With parent, thread and times; one of them with the mail as it came."""
    await home.found("psc", ANN)
    await home.receive(letter(id="a"))
    home.clock.move(60)
    await home.receive(letter(id="b", references=["a"], date="Sat, 21 Nov 2026 11:00:00 +0000"))
    first, second = await posts.of_group(home.site.db, await group(home))
    assert (first.message_id, first.parent_message_id, first.subject) == ("a", None, "Hello")
    assert (second.parent_message_id, second.thread_id) == ("a", first.thread_id)
    assert (second.sent_s, second.received_s) == (NOON_S - 3600, NOON_S + 60)
    assert (first.author, first.author_name) == (ANN, "Ann")
    found = await posts.one(home.site.db, first.id)
    assert found is not None
    assert (found[0], found[1], found[2]) == (first, "psc", letter(id="a"))
    assert await posts.one(home.site.db, 99_999) is None
    seen = await posts.find(home.site.db, (await group(home)).id, "b")
    assert seen is not None
    assert seen.id == second.id
    assert await posts.find(home.site.db, (await group(home)).id, "c") is None
    (thread,) = await posts.threads(home.site.db, await group(home))
    assert (thread.root_message_id, thread.posts, thread.started_s, thread.last_post_s) == (
        "a",
        2,
        NOON_S - 3600,
        NOON_S,
    )
