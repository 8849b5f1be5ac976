"""Effects on tickets and the audit as statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from dgroup.domain.effects import ActEffect, AskAgain, Issue, Note, Redeem
from dgroup.server.statements.columns import as_json
from dgroup.store.database import Statement, named


def of_acts(effect: ActEffect, now_s: int) -> Iterator[Statement]:
    """Compile an effect on what waits for a reply, or on the audit."""
    match effect:
        case Issue(ticket):
            yield named(
                "add-ticket",
                id=ticket.id,
                hash=ticket.hash,
                action=ticket.action,
                object=as_json(ticket.object),
                person_id=ticket.person_id,
                group_id=ticket.group_id,
                address=ticket.address,
                is_reusable=int(ticket.is_reusable),
                expires_s=ticket.expires_s,
                now_s=now_s,
            )
        case Redeem(ticket_id, by):
            yield named("use-ticket", ticket_id=ticket_id, by=by, now_s=now_s)
        case AskAgain(ticket_id):
            yield named("ask-again", ticket_id=ticket_id, now_s=now_s)
        case Note(actor, action, subject, group_id, detail):
            yield named(
                "add-note",
                actor=actor,
                action=action,
                object=subject,
                group_id=group_id,
                detail=as_json(detail),
                now_s=now_s,
            )
        case _:
            assert_never(effect)
