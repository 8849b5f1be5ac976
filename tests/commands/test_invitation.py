"""Invitations: a letter that is answered by yes in whatever words, or by no thanks."""

from __future__ import annotations

import pytest

from dgroup.commands.inviting import count, effects_of, invite
from dgroup.commands.newcomers import Newcomer
from dgroup.domain.effects import Reader
from dgroup.domain.model import Status
from dgroup.store import groups
from tests.commands.robot import kinds, last, mails, sent, standing, write
from tests.mail.clients import CLIENTS, reply
from tests.site import Home

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@elsewhere.example"
DAY_S = 86_400


async def ask(home: Home, *newcomers: Newcomer, note: str = "", by: Reader | None = None) -> dict:
    """Invite people to psc; return how many were."""
    group = await groups.find(home.site.db, "psc", home.site.defaults)
    assert group is not None
    async with home.site.db.transaction(keep=False) as tx:
        found = await invite(tx, group, newcomers, by, note, home.clock.now_s, tx.new_id)
    await home.perform(*effects_of(found))
    return dict(count(found))


async def invited(home: Home, **settings: str) -> str:
    """Eve is invited to psc; return where her reply goes."""
    await home.found("psc", BOB, **settings)
    await ask(home, Newcomer(EVE, "Eve Evers"))
    return last(home, EVE).reply_to


async def test_an_invitation_says_who_invites_to_what(home: Home) -> None:
    """In the group's language, with the note; nobody is a member by it."""
    await home.found("psc", BOB, language="nl", join="invite", purpose="We learn.")
    await ask(home, Newcomer(EVE, "Eve"), note="Come!\n", by=Reader(BOB, "en", 1, "Bob"))
    letter = last(home)
    assert (letter.to, letter.name, letter.language) == (EVE, "Eve", "nl")
    assert (letter.data["by"], letter.data["note"], letter.data["purpose"]) == (
        "Bob",
        "Come!",
        "We learn.",
    )
    assert standing(home, EVE) == "invited"
    assert home.rows("select actor, action from audit") == [(BOB, "invited")]


@pytest.mark.parametrize("join", ["open", "confirm", "approve", "invite"])
@pytest.mark.parametrize("said", ["yes", "", "Yes, happy to. I am Eve and I teach in Ghent."])
async def test_yes_joins_whatever_the_policy(home: Home, said: str, join: str) -> None:
    """Who was invited is approved; words about oneself behind the yes do no harm."""
    ticket = await invited(home, join=join)
    taken = await write(home, EVE, said, to=ticket)
    assert (taken.outcome, standing(home, EVE)) == ("confirmed", "active")
    assert kinds(home, EVE) == ["join/invitation", "members/welcome"]


@pytest.mark.parametrize("said", ["no thanks", "No, thank you.", "nee bedankt", "non merci"])
async def test_no_thanks_is_the_end_of_it(home: Home, said: str) -> None:
    """One line back, and the ticket is spent."""
    ticket = await invited(home)
    await write(home, EVE, said, to=ticket)
    assert (standing(home, EVE), kinds(home, EVE)[1:]) == ("left", ["join/not_coming"])
    assert (await write(home, EVE, "yes", to=ticket)).reason == "used"


async def test_a_vacation_program_joins_nobody(home: Home) -> None:
    """Marked or not (R8)."""
    ticket = await invited(home)
    await write(home, EVE, "I am away.", to=ticket, auto_submitted="auto-replied")
    await write(home, EVE, "I am out of the office until 3 January.", to=ticket)
    assert standing(home, EVE) == "invited"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("invited", "active"),
        ("left", "active"),
        ("pending", "active"),
        ("active", "active"),
        ("banned", "banned"),
        ("removed", "removed"),
    ],
)
async def test_what_happened_meanwhile_counts(home: Home, status: Status, expected: Status) -> None:
    """An invitation lasts, but not against those in charge."""
    ticket = await invited(home, join="invite")
    home.write("update member set status = ? where status = 'invited'", status)
    await write(home, EVE, "yes", to=ticket)
    assert standing(home, EVE) == expected


async def test_it_is_good_for_ninety_days(home: Home) -> None:
    """Then a kind word, and nothing else."""
    ticket = await invited(home)
    home.clock.move(91 * DAY_S)
    assert (await write(home, EVE, "yes", to=ticket)).reason == "expired"
    assert standing(home, EVE) == "invited"


async def test_the_invited_may_also_just_join(home: Home) -> None:
    """By a mail of their own, which is confirmed as any other; approval they need not."""
    await invited(home, join="approve")
    await write(home, EVE, to="psc-join")
    assert last(home).template == "join/confirm"
    await write(home, EVE, to=last(home).reply_to)
    assert standing(home, EVE) == "active"


async def test_each_is_invited_once_a_time(home: Home) -> None:
    """Members and the banned are not; who was invited before is again; nobody twice in a list."""
    group_id = await home.found("psc", BOB)
    await home.admit(group_id, ANN, status="banned")
    people = [Newcomer(EVE), Newcomer(EVE.upper()), Newcomer(BOB), Newcomer(ANN)]
    assert await ask(home, *people) == {"invited": 1, "again": 0, "already": 2, "banned": 1}
    assert await ask(home, *people) == {"invited": 0, "again": 1, "already": 2, "banned": 1}
    assert [each.to for each in sent(home)] == [EVE, EVE]


async def test_a_role_comes_with_the_invitation(home: Home) -> None:
    """Who was invited as a facilitator is one when they come."""
    await home.found("psc")
    await ask(home, Newcomer(EVE, role="facilitator", delivery="daily"))
    await write(home, EVE, "yes", to=last(home).reply_to)
    assert home.rows("select role, delivery, status from member") == [
        ("facilitator", "daily", "active")
    ]


@pytest.mark.parametrize("client", CLIENTS)
async def test_replies_of_all_programs_are_understood(home: Home, client: str) -> None:
    """Whatever the program makes of the quote, yes is yes and no is no."""
    await home.found("psc", language="nl")
    for who, said, expected in ((EVE, "Ja, graag!", "active"), (ANN, "nee bedankt", "left")):
        await ask(home, Newcomer(who))
        quoted = (await mails(home))[who]
        content = reply(client, "nl", said, quoted, sender=f"X <{who}>")
        await home.receive(content, last(home, who).reply_to, sender=who)
        assert standing(home, who) == expected, said


async def test_a_question_of_somebody_invited_goes_to_people(home: Home) -> None:
    """It decides nothing, and the invitation can still be answered."""
    ticket = await invited(home)
    asked = await write(home, EVE, "What is this group about, and who is in it?", to=ticket)
    assert (asked.outcome, standing(home, EVE)) == ("forwarded", "invited")
    await write(home, EVE, "Yes, thank you", to=ticket)
    assert standing(home, EVE) == "active"
