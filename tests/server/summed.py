"""A group in which a week has gone by, for tests of summaries."""

from __future__ import annotations

from typing import Any

from dgroup.domain.effects import Data
from dgroup.domain.model import Digest, Group
from dgroup.server.summary_letters import summary_text, summing
from dgroup.store import groups
from tests.site import Home
from tests.writing import letter

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"
DAY_S = 86_400
ROUND = (
    "We begin each meeting with a round in which everybody says how they are. It takes ten minutes,"
    " and in our village nobody wants to miss it any more."
)
PAIRS = (
    "With more than twenty people a round takes far too long, so that we do it in pairs. The pairs"
    " then tell all of us one thing that they have learned from each other."
)
SONG = "I have looked in every book. Does anybody know a song that all can sing without a book?"


async def club(home: Home, **settings: int | str | bool) -> int:
    """Found the group psc, with Ann, Bob and Cat; return its id."""
    return await home.found("psc", ANN, BOB, CAT, title="Club", **settings)


async def post(
    home: Home, author: str, body: str, subject: str = "Meetings", *, to: str = "psc", **mail: Any
) -> int:
    """Write to a group; return the id of the post."""
    number = home.one("select count(*) from letter")
    name = author.partition("@")[0].title()
    content = letter(
        f"{name} <{author}>",
        **{"id": f"p{number}@x.example", "subject": subject, "body": body, **mail},
    )
    (reply,) = await home.receive(content, to, sender=author)
    assert reply.outcome == "posted", reply
    return reply.post_id or 0


async def week(home: Home) -> int:
    """A group with a conversation of two, and a question of Cat's; return the group's id."""
    group_id = await club(home)
    home.clock.move(DAY_S)
    await post(home, ANN, ROUND, id="round@x.example")
    home.clock.move(60)
    await post(home, BOB, PAIRS, "Re: Meetings", in_reply_to="round@x.example")
    home.clock.move(60)
    await post(home, CAT, SONG, "Songs")
    home.clock.move(DAY_S)
    return group_id


async def group_of(home: Home, name: str = "psc") -> Group:
    """Return a group as it stands."""
    found = await groups.find(home.site.db, name, home.site.defaults)
    assert found is not None
    return found


async def told(home: Home, days: int = 7) -> dict[str, Any]:
    """Return what the summary of the last days is told."""
    now_s = home.clock.now_s
    return dict(await summing(home.site, await group_of(home), now_s - days * DAY_S, now_s))


async def plain(home: Home, language: str = "en", **more: Data) -> str:
    """Return the words of the periodic summary of the last week."""
    data = {**await told(home), **more}
    return summary_text(home.site, await group_of(home), data, language).plain


def summary(group: Group, data: dict[str, Any], made_s: int) -> Digest:
    """Return a summary as one that is sent is."""
    return Digest(71, group.id, "summary", "plain", "en", data, made_s)
