"""Posts that waited for an introduction follow it, each judged as if it arrived now.

What has changed meanwhile counts: whoever is moderated by now writes by way of a facilitator, and
an introduction is no way around that.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from dgroup import logs
from dgroup.commands import settling
from dgroup.commands.asking import ask_facilitators
from dgroup.commands.settling import OUTCOMES, Case, Obstacle
from dgroup.domain import posting
from dgroup.domain.effects import Effect, Hold
from dgroup.domain.model import Group
from dgroup.domain.posting import Ids, Verdict
from dgroup.errors import Refused, StoreError
from dgroup.mail.address import Mailbox
from dgroup.mail.parse import Letter
from dgroup.server import holding
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store import introductions, posts
from dgroup.store.database import Transaction
from dgroup.store.letters import HeldLetter

log = logging.getLogger(__name__)

BY: Final = "introduction"
"""Who let them through, in the account."""


async def follow(site: Site, now_s: int) -> None:
    """Post what only waited for an introduction that everybody can read now, the oldest first.

    What cannot be posted any more is dropped; what a facilitator has to read first is laid before
    them, and waits on.

    Raises:
        StoreError: the store cannot take it just now; what was not posted is still to follow.
    """
    for held_id in await introductions.unheld(site.db, site.domain):
        try:
            await _follow(site, held_id, now_s)
        except Refused:
            continue  # somebody has decided meanwhile
        except StoreError:
            raise
        except Exception:  # the door of one letter: the others follow
            log.exception("held=%s cannot follow its introduction", held_id)


async def _follow(site: Site, held_id: int, now_s: int) -> None:
    _, content = await holding.waiting(site.db, held_id)
    letter = await site.reader.read(content)
    async with site.db.transaction() as tx:
        held, _ = await holding.waiting(tx, held_id)
        outcome, effects = await _effects(site, tx, held, letter, now_s)
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()
    if effects:
        logs.mail(
            "received" if outcome == "posted" else "held" if outcome == "held" else "refused",
            message_id=letter.message_id,
            to=held.group,
            outcome=outcome,
            reason=BY,
        )


async def _effects(
    site: Site, tx: Transaction, held: HeldLetter, letter: Letter, now_s: int
) -> tuple[str, tuple[Effect, ...]]:
    known = await posts.facts_for(
        tx,
        held.group_id,
        letter,
        Mailbox(held.author_name, held.author),
        site.defaults,
        site.limits,
        now_s,
        is_null_sender=False,
    )
    if known is None:
        return "", ()
    facts, thread_facts = known
    facts = replace(facts, is_held_already=False)  # that is this very letter
    verdict = posting.decide(letter, facts)
    if verdict.outcome == "forwarded":
        verdict = Verdict("held", "moderated", "posts/held")  # an observer by now
    if verdict.outcome == "held":
        if verdict.reason == held.reason:
            return "", ()
        ids = Ids(held.letter_id, held.id, 0)
        effects = posting.deliberate(letter, facts, thread_facts, verdict, ids, held.received_s)
        return "held", (*effects, *await _ask(site, tx, effects, facts.group, letter, now_s))
    case = Case(tx, tx.new_id, now_s, site.defaults, facts.group, held, letter, BY)
    found = await settling.approve(case) if verdict.outcome == "posted" else None
    if found is None or isinstance(found, Obstacle):
        log.warning("held=%s cannot follow its introduction: %s", held.id, verdict.outcome)
        found = settling.discard(case)
    return OUTCOMES[found.decision], found.effects


async def _ask(
    site: Site,
    tx: Transaction,
    effects: tuple[Effect, ...],
    group: Group,
    letter: Letter,
    now_s: int,
) -> tuple[Effect, ...]:
    hold = next(each for each in effects if isinstance(each, Hold))
    owner = site.config.site.owner
    return await ask_facilitators(hold, group, letter, tx, tx.new_id, owner=owner, now_s=now_s)
