"""How commands come to the site: opened to look or to write, and the group or person they mean.

DECISIONS 33 is kept here: who does not own the database does not write, and what root makes is
given to that owner.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

from dgroup.cli.main import Options
from dgroup.config import Config
from dgroup.domain.effects import Effect, Note
from dgroup.domain.model import Group, Person
from dgroup.domain.routing import OPERATOR_GROUP
from dgroup.errors import Refused
from dgroup.server.perform import perform
from dgroup.server.site import Clock, Site, open_site, wall_clock
from dgroup.store import groups, people
from dgroup.store.database import Readable, Transaction

OPERATOR = "operator"  # the actor, in the account of who did what


class Owner(NamedTuple):
    """To whom files belong."""

    uid: int
    gid: int


@asynccontextmanager
async def opened(
    options: Options, *, writes: bool = False, at: int | None = None, clock: Clock = wall_clock
) -> AsyncIterator[Site]:
    """Open the site of the options; at the time `at`, if one is given.

    Raises:
        ConfigError: there is no usable configuration.
        Refused: there is no database or key, or it is not ours to open.
    """
    config = options.config()
    now = clock if at is None else _stopped(at)
    with kept_by_owner(config) if writes else readable(config):
        async with open_site(config, clock=now) as site:
            yield site


@contextmanager
def readable(config: Config) -> Iterator[None]:
    """Look at the site, which takes the right to read its database. Raises Refused."""
    path = config.database_path
    if path.exists() and not os.access(path, os.R_OK, effective_ids=True):
        raise Refused(_belongs(path))
    yield


@contextmanager
def kept_by_owner(config: Config) -> Iterator[None]:
    """Write as the owner of the database; root may, and gives what it made to that owner.

    Where there is no database yet, whoever may write there becomes its owner; root gives it to the
    owner of the data's folder. Raises Refused for anybody else.
    """
    path = config.database_path
    if path.exists() and os.geteuid() not in (0, path.stat().st_uid):
        raise Refused(_belongs(path))
    owner = _owner(config)
    try:
        yield
    finally:
        give_back(config, owner)


def give_back(config: Config, owner: Owner | None = None) -> None:
    """As root, make the owner of the site own all its files; for anybody else this is nothing."""
    owner = owner or _owner(config)
    if owner is None or os.geteuid() != 0:
        return
    for path in _files(config):
        if path.lstat().st_uid != owner.uid:
            os.chown(path, owner.uid, owner.gid, follow_symlinks=False)


async def group_of(site: Site, store: Readable, name: str) -> Group:
    """Return the group that a person means by a name, a former name or a full address.

    Raises:
        Refused: there is none; names the nearest.
    """
    found = await groups.find(store, name.strip(), site.defaults)
    if found is not None:
        return found
    import difflib  # only when something is wrong: 9 ms

    known = list(await groups.all_names(store))
    if not set(known) - {OPERATOR_GROUP}:
        raise Refused(f"no group {name!r}: there is none yet; make one with `dgroup group create`")
    local = name.strip().casefold().partition("@")[0]
    near = difflib.get_close_matches(local, known, 1, cutoff=0.0)[0]
    raise Refused(f"no group {name!r}; the nearest is {near}")


async def person_of(store: Readable, address: str) -> Person:
    """Return whoever has an address.

    Raises:
        Refused: nobody has it.
    """
    found = await people.find(store, address.strip())
    if found is None:
        raise Refused(f"nobody here has the address {address!r}; try `dgroup member find`")
    return found


async def carry_out(site: Site, tx: Transaction, effects: Iterable[Effect]) -> None:
    """Make effects rows of a transaction. Raises StoreError."""
    await perform(effects, tx, owner=site.config.site.owner, now_s=site.clock())


def noted(action: str, thing: str, group: Group | None = None, **detail: int | str | bool) -> Note:
    """Say in the account that the operator did something; never with anybody's address (R31)."""
    return Note(OPERATOR, action, thing, group.id if group else None, detail)


def _stopped(at: int) -> Clock:
    return lambda: at


def _owner(config: Config) -> Owner | None:
    """Whose the database is, else the folder of the data; None where neither is there."""
    for mark in (config.database_path, config.data_dir):
        if mark.exists():
            return Owner(mark.stat().st_uid, mark.stat().st_gid)
    return None


def _belongs(path: Path) -> str:
    import pwd  # only when something is wrong

    try:
        name = pwd.getpwuid(path.stat().st_uid).pw_name
    except KeyError:
        name = f"#{path.stat().st_uid}"
    return f"{path} belongs to {name}; do this as that user: sudo -u '{name}' dgroup …"


def _files(config: Config) -> Iterator[Path]:
    """The files that dgroup makes: all beside the database that bear its name, and the outbox."""
    from dgroup.store.keys import NAME

    database, folder = config.database_path, config.data_dir
    if database.parent.exists():
        yield from database.parent.glob(f"{database.name}*")
    yield from (path for path in (folder / NAME, folder / "dgroup.lock") if path.exists())
    if config.delivery.method == "maildir" and config.maildir_path.exists():
        yield config.maildir_path
        yield from config.maildir_path.rglob("*")
