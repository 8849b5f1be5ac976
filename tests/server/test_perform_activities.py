"""Effects on activities, and on what facilitators note of members, become the rows they say."""

from __future__ import annotations

import json

from dgroup.domain.effects import (
    Advance,
    Ask,
    Begin,
    Change,
    Hold,
    Invite,
    NoteAsked,
    Nudge,
    Publish,
    RemindHeld,
    Respond,
)
from dgroup.domain.model import Activity
from dgroup.domain.threads import Placement
from dgroup.store import activities
from tests.server import test_perform
from tests.site import NOON_S, Home

TRIED = (Advance, Ask, Begin, Invite, NoteAsked, Nudge, RemindHeld, Respond)
ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"


def cases(group_id: int) -> Activity:
    """Something a group does together."""
    return Activity(
        id=700,
        group_id=group_id,
        kind="cases",
        name="autumn",
        title="Our cases",
        state="asking",
        data={"cases": ["Dairy", "Coffee"]},
        opens_s=None,
        closes_s=NOON_S + 60,
        created_by=None,
        created_s=NOON_S,
    )


async def test_an_activity_runs_until_it_is_closed(home: Home) -> None:
    """It is read as it was written, advanced whole, and gone from what runs once it is closed."""
    group_id = await home.found("psc")
    await home.perform(Begin(cases(group_id)))
    assert await activities.running(home.site.db, group_id, "cases") == [cases(group_id)]
    assert await activities.running(home.site.db, group_id, "report") == []
    await home.perform(Advance(700, "closed", {"left": 1}, None))
    assert await activities.running(home.site.db, group_id) == []
    found = await activities.find(home.site.db, 700)
    assert found is not None
    assert (found.state, found.data, found.closes_s) == ("closed", {"left": 1}, None)


async def test_members_are_asked_once_and_reminded_once(home: Home) -> None:
    """Who has answered is not reminded; who joins later is asked when all are to be again."""
    group_id = await home.found("psc")
    ann, bob = [await home.admit(group_id, each) for each in (ANN, BOB)]
    await home.admit(group_id, CAT, status="left")
    await home.perform(Begin(cases(group_id)), Ask(700, None))
    unasked = await activities.unasked(home.site.db, 700, 10)
    assert [each.address for each in unasked] == [ANN, BOB]
    await home.perform(NoteAsked(700, tuple(each.member_id for each in unasked)), Ask(700, None))
    assert await activities.unasked(home.site.db, 700, 10) == []
    await home.perform(Respond(700, unasked[0].person_id, "", "[1]", None))
    waiting = await activities.unanswered(home.site.db, 700, NOON_S, NOON_S, 10)
    assert [each.address for each in waiting] == [BOB]
    assert await activities.unanswered(home.site.db, 700, NOON_S - 1, NOON_S, 10) == []
    await home.perform(NoteAsked(700, (waiting[0].member_id,), is_reminder=True))
    assert await activities.unanswered(home.site.db, 700, NOON_S, NOON_S, 10) == []
    assert ann != bob


async def test_some_members_are_asked(home: Home) -> None:
    """Those that are named, and an answer takes the place of the one before."""
    group_id = await home.found("psc")
    await home.admit(group_id, ANN)
    bob = await home.admit(group_id, BOB)
    await home.perform(Begin(cases(group_id)), Ask(700, (bob,)))
    (only,) = await activities.unasked(home.site.db, 700, 10)
    assert only.address == BOB
    for value in ("1", "2"):
        await home.perform(Respond(700, only.person_id, "first", value, None))
    (response,) = await activities.responses(home.site.db, 700)
    assert (response.person_id, response.item, response.value) == (only.person_id, "first", "2")


async def test_what_facilitators_note_of_members(home: Home) -> None:
    """That somebody was invited, written to, and is trusted; the first starts the reminders anew."""
    group_id = await home.found("psc")
    ann = await home.admit(group_id, ANN)
    home.write("update member set reminders = 3")
    await home.perform(Invite(ann), Nudge(ann), Change(ann, is_trusted=True))
    assert home.rows(
        "select invited_s, nudged_s, reminders, is_trusted, is_moderated from member where id = ?",
        ann,
    ) == [(NOON_S, NOON_S, 0, 1, 0)]


async def test_facilitators_were_reminded_of_a_held_letter(home: Home) -> None:
    """It is noted when, for those letters only."""
    group_id = await home.found("psc")
    hold = Hold(800, group_id, 501, "x@example.org", ANN, "Ann", None, "Hello", "moderated", NOON_S)
    other = Hold(
        801, group_id, 501, "y@example.org", ANN, "Ann", None, "Hello", "moderated", NOON_S
    )
    await home.perform(test_perform.KEEP, hold, other, RemindHeld((800,)))
    rows = home.rows("select id, reminded_s from held order by id")
    assert rows == [(800, NOON_S), (801, None)]


async def test_how_far_a_post_reaches(home: Home) -> None:
    """An announcement goes to digest readers, and if so marked to those without mail; once each."""
    group_id = await home.found("psc")
    kinds = ("each", "daily", "weekly", "monthly", "none")
    ids = {kind: await home.admit(group_id, f"{kind}@example.org", delivery=kind) for kind in kinds}
    resting = await home.admit(group_id, "resting@example.org")
    home.write("update member set paused_until_s = ? where id = ?", NOON_S + 60, resting)
    await home.admit(group_id, "left@example.org", status="left")
    got = {}
    for number, reach in enumerate(("each", "digests", "everyone")):
        post = test_perform.post(
            group_id, 600 + number, id=900 + number, message_id=f"{reach}@example.org"
        )
        place = Placement(600 + number, True, (), None, (f"{reach}@example.org",), ())
        keep = (test_perform.KEEP,) if number == 0 else ()
        await home.perform(*keep, Publish(post, place, has_copy=True, reach=reach))  # type: ignore[arg-type]
        rows = home.rows("select members from delivery where post_id = ?", 900 + number)
        got[reach] = sorted(each for row in rows for each in json.loads(row[0]))
    with_mail = sorted(ids[kind] for kind in kinds if kind != "none")
    assert got == {
        "each": [ids["each"]],
        "digests": with_mail,
        "everyone": sorted([*ids.values(), resting]),
    }
    assert home.rows("select reach from post order by id") == [
        ("each",),
        ("digests",),
        ("everyone",),
    ]
