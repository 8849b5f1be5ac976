"""The site value: what everything that runs is given, and never imports.

It is opened once, by `serve`, a command or a test, and closed as a whole. The clock is the site's,
so that a test or `--at` can say what time it is (DECISIONS 30); leases look at the wall clock.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from dgroup import places
from dgroup.config import Config
from dgroup.domain.model import GroupSettings
from dgroup.mail.render import Letters
from dgroup.mail.sign import Keys
from dgroup.server.reading import Reader
from dgroup.store import groups, keys, migrate
from dgroup.store.database import Database
from dgroup.store.groups import Defaults
from dgroup.store.posts import Limits
from dgroup.store.sqlite import SqliteDatabase

Clock = Callable[[], int]


def wall_clock() -> int:
    """Return the time of day, in UTC epoch seconds."""
    return int(time.time())


@dataclass(slots=True)
class Site:
    """Everything that a mail's way needs: the store, the clock, the letters, the keys."""

    config: Config
    db: Database
    clock: Clock
    keys: Keys
    letters: Letters
    reader: Reader
    defaults: Defaults  # what holds for groups that say nothing themselves
    limits: Limits
    outbox_filled: asyncio.Event = field(default_factory=asyncio.Event)
    # Subject and texts of digests that are being answered, by id (see `server/answered.py`).
    digest_texts: OrderedDict[int, tuple[str, ...]] = field(default_factory=OrderedDict)
    _names: Mapping[str, int] | None = None
    _writes: int = 0

    @property
    def domain(self) -> str:
        """The one domain of the site, lower case, A-labels."""
        return self.config.site.domain

    async def names(self) -> Mapping[str, int]:
        """Return every local part that leads to a group; remembered until `forget_names`."""
        if self._names is None:
            writes = self._writes
            found = await groups.names(self.db)
            if writes != self._writes:  # somebody wrote while we read: the next one looks again
                return found
            self._names = found
        return self._names

    def forget_names(self) -> None:
        """Somebody has written to the store: look again."""
        self._names = None
        self._writes += 1


@asynccontextmanager
async def open_site(
    config: Config, *, is_server: bool = False, clock: Clock = wall_clock
) -> AsyncIterator[Site]:
    """Open the site of `config`; `is_server` where this process is the one daemon.

    Raises:
        Refused: there is no database or no key, or the schema is not this program's.
        StoreError: the file cannot be read.
    """
    migrate.check_schema(config.database_path, migrate.read_migrations(places.migrations_folder()))
    secrets = keys.load(config.data_dir)
    db = SqliteDatabase(config.database_path, is_server=is_server)
    reader = Reader()
    try:
        yield Site(
            config=config,
            db=db,
            clock=clock,
            keys=secrets,
            letters=Letters(places.template_folders(config.data_dir)),
            reader=reader,
            defaults=Defaults(config.site.domain, group_settings(config)),
            limits=Limits(config.smtp.max_received, config.limits.answers_per_address_per_day),
        )
    finally:
        await reader.close()
        await db.close()


def group_settings(config: Config) -> GroupSettings:
    """Return the site's `[groups]` section as the settings of a group."""
    section = config.groups
    return GroupSettings(
        join=section.join,
        post=section.post,
        moderate_first_posts=section.moderate_first_posts,
        reply_to=section.reply_to,
        subject_prefix=section.subject_prefix,
        introductions=section.introductions,
        max_post_size=section.max_post_size,
        hidden=section.hidden,
        copy=section.copy,
        introduction_hold=section.introduction_hold,
        footer=section.footer,
        from_=section.from_,
        digest_hour=section.digest_hour,
        purpose=section.purpose,
        welcome=section.welcome,
        unanswered=section.unanswered,
        desk_day=section.desk_day,
        questions=section.questions,
        summary_every=section.summary_every,
        summary_day=section.summary_day,
        summary_hour=section.summary_hour,
        summary_to=section.summary_to,
        summary_unanswered=section.summary_unanswered,
        private=section.private,
    )
