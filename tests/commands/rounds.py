"""A round of cases in a group of eight, as tests begin it, answer in it, and look at it."""

from __future__ import annotations

from dgroup.server.jobs.activities import activities
from tests.commands.robot import Sent, last, mails, write
from tests.site import Home

BEA, CO, OBS, MUTE = "bea@example.org", "co@example.org", "obs@example.org", "mute@example.org"
PEOPLE = [f"p{number}@example.org" for number in range(1, 9)]
DAY_S = 86_400
CASES = (
    "kenya: Dairy in Kenya\n  Two hundred farmers share a cooler.\nCoffee in Peru\nYouth in Mali"
)


async def a_group(home: Home) -> int:
    """Found a group of eight, with two facilitators, an observer, and one who gets no mail."""
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


async def begin(home: Home, body: str = CASES) -> None:
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
