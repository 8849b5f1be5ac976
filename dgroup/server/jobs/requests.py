"""Requests to join on which nobody has decided come to an end, and who asked is told so."""

from __future__ import annotations

from dgroup.commands.desk import about
from dgroup.domain.effects import Change, Effect, Note, Notify, Reader
from dgroup.server.perform import perform
from dgroup.server.scheduler import job
from dgroup.server.site import Site
from dgroup.store import applicants, belonging


@job("lapse-requests", "daily 03:20")
async def lapse_requests(site: Site, now_s: int) -> None:
    """End requests to join on which no facilitator has decided in 14 days."""
    async with site.db.transaction() as tx:
        member_ids = await applicants.lapsed(tx, now_s)
        for group, member in await belonging.by_ids(tx, member_ids, site.defaults):
            person = await applicants.person_of(tx, member.id)
            effects: list[Effect] = [
                Change(member.id, status="left"),
                Note("", "lapsed", f"member {member.id}", group.id),
            ]
            if person is not None and group.archived_s is None:
                reader = Reader(
                    person.address, person.language or group.language, person.id, person.name
                )
                effects.append(
                    Notify(
                        "join/unanswered",
                        reader,
                        group.id,
                        about(group),
                        automatic="auto-generated",
                    )
                )
            await perform(effects, tx, owner=site.config.site.owner, now_s=now_s)
    site.outbox_filled.set()
