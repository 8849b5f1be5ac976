"""A site's process under a clock moved by hand, which can be made to die at a chosen statement.

Run as `python -m tests.soak.life FOLDER`: it forks a life for each request that wants one, so that
being killed costs milliseconds; whoever drives it is in `mortal.py`. Messages are msgpack, each
behind its length; a life works strictly by request and answer.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import struct
import sys
from pathlib import Path
from typing import Any

import msgspec

from dgroup.config import load
from dgroup.domain.effects import Change, Describe
from dgroup.domain.model import Profile
from dgroup.mail.address import fold
from dgroup.server import holding, jobs, scheduler
from dgroup.server.app import delivery, lock
from dgroup.server.delivery import Delivering
from dgroup.server.site import open_site
from dgroup.store import jobs as store_jobs
from tests.site import HandClock, Home

assert jobs.__all__, "importing the jobs registers them"

Message = dict[str, Any]
JOBS = {"digests", "prune", "summaries"}
"""All others have nothing to say in this."""


class Fate:
    """Counts what is done to the database, and ends the process at a chosen statement."""

    def __init__(self) -> None:
        self.count = 0
        self.dies_at = 0

    def arm(self, dies_at: int) -> None:
        """Begin to count; 0 is to live on."""
        self.count, self.dies_at = 0, dies_at

    def note(self, statement: str) -> None:
        """Called by SQLite before a statement of any connection runs, those of triggers too."""
        self.count += 1
        if self.count == self.dies_at:
            send(sys.stdout.fileno(), {"dying_at": " ".join(statement.split())[:60]})
            os.kill(os.getpid(), signal.SIGKILL)


FATE = Fate()
_connect = sqlite3.connect


class Unflushed(sqlite3.Connection):
    """A connection that leaves it to the kernel when what it wrote reaches the disk.

    Whoever is killed has given it to the kernel; only a power cut could take it back.
    """

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement, and flush nothing."""
        if sql.startswith("pragma synchronous"):
            sql = "pragma synchronous = off"
        return super().execute(sql, *values)


def _watched(*words: Any, **more: Any) -> sqlite3.Connection:
    connection = _connect(*words, **more, factory=Unflushed)
    connection.set_trace_callback(FATE.note)
    return connection


def send(descriptor: int, message: Message) -> None:
    """Write one message."""
    content = msgspec.msgpack.encode(message)
    content = struct.pack("!I", len(content)) + content
    while content:
        content = content[os.write(descriptor, content) :]


def take(descriptor: int) -> Message | None:
    """Read one message; None where nobody writes any more."""
    head = _read(descriptor, 4)
    if head is None:
        return None
    found: Message = msgspec.msgpack.decode(_read(descriptor, struct.unpack("!I", head)[0]) or b"")
    return found


def _read(descriptor: int, size: int) -> bytes | None:
    content = b""
    while len(content) < size:
        part = os.read(descriptor, size - len(content))
        if not part:
            return None
        content += part
    return content


async def live(folder: Path) -> None:
    """Open the site as a server does after a crash, and do what is asked until nobody asks."""
    config = load(folder / "dgroup.toml", environ={})
    clock = HandClock(0)
    with lock(config):
        async with open_site(config, is_server=True, clock=clock) as site:
            async with site.db.transaction() as tx:
                await store_jobs.free_all(tx)
            await scheduler.plan(site)
            async with delivery(site) as delivering:
                deeds = Deeds(Home(site, clock), delivering)
                while (message := take(sys.stdin.fileno())) is not None:
                    clock.now_s = message.pop("at")
                    FATE.arm(message.pop("dies_at"))
                    name = message.pop("do")
                    try:
                        answer = await getattr(deeds, name)(**message)
                    except Exception as fault:
                        answer = {"fault": f"{name}: {fault!r}"}
                    statements = FATE.count
                    FATE.arm(0)
                    send(sys.stdout.fileno(), {"statements": statements, **(answer or {})})


class Deeds:
    """What can be asked of a life, by name."""

    def __init__(self, home: Home, delivering: Delivering) -> None:
        self._home = home
        self._delivering = delivering

    async def found(self, name: str, zone: str, settings: Message) -> Message:
        """Start a group."""
        group_id = await self._home.found(name, title="Village", **settings)
        self._home.write("update groups set timezone = ? where id = ?", zone, group_id)
        self._home.site.forget_names()
        return {"group_id": group_id}

    async def admit(self, group_id: int, address: str, zone: str, **how: Any) -> None:
        """Let somebody in, or in again, and write down where they live ("": unknown)."""
        traits = {key: how.pop(key) for key in list(how) if key in ("has_copy", *_TRAITS)}
        await self._home.admit(group_id, address, **how)
        member_id = self._member(address)  # that of the first time, of those who come again
        person_id = self._home.one("select person_id from member where id = ?", member_id)
        profile = Profile(address.partition("@")[0].title(), None, zone or None, False)
        await self._home.perform(Describe(person_id, profile))
        for key, value in traits.items():
            self._home.write(f"update member set {key} = ? where id = ?", value, member_id)

    async def change(self, address: str, **what: Any) -> None:
        """Change a membership as an operator does."""
        await self._home.perform(Change(self._member(address), **what))

    async def mail(self, content: bytes, to: str, sender: str) -> Message:
        """Take in a mail."""
        (reply,) = await self._home.receive(content, to, sender=sender)
        return {"outcome": reply.outcome, "reason": reply.reason, "post_id": reply.post_id}

    async def message_id(self, post_id: int) -> Message:
        """Say which Message-ID a post has: one that came without has been given one."""
        return {"message_id": self._home.one("select message_id from post where id = ?", post_id)}

    async def approve(self) -> Message:
        """Let out what moderated members have written; returns ids of posts by Message-ID."""
        before = self._home.one("select coalesce(max(id), 0) from post")
        held = "select id from held where state = 'waiting' and reason = 'moderated'"
        for (held_id,) in self._home.rows(held):
            await holding.approve(self._home.site, held_id, "operator")
        posts = self._home.rows("select message_id, id from post where id > ?", before)
        return {"posts": dict(posts)}

    async def jobs(self) -> Message:
        """Do what is due, as the scheduler does in passing; returns what ran, and went wrong."""
        await scheduler._run_some(self._home.site)
        rows = self._home.rows("select name, started_s, last_error from job")
        ran = {name: error for name, at_s, error in rows if at_s == self._home.clock.now_s}
        return {"ran": list(ran), "errors": {name: error for name, error in ran.items() if error}}

    async def deliver(self) -> None:
        """Deliver all that is due."""
        await self._delivering.run_once()

    async def waiting(self) -> Message:
        """Say what is left in the queue, and what was shunted."""
        return {
            "queue": self._home.queued(),
            "shunted": self._home.rows("select recipient, error from shunted"),
        }

    def _member(self, address: str) -> int:
        found: int = self._home.one(
            "select member.id from member join address using (person_id) where folded = ?",
            fold(address),
        )
        return found


_TRAITS = ("is_text_only", "has_mime_digest", "is_moderated")


def main() -> None:
    """Fork a life for each that is asked for, and say how it ended."""
    sqlite3.connect = _watched  # type: ignore[assignment]  # whoever connects from now on
    for name in scheduler.JOBS.keys() - JOBS:
        del scheduler.JOBS[name]
    folder = Path(sys.argv[1])
    while take(sys.stdin.fileno()) is not None:
        if (pid := os.fork()) == 0:
            asyncio.run(live(folder))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        send(sys.stdout.fileno(), {"died": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    main()
