"""The stage: a temporary site with its groups and people, and a real server that runs on it.

The site's clock is the story's, which moves with the letters: a week passes in seconds, and what
was to be tried again in a minute is tried when the next letter comes.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dgroup import logs, places
from dgroup.commands import inviting
from dgroup.commands import newcomers as admissions
from dgroup.commands.newcomers import Newcomer
from dgroup.config import load
from dgroup.demo.script import GroupPlan, Person, Script
from dgroup.domain.effects import Call, Change, Effect, Found, Meet, Reader
from dgroup.domain.model import Group
from dgroup.server import scheduler
from dgroup.server.almanac import next_due_s
from dgroup.server.app import lock, running
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store import groups, keys, migrate, people
from dgroup.store.database import Transaction

_DESKS = "weekly mon 08:00"
LOG_NAME = "dgroup.log"


class StoryClock:
    """The time of the story, in epoch seconds; it never goes back."""

    def __init__(self, now_s: int) -> None:
        self.now_s = now_s

    def __call__(self) -> int:
        return self.now_s

    def reach(self, now_s: float) -> None:
        """Let it be that late, if it is not yet."""
        self.now_s = max(self.now_s, int(now_s))


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the server's own account of mail: what became of one recipient of a letter."""

    message_id: str
    to: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A site that is served: mail comes in at `port`; `account` is what the server says of it."""

    site: Site
    port: int
    clock: StoryClock
    groups: dict[str, Group]  # those that are known by now
    account: Sequence[Account]

    async def invite(self, plan: GroupPlan, guests: Sequence[Person], by: Person, note: str) -> int:
        """Invite people, as `dgroup member invite` does; return how many letters go out."""
        group, site = self.groups[plan.name], self.site
        async with site.db.transaction() as tx:
            reader = Reader(by.address, by.language, None, by.name)
            found = await inviting.invite(
                tx, group, _newcomers(plan, guests), reader, note, site.clock(), tx.new_id
            )
            await _carry_out(inviting.effects_of(found), tx, site)
        site.outbox_filled.set()
        return inviting.count(found)["invited"]

    async def add(self, plan: GroupPlan, newcomers: Sequence[Person]) -> int:
        """Add people and welcome them, as `dgroup member add --welcome` does; return how many."""
        group, site = self.groups[plan.name], self.site
        async with site.db.transaction() as tx:
            found = await admissions.admit(
                tx, group, _newcomers(plan, newcomers), tx.new_id, welcomed_s=site.clock()
            )
            await _carry_out(admissions.effects_of(found), tx, site)
        site.outbox_filled.set()
        return admissions.count(found)["added"]

    async def moderate(self, plan: GroupPlan, person: Person) -> None:
        """Let a facilitator read a member's posts first: `dgroup member set … moderated=yes`."""
        async with self.site.db.transaction() as tx:
            _, member = await people.sender(tx, self.groups[plan.name].id, person.address)
            assert member is not None, f"{person.name} is no member yet"
            await _carry_out([Change(member.id, is_moderated=True)], tx, self.site)

    async def found(self, plan: GroupPlan) -> None:
        """Make a group with nobody in it, as `dgroup group create` does."""
        async with self.site.db.transaction() as tx:
            parent = self.groups.get(plan.parent)
            settings = {"purpose": plan.purpose, "introductions": plan.introductions}
            if parent:  # how it does stands in the weekly letter about its parent
                settings["desk_day"] = "off"
            made = Found(
                id=tx.new_id(),
                name=plan.name,
                title=plan.title,
                parent_id=parent.id if parent else None,
                language=self.site.config.site.language,
                timezone=self.site.config.site.timezone,
                settings=settings,
            )
            await _carry_out([made], tx, self.site)
        self.site.forget_names()
        await self.look_up(plan.name)

    async def look_up(self, name: str) -> Group:
        """Find a group in the store, and know it from now on; there must be one."""
        group = await groups.find(self.site.db, name, self.site.defaults)
        assert group is not None, f"there is no group {name}"
        self.groups[name] = group
        return group

    def desks(self, until_s: float) -> Iterator[int]:
        """The Monday mornings until then at which facilitators hear how their group is doing."""
        return self._moments(_DESKS, until_s)

    def mornings(self, until_s: float) -> Iterator[datetime]:
        """The hours until then at which digests may be due, on the clock of the groups."""
        zone = ZoneInfo(self.site.config.site.timezone)
        moments = self._moments(self._digests(), until_s)
        return (datetime.fromtimestamp(each, zone) for each in moments)

    async def work(self, until_s: float) -> None:
        """Let the days go by until then: what is due by itself is done when it is due."""
        zone = ZoneInfo(self.site.config.site.timezone)
        rules = [each.rule for each in scheduler.JOBS.values() if each.rule.startswith("daily")]
        rules.append(self._digests())
        while True:
            due_s = min(next_due_s(rule, self.clock(), zone) for rule in rules)
            if due_s > until_s:
                break
            self.clock.reach(due_s)
            await scheduler.run_due(self.site, due_s)
        self.clock.reach(until_s)

    async def work_now(self) -> None:
        """Do what is due at this moment of the story (what comes of it may be due at once)."""
        await scheduler.run_due(self.site, self.clock())

    def _digests(self) -> str:
        """The rule by which digests come, for the groups of the script keep the site's hour."""
        return f"daily {self.site.defaults.settings.digest_hour:02}:00"

    def _moments(self, rule: str, until_s: float) -> Iterator[int]:
        zone = ZoneInfo(self.site.config.site.timezone)
        due_s = next_due_s(rule, self.clock(), zone)
        while due_s <= until_s:
            yield due_s
            due_s = next_due_s(rule, due_s, zone)


@asynccontextmanager
async def open_stage(
    script: Script, folder: Path, relay_port: int, start_s: int, known: Sequence[Person]
) -> AsyncIterator[Stage]:
    """Make the site of `script` in `folder` and serve it; mail goes out to `relay_port`.

    It has no groups yet. `known` are people whose language the operator has set before.

    Raises: ConfigError or Refused where that cannot be; nothing is served then.
    """
    clock = StoryClock(start_s)
    write_settings(folder, script.domain, _WHILE_SHOWN.format(port=relay_port))
    config = load(folder / "dgroup.toml", {})
    migrations = migrate.read_migrations(places.migrations_folder())
    migrate.migrate(config.database_path, migrations, clock())
    keys.make(config.data_dir)
    with _listening(folder / LOG_NAME) as account, lock(config):
        async with running(config, clock=clock) as server:
            async with server.site.db.transaction() as tx:
                await _meet(known, server.site, tx)
            server.site.outbox_filled.set()
            yield Stage(server.site, server.listeners.ports[0], clock, {}, account)


def write_settings(folder: Path, domain: str, sections: str) -> None:
    """Write the dgroup.toml of the site in `folder`."""
    site = f'[site]\ndomain = "{domain}"\nowner = "postmaster@example.net"\n'
    (folder / "dgroup.toml").write_text(f"{site}\n{sections}", encoding="utf-8")


_WHILE_SHOWN = """\
[smtp]
listen = ["127.0.0.1:0"]
lmtp = []

[delivery]
port = {port}
tls = "off"

[web]
enabled = false
"""


async def _meet(met: Sequence[Person], site: Site, tx: Transaction) -> None:
    """Let the site know some people, and which language they read."""
    for person in met:
        person_id = tx.new_id()
        meeting = Meet(person_id, tx.new_id(), person.address, person.name)
        await _carry_out([meeting, Call(person_id, language=person.language)], tx, site)


def _newcomers(plan: GroupPlan, those: Sequence[Person]) -> list[Newcomer]:
    return [Newcomer(each.address, each.name, plan.role_of(each), each.mail) for each in those]


async def _carry_out(effects: Iterable[Effect], tx: Transaction, site: Site) -> None:
    await perform(list(effects), tx, owner=site.config.site.owner, now_s=site.clock())


@contextmanager
def _listening(file: Path) -> Iterator[list[Account]]:
    """Write the server's log to `file`, and hear its account of mail; nothing on the screen."""
    account: list[Account] = []
    root, mail, chatty = (logging.getLogger(name) for name in (None, "mail", "mail.log"))
    before = [(each, each.level) for each in (root, mail, chatty)]
    to_file = logging.FileHandler(file, encoding="utf-8")
    to_file.setFormatter(logs.Formatter())
    ear = _Ear(account)
    root.addHandler(to_file)
    mail.addHandler(ear)
    root.setLevel(logging.INFO)
    mail.setLevel(logging.INFO)
    chatty.setLevel(logging.WARNING)  # aiosmtpd's own, a line per command
    try:
        yield account
    finally:
        mail.removeHandler(ear)
        root.removeHandler(to_file)
        to_file.close()
        for logger, level in before:
            logger.setLevel(level)


class _Ear(logging.Handler):
    """Hears what became of each mail that came in."""

    def __init__(self, account: list[Account]) -> None:
        super().__init__(logging.INFO)
        self._account = account

    def emit(self, record: logging.LogRecord) -> None:
        fields = getattr(record, "fields", {})
        if "outcome" in fields:
            said = [str(fields.get(name) or "") for name in Account.__slots__]
            self._account.append(Account(*said))
