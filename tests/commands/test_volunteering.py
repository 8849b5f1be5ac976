"""Groups that nobody is in charge of: who is told, who is asked, and who may say yes."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Change, Note
from dgroup.domain.model import Ticket
from dgroup.server.jobs.activities import activities
from dgroup.server.jobs.orphans import orphans
from dgroup.server.own_group import make_own_group
from dgroup.store import orphans as store
from dgroup.store import tickets as ticket_store
from tests.commands.desks import desk_for, letters_to, redeem, tickets
from tests.commands.robot import kinds, last, standing, write
from tests.site import OWNER, Home

ANN, BOB, CAS = "ann@example.org", "bob@example.org", "cas@example.org"
DAY_S = 86_400


@pytest.fixture
async def alone(home: Home) -> Home:
    """A group of three, eight days old, that never had a facilitator."""
    await home.found("psc", ANN, BOB, CAS)
    home.clock.move(8 * DAY_S)
    return home


async def names(home: Home) -> list[str]:
    """The groups that nobody is in charge of."""
    found = await store.orphans(home.site.db, home.clock.now_s, home.site.defaults)
    return [each.group.name for each in found]


async def run(home: Home) -> None:
    """Run both jobs, as they would run by themselves."""
    await orphans(home.site, home.clock.now_s)
    await activities(home.site, home.clock.now_s)


async def ticket_of(home: Home, address: str) -> Ticket:
    """The ticket of the latest letter to somebody."""
    token = last(home, address).reply_to.partition("+")[2]
    found = await ticket_store.find(home.site.db, token)
    assert found is not None
    return found


async def answer(home: Home, address: str, kind: str, rest: str = "", to: str = "") -> str:
    """Answer the latest letter to `to` (else to oneself); return what that came to."""
    desk = await desk_for(home, address, "psc")
    done = await redeem(home, desk, await ticket_of(home, to or address), kind, rest)
    assert done.part is not None or done.reason
    return done.reason or done.outcome


def role(home: Home, address: str) -> str:
    """What somebody is in the group."""
    return str(
        home.one(
            "select role from member join groups on groups.id = group_id"
            " join address using (person_id) where groups.name = 'psc' and folded = ?",
            address,
        )
    )


async def test_a_group_finds_a_volunteer(alone: Home) -> None:
    """The operator hears of it, all members are asked, Ann says yes, the operator ok: it is hers."""
    await make_own_group(alone.site)
    await run(alone)
    assert last(alone, OWNER).template == "volunteers/orphans"
    assert last(alone, OWNER).data["groups"][0]["name"] == "psc"
    for address in (ANN, BOB, CAS):
        assert letters_to(alone, address) == ["volunteers/ask"]
    assert await answer(alone, ANN, "yes", "I would love to.") == "confirmed"
    assert role(alone, ANN) == "member"
    offer = last(alone, OWNER)
    assert (offer.template, offer.data["words"]) == ("volunteers/offered", "I would love to.")
    assert await answer(alone, OWNER, "yes") == "confirmed"
    assert role(alone, ANN) == "facilitator"
    assert letters_to(alone, ANN)[1:] == ["handover/appointed", "join/invitation"]
    assert standing(alone, ANN, "dgroup-facilitators") == "invited"
    assert await names(alone) == []
    assert alone.one("select state from activity") == "closed"
    assert await answer(alone, BOB, "yes") == "decided"


async def test_everybody_is_asked_once_in_a_while(alone: Home) -> None:
    """The operator hears weekly at most, members once in ninety days, whoever said nothing."""
    for _ in range(80):
        before_s = alone.clock.now_s - 2 * DAY_S
        alone.write("delete from answer where at_s < ?", before_s)  # as the job `prune` does
        await run(alone)
        alone.clock.move(DAY_S)
    assert kinds(alone, BOB) == ["volunteers/ask"]
    assert kinds(alone, OWNER) == ["volunteers/orphans"] * 12
    alone.clock.move(11 * DAY_S)
    await run(alone)
    assert kinds(alone, BOB) == ["volunteers/ask"] * 2


async def test_the_operator_answers_by_mail(alone: Home) -> None:
    """A reply that names a member makes them facilitator, once the operator has confirmed it."""
    await run(alone)
    await write(
        alone, OWNER, f"role psc {ANN} facilitator", last(alone, OWNER).reply_to or "dgroup"
    )
    await write(alone, OWNER, "yes", last(alone, OWNER).reply_to)
    assert role(alone, ANN) == "facilitator"
    assert "handover/appointed" in letters_to(alone, ANN)


async def test_no_is_an_answer(alone: Home) -> None:
    """The operator is not bothered with it, and nothing changes."""
    await run(alone)
    assert await answer(alone, ANN, "no") == "declined"
    assert letters_to(alone, OWNER) == ["volunteers/orphans"]
    assert alone.rows("select value from activity_answer") == [("no",)]


@pytest.mark.parametrize(
    ("kind", "told", "decision"), [("no", True, "declined"), ("drop", False, "dropped")]
)
async def test_the_operator_may_say_no(alone: Home, kind: str, told: bool, decision: str) -> None:
    """With a reason that the volunteer reads, or without a word."""
    await run(alone)
    await answer(alone, ANN, "yes")
    assert await answer(alone, OWNER, kind, "Bea comes back.") == decision
    assert role(alone, ANN) == "member"
    assert ("volunteers/declined" in letters_to(alone, ANN)) is told


async def test_only_the_operator_makes_facilitators(alone: Home) -> None:
    """Neither the volunteer nor a fellow does it with the letter to the operator (R11)."""
    await run(alone)
    await answer(alone, ANN, "yes")
    for address in (ANN, BOB, "operator@example.com"):
        assert await answer(alone, address, "yes", to=OWNER) == "not_yours"
    assert role(alone, ANN) == "member"


async def test_nobody_volunteers_for_another(alone: Home) -> None:
    """A yes to the letter of somebody else is not heard."""
    await run(alone)
    assert await answer(alone, BOB, "yes", to=ANN) == "not_yours"
    assert letters_to(alone, OWNER) == ["volunteers/orphans"]


async def test_who_has_left_is_no_volunteer(alone: Home) -> None:
    """Neither when they answer nor when the operator does."""
    await run(alone)
    await answer(alone, ANN, "yes")
    alone.write("update member set status = 'left'")
    assert await answer(alone, OWNER, "yes") == "gone"
    assert await answer(alone, BOB, "yes") == "gone"
    assert role(alone, ANN) == "member"


async def test_a_young_group_is_given_time(home: Home) -> None:
    """A week from its founding on."""
    await home.found("psc", ANN, BOB, CAS)
    home.clock.move(7 * DAY_S - 1)
    assert await names(home) == []
    home.clock.move(1)
    assert await names(home) == ["psc"]


@pytest.mark.parametrize(
    ("action", "detail", "counts"),
    [
        ("left", {"role": "facilitator"}, True),
        ("left", {"role": "member"}, False),
        ("removed", {}, True),
        ("role", {"role": "member"}, True),
        ("member remove", {}, True),
        ("invited", {}, False),
    ],
)
async def test_time_counts_from_the_last_facilitators_leaving(
    alone: Home, action: str, detail: dict[str, str], counts: bool
) -> None:
    """As the audit has it; that members come and go changes nothing."""
    group_id = alone.one("select id from groups")
    await alone.perform(Note("", action, "member 5", group_id, detail))
    assert await names(alone) == ([] if counts else ["psc"])
    alone.clock.move(7 * DAY_S)
    assert await names(alone) == ["psc"]


async def test_who_is_not_alone(alone: Home) -> None:
    """A facilitator here or above, an end, or too few members: nobody is asked for a volunteer."""
    group_id = alone.one("select id from groups")
    below = await alone.found("psc-kenya", ANN, BOB, CAS, parent=group_id)
    await alone.found("small", ANN, BOB)
    await alone.found("closed", ANN, BOB, CAS)
    await make_own_group(alone.site)
    alone.write("update groups set archived_s = 1 where name = 'closed'")
    alone.clock.move(8 * DAY_S)
    assert await names(alone) == ["psc", "psc-kenya"]
    leader = await alone.admit(below, "dan@example.org", role="facilitator")
    assert await names(alone) == ["psc"]
    await alone.perform(Change(leader, status="left"))
    await alone.admit(group_id, "eva@example.org", role="facilitator")
    assert await names(alone) == []


async def test_one_who_is_facilitator_by_now_is_not_told_again(alone: Home) -> None:
    """The operator made Ann one on the server meanwhile: the ok changes nothing more."""
    await run(alone)
    await answer(alone, ANN, "yes")
    ticket = await ticket_of(alone, OWNER)
    alone.write("update member set role = 'facilitator' where id = (select min(id) from member)")
    done = await redeem(alone, await desk_for(alone, OWNER, "psc"), ticket, "yes")
    assert tickets(done.effects) == []
    assert "handover/appointed" not in letters_to(alone, ANN)
