"""A group's week, counted in one hop: see `domain/figures.py` for what each figure means."""

from __future__ import annotations

from dgroup.domain.figures import (
    ANSWER_S,
    MONTH_S,
    MOST_NAMED,
    MOST_THREADS,
    WEEK_S,
    Below,
    Counted,
    Due,
    Someone,
    Unanswered,
    Writing,
)
from dgroup.domain.model import Group
from dgroup.store.database import Readable, Row, named, value_of
from dgroup.store.facilitators import Facilitator


async def week(store: Readable, group: Group, now_s: int, *, since_s: int | None = None) -> Counted:
    """Count how a group has been doing since a time (None: in seven days), of one moment."""
    since_s = now_s - WEEK_S if since_s is None else since_s
    month_s, group_id = now_s - MONTH_S, group.id
    (
        counts,
        newcomers,
        leavers,
        bouncing,
        not_introduced,
        threads,
        silent,
        writing,
        waiting,
        due,
        below,
    ) = await store.read(
        named("count-taking-part", group_id=group_id),
        named("list-newcomers", group_id=group_id, since_s=since_s),
        named("list-leavers", group_id=group_id, since_s=since_s),
        named("list-bouncing", group_id=group_id, since_s=since_s),
        named("list-not-introduced", group_id=group_id, most=MOST_NAMED),
        named(
            "list-without-answer",
            group_id=group_id,
            since_s=month_s,
            asked_before_s=now_s - ANSWER_S,
            most=MOST_THREADS,
        ),
        named("list-silent", group_id=group_id, since_s=month_s, now_s=now_s, most=MOST_NAMED),
        named("list-writing", group_id=group_id, since_s=since_s, now_s=now_s),
        named("count-waiting-in-group", group_id=group_id, since_s=since_s),
        named("list-due-in-group", group_id=group_id),
        named("list-weeks-of-subgroups", group_id=group_id, since_s=since_s, now_s=now_s),
    )
    return Counted(
        since_s=since_s,
        until_s=now_s,
        members=counts[0]["members"],
        asked=counts[0]["asked"],
        introduced=counts[0]["introduced"],
        newcomers=_people(newcomers),
        leavers=_people(leavers),
        bouncing=_people(bouncing),
        not_introduced=_people(not_introduced),
        unanswered=tuple(value_of(Unanswered, row) for row in threads),
        unanswered_in_all=threads[0]["in_all"] if threads else 0,
        silent=_people(silent),
        silent_in_all=silent[0]["in_all"] if silent else 0,
        writings=tuple(value_of(Writing, row) for row in writing),
        expired=waiting[0]["expired"],
        unshown=waiting[0]["unshown"],
        invited=waiting[0]["invited"],
        due=tuple(value_of(Due, row, activity_id=row["id"], closes_s=row["ends_s"]) for row in due),
        subgroups=tuple(value_of(Below, row) for row in below),
    )


async def not_written_to(
    store: Readable, group: Group, *, joined_before_s: int, since_s: int
) -> list[Facilitator]:
    """Return a group's own active facilitators who have had no weekly letter since then.

    Of whatever group: it tells of all that they look after. Who came in later than
    `joined_before_s` is left out: their first week has only begun.
    """
    (rows,) = await store.read(
        named(
            "list-facilitators-not-written-to",
            group_id=group.id,
            joined_before_s=joined_before_s,
            since_s=since_s,
        )
    )
    return [value_of(Facilitator, row) for row in rows]


def _people(rows: list[Row]) -> tuple[Someone, ...]:
    return tuple(value_of(Someone, row) for row in rows)
