"""A facilitator writes to everybody what was meant for the robot: nobody else gets to see it."""

from __future__ import annotations

import pytest

from tests.commands.robot import sent, write
from tests.site import Home

ANN, BOB = "ann@example.org", "bob@example.org"

FOR_THE_ROBOT = [
    ("invite", "Zoë <zoe@example.net>\nyan@example.net"),
    ("", "invite\nzoe@example.net"),
    ("remove bob@example.org", ""),
    ("Bob", "remove bob@example.org"),
    ("add:", "zoe@example.net"),
    ("handover bob@example.org", ""),
    ("note bob@example.org", "What do you think of Cara?"),
    ("nudge introductions", ""),
    ("invited", ""),
    ("", "desk"),
    ("held", ""),
    ("instellingen", ""),
]
FOR_THE_GROUP = [
    ("Welcome", "Welcome to all of you, good that you are here."),
    ("Announcement", "We meet on Monday."),
    ("Questions for Friday", "Who brings what?"),
    ("Report", "This is what we found in Kumasi."),
    ("Note that we meet on Monday", "At nine."),
    ("A desk is free", "Who wants it?"),
    ("Invite", "Let us invite our colleagues to the meeting, shall we?"),
    ("Re: remove bob@example.org", "What a strange subject that was."),
]


async def community(home: Home) -> None:
    """Ann leads psc; Bob is a member."""
    psc = await home.found("psc", BOB, title="Cocoa")
    await home.admit(psc, ANN, role="facilitator")


@pytest.mark.parametrize(("subject", "body"), FOR_THE_ROBOT)
async def test_what_is_for_the_robot_is_not_posted(home: Home, subject: str, body: str) -> None:
    """Ann gets the letter that she would have got from the robot; Bob gets nothing."""
    await community(home)
    await write(home, ANN, body, "psc", subject=subject)
    assert home.one("select count(*) from post") == 0
    assert {each.to for each in sent(home)} == {ANN}


@pytest.mark.parametrize(("subject", "body"), FOR_THE_GROUP)
async def test_what_is_for_the_group_is_posted(home: Home, subject: str, body: str) -> None:
    """However it begins."""
    await community(home)
    await write(home, ANN, body, "psc", subject=subject)
    assert home.one("select count(*) from post") == 1


@pytest.mark.parametrize(("subject", "body"), FOR_THE_ROBOT[:7])
async def test_of_members_it_is_a_post(home: Home, subject: str, body: str) -> None:
    """They have no such words."""
    await community(home)
    await write(home, BOB, body, "psc", subject=subject)
    assert home.one("select count(*) from post") == 1
