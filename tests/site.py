"""A small real site for tests: SQLite on a file, a clock moved by hand, groups, people, letters."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dgroup import places
from dgroup.config import Config, load
from dgroup.domain.effects import Admit, Effect, Found, Meet
from dgroup.domain.model import Arrival, DeliveryChoice, Reply, Role, Status
from dgroup.mail.address import fold
from dgroup.server.intake import receive
from dgroup.server.perform import perform
from dgroup.server.site import Site, open_site
from dgroup.store import keys, migrate
from dgroup.store.database import Transaction
from tests.writing import DOMAIN, letter

OWNER = "operator@example.net"
NOON_S = 1_795_262_400  # 2026-11-21 12:00 UTC, a Saturday

SETTINGS = f"""
[site]
domain = "{DOMAIN}"
owner = "{OWNER}"
[smtp]
listen = ["127.0.0.1:0"]
lmtp = []
[delivery]
method = "maildir"
[web]
enabled = false
"""


class HandClock:
    """A clock that only moves when it is moved."""

    def __init__(self, now_s: int = NOON_S) -> None:
        self.now_s = now_s

    def __call__(self) -> int:
        return self.now_s

    def move(self, seconds: int) -> None:
        """Let time pass."""
        self.now_s += seconds


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site in which nothing has happened yet; copied, never changed."""
    return make_blank(tmp_path_factory.mktemp("blank"))


@pytest.fixture
async def home(blank: Path, tmp_path: Path) -> AsyncIterator[Home]:
    """A site of a test's own, opened as the server would."""
    async with open_home(blank, tmp_path / "site") as opened:
        yield opened


def make_blank(folder: Path, domain: str = DOMAIN) -> Path:
    """Make the folder of a site in which nothing has happened yet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dgroup.toml").write_text(SETTINGS.replace(DOMAIN, domain), encoding="utf-8")
    config = load(folder / "dgroup.toml", environ={})
    migrate.migrate(
        config.database_path, migrate.read_migrations(places.migrations_folder()), NOON_S
    )
    keys.make(config.data_dir)
    return folder


def configured(folder: Path, **environ: str) -> Config:
    """Read the settings of a folder; `delivery__port="25"` overlays one of them."""
    names = {f"DGROUP_{name.upper()}": value for name, value in environ.items()}
    return load(folder / "dgroup.toml", environ=names)


@asynccontextmanager
async def open_home(blank: Path, folder: Path, **environ: str) -> AsyncIterator[Home]:
    """Open a copy of a blank site in `folder`."""
    if not folder.joinpath("dgroup.toml").exists():
        shutil.copytree(blank, folder, dirs_exist_ok=True)
    clock = HandClock()
    async with open_site(configured(folder, **environ), is_server=True, clock=clock) as site:
        yield Home(site, clock)


@dataclass
class Home:
    """A site with what tests do to it; people are called by their addresses."""

    site: Site
    clock: HandClock

    @property
    def path(self) -> Path:
        """The database file."""
        return self.site.config.database_path

    async def perform(self, *effects: Effect) -> None:
        """Make effects so, in a transaction of their own."""
        async with self.site.db.transaction() as tx:
            await self._perform(effects, tx)
        self.site.forget_names()

    async def _perform(self, effects: Sequence[Effect], tx: Transaction) -> None:
        await perform(effects, tx, owner=self.site.config.site.owner, now_s=self.clock.now_s)

    async def found(
        self,
        name: str,
        *members: str,
        title: str = "",
        parent: int | None = None,
        language: str = "en",
        **settings: int | str | bool,
    ) -> int:
        """Start a group with these members; return its id."""
        async with self.site.db.transaction() as tx:
            group_id = tx.new_id()
            group = Found(
                id=group_id,
                name=name,
                title=title or name.title(),
                parent_id=parent,
                language=language,
                timezone="Europe/Brussels",
                settings={key.rstrip("_"): value for key, value in settings.items()},
            )
            await self._perform([group], tx)
        self.site.forget_names()
        for address in members:
            await self.admit(group_id, address)
        return group_id

    async def admit(
        self,
        group_id: int,
        address: str,
        *,
        role: Role = "member",
        status: Status = "active",
        delivery: DeliveryChoice = "each",
        is_exempt: bool = True,
    ) -> int:
        """Make somebody a member, whether they are known or not; return the member's id."""
        async with self.site.db.transaction() as tx:
            known = self.rows("select person_id from address where folded = ?", fold(address))
            effects: list[Effect] = []
            person_id = known[0][0] if known else tx.new_id()
            if not known:
                name = address.partition("@")[0].title()
                effects.append(Meet(person_id, tx.new_id(), address, name))
            member_id = tx.new_id()
            effects.append(Admit(member_id, group_id, person_id, role, status, delivery, is_exempt))
            await self._perform(effects, tx)
        return member_id

    async def receive(
        self,
        content: bytes | None = None,
        *recipients: str,
        sender: str = "ann@example.org",
        keep: bool = True,
    ) -> list[Reply]:
        """Take a letter in, for `psc@` where nobody else is named."""
        arrival = Arrival(
            content=letter() if content is None else content,
            sender=sender,
            recipients=tuple(
                each if "@" in each else f"{each}@{DOMAIN}" for each in recipients or ("psc",)
            ),
            peer="192.0.2.1",
            helo="mail.example.org",
            received_s=self.clock.now_s,
        )
        return await receive(arrival, self.site, keep=keep)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the file, by a connection of the test's own."""
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the one value of the one row."""
        ((value,),) = self.rows(sql, *values)
        return value

    def write(self, sql: str, *values: Any) -> None:
        """Write to the file behind the server's back."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            db.execute("pragma foreign_keys = on")
            db.execute(sql, values)

    async def steps(self, content: bytes, *recipients: str) -> int:
        """Take a letter in, and count how many steps of the database's machine that takes."""
        taken = 0

        def count() -> int:
            nonlocal taken
            taken += 1
            return 0

        writer = self.site.db._writer
        await writer.set_progress_handler(count, 1)
        try:
            await self.receive(content, *recipients)
        finally:
            await writer.set_progress_handler(None, 0)
        return taken

    def dump(self) -> list[str]:
        """All that is in the database, as SQL."""
        with closing(sqlite3.connect(self.path)) as db:
            return list(db.iterdump())

    def accounts(self) -> list[tuple[str, str, str]]:
        """The account of all mail: local part, outcome and reason, in order."""
        found = self.rows("select recipient, outcome, reason from account order by id")
        return [(str(to).partition("@")[0], outcome, reason) for to, outcome, reason in found]

    def queued(self) -> list[tuple[str, str, int]]:
        """What waits to go out: kind, whom it is for or how many, and how often it was tried."""
        return self.rows(
            "select kind, coalesce(address, size || ' members'), attempts from delivery order by id"
        )


def outcomes(replies: Sequence[Reply]) -> list[tuple[str, str]]:
    """What became of each recipient, and why."""
    return [(reply.outcome, reply.reason) for reply in replies]


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the write lock of a database, as another process would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("begin immediate")
        try:
            yield db
        finally:
            db.execute("rollback")
