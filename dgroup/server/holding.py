"""Held letters decided from the command line, each in a transaction of its own.

What a decision means is in `commands/settling.py`. The first one wins; whoever comes second is told
who decided, what and when.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import assert_never

from dgroup import logs
from dgroup.commands import settling
from dgroup.commands.settling import OUTCOMES, Case, Obstacle, Settlement
from dgroup.domain.effects import Release
from dgroup.errors import Refused, StoreError
from dgroup.mail.parse import Letter, parse
from dgroup.server.perform import perform
from dgroup.server.reading import TooHard
from dgroup.server.site import Site
from dgroup.store import letters
from dgroup.store.database import Readable, Statement, named
from dgroup.store.groups import read
from dgroup.store.letters import HeldLetter

log = logging.getLogger(__name__)


async def approve(site: Site, held_id: int, by: str, reason: str = "") -> Settlement:
    """Make a held letter a post, with a copy for everybody.

    Raises:
        Refused: there is no such letter, it was decided already, or it cannot become a post.
        StoreError: nothing was done.
    """

    async def decide(case: Case) -> Settlement:
        found = await settling.approve(case, reason)
        if isinstance(found, Obstacle):
            raise Refused(_why_not(found, case))
        return found

    return await _settle(site, held_id, by, decide)


async def reject(site: Site, held_id: int, by: str, reason: str = "") -> Settlement:
    """Send a held letter back to its author with `reason`.

    A stranger is told nothing: that letter is discarded (R5), and the settlement says so.

    Raises:
        Refused: there is no such letter, or it was decided already.
        StoreError: nothing was done.
    """
    return await _settle(site, held_id, by, lambda case: settling.reject(case, reason))


async def discard(site: Site, held_id: int, by: str, reason: str = "") -> Settlement:
    """Drop a held letter; nobody is told.

    Raises:
        Refused: there is no such letter, or it was decided already.
        StoreError: nothing was done.
    """

    async def decide(case: Case) -> Settlement:
        return settling.discard(case, reason)

    return await _settle(site, held_id, by, decide)


async def waiting(store: Readable, held_id: int) -> tuple[HeldLetter, bytes]:
    """Return a held letter on which nobody has decided, and its mail.

    Raises:
        Refused: there is none of that id, or somebody has.
    """
    found = await letters.held_one(store, held_id)
    if found is None:
        raise Refused(f"No letter {held_id} is held; `dgroup held list` shows those that are.")
    held = found[0]
    if held.state != "waiting":
        at = datetime.fromtimestamp(held.decided_s or 0, UTC).strftime("%Y-%m-%d %H:%M UTC")
        by = f" by {held.decided_by}" if held.decided_by else ""
        raise Refused(f"Held letter {held_id} was {held.state}{by} on {at}; nothing is left to do.")
    return found


async def _settle(
    site: Site, held_id: int, by: str, decide: Callable[[Case], Awaitable[Settlement]]
) -> Settlement:
    """Read the letter before the transaction begins; decide and perform within it."""
    _, content = await waiting(site.db, held_id)
    letter = await site.reader.read(content)
    async with site.db.transaction() as tx:
        held, _ = await waiting(tx, held_id)
        (rows,) = await tx.read(named("get-group", group_id=held.group_id))
        now_s, group = site.clock(), read(rows[0], site.defaults)
        case = Case(tx, tx.new_id, now_s, site.defaults, group, held, letter, by)
        settlement = await decide(case)
        await perform(settlement.effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()
    _log(settlement, letter)
    return settlement


def _why_not(obstacle: Obstacle, case: Case) -> str:
    held = case.held
    match obstacle.kind:
        case "posted":
            return f"The same mail is post {obstacle.post_id} already; discard held {held.id}."
        case "archived":
            return f"{held.group} is archived: nothing can be posted there any more."
        case _:
            assert_never(obstacle.kind)


def _log(settlement: Settlement, letter: Letter) -> None:
    logs.mail(
        "received" if settlement.decision == "approved" else "refused",
        message_id=letter.message_id,
        to=settlement.held.group,
        outcome=OUTCOMES[settlement.decision],
        reason=settlement.decision,
        post=settlement.post_id,
    )


async def read_held(site: Site, held: HeldLetter) -> Letter:
    """Read the mail of a held letter; an empty one where it is gone or cannot be read in time."""
    found = await letters.held_one(site.db, held.id)
    try:
        return await site.reader.read(found[1]) if found else parse(b"")
    except TooHard:
        return parse(b"")


async def let_through(site: Site) -> None:
    """Post what may go out. What cannot become a post waits again; a busy store is tried later."""
    try:
        (rows,) = await site.db.read(Statement("list-released", {}))
    except StoreError as fault:  # the mail that released them has been taken all the same
        log.warning("released letters go out later: %s", fault)
        return
    for row in rows:
        try:
            await approve(site, row["id"], row["released_by"])
        except StoreError as fault:
            log.warning("held letter %s goes out later: %s", row["id"], fault)
        except Refused as obstacle:
            log.warning("held letter %s cannot go out: %s", row["id"], obstacle)
            async with site.db.transaction() as tx:
                owner = site.config.site.owner
                release = Release(row["id"], None)
                await perform([release], tx, owner=owner, now_s=site.clock())
        except Exception:  # the door of one letter: those behind it go out
            log.exception("held letter %s could not be posted", row["id"])
