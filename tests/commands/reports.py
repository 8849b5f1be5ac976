"""A subgroup that is asked for reports, and what tests do and see of it."""

from __future__ import annotations

from dgroup.server.jobs.activities import activities
from dgroup.server.reporting import post_reports
from tests.commands.robot import Sent, last, write
from tests.site import Home

BEA, ANNA, BEN, CLEO = (f"{each}@example.org" for each in ("bea", "anna", "ben", "cleo"))
DAY_S = 86_400
REPORT = """We compared five farms. The price at the gate is half of what it is in town.

Has anybody tried a cooperative?"""


async def a_subgroup(home: Home) -> int:
    """A group that Bea facilitates, and a subgroup with two of its members."""
    psc = await home.found("psc", ANNA, BEN, CLEO, title="Private Sector")
    await home.admit(psc, BEA, role="facilitator")
    return await home.found("psc-kenya", ANNA, BEN, title="Dairy in Kenya", parent=psc)


async def tick(home: Home, seconds: int = 60) -> None:
    """Let time pass, and do what is due."""
    home.clock.move(seconds)
    await activities(home.site, home.clock.now_s)
    await post_reports(home.site, home.clock.now_s)


async def ask(home: Home, subject: str, to: str = "psc-request") -> Sent:
    """Let Bea ask for a report, and say yes; return the answer to her."""
    await write(home, BEA, to=to, subject=subject)
    asked = last(home, BEA)
    assert asked.pieces[-1] == "plans/report", asked.pieces
    await write(home, BEA, "yes", asked.reply_to)
    return last(home, BEA)


def posts(home: Home) -> list[tuple[str, str, str]]:
    """The posts of the group above: subject, what their writer is called, and the address."""
    return home.rows(
        "select post.subject, author_name, author from post"
        " join groups on groups.id = post.group_id where groups.name = 'psc' order by post.id"
    )


def state(home: Home) -> str:
    """How the latest report stands."""
    found: str = home.one("select state from activity order by id desc limit 1")
    return found
