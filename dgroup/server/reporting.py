"""Reports of subgroups that nobody took back become posts in the group above.

Each is a post of the server's own making, under the subgroup's name, with what was talked about
there below (DECISIONS 14), written in one transaction: it is there, or still to come.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from dgroup import logs
from dgroup.commands.asking import ask_facilitators
from dgroup.commands.desk import about
from dgroup.commands.reporting import ITEM, KIND
from dgroup.domain import posting
from dgroup.domain.effects import Advance, Effect, Hold, Keep, Record
from dgroup.domain.introductions import needs_leave
from dgroup.domain.model import Activity, Arrival, Group, Member, Person
from dgroup.domain.posting import Ids
from dgroup.errors import StoreError
from dgroup.mail.address import Mailbox
from dgroup.mail.made import made_post
from dgroup.mail.parse import Letter
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store import activities, archive, belonging, groups, posts
from dgroup.store.database import Readable, Transaction

log = logging.getLogger(__name__)

MOST_THREADS: Final = 30


async def post_reports(site: Site, now_s: int) -> None:
    """Post the reports whose time has come; each by itself.

    Raises:
        StoreError: the store cannot take it just now; what was not posted is still due.
    """
    for each in await activities.running_everywhere(site.db):
        if each.kind != KIND or not _is_due(each, now_s):
            continue
        try:
            await _post(site, each, now_s)
        except StoreError:
            raise
        except Exception:  # the door of one report: the others go on
            log.exception("report %s cannot be posted", each.id)


@dataclass(frozen=True, slots=True)
class _Written:
    """A report, with whose it is and where it goes."""

    activity: Activity
    group: Group
    above: Group
    author: Person
    text: str


def _is_due(activity: Activity, now_s: int) -> bool:
    return activity.state == "received" and int(activity.data["post_at_s"]) <= now_s


async def _find(store: Readable, activity: Activity, site: Site) -> _Written | None:
    """Find all that a report needs; None where some of it is gone."""
    group = await groups.one(store, activity.group_id, site.defaults)
    above = await groups.one(store, group.parent_id or 0, site.defaults) if group else None
    author = await belonging.person(store, activity.data["by"])
    answers = await activities.responses(store, activity.id)
    own = [each for each in answers if author and each.person_id == author.id]
    text = next((each.value for each in own if each.item == ITEM), "")
    if group is None or above is None or author is None or not text:
        return None
    return None if above.archived_s is not None else _Written(activity, group, above, author, text)


async def _post(site: Site, activity: Activity, now_s: int) -> None:
    written = await _find(site.db, activity, site)
    # Rendered and read before the transaction (DECISIONS 22).
    letter = await site.reader.read(await _made(site, written, now_s)) if written else None
    async with site.db.transaction() as tx:
        current = await activities.find(tx, activity.id)
        if current is None or current.data != activity.data or not _is_due(current, now_s):
            return  # taken back, or written anew, this very moment
        effects: tuple[Effect, ...] = (Advance(activity.id, "closed", activity.data, None),)
        if written is not None and letter is not None:
            effects = await _effects(site, tx, written, letter, now_s)
        await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()
    for effect in effects:
        if isinstance(effect, Record) and letter is not None:
            logs.mail(
                "held" if effect.outcome == "held" else "received",
                message_id=letter.message_id,
                to=effect.to,
                outcome=effect.outcome,
                reason=effect.reason,
            )


async def _made(site: Site, written: _Written, now_s: int) -> bytes:
    """Write a report as a mail to the group above, in that group's language."""
    group, above = written.group, written.above
    data = {**about(above), "sub_title": group.title, "author": written.author.name}
    lead = site.letters.render("reports/post", above.language, data)
    text = f"{lead.plain}\n{written.text.strip()}\n"
    threads = await archive.latest_threads(site.db, group.id, MOST_THREADS)
    if threads:
        listed = [
            {"subject": each.subject, "posts": each.posts, "people": len(each.writers)}
            for each in reversed(threads)
        ]
        below = site.letters.render("reports/threads", above.language, {**data, "threads": listed})
        text += f"\n{below.plain}"
    return made_post(
        lead.subject,
        text,
        sender=Mailbox(f"{group.title} via {above.title}", above.address),
        to=Mailbox(above.title, above.address),
        date_s=now_s,
        message_id=f"report.{written.activity.id}@{above.domain}",
    )


async def _effects(
    site: Site, tx: Transaction, written: _Written, letter: Letter, now_s: int
) -> tuple[Effect, ...]:
    """The post; or a held one, where a facilitator reads first what its writer writes."""
    activity, above, author = written.activity, written.above, written.author
    named = Mailbox(written.group.title, author.address)
    known = await posts.facts_for(
        *(tx, above.id, letter, named, site.defaults, site.limits, now_s),
        is_null_sender=False,
    )
    assert known is not None, "the group above has been found"
    facts, thread_facts = known
    ids = Ids(tx.new_id(), tx.new_id(), tx.new_id())
    arrival = Arrival(letter.content, "", (above.address,), "", "", now_s)
    keep = Keep(ids.letter, arrival, letter.message_id, letter.body_sha256)
    ended = Advance(activity.id, "closed", activity.data, None)
    if reason := _needs_leave(above, facts.member):
        hold = Hold(
            id=ids.own,
            group_id=above.id,
            letter_id=ids.letter,
            message_id=letter.message_id,
            author=named.address,
            author_name=named.name,
            person_id=author.id,
            subject=letter.subject,
            reason=reason,
            received_s=now_s,
        )
        owner = site.config.site.owner
        asked = await ask_facilitators(hold, above, letter, tx, tx.new_id, owner=owner, now_s=now_s)
        record = Record(ids.letter, above.address, "held", reason, above.id, ids.own)
        return keep, hold, *asked, ended, record
    published = posting.publish(letter, facts, thread_facts, ids, now_s)
    record = Record(ids.letter, above.address, "posted", "report", above.id, ids.own)
    return keep, published, ended, record


def _needs_leave(above: Group, member: Member | None) -> str:
    """Say why facilitators see a report first: as any post of its writer; "" where they do not."""
    if member is not None and member.is_active:
        reason = needs_leave(above, member)
        return "" if reason == "first_post" else reason
    if member is not None and member.status in ("banned", "removed"):
        return "moderated"  # whoever was put out above says nothing there by way of a subgroup
    return "moderated" if above.settings.post in ("moderated", "facilitators") else ""
