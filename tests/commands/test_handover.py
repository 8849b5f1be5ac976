"""A facilitator gives the group to somebody else: who is asked, what changes, and when it returns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dgroup.commands.desk import Done
from dgroup.server.jobs.activities import activities
from dgroup.server.own_group import make_own_group
from tests.commands.desks import desk_for, do, letters_to, redeem, tickets
from tests.commands.robot import last, standing, write
from tests.site import OWNER, Home

ANN, BEA, EVE = "ann@example.org", "bea@example.org", "eve@elsewhere.example"
DAY_S = 86_400
IN_JANUARY_S = 1_799_017_200 - DAY_S  # 3 January 2027 in Brussels


@pytest.fixture
async def psc(home: Home) -> Home:
    """A group that Bea looks after; Ann is a member."""
    group_id = await home.found("psc", ANN)
    await home.admit(group_id, BEA, role="facilitator")
    return home


def roles(home: Home) -> dict[str, str]:
    """What everybody is in the group."""
    return dict(
        home.rows(
            "select address, role from member join address using (person_id)"
            " join groups on groups.id = group_id where groups.name = 'psc'"
        )
    )


async def hand_over(home: Home, argument: str = ANN, *, address: str = BEA) -> Done:
    """Have a facilitator ask for it."""
    return await do(home, await desk_for(home, address, "psc"), "handover", argument, "psc")


async def reply(home: Home, asked: Done, kind: str, rest: str = "", *, address: str = ANN) -> Done:
    """Answer the letter that was sent to a member."""
    (ticket,) = tickets(asked.effects)
    return await redeem(home, await desk_for(home, address, "psc"), ticket, kind, rest)


async def test_a_yes_hands_it_over(psc: Home) -> None:
    """Ann becomes the facilitator, Bea a member; both are told, and Ann is invited to learn."""
    await make_own_group(psc.site)
    asked = await hand_over(psc)
    assert asked.plan is not None
    assert (letters_to(psc, ANN), roles(psc)) == (
        ["handover/ask"],
        {ANN: "member", BEA: "facilitator"},
    )
    done = await reply(psc, asked, "yes")
    assert (done.outcome, done.part) == ("confirmed", None)
    assert roles(psc) == {ANN: "facilitator", BEA: "member"}
    assert letters_to(psc, ANN)[1:] == ["handover/appointed", "join/invitation"]
    assert letters_to(psc, BEA) == ["handover/taken"]
    assert standing(psc, ANN, "dgroup-facilitators") == "invited"
    assert psc.one("select count(*) from activity where state <> 'closed'") == 0


async def test_a_no_is_passed_on(psc: Home) -> None:
    """Bea stays the facilitator, and reads why."""
    done = await reply(psc, await hand_over(psc), "no", "Not before spring.")
    assert done.part is not None
    assert (done.part.template, done.part.data["is_own"]) == ("handover/declined", True)
    assert last(psc, BEA).data["words"] == "Not before spring."
    assert roles(psc) == {ANN: "member", BEA: "facilitator"}


async def test_with_a_date_it_comes_back(psc: Home) -> None:
    """On that day, and not before, Bea is the facilitator again and Ann what she was."""
    done = await reply(psc, await hand_over(psc, f"{ANN} until 3 January"), "yes")
    assert done.outcome == "confirmed"
    assert last(psc, BEA).data["until_s"] == IN_JANUARY_S
    psc.clock.now_s = IN_JANUARY_S - 1
    await activities(psc.site, psc.clock.now_s)
    assert roles(psc) == {ANN: "facilitator", BEA: "member"}
    psc.clock.move(1)
    await activities(psc.site, psc.clock.now_s)
    assert roles(psc) == {ANN: "member", BEA: "facilitator"}
    assert last(psc, ANN).template == last(psc, BEA).template == "handover/back"
    await activities(psc.site, psc.clock.now_s + DAY_S)
    assert letters_to(psc, BEA) == ["handover/taken", "handover/back"]


@pytest.mark.parametrize(("status", "role"), [("left", "facilitator"), ("removed", "facilitator")])
async def test_who_has_gone_gets_nothing_back(psc: Home, status: str, role: str) -> None:
    """The group stays with whoever has it, who is told so."""
    await reply(psc, await hand_over(psc, f"{ANN} until 3 January"), "yes")
    psc.write(f"update member set status = '{status}' where role = 'member'")
    await activities(psc.site, IN_JANUARY_S)
    assert roles(psc)[ANN] == role
    assert last(psc, ANN).data["is_back"] is False
    assert letters_to(psc, BEA) == ["handover/taken"]


async def test_a_taker_who_has_gone_keeps_nothing_from_anybody(psc: Home) -> None:
    """Bea has it back although Ann has left."""
    await reply(psc, await hand_over(psc, f"{ANN} until 3 January"), "yes")
    psc.write("update member set status = 'left' where role = 'facilitator'")
    await activities(psc.site, IN_JANUARY_S)
    assert roles(psc)[BEA] == "facilitator"
    assert "handover/back" not in letters_to(psc, ANN)


@pytest.mark.parametrize(
    ("argument", "why"),
    [
        (EVE, "not_member"),
        ("nobody", "not_member"),
        ("", "not_member"),
        (BEA, "self"),
        (f"{ANN} until yesterday", "no_date"),
        (f"{ANN} until 2020-01-03", "no_date"),
        (f"{ANN} until today", "no_date"),
        (f"{ANN} until the cows come home", "no_date"),
    ],
)
async def test_what_cannot_be_gets_one_answer(psc: Home, argument: str, why: str) -> None:
    """It says what is wrong, and nobody else hears of it."""
    done = await hand_over(psc, argument)
    assert done.part is not None
    assert (done.part.template, done.part.data["why"]) == ("handover/cannot", why)
    assert (done.effects, done.plan) == ((), None)


async def test_who_has_left_cannot_take_it(psc: Home) -> None:
    """Neither before they are asked nor afterwards."""
    asked = await hand_over(psc)
    psc.write("update member set status = 'left' where role = 'member'")
    done = await reply(psc, asked, "yes")
    assert (done.reason, roles(psc)[BEA]) == ("gone", "facilitator")
    assert (await hand_over(psc)).reason == "not_member"


async def test_who_has_lost_the_role_cannot_give_it(psc: Home) -> None:
    """A facilitator who was removed since gives nothing: their letters are dead."""
    asked = await hand_over(psc)
    psc.write("update member set role = 'member' where role = 'facilitator'")
    assert (await reply(psc, asked, "yes")).reason == "gone"
    assert roles(psc) == {ANN: "member", BEA: "member"}


async def test_a_date_that_has_passed_before_the_answer_ends_it(psc: Home) -> None:
    """Nobody gets a group for a time that is over."""
    asked = await hand_over(psc, f"{ANN} until tomorrow")
    psc.clock.move(2 * DAY_S)
    assert (await reply(psc, asked, "yes")).reason == "gone"
    assert roles(psc) == {ANN: "member", BEA: "facilitator"}


@pytest.mark.parametrize("address", [BEA, EVE, OWNER])
async def test_nobody_else_says_yes(psc: Home, address: str) -> None:
    """A letter that was forwarded, or a token that leaked, moves nothing (R11)."""
    asked = await hand_over(psc)
    done = await reply(psc, asked, "yes", address=address)
    assert (done.reason, done.effects) == ("not_yours", ())


async def test_the_operator_gives_what_they_do_not_have(psc: Home) -> None:
    """Asked by the operator, Ann becomes a facilitator beside Bea."""
    await reply(psc, await hand_over(psc, address=OWNER), "yes")
    assert roles(psc) == {ANN: "facilitator", BEA: "facilitator"}
    assert last(psc, OWNER).template == "handover/taken"


async def test_a_fellow_facilitator_takes_it_alone(psc: Home) -> None:
    """Who is one already gets no letter about what that means; after a while all is as before."""
    psc.write("update member set role = 'facilitator'")
    done = await reply(psc, await hand_over(psc, f"{ANN} until 3 January"), "yes")
    assert done.part is not None
    assert done.part.template == "handover/taken"
    assert roles(psc) == {ANN: "facilitator", BEA: "member"}
    await activities(psc.site, IN_JANUARY_S)
    assert roles(psc) == {ANN: "facilitator", BEA: "facilitator"}


async def test_by_mail_it_takes_two_answers(psc: Home) -> None:
    """Bea's mail is asked about, her yes asks Ann, and Ann's yes does it; a second does nothing."""
    await write(psc, BEA, f"handover {ANN} until 3 January", to="psc-request")
    assert letters_to(psc, ANN) == []
    await write(psc, BEA, "yes", to=last(psc, BEA).reply_to)
    asked = last(psc, ANN)
    assert asked.template == "handover/ask"
    await write(psc, ANN, "no idea what that is", to=asked.reply_to)
    await write(psc, ANN, "yes please", to=asked.reply_to)
    assert roles(psc) == {ANN: "facilitator", BEA: "member"}
    before = roles(psc)
    again = await write(psc, ANN, "yes", to=asked.reply_to)
    assert (again.reason, roles(psc)) == ("used", before)


async def test_members_hand_nothing_over(psc: Home) -> None:
    """The word of a member is answered, and asks nobody."""
    await write(psc, ANN, f"handover {BEA}", to="psc-request")
    assert letters_to(psc, BEA) == []


async def test_who_was_banned_above_gives_nothing_below(psc: Home) -> None:
    """Who asked without leading the group itself must still be in charge when the yes comes."""
    asked = await hand_over(psc, address=OWNER)
    (ticket,) = tickets(asked.effects)
    ticket = replace(ticket, object={**ticket.object, "asker": EVE})
    done = await redeem(psc, await desk_for(psc, ANN, "psc"), ticket, "yes", "")
    assert (done.reason, roles(psc)[ANN]) == ("gone", "member")


@pytest.mark.parametrize(
    "change",
    [
        "update member set role = 'observer' where role = 'member'",
        "update member set is_moderated = 1 where role = 'member'",
        "update member set role = 'member'",
    ],
)
async def test_what_others_decided_meanwhile_stays(psc: Home, change: str) -> None:
    """Whoever was made something else since comes back to nothing by a date."""
    await reply(psc, await hand_over(psc, f"{ANN} until 3 January"), "yes")
    psc.write(change)
    before = roles(psc)
    await activities(psc.site, IN_JANUARY_S)
    assert roles(psc) == before
    assert "handover/back" not in letters_to(psc, BEA)


async def test_of_who_is_elsewhere_no_name_is_told(psc: Home) -> None:
    """An address that is no member's is called as it was typed (R13)."""
    other = await psc.found("abc")
    await psc.admit(other, "vera@example.org")
    psc.write(
        "update person set name = 'Dr Vera Victim' where id ="
        " (select person_id from address where folded = 'vera@example.org')"
    )
    done = await hand_over(psc, "vera@example.org")
    assert done.part is not None
    assert done.part.data["who"] == "vera@example.org"


async def test_who_does_not_answer_is_reminded_once(psc: Home) -> None:
    """After three days; after a week Bea is told, and the question is no longer open."""
    asked = await hand_over(psc)
    for days, ann, bea in (
        (2, ["handover/ask"], []),
        (1, ["handover/ask"] * 2, []),
        (3, ["handover/ask"] * 2, []),
        (1, ["handover/ask"] * 2, ["handover/declined"]),
        (9, ["handover/ask"] * 2, ["handover/declined"]),
    ):
        psc.clock.move(days * DAY_S)
        await activities(psc.site, psc.clock.now_s)
        assert (letters_to(psc, ANN), letters_to(psc, BEA)) == (ann, bea)
    assert last(psc, ANN).data["is_reminder"] is True
    assert last(psc, BEA).data["is_silent"] is True
    (ticket,) = tickets(asked.effects)
    assert ticket.expires_s < psc.clock.now_s
    assert roles(psc) == {ANN: "member", BEA: "facilitator"}


async def test_the_reminder_can_be_answered(psc: Home) -> None:
    """A yes to it hands the group over, and nobody is told that there was no answer."""
    await hand_over(psc)
    psc.clock.move(3 * DAY_S)
    await activities(psc.site, psc.clock.now_s)
    await write(psc, ANN, "yes", last(psc, ANN).reply_to)
    assert roles(psc) == {ANN: "facilitator", BEA: "member"}
    psc.clock.move(9 * DAY_S)
    await activities(psc.site, psc.clock.now_s)
    assert letters_to(psc, BEA) == ["handover/taken"]
