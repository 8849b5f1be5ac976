"""How long the digests of a large group take: who is due, all their marks moved, one commit.

Members live in several zones and read several languages and forms; some follow, mute or want no
copies of their own. Nothing is sent: that is the fan-out of W1.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.workloads import Figures
from dgroup.server.copies import Copies
from dgroup.server.jobs.digests import digests
from dgroup.server.site import Site, open_site
from dgroup.store import queue
from tests.site import HandClock, configured, make_blank

GROUP_ID, POSTS_BEFORE = 1, 100_000
DAY_S = 86_400


def measure(members: int, posts: int, rounds: int) -> list[Figures]:
    """Measure rounds of digests of so many posts each to so many members of one group."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder), members, posts, rounds))


async def _measure(folder: Path, members: int, posts: int, rounds: int) -> list[Figures]:
    made = Figures(f"digests of {posts} posts to {members:,} members: queued", "ms")
    idle = Figures("the same job where nobody is due", "ms")
    written = Figures("such a digest written, words cut before", "ms")
    for each in (made, idle, written):
        each.is_against_floor = False
    make_blank(folder)
    clock = HandClock()
    async with open_site(configured(folder), is_server=True, clock=clock) as site:
        _fill(site.config.database_path, members, clock.now_s)
        await digests(site, clock.now_s)  # the first look
        for number in range(rounds + 1):
            _post(site.config.database_path, posts, clock.now_s)
            clock.move(DAY_S)
            made_ms, idle_ms = await _timed(site, clock), await _timed(site, clock)
            if number:  # the first round warms up
                made.add("dgroup", made_ms)
                idle.add("dgroup", idle_ms)
        made.note = await _note(site)
        for number in range(rounds + 1):
            took_ms = await _written(site, clock, number)
            if number:
                written.add("dgroup", took_ms)
    return [made, idle, written]


async def _timed(site: Site, clock: HandClock) -> float:
    began = time.perf_counter()
    await digests(site, clock.now_s)
    return 1000 * (time.perf_counter() - began)


async def _written(site: Site, clock: HandClock, number: int) -> float:
    """Claim one row of a digest, and write what it carries; each time afresh."""
    rows = await queue.claim(
        site.db,
        worker=f"bench {number}",
        now_s=clock.now_s + DAY_S,
        wall_s=clock.now_s,
        lease_s=DAY_S,
        most=1,
    )
    began = time.perf_counter()
    await Copies(site).parcel(rows[0])
    return 1000 * (time.perf_counter() - began)


async def _note(site: Site) -> str:
    with closing(sqlite3.connect(site.config.database_path)) as db:
        made, rows = db.execute(
            "select count(distinct digest_id), count(*) from delivery where digest_id >= ("
            "select min(id) from digest where made_s = (select max(made_s) from digest))"
        ).fetchone()
    return f"{made} digests in {rows} rows of the queue"


def _fill(path: Path, members: int, now_s: int) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "insert into groups values (?, 'psc', 'Peers', null, 'en', 'Europe/Brussels', '{}',"
            " null, 1)",
            (GROUP_ID,),
        )
        rows = [{"n": n + 10, "k": n} for n in range(members)]
        for sql in (
            "insert into person (id, address_id, language, timezone, created_s) select :n, :n,"
            " case :k % 8 when 0 then 'fr' when 1 then 'es' end,"
            " case :k % 7 when 0 then 'America/Lima' when 1 then 'Africa/Nairobi' end, 1",
            "insert into address (id, person_id, address, folded, created_s)"
            " select :n, :n, :n || '@example.org', :n || '@example.org', 1",
            "insert into member (id, group_id, person_id, delivery, is_text_only, has_copy,"
            f" joined_s) select :n, {GROUP_ID}, :n, 'daily', :k % 5 = 0, :k % 3 = 0, {now_s}",
        ):
            db.executemany(sql, rows)


def _post(path: Path, posts: int, now_s: int) -> None:
    """So many posts by as many members, ten in a conversation; one is muted by some."""
    with closing(sqlite3.connect(path)) as db, db:
        (first,) = db.execute(
            "select max(coalesce(max(id), 0), ?) + 1 from post", (POSTS_BEFORE,)
        ).fetchone()
        content = b"Subject: Pumps\r\n\r\n" + b"The pump of our village runs well again.\r\n" * 20
        for post_id in range(first, first + posts):
            thread_id = first + (post_id - first) // 10 * 10
            value = {"id": post_id, "thread": thread_id, "s": now_s, "c": content}
            if thread_id == post_id:
                db.execute(
                    "insert into thread values (:id, 1, 'Pumps', '', 10, :s, :s, null)", value
                )
            db.execute(
                "insert into letter (id, sender, peer, helo, message_id, body_sha256, content,"
                " size, received_s) values (:id, '', '', '', :id, '', :c, 100, :s)",
                value,
            )
            db.execute(
                "insert into post (id, group_id, thread_id, letter_id, message_id, subject, author,"
                " author_name, member_id, body_sha256, sent_s, received_s) values"
                " (:id, 1, :thread, :id, :id, 'Pumps', 'a@example.org', 'Ann', 10 + :id % 1000, '',"
                " :s, :s)",
                value,
            )
        db.execute("insert into wish select ?, id, 'mute' from member where id % 40 = 0", (first,))
        db.execute(f"update sequence set next = {first + 10 * posts}")
