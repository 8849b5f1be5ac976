"""Readers of digests on a real site: what they are sent, by the names of people and posts."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from dgroup.domain.model import DeliveryChoice
from dgroup.server.jobs.digests import digests
from tests.site import Home
from tests.writing import letter

ANN, BOB, CAS, DEE = (f"{name}@example.org" for name in ("ann", "bob", "cas", "dee"))
DAY_S = 86_400


def at(text: str, zone: str = "Europe/Brussels") -> int:
    """A moment as clocks show it, where the groups of these tests are."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


@dataclass
class Readers:
    """The group psc, in which Ann writes; others read it as each test has it."""

    home: Home
    group_id: int
    members: dict[str, int] = field(default_factory=dict)
    posts: int = 0

    async def join(self, address: str, delivery: DeliveryChoice = "daily") -> int:
        """Make somebody a member; how far they have read begins here."""
        await self.home.admit(self.group_id, address, delivery=delivery)
        self.members[address] = self.home.one(
            "select member.id from member join address on address.person_id = member.person_id"
            " where address.folded = ? and member.group_id = ?",
            address,
            self.group_id,
        )
        return self.members[address]

    async def post(self, *, sender: str = ANN, answers: str = "", to: str = "psc") -> str:
        """Post something; return its name, which is its subject and the name of its Message-ID."""
        self.posts += 1
        name = f"p{self.posts}"
        references = [f"{answers}@example.org"] if answers else []
        content = letter(sender, subject=name, id=f"{name}@example.org", references=references)
        await self.home.receive(content, to, sender=sender)
        return name

    async def run(self, when: str | int | None = None) -> list[tuple[str, str, str]]:
        """Let the job run at a time; return what it sent: to whom, why, and which posts."""
        if when is not None:
            self.home.clock.now_s = at(when) if isinstance(when, str) else when
        before = self.home.one("select coalesce(max(id), 0) from digest")
        await digests(self.home.site, self.home.clock.now_s)
        return self.sent(after=before)

    def sent(self, *, after: int = 0) -> list[tuple[str, str, str]]:
        """Digests that were queued: (name of the reader, occasion, names of the posts), sorted."""
        names = {
            member_id: address.partition("@")[0] for address, member_id in self.members.items()
        }
        subjects = dict(self.home.rows("select id, subject from post"))
        rows = self.home.rows(
            "select digest.data, delivery.members from digest"
            " join delivery on delivery.digest_id = digest.id where digest.id > ?",
            after,
        )
        found = []
        for data, members in rows:
            said = json.loads(data)
            posts = " ".join(str(subjects[each]) for each in said["posts"])
            found += [(names[each], said["period"], posts) for each in json.loads(members)]
        return sorted(found)

    def digested(self) -> dict[str, list[str]]:
        """All posts that each reader was sent in digests, in the order of sending."""
        found: dict[str, list[str]] = defaultdict(list)
        subjects = dict(self.home.rows("select id, subject from post"))
        names = {
            member_id: address.partition("@")[0] for address, member_id in self.members.items()
        }
        for data, members in self.home.rows(
            "select digest.data, delivery.members from digest"
            " join delivery on delivery.digest_id = digest.id order by digest.id"
        ):
            posts = [str(subjects[each]) for each in json.loads(data)["posts"]]
            for each in json.loads(members):
                found[names[each]] += posts
        return found

    def alone(self) -> dict[str, list[str]]:
        """All posts that each member was sent by themselves, in the order of sending."""
        found: dict[str, list[str]] = defaultdict(list)
        names = {
            member_id: address.partition("@")[0] for address, member_id in self.members.items()
        }
        for subject, members in self.home.rows(
            "select post.subject, delivery.members from delivery"
            " join post on post.id = delivery.post_id order by delivery.id"
        ):
            for each in json.loads(members):
                found[names[each]].append(subject)
        return found


async def readers(home: Home, **settings: int | str | bool) -> Readers:
    """The group, on a Saturday noon, with Ann who has each message."""
    home.clock.now_s = at("2026-11-21 12:00")
    group_id = await home.found("psc", introductions="off", **settings)
    made = Readers(home, group_id)
    await made.join(ANN, "each")
    return made
