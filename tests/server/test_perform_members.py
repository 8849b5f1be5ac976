"""Effects on members and tickets become the rows that they say, on a real file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dgroup.domain.effects import (
    Address,
    Arrange,
    AskAgain,
    Describe,
    DropAddress,
    Forget,
    Introduce,
    Issue,
    Merge,
    NoteBounce,
    Prefer,
    Present,
    Redeem,
    Release,
    Remind,
    Tell,
    Want,
    Withdraw,
)
from dgroup.domain.model import Arrangement, Introduction, Profile, Ticket
from dgroup.server.leaving import leave_by_link
from dgroup.store import leaving
from tests.site import NOON_S, Home
from tests.writing import letter

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"
TRIED = (
    Address,
    Arrange,
    AskAgain,
    Describe,
    DropAddress,
    Introduce,
    Issue,
    Merge,
    Prefer,
    Present,
    Redeem,
    Release,
    Remind,
    Tell,
    Want,
    Withdraw,
)


def person_of(home: Home, address: str) -> int:
    """Return the id of whoever has an address."""
    found: int = home.one("select person_id from address where folded = ?", address)
    return found


async def test_arrange_makes_a_membership_stand_whole(home: Home) -> None:
    """Whatever it was before: each thing is as it is said, nothing is left from before."""
    group_id = await home.found("psc")
    member_id = await home.admit(group_id, ANN)
    sql = (
        "select status, delivery, former_delivery, paused_until_s, has_copy, is_text_only"
        " from member"
    )
    await home.perform(Arrange(member_id, Arrangement("active", "none", "daily", 99, False, True)))
    assert home.rows(sql) == [("active", "none", "daily", 99, 0, 1)]
    await home.perform(Arrange(member_id, Arrangement("left", "each")))
    assert home.rows(sql) == [("left", "each", None, None, None, 0)]


async def test_describe_makes_a_profile_whole(home: Home) -> None:
    """A language that was said can be unsaid."""
    await home.found("psc", ANN)
    sql = "select name, language, timezone, is_concealed from person"
    person_id = person_of(home, ANN)
    await home.perform(Describe(person_id, Profile("Ann Lee", "nl", "Europe/Paris", True)))
    assert home.rows(sql) == [("Ann Lee", "nl", "Europe/Paris", 1)]
    await home.perform(Describe(person_id, Profile("Ann", None, None, False)))
    assert home.rows(sql) == [("Ann", None, None, 0)]


async def test_remind_counts(home: Home) -> None:
    """How often somebody was asked again is known, so that it ends."""
    group_id = await home.found("psc")
    member_id = await home.admit(group_id, ANN)
    await home.perform(Remind(member_id))
    await home.perform(Remind(member_id))
    assert home.one("select reminders from member") == 2


async def test_tickets_are_stored_hashed_and_spent_once(home: Home) -> None:
    """The first use is what is remembered; a ballot is never spent."""
    group_id = await home.found("psc", ANN)
    ticket = Ticket(501, b"hash", "join", {"name": "Ann"}, None, group_id, ANN, NOON_S + 60)
    ballot = replace(ticket, id=502, hash=b"other", is_reusable=True)
    await home.perform(Issue(ticket), Issue(ballot), AskAgain(501))
    await home.perform(Redeem(501, ANN), Redeem(502, ANN))
    home.clock.move(60)
    await home.perform(Redeem(501, BOB))
    assert home.rows(
        "select id, hash, action, object, address, expires_s, used_s, asked_again_s from ticket"
    ) == [
        (501, b"hash", "join", '{"name":"Ann"}', ANN, NOON_S + 60, NOON_S, NOON_S),
        (502, b"other", "join", '{"name":"Ann"}', ANN, NOON_S + 60, None, None),
    ]


def introduction(group_id: int, person_id: int, id_: int) -> Introduction:
    """What somebody wrote about themselves."""
    return Introduction(
        id=id_,
        group_id=group_id,
        person_id=person_id,
        letter_id=None,
        text="I grow cocoa.",
        answers={"1": "Ann"},
        state="waiting",
        post_at_s=NOON_S + 900,
        created_s=NOON_S,
    )


async def test_an_introduction_replaces_the_one_that_waits(home: Home) -> None:
    """The member has presented themselves since the first; the last one is posted."""
    group_id = await home.found("psc", ANN)
    person_id = person_of(home, ANN)
    await home.perform(Introduce(introduction(group_id, person_id, 501)))
    home.clock.move(60)
    await home.perform(Introduce(introduction(group_id, person_id, 502)))
    await home.perform(Present(502, 700))
    assert home.rows("select id, state, post_id, post_at_s, answers from introduction") == [
        (501, "replaced", None, None, '{"1":"Ann"}'),
        (502, "posted", 700, None, '{"1":"Ann"}'),
    ]
    assert home.one("select introduced_s from member") == NOON_S


async def test_a_withdrawn_introduction_is_none(home: Home) -> None:
    """Unless another one was posted before."""
    group_id = await home.found("psc", ANN)
    person_id = person_of(home, ANN)
    await home.perform(Introduce(introduction(group_id, person_id, 501)), Withdraw(501))
    assert home.rows("select state from introduction") == [("withdrawn",)]
    assert home.one("select introduced_s from member") is None
    await home.perform(
        Introduce(introduction(group_id, person_id, 502)),
        Present(502, 700),
        Introduce(introduction(group_id, person_id, 503)),
        Withdraw(503),
    )
    assert home.one("select introduced_s from member") == NOON_S


async def test_a_wish_for_a_thread_is_one(home: Home) -> None:
    """The last one counts, and none is none."""
    group_id = await home.found("psc", "cat@example.org")
    member_id = await home.admit(group_id, ANN)
    await home.receive(letter(), "psc")
    thread_id = home.one("select id from thread")
    for kind in ("mute", "follow"):
        await home.perform(Want(member_id, thread_id, kind))
        assert home.rows("select member_id, kind from wish") == [(member_id, kind)]
    await home.perform(Want(member_id, thread_id, None))
    assert home.rows("select * from wish") == []


async def test_addresses_are_added_preferred_and_dropped(home: Home) -> None:
    """Never the preferred one is dropped, nor somebody else's taken."""
    await home.found("psc", ANN, BOB)
    ann, bob = person_of(home, ANN), person_of(home, BOB)
    await home.perform(Address(501, ann, "Ann@Work.example"), Address(502, ann, BOB))
    await home.perform(Prefer(ann, BOB), DropAddress(ann, ANN))
    assert person_of(home, BOB) == bob
    assert home.rows("select folded, proven_s from address where person_id = ?", ann) == [
        (ANN, None),
        ("ann@work.example", NOON_S),
    ]
    await home.perform(Prefer(ann, "ann@work.example"), DropAddress(ann, ANN))
    assert home.rows("select id, folded from address where person_id = ?", ann) == [
        (501, "ann@work.example")
    ]
    assert home.one("select address_id from person where id = ?", ann) == 501


async def test_two_persons_become_one(home: Home) -> None:
    """The stronger role and the earlier joining win; posts, addresses and groups come along."""
    group_id = await home.found("psc", ANN)
    home.clock.move(-3600)
    goes = await home.admit(group_id, BOB, role="facilitator", status="active")
    other = await home.found("other", BOB)
    home.clock.move(3600)
    await home.receive(letter(sender=f"Bob <{BOB}>"), "psc", sender=BOB)
    ann, bob = person_of(home, ANN), person_of(home, BOB)
    await home.perform(Merge(bob, ann))
    assert person_of(home, BOB) == ann
    assert home.rows("select id from person") == [(ann,)]
    assert home.rows("select group_id, role, joined_s, posts from member order by group_id") == [
        (group_id, "facilitator", NOON_S - 3600, 1),
        (other, "member", NOON_S - 3600, 0),
    ]
    ((person_id, member_id),) = home.rows("select person_id, member_id from post")
    assert (person_id, member_id != goes) == (ann, True)
    assert home.rows("pragma foreign_key_check") == []


async def test_a_ban_survives_a_merger(home: Home) -> None:
    """Nobody gets rid of it by another address."""
    group_id = await home.found("psc", ANN)
    await home.admit(group_id, BOB, status="banned")
    await home.perform(Merge(person_of(home, BOB), person_of(home, ANN)))
    assert home.rows("select status from member") == [("banned",)]


@pytest.mark.parametrize(
    ("stays", "goes", "stands"),
    [
        (("member", "active"), ("facilitator", "removed"), ("member", "active")),
        (("member", "active"), ("facilitator", "left"), ("member", "active")),
        (("facilitator", "removed"), ("member", "active"), ("member", "active")),
        (("facilitator", "removed"), ("observer", "disabled"), ("observer", "disabled")),
        (("member", "left"), ("facilitator", "removed"), ("member", "left")),
        (("member", "active"), ("facilitator", "disabled"), ("facilitator", "active")),
        (("observer", "active"), ("resource", "active"), ("resource", "active")),
        (("facilitator", "active"), ("member", "banned"), ("facilitator", "banned")),
    ],
)
async def test_what_has_ended_lends_no_role(
    home: Home, stays: tuple[str, str], goes: tuple[str, str], stands: tuple[str, str]
) -> None:
    """Nobody who was a facilitator is one again because they have two addresses."""
    group_id = await home.found("psc")
    await home.admit(group_id, ANN, role=stays[0], status=stays[1])
    await home.admit(group_id, BOB, role=goes[0], status=goes[1])
    await home.perform(Merge(person_of(home, BOB), person_of(home, ANN)))
    assert home.rows("select role, status from member") == [stands]


async def test_moderation_survives_a_merger(home: Home) -> None:
    """Whoever's posts a facilitator looks at first has no other address for that."""
    group_id = await home.found("psc", ANN)
    goes = await home.admit(group_id, BOB)
    home.write("update member set is_moderated = 1 where id = ?", goes)
    await home.perform(Merge(person_of(home, BOB), person_of(home, ANN)))
    assert home.rows("select is_moderated from member") == [(1,)]


async def test_mail_comes_as_to_the_membership_that_lives(home: Home) -> None:
    """Of one that has ended, nobody remembers how its mail came."""
    group_id = await home.found("psc")
    await home.admit(group_id, ANN, status="left")
    goes = await home.admit(group_id, BOB)
    home.write("update member set delivery = 'weekly', is_text_only = 1 where id = ?", goes)
    await home.perform(Merge(person_of(home, BOB), person_of(home, ANN)))
    assert home.rows("select status, delivery, is_text_only from member") == [
        ("active", "weekly", 1)
    ]


async def test_copies_that_wait_come_after_a_merger(home: Home) -> None:
    """Once to each member, also where both memberships were to get one."""
    group_id = await home.found("psc")
    ann, bob, cat = [await home.admit(group_id, who) for who in (ANN, BOB, CAT)]
    for members in ([bob, cat], [cat], [cat, bob, ann], [bob]):
        home.write(
            "insert into delivery (kind, members, size, due_s, turn_ms, created_s)"
            " values ('post', ?, ?, 1, 1, 1)",
            json.dumps(members),
            len(members),
        )
    await home.perform(Merge(person_of(home, BOB), person_of(home, ANN)))
    assert home.rows("select members, size from delivery order by id") == [
        (f"[{ann},{cat}]", 2),
        (f"[{cat}]", 1),
        (f"[{cat},{ann}]", 2),
        (f"[{ann}]", 1),
    ]


async def test_links_and_return_paths_outlive_mergers(home: Home) -> None:
    """What a mail of old names is the membership of now; a bounce counts for where it went."""
    group_id = await home.found("psc")
    first, second, last = [await home.admit(group_id, who) for who in (ANN, BOB, CAT)]
    old = home.one("select id from address where folded = ?", ANN)
    await home.perform(Merge(person_of(home, ANN), person_of(home, BOB)))
    await home.perform(Merge(person_of(home, BOB), person_of(home, CAT)))
    assert [await leaving.current(home.site.db, each) for each in (first, second, last)] == [
        last
    ] * 3
    await home.receive(letter(), "psc")
    letter_id = home.one("select id from letter")
    await home.perform(NoteBounce(letter_id, None, first, NOON_S))
    assert home.rows("select address_id, group_id from bounce") == [(old, group_id)]
    await leave_by_link(home.site, first)
    assert home.rows("select id, status from member") == [(last, "left")]
    await home.perform(Forget(person_of(home, CAT)))
    assert home.rows("select * from former_member") == []
    assert await leaving.current(home.site.db, first) is None
    await leave_by_link(home.site, first)


async def test_tell_notes_when_facilitators_were_told(home: Home) -> None:
    """So that nobody is told twice."""
    await home.found("psc", ANN)
    await home.receive(letter(sender="x@elsewhere.example"), "psc", sender="x@elsewhere.example")
    held_id = home.one("select id from held")
    await home.perform(Tell((held_id,)))
    assert json.loads(str(home.one("select told_s from held"))) == NOON_S


async def test_release_lets_a_held_letter_out_or_not_after_all(home: Home) -> None:
    """Where it cannot go out, those in charge hear of it again."""
    await home.found("psc", ANN)
    await home.receive(letter(sender="x@elsewhere.example"), "psc", sender="x@elsewhere.example")
    held_id = home.one("select id from held")
    await home.perform(Tell((held_id,)), Release(held_id, ANN))
    assert home.rows("select released_by, told_s from held") == [(ANN, NOON_S)]
    await home.perform(Release(held_id, None))
    assert home.rows("select released_by, told_s from held") == [(None, None)]
