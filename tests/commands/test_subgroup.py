"""Facilitators make subgroups by mail, put members into them and take them out."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Call, Change
from tests.commands.robot import Sent, kinds, last, sent, standing, write
from tests.site import Home

BEA, ANNA, BEN = "bea@example.org", "anna@example.org", "ben@example.org"
CREATE = "subgroup create kenya: Dairy in Kenya"


@pytest.fixture
async def psc(home: Home) -> int:
    """A group that Bea facilitates, with three members."""
    group_id = await home.found("psc", ANNA, BEN, "cleo@example.org", title="Private Sector")
    await home.admit(group_id, BEA, role="facilitator")
    return group_id


async def ask(home: Home, subject: str, body: str = "", to: str = "psc-request") -> Sent:
    """Let Bea ask something, and say yes to what is planned; return the answer to her."""
    await write(home, BEA, body, to, subject=subject)
    asked = last(home, BEA)
    assert asked.template == "facilitating/confirm", asked.pieces
    await write(home, BEA, "yes", asked.reply_to)
    return last(home, BEA)


def inside(home: Home, name: str = "psc-kenya") -> dict[str, str]:
    """Who is in a subgroup: address -> role."""
    return dict(
        home.rows(
            "select address.folded, member.role from member"
            " join groups on groups.id = member.group_id"
            " join person on person.id = member.person_id"
            " join address on address.id = person.address_id"
            " where groups.name = ? and member.status = 'active'",
            name,
        )
    )


async def test_a_subgroup_is_planned_and_then_made(home: Home, psc: int) -> None:
    """The plan names address and people; nothing is done before the yes, all of it after."""
    body = f"What a litre of milk costs\n\n{ANNA}\nBen + facilitator"
    await write(home, BEA, body, subject=CREATE)
    plan = last(home, BEA)
    assert plan.pieces == ("facilitating/confirm", "plans/subgroup")
    told = plan.raw["parts"][0][1]
    assert (told["sub_address"], told["people"]["names"]) == (
        "psc-kenya@lists.example.org",
        [f"Anna <{ANNA}>", f"Ben <{BEN}>"],
    )
    assert told["facilitators"]["names"] == [f"Ben <{BEN}>"]
    assert told["purpose"] == "What a litre of milk costs"
    assert home.one("select count(*) from groups") == 1
    await write(home, BEA, "yes", plan.reply_to)
    assert inside(home) == {ANNA: "member", BEN: "facilitator"}
    card = last(home, BEA)
    assert (card.template, card.data["is_in"]) == ("subgroups/card", False)
    assert card.data["purpose"] == "What a litre of milk costs"
    assert kinds(home, ANNA) == kinds(home, BEN) == ["subgroups/added"]
    assert last(home, BEN).data["is_facilitator"] is True
    assert last(home, BEN).pieces == (
        "subgroups/added",
        "handover/appointed",
    )  # one letter, not two


async def test_members_hear_who_else_is_in_it(home: Home, psc: int) -> None:
    """By name and without addresses; who conceals themselves is only counted."""
    cleo = home.one("select person_id from address where folded = 'cleo@example.org'")
    home.write("update person set is_concealed = 1 where id = ?", cleo)
    await ask(home, CREATE, f"{ANNA}\n{BEN}\ncleo@example.org")
    told = last(home, ANNA).data
    assert (told["people"], told["unnamed"], told["by"]) == (["Ben"], 1, "Bea")
    assert (told["title"], told["parent_title"]) == ("Dairy in Kenya", "Private Sector")


async def test_who_is_not_in_the_group_is_named_and_left_out(home: Home, psc: int) -> None:
    """Strangers are to be invited first, unclear names to be said by address."""
    await home.admit(psc, "anna@example.net")
    card = await ask(home, CREATE, f"{BEN}\ndora@example.net\nAnna\nJan")
    assert inside(home) == {BEN: "member"}
    assert card.data["strangers"] == ["dora@example.net"]
    assert card.data["unclear"] == ["Anna", "Jan"]  # two are called Anna


@pytest.mark.parametrize("ending", ["Bea", "Kind regards\nBea", "Thanks,\n\nAnna"])
async def test_who_signs_is_not_put_into_it(home: Home, psc: int, ending: str) -> None:
    """A name below an ending, or the writer's own as the last word, is a signature."""
    card = await ask(home, CREATE, f"{BEN}\n\n{ending}")
    assert inside(home) == {BEN: "member"}
    assert card.data["unclear"] == []


@pytest.mark.parametrize(
    ("typed", "kind", "proposal"),
    [
        ("psc-owner", "ambiguous", "psc-owner-2"),
        ("psc-peru", "taken", "psc-peru-2"),
        ("x" * 45, "long", f"psc-{'x' * 36}"),
    ],
)
async def test_a_name_that_cannot_be_is_said_with_another(
    home: Home, psc: int, typed: str, kind: str, proposal: str
) -> None:
    """Nothing is made and there is nothing to confirm; a name that is free is offered."""
    await home.found("psc-peru", parent=psc)
    await write(home, BEA, subject=f"subgroup create {typed}: Dairy")
    told = last(home, BEA)
    assert (told.template, told.data["kind"]) == ("subgroups/not_made", kind)
    assert told.data["proposal"] == proposal
    assert home.one("select count(*) from groups") == 2


async def test_no_thanks_is_enough_to_get_out(home: Home, psc: int) -> None:
    """Whoever was put in a subgroup leaves it by replying, with a way back; the rest stays."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    added = last(home, ANNA)
    await write(home, ANNA, "No thanks, I have too much to do.", added.reply_to)
    assert last(home, ANNA).template == "join/left"
    assert (standing(home, ANNA, "psc-kenya"), standing(home, ANNA)) == ("left", "active")
    await write(home, ANNA, "undo", last(home, ANNA).reply_to)
    assert standing(home, ANNA, "psc-kenya") == "active"


async def test_leave_works_as_well(home: Home, psc: int) -> None:
    """The word for leaving, in reply to the letter, leaves the subgroup only."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    await write(home, ANNA, "leave", last(home, ANNA).reply_to)
    assert (standing(home, ANNA, "psc-kenya"), standing(home, ANNA)) == ("left", "active")


async def test_other_words_go_to_nobody_and_are_told_so(home: Home, psc: int) -> None:
    """A greeting to the others, sent as a reply, is not lost without a word."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    await write(home, ANNA, "Hi all, glad to be with you in this group!", last(home, ANNA).reply_to)
    told = last(home, ANNA)
    assert (told.template, told.data["has_words"]) == ("subgroups/here", True)
    assert standing(home, ANNA, "psc-kenya") == "active"


async def test_nobody_answers_in_anothers_place(home: Home, psc: int) -> None:
    """The letter that somebody sent on takes no word of another member."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    await write(home, BEN, "no thanks", last(home, ANNA).reply_to)
    assert inside(home) == {ANNA: "member", BEN: "member"}


async def test_members_are_put_in_later_and_taken_out(home: Home, psc: int) -> None:
    """`add` and `remove` change who is in it; each is told, and the answer says who was not."""
    await ask(home, CREATE, ANNA)
    changed = await ask(home, f"subgroup add kenya {ANNA} {BEN}", "cleo@example.org")
    assert changed.data["people"] == ["Ben", "Cleo"]
    assert changed.data["already"] == ["Anna"]
    assert set(inside(home)) == {ANNA, BEN, "cleo@example.org"}
    assert last(home, BEN).data["people"] == ["Anna", "Cleo"]
    changed = await ask(home, f"subgroup remove psc-kenya {BEN} {BEA}")
    assert (changed.data["people"], changed.data["already"]) == (["Ben"], ["Bea"])
    assert (standing(home, BEN, "psc-kenya"), standing(home, BEN)) == ("removed", "active")
    assert last(home, BEN).template == "subgroups/removed"
    await ask(home, f"subgroup add psc-kenya {BEN}")
    assert standing(home, BEN, "psc-kenya") == "active"


async def test_the_banned_stay_outside(home: Home, psc: int) -> None:
    """Putting somebody in does not lift a ban; without anybody else there is nothing to do."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    member_id = home.one(
        "select member.id from member join groups on groups.id = member.group_id"
        " join address using (person_id) where groups.name = 'psc-kenya' and folded = ?",
        BEN,
    )
    await home.perform(Change(member_id, status="banned"))
    await write(home, BEA, subject=f"subgroup add kenya {BEN}")
    assert last(home, BEA).pieces == ("subgroups/changed",)
    assert last(home, BEA).data["banned"] == ["Ben"]
    assert standing(home, BEN, "psc-kenya") == "banned"


async def test_a_member_is_made_facilitator_of_it(home: Home, psc: int) -> None:
    """Who is in it already, and named with + facilitator, runs it from then on."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    changed = await ask(home, "subgroup add kenya", "facilitator: Anna")
    assert last(home, ANNA).pieces == ("handover/appointed",)
    assert changed.data["promoted"] == ["Anna"]
    assert inside(home) == {ANNA: "facilitator", BEN: "member"}


async def test_its_own_facilitator_fills_it_too(home: Home, psc: int) -> None:
    """Written to the subgroup's own robot, by somebody who only runs the subgroup."""
    await ask(home, CREATE, f"{ANNA} + facilitator")
    await write(home, ANNA, "Ben", to="psc-kenya-request", subject="subgroup add psc-kenya")
    asked = last(home, ANNA)
    await write(home, ANNA, "yes", asked.reply_to)
    assert inside(home) == {ANNA: "facilitator", BEN: "member"}
    assert last(home, ANNA).data["parent_title"] == "Private Sector"


async def test_an_unknown_subgroup_is_said(home: Home, psc: int) -> None:
    """Nothing is done, and the subgroups there are get named."""
    await home.found("psc-peru", parent=psc)
    await home.found("garden", ANNA)
    for name in ("kenia", "garden"):
        await write(home, BEA, subject=f"subgroup add {name} {BEN}")
        told = last(home, BEA)
        assert (told.template, told.data["groups"]) == ("subgroups/unknown", ["psc-peru"])


async def test_members_cannot_divide_the_group(home: Home, psc: int) -> None:
    """For who is no facilitator the words mean nothing, and no group is made."""
    await write(home, ANNA, BEN, subject=CREATE)
    assert "plans/subgroup" not in [piece for each in sent(home) for piece in each.pieces]
    assert home.one("select count(*) from groups") == 1


async def test_a_yes_after_the_role_was_taken_away_does_nothing(home: Home, psc: int) -> None:
    """Who asked as a facilitator and is none any more has asked in vain."""
    await write(home, BEA, ANNA, subject=CREATE)
    asked = last(home, BEA)
    member_id = home.one("select id from member where role = 'facilitator'")
    await home.perform(Change(member_id, role="member"))
    await write(home, BEA, "yes", asked.reply_to)
    assert home.one("select count(*) from groups") == 1


async def test_people_are_told_in_their_own_language(home: Home, psc: int) -> None:
    """The facilitator writes Dutch; a member who reads French gets French."""
    person_id = home.one("select person_id from address where folded = ?", ANNA)
    await home.perform(Call(person_id, language="fr"))
    await ask(home, "subgroep maak kenya: Melk in Kenia", f"{ANNA}\n{BEN}")
    assert (last(home, ANNA).language, last(home, BEN).language) == ("fr", "en")


async def test_who_said_no_is_not_put_back(home: Home, psc: int) -> None:
    """Whoever went out of a subgroup themselves comes back of their own will, or not."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    await write(home, ANNA, "no", last(home, ANNA).reply_to)
    assert ANNA not in inside(home)
    await write(home, BEA, subject=f"subgroup add kenya {ANNA}")
    told = last(home, BEA)
    assert (told.template, told.data["left"]) == ("subgroups/changed", ["Anna"])
    assert ANNA not in inside(home)


async def test_whoever_was_handed_the_letter_takes_nobody_out(home: Home, psc: int) -> None:
    """A stranger's no to somebody else's letter does nothing (R11)."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    to = last(home, ANNA).reply_to
    await write(home, "eve@elsewhere.example", "no", to)
    assert ANNA in inside(home)


async def test_a_program_that_answers_its_place_is_told_once(home: Home, psc: int) -> None:
    """The same text again and again brings one answer (R6)."""
    await ask(home, CREATE, f"{ANNA}\n{BEN}")
    to = last(home, ANNA).reply_to
    for _ in range(5):
        await write(home, ANNA, "Hello, I read mail once a week.", to)
    assert kinds(home, ANNA).count("subgroups/here") == 1


async def test_who_runs_a_subgroup_alone_learns_nothing_of_the_group_above(
    home: Home, psc: int
) -> None:
    """Of addresses they are not told whose is in it; by names they know its members (R13)."""
    await ask(home, CREATE, f"{BEN} + facilitator")
    await write(
        home, BEN, subject="subgroup add psc-kenya anna@example.org", to="psc-kenya-request"
    )
    assert last(home, BEN).data["strangers"] == [ANNA]
    await write(home, BEN, "Anna", subject="subgroup add psc-kenya", to="psc-kenya-request")
    await write(home, BEN, "yes", last(home, BEN).reply_to)
    assert ANNA in inside(home)
