"""Clients hang up in mid-word: what was answered is kept, and nothing comes twice (R1, R7)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from tests.soak.client import Client, envelope, stuffed
from tests.soak.conftest import Tell
from tests.soak.numbered import Post, Writer
from tests.soak.sink import Sink
from tests.soak.site import Site, member

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

TIMES, MEMBERS = 300, 3


async def test_hanging_up_loses_and_doubles_nothing(tell: Tell) -> None:
    """300 cuts in DATA, behind the dot and around the answer, over SMTP and LMTP, then again."""
    luck = random.Random(3)
    async with Sink() as sink, Site(sink.port) as site:
        site.make({"psc": [member(number) for number in range(MEMBERS)]})
        await site.start()
        to = f"psc@{site.domain}"
        writer = Writer("hang", 11, member(0), to)
        posts = [writer.next() for _ in range(TIMES)]
        cuts: Counter[str] = Counter()
        answered: set[str] = set()
        for post in posts:
            is_lmtp = luck.random() < 0.5
            port = site.lmtp if is_lmtp else site.smtp
            async with await Client.connect(port, is_lmtp=is_lmtp) as client:
                kind, is_answered = await _cut(client, post, to, luck)
            cuts[f"{'LMTP' if is_lmtp else 'SMTP'} {kind}"] += 1
            if is_answered:
                answered.add(post.message_id)
        early = await _settled(site)
        assert answered <= early.keys()
        cut_short = {each for each in early if early[each] != _content(posts, each)}
        assert cut_short == set(), "a part of a mail was taken for the whole"
        # As real clients do, all that got no answer is sent again.
        async with await Client.connect(site.smtp) as client:
            for post in posts:
                if post.message_id not in answered:
                    (said,) = await client.post(member(0), [to], post.content)
                    assert said.code == 250, said
        await site.until_idle()
        await site.stop()
        (stored,) = site.soundness("select message_id from post")
        (shunted,) = site.soundness("select count(*) from shunted")
    tell(
        "hang-ups",
        times=TIMES,
        answered=len(answered),
        unheard_but_stored=len(early.keys() - answered),
        delivered=len(sink.pairs),
        lost=TIMES * MEMBERS - len(sink.pairs),
        doubled=sink.doubled,
        cuts=dict(sorted(cuts.items())),
    )
    assert sorted(stored) == sorted((post.message_id,) for post in posts)
    assert shunted == [(0,)]
    assert len(sink.pairs) == TIMES * MEMBERS
    assert sink.doubled == 0
    assert sink.flaws() == Counter()


async def _cut(client: Client, post: Post, to: str, luck: random.Random) -> tuple[str, bool]:
    """Send a post and hang up somewhere; return where, and whether 250 was heard before."""
    by_reset = luck.random() < 0.5
    await client.say(envelope(member(0), [to]))
    for code in (250, 250, 354):
        assert (await client.hear()).code == code
    wire = stuffed(post.content)
    match luck.randrange(4):
        case 0:
            # The last offsets matter most: inside the final CRLF.CRLF.
            offset = luck.choice((luck.randrange(len(wire)), len(wire) - luck.randrange(1, 5)))
            await client.say(wire[:offset])
            client.hang_up(by_reset=by_reset)
            return "in DATA", False
        case 1:
            await client.say(wire)
            client.hang_up(by_reset=by_reset)
            return "behind the dot", False
        case 2:
            await client.say(wire)
            await asyncio.sleep(luck.uniform(0, 0.006))
            client.hang_up(by_reset=by_reset)
            return "about the answer", False
        case _:
            await client.say(wire)
            said = await client.hear()
            client.hang_up(by_reset=by_reset)
            return "behind the answer", said.code == 250


async def _settled(site: Site) -> dict[str, bytes]:
    """Return the posts, once no more come: what a client left behind is still being written."""
    seen = -1
    while True:
        posts = site.rows(
            "select post.message_id, letter.content from post"
            " join letter on letter.id = post.letter_id"
        )
        if len(posts) == seen:
            assert len(dict(posts)) == len(posts), "the same post twice"
            return dict(posts)
        seen = len(posts)
        await asyncio.sleep(0.5)


def _content(posts: list[Post], message_id: str) -> bytes:
    return next(post.content for post in posts if post.message_id == message_id)
