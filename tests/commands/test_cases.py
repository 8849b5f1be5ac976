"""Cases by mail: laid before the group, chosen by a reply, and the silent reminded."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Change
from tests.commands.robot import kinds, last, sent, write
from tests.commands.rounds import (
    BEA,
    CASES,
    CO,
    DAY_S,
    MUTE,
    OBS,
    PEOPLE,
    a_group,
    ask,
    begin,
    choices,
    choose,
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


async def test_nothing_begins_before_the_yes(home: Home, psc: int) -> None:
    """The plan has the cases, how many are asked and until when; then everybody is asked."""
    await write(home, BEA, CASES, subject="cases")
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
    await begin(home, CASES + "\nuntil 30 November")
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
    await write(home, BEA, "desk")
    assert [each["in_all"] for each in last(home, BEA).data["cases"]] == [4]
    assert (await ask(home, "nudge cases")).data["written"] == 4
    await write(home, BEA, CASES, subject="cases")
    assert last(home, BEA).template == "cases/state"  # one round at a time
    assert home.one("select count(*) from activity") == 1


async def test_members_cannot_ask_others_to_choose(home: Home, psc: int) -> None:
    """Neither a list nor a proposal is theirs."""
    await write(home, PEOPLE[0], CASES, subject="cases")
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


async def test_the_words_above_the_list_are_sent_along(home: Home) -> None:
    """In the plan, and in the letter to everybody; as they stand, and as nothing but text."""
    await a_group(home)
    said = "Choose what is nearest to {{ you }}."
    await write(home, BEA, f"Dear all,\n\n{said}\n\n1. Dairy\n2. Coffee\n", subject="cases")
    assert said in await text_of(home, BEA)
    await reply(home, BEA, "yes")
    await tick(home)
    assert said in await text_of(home, PEOPLE[0])
