"""Requests that facilitators decide on: who is asked, whose word counts, and what is told to whom."""

from __future__ import annotations

from typing import Any

import pytest

from dgroup.server.jobs.requests import lapse_requests
from tests.commands.robot import kinds, last, mails, sent, standing, write
from tests.site import OWNER, Home

ANN, BOB, CAT, EVE = (f"{name}@example.org" for name in ("ann", "bob", "cat", "eve"))
DAY_S = 86_400


async def asked(home: Home, *facilitators: str, name: str = "psc", **more: Any) -> dict[str, str]:
    """Eve has asked to join, and confirmed it; return the ticket of each facilitator."""
    group_id = await home.found(name, join="approve", **more)
    for each in facilitators:
        await home.admit(group_id, each, role="facilitator")
    await write(home, f"Eve Evers <{EVE}>", "I work with Ann.", to=f"{name}-join")
    await write(home, f"Eve Evers <{EVE}>", to=last(home, EVE).reply_to)
    return {each.to: each.reply_to for each in sent(home) if each.template == "join/request"}


async def test_facilitators_are_asked_after_the_confirmation(home: Home) -> None:
    """Each gets one letter with a ticket of their own; Eve hears that she has to wait."""
    group_id = await home.found("psc", join="approve")
    for each in (ANN, BOB):
        await home.admit(group_id, each, role="facilitator")
    await write(home, f"Eve Evers <{EVE}>", "I work with Ann.", to="psc-join")
    assert kinds(home) == ["join/confirm"]
    await write(home, f"Eve Evers <{EVE}>", "Yes. I live in Ghent.", to=last(home).reply_to)
    requests = [each for each in sent(home) if each.template == "join/request"]
    assert [each.to for each in requests] == [ANN, BOB]
    assert len({each.reply_to for each in requests}) == 2
    told = requests[0].data
    assert (told["who"], told["who_address"]) == ("Eve Evers", EVE)
    assert told["words"] == "I work with Ann.\n\nI live in Ghent."
    assert (kinds(home, EVE)[1:], standing(home, EVE)) == (["join/approval_waits"], "pending")


async def test_what_is_shown_to_facilitators_is_short(home: Home) -> None:
    """A thousand characters of a request are enough to decide by; commands are left out."""
    group_id = await home.found("psc", join="approve")
    await home.admit(group_id, ANN, role="facilitator")
    await write(home, EVE, "subscribe psc Eve Evers\n\nmore and " + "more " * 400)
    await write(home, EVE, to=last(home, EVE).reply_to)
    words = last(home, ANN).data["words"]
    assert len(words) <= 1000
    assert words.startswith("more and more")


async def test_ok_lets_them_in(home: Home) -> None:
    """They are welcomed, and whoever decided hears that it is done."""
    tickets = await asked(home, ANN, BOB)
    reply = await write(home, ANN, "ok", to=tickets[ANN])
    assert (reply.outcome, standing(home, EVE)) == ("confirmed", "active")
    assert last(home, EVE).template == "members/welcome"
    assert last(home, EVE).raw["in_reply_to"] == ""
    told = last(home, ANN).data
    assert (told["decision"], told["is_own"], told["who"]) == ("admitted", True, "Eve Evers")
    assert home.one("select welcomed_s from member where status = 'active' and role = 'member'")


async def test_no_returns_it_with_the_reason(home: Home) -> None:
    """In the facilitator's words, to the one who asked; they may ask again."""
    tickets = await asked(home, ANN)
    await write(home, ANN, "No, sorry.\nThis group is full.", to=tickets[ANN])
    letter = last(home, EVE)
    assert (letter.template, standing(home, EVE)) == ("join/declined", "left")
    assert letter.data["reason"].endswith("This group is full.")
    home.clock.move(DAY_S + 1)
    await write(home, EVE, to="psc-join")
    assert last(home, EVE).template == "join/confirm"


async def test_drop_tells_nobody_outside(home: Home) -> None:
    """The request is gone, and Eve hears nothing of it."""
    tickets = await asked(home, ANN)
    before = kinds(home, EVE)
    await write(home, ANN, "drop", to=tickets[ANN])
    assert (kinds(home, EVE), standing(home, EVE)) == (before, "left")
    assert last(home, ANN).data["decision"] == "dropped"


@pytest.mark.parametrize("said", ["", "Who is she?", "undo"])
async def test_anything_else_decides_nothing(home: Home, said: str) -> None:
    """An empty reply is no decision: Eve still waits, and the ticket is still good."""
    tickets = await asked(home, ANN)
    await write(home, ANN, said, to=tickets[ANN])
    assert standing(home, EVE) == "pending"
    await write(home, ANN, "ok", to=tickets[ANN])
    assert standing(home, EVE) == "active"


@pytest.mark.parametrize(
    ("first", "decision", "status"),
    [("ok", "admitted", "active"), ("no", "declined", "left"), ("drop", "dropped", "left")],
)
async def test_the_first_decision_wins(home: Home, first: str, decision: str, status: str) -> None:
    """The second facilitator hears who decided, what and when; nothing changes."""
    tickets = await asked(home, ANN, BOB)
    await write(home, ANN, first, to=tickets[ANN])
    home.clock.move(DAY_S)
    letters = kinds(home, EVE)
    await write(home, BOB, "no" if first == "ok" else "ok", to=tickets[BOB])
    told = last(home, BOB).data
    assert (told["decision"], told["by"], told["is_own"]) == (decision, "Ann", False)
    assert told["at_s"] == home.clock.now_s - DAY_S
    assert (standing(home, EVE), kinds(home, EVE)) == (status, letters)


async def test_only_the_facilitator_who_was_asked_decides(home: Home) -> None:
    """Neither a member who was forwarded the letter, nor Eve, nor another facilitator (R11)."""
    tickets = await asked(home, ANN, BOB)
    await home.admit(home.one("select id from groups"), CAT)
    for who in (CAT, EVE, BOB, "x@elsewhere.example"):
        reply = await write(home, who, "ok", to=tickets[ANN])
        assert (reply.outcome, reply.reason) == ("discarded", "not_yours")
    assert standing(home, EVE) == "pending"


@pytest.mark.parametrize("change", ["role = 'member'", "status = 'left'", "status = 'banned'"])
async def test_who_is_no_facilitator_any_more_decides_nothing(home: Home, change: str) -> None:
    """Their letters from before do nothing."""
    tickets = await asked(home, ANN, BOB)
    home.write(
        f"update member set {change} where person_id ="
        " (select person_id from address where folded = ?)",
        ANN,
    )
    reply = await write(home, ANN, "ok", to=tickets[ANN])
    assert (reply.reason, standing(home, EVE)) == ("not_yours", "pending")


async def test_without_facilitators_the_parents_are_asked(home: Home) -> None:
    """And where there are none either, the operator, by the address in the settings."""
    school = await home.found("school")
    await home.admit(school, BOB, role="facilitator")
    tickets = await asked(home, parent=school)
    assert list(tickets) == [BOB]
    await write(home, BOB, "ok", to=tickets[BOB])
    assert standing(home, EVE) == "active"


async def test_without_anybody_the_operator_is_asked(home: Home) -> None:
    """The word of the operator counts by that very address."""
    tickets = await asked(home)
    assert list(tickets) == [OWNER]
    await write(home, ANN, "ok", to=tickets[OWNER])
    assert standing(home, EVE) == "pending"
    await write(home, OWNER, "ok", to=tickets[OWNER])
    assert standing(home, EVE) == "active"


async def test_a_request_can_be_taken_back(home: Home) -> None:
    """`leave` ends it, and facilitators who answer later hear so."""
    tickets = await asked(home, ANN)
    home.clock.move(60)
    await write(home, EVE, "leave", to="psc-request")
    assert standing(home, EVE) == "left"
    await write(home, ANN, "ok", to=tickets[ANN])
    assert (last(home, ANN).data["decision"], standing(home, EVE)) == ("left", "left")


async def test_asking_again_asks_nobody_again(home: Home) -> None:
    """Who waits is told that they wait; facilitators get no second letter."""
    await asked(home, ANN)
    await write(home, EVE, to="psc-join")
    assert kinds(home, ANN) == ["join/request"]
    assert kinds(home, EVE)[-1] == "join/approval_waits"


async def test_after_two_weeks_a_request_ends(home: Home) -> None:
    """Eve is told so, and may ask again; the tickets are of no use any more."""
    tickets = await asked(home, ANN)
    home.clock.move(13 * DAY_S)
    await lapse_requests(home.site, home.clock.now_s)
    assert standing(home, EVE) == "pending"
    home.clock.move(2 * DAY_S)
    await lapse_requests(home.site, home.clock.now_s)
    await lapse_requests(home.site, home.clock.now_s)
    assert standing(home, EVE) == "left"
    assert kinds(home, EVE).count("join/unanswered") == 1
    assert (await write(home, ANN, "ok", to=tickets[ANN])).reason == "expired"


async def test_who_is_erased_meanwhile_is_not_there(home: Home) -> None:
    """A facilitator who decides later hears that the request is gone."""
    tickets = await asked(home, ANN)
    home.write("delete from person where id = (select max(id) from person)")
    await write(home, ANN, "ok", to=tickets[ANN])
    assert last(home, ANN).data["decision"] == "gone"


async def test_what_is_asked_besides_is_kept_while_waiting(home: Home) -> None:
    """The digest that was asked for with the request is there when the facilitator agrees."""
    group_id = await home.found("psc", join="approve")
    await home.admit(group_id, ANN, role="facilitator")
    await write(home, EVE, "join psc\nset psc digest\ncopy off")
    await write(home, EVE, to=next(each for each in sent(home, EVE) if each.reply_to).reply_to)
    await write(home, ANN, "ok", to=last(home, ANN).reply_to)
    found = home.rows("select status, delivery, has_copy from member where role = 'member'")
    assert found == [("active", "daily", 0)]


async def test_members_of_the_parent_go_straight_to_the_facilitators(home: Home) -> None:
    """No confirmation for them; the answer is part of the one letter."""
    school = await home.found("school", EVE)
    group_id = await home.found("psc", parent=school, join="approve")
    await home.admit(group_id, ANN, role="facilitator")
    await write(home, EVE, "join psc\nweekly school", to="dgroup")
    assert standing(home, EVE) == "pending"
    assert (last(home, EVE).pieces[0], kinds(home, ANN)) == (
        "join/approval_waits",
        ["join/request"],
    )


async def test_the_letter_names_nobody_but_the_one_who_asks(home: Home) -> None:
    """It goes out with the return path of its reader, and replies go to the ticket."""
    tickets = await asked(home, ANN)
    content = (await mails(home))[ANN]
    assert f"\r\nReply-To: {tickets[ANN]}@".encode() in content
    assert b"Auto-Submitted: auto-generated" in content
    assert last(home, ANN).raw["member_id"] is not None


async def test_what_happened_is_in_the_audit(home: Home) -> None:
    """Who asked, and who decided."""
    tickets = await asked(home, ANN)
    await write(home, ANN, "ok", to=tickets[ANN])
    assert home.rows("select actor, action from audit order by id") == [
        (EVE, "asked to join"),
        (ANN, "admitted"),
    ]


async def test_no_old_way_back_undoes_a_decision(home: Home) -> None:
    """Who left, asked to join again and was declined is not let in by the letter about leaving."""
    group_id = await home.found("psc", EVE, join="approve")
    await home.admit(group_id, ANN, role="facilitator")
    await write(home, EVE, to="psc-leave")
    way_back = last(home, EVE).reply_to
    await write(home, EVE, to="psc-join")
    await write(home, EVE, to=last(home, EVE).reply_to)
    await write(home, ANN, "no, never again", to=last(home, ANN).reply_to)
    await write(home, EVE, "undo", to=way_back)
    assert (standing(home, EVE), last(home, EVE).data["missing"]) == ("left", 1)


@pytest.mark.parametrize(
    ("action", "detail"), [("member remove", "{}"), ("member set", '{"keys": "role status"}')]
)
async def test_who_was_removed_is_not_back_by_asking(home: Home, action: str, detail: str) -> None:
    """To wait for a decision after a removal is no way around it."""
    group_id = await home.found("psc", EVE, join="approve")
    await home.admit(group_id, ANN, role="facilitator")
    await write(home, EVE, "daily")
    way_back = last(home, EVE).reply_to
    person_id = home.one("select person_id from address where folded = ?", EVE)
    home.write("update member set status = 'removed' where person_id = ?", person_id)
    home.write(
        "insert into audit (actor, action, object, group_id, detail, at_s)"
        " values ('operator', ?, ?, ?, ?, ?)",
        *(action, f"person {person_id}", group_id, detail, home.clock.now_s),
    )
    await write(home, EVE, to="psc-join")
    await write(home, EVE, to=last(home, EVE).reply_to)
    assert standing(home, EVE) == "pending"
    await write(home, EVE, "undo", to=way_back)
    assert standing(home, EVE) == "pending"


async def test_who_is_let_in_again_has_their_ways_back(home: Home) -> None:
    """A later yes counts more than the no before it."""
    group_id = await home.found("psc", EVE, join="approve")
    await home.admit(group_id, ANN, role="facilitator")
    await write(home, EVE, to="psc-leave")
    way_back = last(home, EVE).reply_to
    for said in ("no", "ok"):
        await write(home, EVE, to="psc-join")
        await write(home, EVE, to=last(home, EVE).reply_to)
        await write(home, ANN, said, to=last(home, ANN).reply_to)
        home.clock.move(DAY_S + 1)
    await write(home, EVE, to="psc-leave")
    await write(home, EVE, "undo", to=way_back)
    assert standing(home, EVE) == "active"
