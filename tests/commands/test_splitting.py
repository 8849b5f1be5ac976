"""Case groups are proposed, changed by a reply, made by an ok, and joined late."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Change
from tests.commands.robot import kinds, last, sent, standing, write
from tests.commands.rounds import (
    BEA,
    CO,
    DAY_S,
    PEOPLE,
    a_group,
    begin,
    choose,
    groups,
    reply,
    shown,
    text_of,
    tick,
)
from tests.site import Home


@pytest.fixture
async def psc(home: Home) -> int:
    """A group of eight, with two facilitators, an observer, and one who gets no mail."""
    return await a_group(home)


async def test_a_proposal_comes_when_the_time_is_over(home: Home, psc: int) -> None:
    """To each facilitator, with a ticket each, and once more after three days."""
    await begin(home)
    await choose(home, "1", "1", "2", "2", "3", "3")
    await tick(home, 5 * DAY_S + 3600)
    await tick(home, 2 * DAY_S)
    proposals = [last(home, who) for who in (BEA, CO)]
    assert {each.template for each in proposals} == {"cases/proposal"}
    assert proposals[0].reply_to != proposals[1].reply_to
    assert sorted(map(len, shown(proposals[0]).values())) == [2, 3, 3]
    assert proposals[0].data["firsts"] == 6
    assert proposals[0].data["unasked"] == ["Bea", "Co", "Obs", "Mute"]
    await tick(home, 3 * DAY_S + 60)
    assert last(home, CO).data["is_again"] is True
    await tick(home, 9 * DAY_S)
    assert kinds(home, CO) == ["cases/proposal", "cases/proposal"]
    assert groups(home) == {}


async def test_an_ok_makes_the_groups(home: Home, psc: int) -> None:
    """Balanced, named after key or title; one letter each; the other facilitator hears of it."""
    await begin(home)
    await choose(home, "1", "1", "2", "2", "3", "3", "no")
    await write(home, BEA, "split")
    proposal = last(home, BEA)
    assert proposal.data["out"] == ["P7"]
    assert groups(home) == {}
    made = await reply(home, BEA, "ok")
    assert made.template == "cases/made"
    there = groups(home)
    assert there.keys() == {"psc-kenya", "psc-coffee-peru", "psc-youth-mali"}
    assert sorted(map(len, there.values())) == [2, 2, 3]
    assert there["psc-coffee-peru"][:2] == PEOPLE[2:4]
    told = last(home, PEOPLE[0])
    assert (told.template, told.data["address"]) == (
        "cases/group",
        "psc-kenya@lists.example.org",
    )
    assert "P2" in told.data["people"]
    assert told.data["text"] == "Two hundred farmers share a cooler."
    assert "p2@" not in await text_of(home, PEOPLE[0])
    assert kinds(home, PEOPLE[6])[-1] == "cases/chosen"  # wanted no group, and hears of none
    assert kinds(home, CO) == ["cases/made"]
    purpose = home.one("select settings from groups where name = 'psc-kenya'")
    assert "share a cooler" in purpose
    roles = home.rows(
        "select distinct role from member join groups on groups.id = member.group_id"
        " where groups.parent_id is not null"
    )
    assert roles == [("member",)]  # whoever runs the group runs these


async def test_the_first_ok_makes_them_and_the_second_hears_who_did(home: Home, psc: int) -> None:
    """Two facilitators, two proposals, one set of groups."""
    await begin(home)
    await choose(home, "1", "2", "3")
    await write(home, BEA, "split")
    await write(home, CO, "split")
    proposal, other = last(home, BEA), last(home, CO)
    await reply(home, BEA, "ok", proposal)
    count = home.one("select count(*) from groups")
    assert (await reply(home, CO, "ok", other)).template == "cases/already"
    assert last(home, CO).data["by"] == "Bea"
    await reply(home, BEA, "ok", proposal)
    await write(home, CO, "split")
    assert last(home, CO).template == "cases/already"
    assert home.one("select count(*) from groups") == count == 4


async def test_a_proposal_is_edited_in_its_quote(home: Home, psc: int) -> None:
    """A line moved under another heading; the answer shows it, and its ok makes just that."""
    await begin(home)
    await choose(home, "1", "1", "2", "2", "3", "3")
    await write(home, BEA, "split")
    first = last(home, BEA)
    text = await text_of(home, BEA)
    (line,) = [each for each in text.split("\n") if "p1@" in each]
    (there,) = [each for each in text.split("\n") if "p3@" in each]
    edited = text.replace(f"{line}\n", "").replace(there, f"{line}\n{there}")
    quoted = "\n".join(f"> {each}".rstrip() for each in edited.split("\n"))
    await write(home, BEA, f"Like this?\n\nOn Sunday the robot wrote:\n{quoted}", first.reply_to)
    second = last(home, BEA)
    assert second.template == "cases/proposal"
    assert second.data["moved"] == [{"who": "P1", "title": "Coffee in Peru"}]
    assert PEOPLE[0] in shown(second)[2]
    assert sorted(each for people in shown(second).values() for each in people) == PEOPLE
    await reply(home, BEA, "swap p3 and p5\nZoe 2", second)
    third = last(home, BEA)
    assert third.data["unknown"] == ["Zoe"]
    assert PEOPLE[4] in shown(third)[2]
    assert PEOPLE[2] in shown(third)[3]
    await reply(home, BEA, "Ok, thanks!\n\nBea", third)
    assert groups(home)["psc-coffee-peru"] == shown(third)[2]


@pytest.mark.parametrize(
    "words", ["ok, but wait until Monday", "ok?", "What about Ann?", "OK\nBut first ask Bob"]
)
async def test_what_is_no_plain_ok_makes_nothing(home: Home, psc: int, words: str) -> None:
    """It is asked once what is meant."""
    await begin(home)
    await choose(home, "1", "2", "3")
    await write(home, BEA, "split")
    proposal = last(home, BEA)
    assert (await reply(home, BEA, words, proposal)).template == "cases/how_to_move"
    assert groups(home) == {}
    assert (await reply(home, BEA, "no", proposal)).template == "cases/left"
    assert (await reply(home, BEA, "ok", proposal)).template == "cases/made"


async def test_a_proposal_is_for_facilitators_only(home: Home, psc: int) -> None:
    """Neither another person nor a facilitator who is none any more can use it."""
    await begin(home)
    await choose(home, "1", "2", "3")
    await write(home, BEA, "split")
    proposal = last(home, BEA)
    for forger in (PEOPLE[0], CO, "eve@example.net"):
        await write(home, forger, "ok", proposal.reply_to)
    member_id = home.one(
        "select member.id from member join address using (person_id) where folded = ?", BEA
    )
    await home.perform(Change(member_id, role="member"))
    await write(home, BEA, "ok", proposal.reply_to)
    assert groups(home) == {}


async def test_fewer_groups_than_cases(home: Home, psc: int) -> None:
    """The cases that are wanted most get the groups."""
    await begin(home)
    await choose(home, "1", "1", "3", "3", "2")
    await write(home, BEA, "split 2")
    proposal = last(home, BEA)
    assert list(shown(proposal)) == [1, 3]
    assert [len(each) for each in shown(proposal).values()] == [4, 4]


async def test_people_come_and_go_between_proposal_and_ok(home: Home, psc: int) -> None:
    """Who has left is in no group; who has chosen since is in the one they want."""
    await begin(home)
    await choose(home, "1", "1", "2", "2", "3", "3")
    await write(home, BEA, "split")
    proposal = last(home, BEA)
    await home.admit(psc, "new@example.org")
    await tick(home)
    assert kinds(home, "new@example.org") == ["cases/choose"]
    await reply(home, "new@example.org", "3")
    member_id = home.one(
        "select member.id from member join address using (person_id) where folded = ?", PEOPLE[0]
    )
    await home.perform(Change(member_id, status="left"))
    await reply(home, BEA, "ok", proposal)
    assert "new@example.org" in groups(home)["psc-youth-mali"]
    assert not any(PEOPLE[0] in people for people in groups(home).values())


async def test_late_comers_choose_their_group(home: Home, psc: int) -> None:
    """They are asked with the sizes, and are in the group of their choice at once."""
    await begin(home)
    await choose(home, "1", "1", "2", "2", "3", "3", "1", "no")
    await write(home, BEA, "split")
    await reply(home, BEA, "ok")
    await tick(home)
    assert kinds(home, PEOPLE[7])[-1] == "cases/chosen"  # was asked before
    for late in ("late@example.org", "later@example.org"):
        await home.admit(psc, late)
    await tick(home)
    letter = last(home, "late@example.org")
    assert letter.template == "cases/late"
    assert [each["size"] for each in letter.data["cases"]] == [3, 2, 2]
    told = await reply(home, "late@example.org", "Dairy")
    assert (told.template, told.data["name"]) == ("cases/group", "psc-kenya")
    assert "late@example.org" in groups(home)["psc-kenya"]
    again = await reply(home, "late@example.org", "2", letter)
    assert again.template == "cases/there"
    assert "late@example.org" not in groups(home)["psc-coffee-peru"]
    await reply(home, "later@example.org", "any")
    assert "later@example.org" in groups(home)["psc-coffee-peru"]
    await reply(home, PEOPLE[7], "2", last(home, PEOPLE[7]))  # thought better of it
    assert PEOPLE[7] in groups(home)["psc-coffee-peru"]
    out = await reply(home, PEOPLE[7], "no thanks")
    assert standing(home, PEOPLE[7], "psc-coffee-peru") == "left", out.pieces


async def test_who_was_taken_out_is_not_put_back_by_a_choice(home: Home, psc: int) -> None:
    """They are told so, and to whom they can write; nothing of it is in their own hands (R11)."""
    await begin(home)
    await choose(home, "1", "1", "2", "2", "3", "3", "1", "2")
    ballot = next(each for each in sent(home, PEOPLE[0]) if each.template == "cases/choose")
    await write(home, BEA, "split")
    await reply(home, BEA, "ok")
    assert PEOPLE[0] in groups(home)["psc-kenya"]
    home.write(
        "update member set status = 'removed' where group_id ="
        " (select id from groups where name = 'psc-kenya')"
        " and person_id = (select person_id from address where folded = ?)",
        PEOPLE[0],
    )
    told = await reply(home, PEOPLE[0], "1", ballot)
    assert (told.template, told.reply_to) == ("subgroups/removed", "psc-owner")
    assert PEOPLE[0] not in groups(home)["psc-kenya"]


async def test_names_that_are_taken_get_a_number(home: Home, psc: int) -> None:
    """And two titles that begin alike do not share a group."""
    await home.found("psc-kenya", parent=psc)
    await begin(home, "kenya: Dairy\nThe role of women in dairy farming\nWomen in dairy: farming")
    await choose(home, "1", "2", "3")
    await write(home, BEA, "split")
    await reply(home, BEA, "ok")
    assert len(groups(home)) == 3
    assert "psc-kenya-2" in groups(home)
    assert all(len(name) <= 40 for name in groups(home))


async def test_proposals_and_choices_of_many(home: Home) -> None:
    """Three hundred people are asked, divided and told without trouble."""
    group_id = await home.found("psc", title="Private Sector")
    await home.admit(group_id, BEA, role="facilitator")
    many = [f"m{number}@example.org" for number in range(300)]
    for each in many:
        await home.admit(group_id, each)
    await begin(home)
    await write(home, BEA, "split")
    made = await reply(home, BEA, "ok")
    assert [each["size"] for each in made.data["groups"]] == [100, 100, 100]
    assert len([each for each in sent(home) if each.template == "cases/group"]) == 300
    assert len(last(home, many[0]).data["people"]) == 60
    assert last(home, many[0]).data["unnamed"] == 39


@pytest.mark.parametrize(
    "words",
    ["yes, but P1 must not be with P2", "no, make 2 groups instead", "ok\nplease merge 1 and 2"],
)
async def test_words_about_people_or_numbers_are_never_passed_over(
    home: Home, psc: int, words: str
) -> None:
    """Neither a yes nor a no acts beside them; they are said back."""
    await begin(home)
    await choose(home, "1", "2", "3")
    await write(home, BEA, "split")
    asked = await reply(home, BEA, words)
    assert asked.template == "cases/how_to_move"
    assert asked.data["unread"]
    assert groups(home) == {}


async def test_no_changes_is_an_ok(home: Home, psc: int) -> None:
    """It begins with a no, and is none."""
    await begin(home)
    await choose(home, "1", "2", "3")
    await write(home, BEA, "split")
    assert (await reply(home, BEA, "no changes, go")).template == "cases/made"


async def test_who_is_taken_out_is_in_no_group(home: Home, psc: int) -> None:
    """Until they are put back; what else was said is shown as not understood."""
    await begin(home)
    await choose(home, "1", "1", "2", "2", "3", "3")
    await write(home, BEA, "split")
    first = await reply(home, BEA, "yes, and P1 to 3")
    assert (first.template, groups(home)) == ("cases/proposal", {})
    out = await reply(home, BEA, "Remove P1 and P2, and keep the others happy", first)
    assert out.data["taken_out"] == ["P1", "P2"]
    assert out.data["unread"] == ["keep the others happy"]
    assert out.data["moved"] == []
    back = await reply(home, BEA, "P2 2", out)
    assert (back.data["taken_out"], back.data["people"]) == (["P1"], 7)
    made = await reply(home, BEA, "ok", back)
    assert made.data["people"] == 7
    assert not any(PEOPLE[0] in people for people in groups(home).values())


@pytest.mark.parametrize("asked", [9, 2])
async def test_another_number_of_groups_than_cases_is_explained(
    home: Home, psc: int, asked: int
) -> None:
    """More cannot be; of fewer it is said which they are."""
    await begin(home)
    await choose(home, "1", "2", "3")
    await write(home, BEA, f"split {asked}")
    assert (last(home, BEA).data["wanted"], last(home, BEA).data["cases"]) == (asked, 3)
    said = await text_of(home, BEA)
    assert ("cannot be more than 3 groups" in said) == (asked == 9)
    assert ("Only the 2 cases" in said) == (asked == 2)
