"""Cases by choice, by mail: laid before the group, chosen, divided, made, and joined late."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Change
from dgroup.server.jobs.activities import activities
from tests.commands.robot import Sent, kinds, last, mails, sent, standing, write
from tests.site import Home

BEA, CO, OBS, MUTE = "bea@example.org", "co@example.org", "obs@example.org", "mute@example.org"
PEOPLE = [f"p{number}@example.org" for number in range(1, 9)]
DAY_S = 86_400
FOUR = "kenya: Dairy in Kenya\n  Two hundred farmers share a cooler.\nCoffee in Peru\nYouth in Mali"


@pytest.fixture
async def psc(home: Home) -> int:
    """A group of eight, with two facilitators, an observer, and one who gets no mail."""
    group_id = await home.found("psc", *PEOPLE, title="Private Sector")
    await home.admit(group_id, BEA, role="facilitator")
    await home.admit(group_id, CO, role="facilitator")
    await home.admit(group_id, OBS, role="observer")
    await home.admit(group_id, MUTE, delivery="none")
    return group_id


async def ask(home: Home, subject: str, body: str = "") -> Sent:
    """Let Bea ask something, and say yes to what is planned; return the answer to her."""
    await write(home, BEA, body, subject=subject)
    plan = last(home, BEA)
    assert plan.template == "facilitating/confirm", plan.pieces
    await write(home, BEA, "yes", plan.reply_to)
    return last(home, BEA)


async def tick(home: Home, seconds: int = 60) -> None:
    """Let time pass, and the calendar do what is due."""
    home.clock.move(seconds)
    await activities(home.site, home.clock.now_s)


async def begin(home: Home, body: str = FOUR) -> None:
    """Lay cases before the group; everybody is asked."""
    begun = await ask(home, "cases", body)
    assert begun.template == "cases/begun"
    await tick(home)


async def reply(home: Home, who: str, words: str, letter: Sent | None = None) -> Sent:
    """Answer the latest letter, or an earlier one; return the answer."""
    letter = letter or last(home, who)
    await write(home, who, words, letter.reply_to)
    return last(home, who)


async def choose(home: Home, *choices: str) -> None:
    """Let the first people choose."""
    for who, words in zip(PEOPLE, choices, strict=False):
        chosen = await reply(home, who, words)
        assert chosen.template == "cases/chosen", (words, chosen.pieces)


def choices(home: Home) -> dict[str, str]:
    """What is kept of people's answers."""
    return dict(
        home.rows(
            "select address.folded, value from activity_answer"
            " join address on address.person_id = activity_answer.person_id"
        )
    )


def groups(home: Home) -> dict[str, list[str]]:
    """Who is in which subgroup."""
    rows = home.rows(
        "select groups.name, address.folded from member"
        " join groups on groups.id = member.group_id"
        " join address on address.person_id = member.person_id"
        " where groups.parent_id is not null and member.status = 'active' order by 1, 2"
    )
    found: dict[str, list[str]] = {}
    for name, address in rows:
        found.setdefault(name, []).append(address)
    return found


def shown(letter: Sent) -> dict[int, list[str]]:
    """Who goes where in a proposal."""
    return {
        each["number"]: sorted(one["address"] for one in each["people"])
        for each in letter.data["groups"]
    }


async def text_of(home: Home, who: str) -> str:
    """The words of the latest letter, as they arrive."""
    content = (await mails(home))[who].decode()
    return content.partition("\r\n\r\n")[2].replace("\r\n", "\n")


async def test_nothing_begins_before_the_yes(home: Home, psc: int) -> None:
    """The plan has the cases, how many are asked and until when; then everybody is asked."""
    await write(home, BEA, FOUR, subject="cases")
    plan = last(home, BEA)
    assert plan.pieces == ("facilitating/confirm", "plans/cases")
    told = plan.raw["parts"][0][1]
    assert [each["title"] for each in told["cases"]] == [
        "Dairy in Kenya",
        "Coffee in Peru",
        "Youth in Mali",
    ]
    assert told["asked"] == 8
    assert home.one("select count(*) from activity") == 0
    await write(home, BEA, "yes", plan.reply_to)
    assert last(home, BEA).template == "cases/begun"
    await tick(home)
    assert all(kinds(home, who) == ["cases/choose"] for who in PEOPLE)
    assert not any(kinds(home, who) for who in (CO, OBS, MUTE))
    closes_s = last(home, PEOPLE[0]).data["closes_s"]
    assert home.clock.now_s + 6 * DAY_S < closes_s < home.clock.now_s + 8 * DAY_S


async def test_a_facilitator_says_until_when(home: Home, psc: int) -> None:
    """The day that is said is the last one, in the group's time zone."""
    await begin(home, FOUR + "\nuntil 30 November")
    assert last(home, PEOPLE[0]).data["closes_s"] == 1_796_079_599  # 23:59:59 in Brussels


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("Dairy in Kenya", "few"),
        ("\n".join(f"Place {each}" for each in "abcdefghijklm"), "many"),
        ("Dairy\nCoffee\ndairy", "twice"),
        ("Dairy\nCoffee\nuntil 1 November 2026", "date"),
    ],
)
async def test_a_list_that_will_not_do(home: Home, psc: int, body: str, problem: str) -> None:
    """It is said at once what is wrong, and how it goes."""
    await write(home, BEA, body, subject="cases")
    assert last(home, BEA).template == "cases/how"
    assert last(home, BEA).data["problem"] == problem


async def test_how_it_goes_and_how_far_it_is(home: Home, psc: int) -> None:
    """Without a list, the word tells how to begin; later, who has chosen what."""
    await write(home, BEA, "", subject="cases")
    assert last(home, BEA).template == "cases/how"
    await begin(home)
    await choose(home, "1", "1, 2", "no", "any")
    await write(home, BEA, "cases")
    state = last(home, BEA)
    assert state.template == "cases/state"
    assert [(each["firsts"], each["seconds"]) for each in state.data["cases"]] == [
        (2, 0),
        (0, 1),
        (0, 0),
    ]
    assert (state.data["answered"], state.data["out"]) == (4, 1)
    assert state.data["silent"] == ["P5", "P6", "P7", "P8"]
    await write(home, BEA, FOUR, subject="cases")
    assert last(home, BEA).template == "cases/state"  # one round at a time
    assert home.one("select count(*) from activity") == 1


async def test_members_cannot_ask_others_to_choose(home: Home, psc: int) -> None:
    """Neither a list nor a proposal is theirs."""
    await write(home, PEOPLE[0], FOUR, subject="cases")
    await write(home, PEOPLE[0], "split")
    assert not {"cases/begun", "cases/proposal", "facilitating/confirm"} & {
        piece for letter in sent(home) for piece in letter.pieces
    }
    assert home.one("select count(*) from activity") == 0


async def test_choices_are_kept_and_changed(home: Home, psc: int) -> None:
    """By number and by name; the last answer counts; a second choice can be added."""
    await begin(home)
    ballot = last(home, PEOPLE[0])
    chosen = await reply(home, PEOPLE[0], "2, 3", ballot)
    assert chosen.data["first"] == "Coffee in Peru (2)"
    assert chosen.data["second"] == "Youth in Mali (3)"
    assert choices(home) == {PEOPLE[0]: "2,3"}
    await reply(home, PEOPLE[0], "Kenia please", chosen)  # to the answer, as well
    assert choices(home) == {PEOPLE[0]: "1"}
    await reply(home, PEOPLE[0], "my second choice is 3", ballot)
    assert choices(home) == {PEOPLE[0]: "1,3"}
    assert (await reply(home, PEOPLE[1], "no thanks")).data["kind"] == "none"
    assert (await reply(home, PEOPLE[2], "geen voorkeur")).data["kind"] == "any"
    assert choices(home) == {PEOPLE[0]: "1,3", PEOPLE[1]: "none", PEOPLE[2]: "any"}


async def test_who_is_not_understood_is_asked_once(home: Home, psc: int) -> None:
    """Kindly, with the cases; and nothing is kept."""
    await begin(home)
    ballot = last(home, PEOPLE[0])
    assert (await reply(home, PEOPLE[0], "Hm, hard to say")).template == "cases/which"
    assert choices(home) == {}
    before = len(sent(home))
    await reply(home, PEOPLE[0], "Hm, hard to say, really", ballot)
    assert len(sent(home)) == before
    await reply(home, PEOPLE[0], "2", ballot)
    assert choices(home) == {PEOPLE[0]: "2"}


async def test_nobody_chooses_for_another(home: Home, psc: int) -> None:
    """A ballot is its person's own, whoever holds it; who has left has none."""
    await begin(home)
    ballot = last(home, PEOPLE[0])
    for forger in (PEOPLE[1], BEA, "eve@example.net"):
        await write(home, forger, "3", ballot.reply_to)
    assert choices(home) == {}
    member_id = home.one(
        "select member.id from member join address using (person_id) where folded = ?", PEOPLE[0]
    )
    await home.perform(Change(member_id, status="left"))
    await write(home, PEOPLE[0], "3", ballot.reply_to)
    assert choices(home) == {}


async def test_only_the_silent_are_reminded_and_only_once(home: Home, psc: int) -> None:
    """Two days before the end, those who have not answered, in whatever words."""
    await begin(home)
    await choose(home, "1", "no", "any", "2, 3")
    await tick(home, 4 * DAY_S)
    assert all(kinds(home, who)[-1] != "cases/choose" for who in PEOPLE[:4])
    assert all(len(kinds(home, who)) == 1 for who in PEOPLE[4:])
    await tick(home, DAY_S + 3600)
    reminded = [last(home, who) for who in PEOPLE[4:]]
    assert all(each.data["is_reminder"] for each in reminded)
    assert all(kinds(home, who)[-1] == "cases/chosen" for who in PEOPLE[:4])
    await tick(home, 3600)
    await tick(home, 12 * 3600)
    assert all(len(kinds(home, who)) == 2 for who in PEOPLE[4:])
    assert not kinds(home, MUTE)


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


async def test_a_facilitator_may_choose_too(home: Home, psc: int) -> None:
    """They are not asked; by a command, and the yes to it, they are one of the group."""
    await begin(home)
    await choose(home, "1", "2", "3")
    chosen = await ask(home, "cases: 2")
    assert chosen.template == "cases/chosen"
    assert choices(home)[BEA] == "2"
    await write(home, BEA, "split")
    assert BEA in shown(last(home, BEA))[2]


async def test_a_round_can_be_ended(home: Home, psc: int) -> None:
    """Nobody chooses any more, nobody is reminded, no groups come of it."""
    await begin(home)
    ballot = last(home, PEOPLE[0])
    assert (await ask(home, "cases stop")).template == "cases/stopped"
    assert (await reply(home, PEOPLE[0], "1", ballot)).template == "robot/gone"
    await tick(home, 30 * DAY_S)
    assert all(kinds(home, who)[:1] == ["cases/choose"] for who in PEOPLE)
    assert not any("cases/proposal" in kinds(home, who) for who in (BEA, CO))
    await begin(home)
    assert kinds(home, PEOPLE[1]) == ["cases/choose", "cases/choose"]


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
