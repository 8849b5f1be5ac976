"""Effects on activities as statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from dgroup.domain.effects import ActivityEffect, Advance, Ask, Begin, NoteAsked, Respond
from dgroup.server.statements.columns import as_json
from dgroup.store.database import Statement, named


def of_activities(effect: ActivityEffect, now_s: int) -> Iterator[Statement]:
    """Compile an effect on what a group does together."""
    match effect:
        case Begin(activity):
            yield named(
                "add-activity",
                id=activity.id,
                group_id=activity.group_id,
                kind=activity.kind,
                name=activity.name,
                title=activity.title,
                state=activity.state,
                data=as_json(activity.data),
                opens_s=activity.opens_s,
                closes_s=activity.closes_s,
                created_by=activity.created_by,
                now_s=now_s,
            )
        case Advance(activity_id, state, data, closes_s):
            yield named(
                "advance-activity",
                id=activity_id,
                state=state,
                data=as_json(data),
                closes_s=closes_s,
            )
        case Respond(activity_id, person_id, item, value, letter_id):
            yield named(
                "respond",
                activity_id=activity_id,
                person_id=person_id,
                item=item,
                value=value,
                letter_id=letter_id,
                now_s=now_s,
            )
        case Ask(activity_id, member_ids):
            if member_ids is None:
                yield named("ask-everybody", activity_id=activity_id)
            else:
                yield named("ask-members", activity_id=activity_id, member_ids=as_json(member_ids))
        case NoteAsked(activity_id, member_ids, is_reminder):
            yield named(
                "note-reminded" if is_reminder else "note-asked",
                activity_id=activity_id,
                member_ids=as_json(member_ids),
                now_s=now_s,
            )
        case _:
            assert_never(effect)
