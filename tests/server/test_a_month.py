"""Seven weeks of a group under a clock moved by hand: the desk counts what a notebook counts."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from dgroup.domain.figures import percent, report
from dgroup.mail import sign
from dgroup.server import holding, jobs
from dgroup.server.scheduler import run_due
from dgroup.store import groups, weekly
from tests.server.ledger import DAY_S, Ledger, Person, Written
from tests.site import Home
from tests.writing import letter

DAYS = 49
ROLES = ("member", "member", "member", "resource", "observer")
assert jobs.__all__, "importing the jobs registers them"


@dataclass
class Village:
    """A group in which things happen by lot; what happens is noted in the ledger, too."""

    home: Home
    group_id: int
    luck: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    threads: dict[str, str] = field(default_factory=dict)  # Message-ID -> conversation
    waiting_introductions: list[tuple[int, str]] = field(default_factory=list)
    number: int = 0

    @property
    def now_s(self) -> int:
        """What the clock says."""
        return self.home.clock.now_s

    def somebody(self, *roles: str) -> Person | None:
        """Anybody who takes part, as one of these."""
        found = [
            each for each in self.ledger.inside() if each.role in roles and not each.is_disabled
        ]
        return self.luck.choice(found) if found else None

    async def mail(self, by: str, to: str, subject: str, body: str, answers: str = "") -> str:
        """Hand a mail in, as the world does."""
        self.number += 1
        message_id = f"v{self.number}@example.org"
        content = letter(
            f"{by.title()} <{by}@example.org>",
            subject=subject,
            body=body,
            id=message_id,
            in_reply_to=answers,
        )
        await self.home.receive(content, to, sender=f"{by}@example.org")
        return message_id

    async def join(self, role: str = "") -> None:
        """Somebody new comes, or is invited."""
        name = f"p{len(self.ledger.people):02}"
        person = Person(name, role or self.luck.choice(ROLES))
        self.ledger.people[name] = person
        is_invited = not role and self.luck.random() < 0.3
        await self.home.admit(
            self.group_id,
            f"{name}@example.org",
            role=person.role,  # type: ignore[arg-type]  # one of ROLES
            status="invited" if is_invited else "active",
        )
        person.is_invited = is_invited
        if not is_invited:
            person.is_in, person.first_in_s = True, self.now_s

    async def accept(self) -> None:
        """Somebody invited comes, or somebody who had left comes back."""
        outside = [each for each in self.ledger.people.values() if not each.is_in]
        if not outside:
            return
        person = self.luck.choice(outside)
        await self.home.admit(
            self.group_id,
            f"{person.name}@example.org",
            role=person.role,  # type: ignore[arg-type]
        )
        if person.first_in_s is None:
            person.first_in_s = self.now_s
        person.is_in, person.is_invited, person.has_pause = True, False, False

    async def leave(self) -> None:
        """Somebody says goodbye."""
        if person := self.somebody("member", "resource", "observer"):
            await self.mail(person.name, "psc-leave", "", "")
            person.is_in, person.out_s = False, self.now_s

    async def pause(self) -> None:
        """Somebody wants no mail for now."""
        if person := self.somebody("member"):
            await self.mail(person.name, "psc-nomail", "", "")
            person.has_pause = True

    async def disable(self) -> None:
        """Somebody's mail is stopped."""
        if person := self.somebody("member"):
            self.home.write(
                "update member set status = 'disabled' where person_id ="
                " (select person_id from address where folded = ?)",
                f"{person.name}@example.org",
            )
            person.is_disabled = True

    async def bounce(self) -> None:
        """A mail to somebody comes back, by its return path."""
        if person := self.somebody(*ROLES, "facilitator"):
            member_id = self.home.one(
                "select member.id from member join address using (person_id) where folded = ?",
                f"{person.name}@example.org",
            )
            token = sign.bounce_tokens(self.home.site.keys, 0, self.now_s // DAY_S)(member_id)
            content = letter("MAILER-DAEMON <mailer-daemon@mx.example>", subject="Undelivered")
            await self.home.receive(content, f"bounces+{token.decode()}", sender="")
            person.bounced_s.append(self.now_s)

    async def post(self) -> None:
        """Somebody begins a conversation, or answers in one; a third of them hardly ever do."""
        person = self.somebody("member", "resource", "facilitator")
        is_shy = person is not None and int(person.name[1:]) % 3 == 0
        if person is not None and not (is_shy and self.luck.random() < 0.95):
            answers = ""
            if self.threads and self.luck.random() < 0.6:
                answers = self.luck.choice([*self.threads][-12:])
            message_id = await self.mail(person.name, "psc", f"S{self.number}", "Words.", answers)
            thread = self.threads[answers] if answers else f"S{self.number - 1}"
            self.threads[message_id] = thread
            self.ledger.posts.append(Written(self.now_s, person.name, thread))

    async def knock(self) -> None:
        """A stranger writes, and waits."""
        subject = f"H{self.number}"
        await self.mail(f"stranger{self.number}", "psc", subject, "May I?")
        self.ledger.held[subject] = self.now_s

    async def approve(self) -> None:
        """Somebody in charge lets a stranger's post out."""
        if not self.ledger.held:
            return
        subject = self.luck.choice([*self.ledger.held])
        held_id, author = self.home.rows("select id, author from held where subject = ?", subject)[
            0
        ]
        await holding.approve(self.home.site, held_id, "operator")
        del self.ledger.held[subject]
        self.ledger.posts.append(Written(self.now_s, author.partition("@")[0], subject))

    async def introduce(self) -> None:
        """Somebody says who they are; it is a post a quarter of an hour later."""
        person = self.somebody("member", "resource")
        if person and person.introduced_s is None:
            await self.mail(person.name, "psc-introduce", "Hello", f"I am {person.name}, a farmer.")
            person.introduced_s = self.now_s
            self.waiting_introductions.append((self.now_s, person.name))

    async def end_the_day(self) -> None:
        """What runs by itself runs, and is noted."""
        await run_due(self.home.site, self.now_s, "introductions")
        for _, name in self.waiting_introductions:
            if self.ledger.people[name].is_in:
                self.ledger.posts.append(Written(self.now_s, name, "introductions", is_made=True))
            elif not self._wrote(name):
                self.ledger.people[name].introduced_s = None
        self.waiting_introductions.clear()
        await run_due(self.home.site, self.now_s, "expire")
        for subject, at_s in list(self.ledger.held.items()):
            if at_s < self.now_s - 14 * DAY_S:
                del self.ledger.held[subject]
                self.ledger.expired.append(self.now_s)

    def _wrote(self, name: str) -> bool:
        return any(each.is_made and each.author == name for each in self.ledger.posts)


async def check(village: Village) -> None:
    """Every figure of the week is the notebook's."""
    home, ledger, now_s = village.home, village.ledger, village.now_s
    group = await groups.one(home.site.db, village.group_id, home.site.defaults)
    assert group is not None
    found = await weekly.week(home.site.db, group, now_s)
    since_s = now_s - 7 * DAY_S
    assert found.members == len(ledger.inside())
    assert {each.name.lower() for each in found.newcomers} == ledger.newcomers(since_s)
    assert {each.name.lower() for each in found.leavers} == ledger.leavers(since_s)
    assert {each.name.lower() for each in found.bouncing} == ledger.bouncing(since_s)
    assert (found.asked, found.introduced) == (ledger.asked(), ledger.introduced())
    assert [each.name.lower() for each in found.not_introduced] == ledger.not_introduced()
    unanswered = ledger.unanswered(now_s)
    assert found.unanswered_in_all == len(unanswered)
    assert {each.subject for each in found.unanswered} <= unanswered
    assert len(found.unanswered) == min(len(unanswered), 6)
    silent = ledger.silent(now_s)
    assert [each.name.lower() for each in found.silent] == silent[:10]
    assert found.silent_in_all == len(silent)
    writing = {(each.address.partition("@")[0], each.role): each.posts for each in found.writings}
    assert writing == ledger.writing(since_s, now_s)
    assert found.expired == ledger.expired_since(since_s)
    assert found.invited == sum(each.is_invited for each in ledger.people.values())
    told = report(found, group)
    assert told.posts == sum(writing.values())
    for share in told.by_role:
        posts = sum(count for (_, role), count in writing.items() if role == share.role)
        assert (share.posts, share.percent) == (posts, percent(posts, told.posts))
    most = sorted(writing.values(), reverse=True)[:3]
    assert [each.posts for each in told.loudest] == most


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_desk_counts_what_happened(home: Home, seed: int) -> None:
    """Joins, invitations, goodbyes, posts, bounces, introductions, posts held and let go, by lot."""
    luck = random.Random(seed)
    group_id = await home.found("psc", title="Village")
    village = Village(home, group_id, luck)
    for role in ("facilitator", "resource", "observer", *("member",) * 9):
        await village.join(role)
        home.clock.move(60)
    happenings = [village.post] * 14 + [village.join] * 3 + [village.introduce] * 3
    happenings += [village.leave, village.accept, village.pause, village.bounce, village.knock]
    happenings += [village.knock, village.approve]
    began_s = home.clock.now_s
    for day in range(DAYS):
        for _ in range(luck.randrange(8)):
            await luck.choice(happenings)()
            home.clock.move(luck.randrange(60, 3600))
        if day == 20:
            await village.disable()
        home.clock.move(3600)
        await village.end_the_day()
        home.clock.now_s = began_s + (day + 1) * DAY_S
        if day % 3 == 0 or day > DAYS - 5:
            await check(village)
    assert village.ledger.expired
    assert village.ledger.silent(village.now_s)
