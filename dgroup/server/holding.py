"""Held letters and what becomes of them: approved, rejected or discarded, by one decision.

A letter that is let through becomes a post by the same steps as one that arrives now. The first
decision wins; whoever comes second is told who decided, what and when.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from dgroup import logs
from dgroup.domain import posting
from dgroup.domain.effects import Effect, Note, Notify, Publish, Reader, Record, Settle
from dgroup.domain.model import Group, Outcome, Person
from dgroup.domain.posting import Ids
from dgroup.errors import Refused
from dgroup.mail.address import Mailbox
from dgroup.mail.parse import NO_MESSAGE_ID, Letter
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store import letters, people, posts
from dgroup.store.database import Readable, Transaction, named
from dgroup.store.groups import read
from dgroup.store.letters import HeldLetter

Decision = Literal["approved", "rejected", "discarded"]

# What the account of the letter says (R27).
_OUTCOMES: dict[Decision, Outcome] = {
    "approved": "posted",
    "rejected": "refused",
    "discarded": "discarded",
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was decided: `post_id` where it became a post, `told` the author if they are told."""

    held: HeldLetter
    decision: Decision
    post_id: int | None = None
    told: str = ""


async def approve(site: Site, held_id: int, by: str, reason: str = "") -> Settlement:
    """Make a held letter a post, with a copy for everybody.

    Raises:
        Refused: there is no such letter, it was decided already, or it cannot become a post.
        StoreError: nothing was done.
    """
    letter = await _letter(site, held_id)
    async with site.db.transaction() as tx:
        held, _ = await waiting(tx, held_id)
        published = await _publish(site, tx, held, letter)
        settlement = Settlement(held, "approved", published.post.id)
        await _settle(site, tx, settlement, by, reason, (published,))
    site.outbox_filled.set()
    _log(settlement, letter)
    return settlement


async def reject(site: Site, held_id: int, by: str, reason: str = "") -> Settlement:
    """Send a held letter back to its author with `reason`.

    A stranger is told nothing, for a forged sender would be: that letter is discarded (R5), and the
    settlement says so.

    Raises:
        Refused: there is no such letter, or it was decided already.
        StoreError: nothing was done.
    """
    letter = await _letter(site, held_id)
    async with site.db.transaction() as tx:
        held, _ = await waiting(tx, held_id)
        author = await people.find(tx, held.author) if held.author else None
        if author is None or letter.bulk or letter.automatic:
            settlement = Settlement(held, "discarded")
            await _settle(site, tx, settlement, by, reason)
        else:
            settlement = Settlement(held, "rejected", told=author.address)
            group = await _group(site, tx, held)
            notice = _returned(group, author, letter, reason)
            await _settle(site, tx, settlement, by, reason, (notice,))
    site.outbox_filled.set()
    _log(settlement, letter)
    return settlement


async def discard(site: Site, held_id: int, by: str, reason: str = "") -> Settlement:
    """Drop a held letter; nobody is told.

    Raises:
        Refused: there is no such letter, or it was decided already.
        StoreError: nothing was done.
    """
    letter = await _letter(site, held_id)
    async with site.db.transaction() as tx:
        held, _ = await waiting(tx, held_id)
        settlement = Settlement(held, "discarded")
        await _settle(site, tx, settlement, by, reason)
    _log(settlement, letter)
    return settlement


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


async def _letter(site: Site, held_id: int) -> Letter:
    """Parse the letter before the transaction begins."""
    _, content = await waiting(site.db, held_id)
    return await site.reader.read(content)


async def _group(site: Site, tx: Transaction, held: HeldLetter) -> Group:
    (rows,) = await tx.read(named("get-group", group_id=held.group_id))
    return read(rows[0], site.defaults)


async def _publish(site: Site, tx: Transaction, held: HeldLetter, letter: Letter) -> Publish:
    now_s = site.clock()
    seen = await posts.find(tx, held.group_id, letter.message_id)
    if seen is not None:
        if seen.body_sha256 == letter.body_sha256:
            raise Refused(f"The same mail is post {seen.id} already; discard held {held.id}.")
        letter = _as_another(letter)
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
    assert known is not None, "a held letter goes with its group"
    facts, thread_facts = known
    if facts.seen is not None:
        raise Refused(f"The same mail is post {facts.seen.id} already; discard held {held.id}.")
    if facts.group.archived_s is not None:
        raise Refused(f"{facts.group.name} is archived: nothing can be posted there any more.")
    ids = Ids(held.letter_id, tx.new_id(), tx.new_id())
    return posting.publish(letter, facts, thread_facts, ids, now_s)


def _as_another(letter: Letter) -> Letter:
    """A letter with the Message-ID of a post and other words: a post beside it, as if answering it.

    The copies keep the id that the author gave.
    """
    own_id = f"{letter.body_sha256}{NO_MESSAGE_ID}"
    return replace(letter, message_id=own_id, references=(*letter.references, letter.message_id))


def _returned(group: Group, author: Person, letter: Letter, reason: str) -> Notify:
    return Notify(
        template="posts/returned",
        reader=Reader(author.address, author.language or group.language, author.id, author.name),
        group_id=group.id,
        data={
            "name": group.name,
            "title": group.title,
            "address": group.address,
            "subject": letter.subject,
            "reason": reason,
        },
        in_reply_to=letter.message_id if letter.has_message_id else "",
        references=letter.references[-20:],
    )


async def _settle(
    site: Site,
    tx: Transaction,
    settlement: Settlement,
    by: str,
    reason: str,
    consequences: tuple[Effect, ...] = (),
) -> None:
    held, decision = settlement.held, settlement.decision
    effects = (
        Settle(held.id, decision, by),
        *consequences,
        Record(
            letter_id=held.letter_id,
            to=f"{held.group}@{site.domain}",
            outcome=_OUTCOMES[decision],
            reason=decision,
            group_id=held.group_id,
            subject_id=settlement.post_id if settlement.post_id is not None else held.id,
        ),
        Note(by, f"held {decision}", f"held {held.id}", held.group_id, {"reason": reason}),
    )
    await perform(effects, tx, owner=site.config.site.owner, now_s=site.clock())


def _log(settlement: Settlement, letter: Letter) -> None:
    logs.mail(
        "received" if settlement.decision == "approved" else "refused",
        message_id=letter.message_id,
        to=settlement.held.group,
        outcome=_OUTCOMES[settlement.decision],
        reason=settlement.decision,
        post=settlement.post_id,
    )
