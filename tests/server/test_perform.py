"""Each effect becomes the rows that it says, on a real file; all of a decision hold or none."""

from __future__ import annotations

import json
import sqlite3
from itertools import chain
from typing import get_args

import pytest

from dgroup.domain import effects
from dgroup.domain.effects import (
    Admit,
    Call,
    Change,
    Dissolve,
    Effect,
    Forget,
    Forward,
    Found,
    Hold,
    Keep,
    Meet,
    Note,
    NoteBounce,
    Notify,
    Publish,
    Reader,
    Record,
    Rename,
    Reshape,
    Settle,
    Shunt,
)
from dgroup.domain.model import Arrival, Post
from dgroup.domain.threads import Placement
from tests.server import test_perform_activities, test_perform_digests, test_perform_members
from tests.site import NOON_S, OWNER, Home

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"
ARRIVAL = Arrival(
    content=b"Subject: x\r\n\r\nHello\r\n",
    sender=ANN,
    recipients=("psc@lists.example.org",),
    peer="192.0.2.1",
    helo="mail.example.org",
    received_s=NOON_S,
)
KEEP = Keep(501, ARRIVAL, "x@example.org", "abc")


def post(group_id: int, thread_id: int, **changes: object) -> Post:
    """A post of Ann's."""
    values: dict[str, object] = {
        "id": 502,
        "group_id": group_id,
        "thread_id": thread_id,
        "letter_id": 501,
        "message_id": "x@example.org",
        "parent_message_id": None,
        "subject": "Hello",
        "author": ANN,
        "author_name": "Ann",
        "author_person_id": None,
        "author_member_id": None,
        "body_sha256": "abc",
        "sent_s": NOON_S - 60,
        "received_s": NOON_S,
    }
    return Post(**{**values, **changes})  # type: ignore[arg-type]


def placed(thread_id: int = 503) -> Placement:
    """A place in a thread of its own."""
    return Placement(thread_id, True, (), None, ("x@example.org",), ())


def test_every_effect_is_tried_here() -> None:
    """An effect that is added has to be added to these tests."""
    tried = {value for value in globals().values() if isinstance(value, type)}
    elsewhere = {
        *test_perform_members.TRIED,
        *test_perform_activities.TRIED,
        *test_perform_digests.TRIED,
        effects.Resend,
    }
    assert set(get_args(effects.Effect)) <= tried | elsewhere


async def test_keep_keeps_the_mail_as_it_came(home: Home) -> None:
    """Bytes and envelope are there as they were at the door."""
    await home.perform(KEEP)
    assert home.rows("select * from letter") == [
        (
            501,
            ANN,
            "192.0.2.1",
            "mail.example.org",
            "x@example.org",
            "abc",
            ARRIVAL.content,
            len(ARRIVAL.content),
            NOON_S,
            "",
        )
    ]


async def test_publish_makes_a_post_and_queues_a_copy_for_each_reader(home: Home) -> None:
    """Only those who get each post, and the author where copies come back."""
    group_id = await home.found("psc", title="Club", footer="Bye", copy=False)
    ann = await home.admit(group_id, ANN)
    bob = await home.admit(group_id, BOB)
    await home.admit(group_id, "daily@example.org", delivery="daily")
    await home.admit(group_id, "gone@example.org", status="left")
    await home.admit(group_id, "bouncing@example.org", status="disabled")
    await home.perform(
        KEEP, Publish(post(group_id, 503, author_member_id=ann), placed(), has_copy=True)
    )
    assert home.rows(
        "select kind, group_id, post_id, members, size, due_s, attempts from delivery"
    ) == [("post", group_id, 502, f"[{ann},{bob}]", 2, NOON_S, 0)]
    assert home.rows("select subject, author, parent_message_id, recipients from post") == [
        ("Hello", ANN, None, 2)
    ]
    assert json.loads(home.one("select copy_settings from post")) == {
        "title": "Club",
        "own": {"footer": "Bye", "copy": False},
    }
    assert home.rows("select id, subject, root_message_id, posts, started_s from thread") == [
        (503, "Hello", "x@example.org", 1, NOON_S - 60)
    ]
    assert home.rows("select message_id, thread_id from thread_link") == [("x@example.org", 503)]
    assert home.one("select posts from member where id = ?", ann) == 1


@pytest.mark.parametrize(
    ("of_group", "own", "gets_it"),
    [(True, None, True), (False, None, False), (True, 0, False), (False, 1, True)],
)
async def test_own_posts_come_back_as_wished(
    home: Home, of_group: bool, own: int | None, gets_it: bool
) -> None:
    """The member's own word counts more than the group's."""
    group_id = await home.found("psc", BOB)
    ann = await home.admit(group_id, ANN)
    home.write("update member set has_copy = ? where id = ?", own, ann)
    letter = post(group_id, 503, author_member_id=ann)
    await home.perform(KEEP, Publish(letter, placed(), has_copy=of_group))
    assert home.one("select size from delivery") == (2 if gets_it else 1)


async def test_a_large_group_is_queued_in_rows_of_five_hundred(home: Home) -> None:
    """1,201 readers are three rows, which take turns with the rows of other posts."""
    group_id = await home.found("psc")
    met: list[Effect] = []
    for n in range(1201):
        met.append(Meet(1000 + n, 5000 + n, f"m{n}@example.org", ""))
        met.append(Admit(10_000 + n, group_id, 1000 + n, "member", "active", "each", True))
    await home.perform(*met)
    await home.perform(KEEP, Publish(post(group_id, 503), placed(), has_copy=True))
    assert home.rows("select size, turn_ms from delivery order by turn_ms") == [
        (500, NOON_S * 1000),
        (500, NOON_S * 1000 + 500),
        (201, NOON_S * 1000 + 1000),
    ]
    members = [json.loads(each) for (each,) in home.rows("select members from delivery")]
    assert sorted(chain.from_iterable(members)) == list(range(10_000, 11_201))
    assert home.one("select recipients from post") == 1201


async def test_nobody_to_read_is_no_row(home: Home) -> None:
    """A group without readers still has its post."""
    group_id = await home.found("psc")
    await home.perform(KEEP, Publish(post(group_id, 503), placed(), has_copy=True))
    assert home.queued() == []
    assert home.one("select recipients from post") == 0


async def test_an_imported_post_is_sent_to_nobody(home: Home) -> None:
    """An archive that is brought along is stored, never mailed (DECISIONS 6)."""
    group_id = await home.found("psc", ANN)
    letter = post(group_id, 503)
    await home.perform(KEEP, Publish(letter, placed(), has_copy=True, is_import=True))
    assert home.queued() == []
    assert home.one("select count(*) from post") == 1


async def test_hold_and_settle(home: Home) -> None:
    """A letter waits for the facilitators; the first decision wins."""
    group_id = await home.found("psc")
    hold = Hold(502, group_id, 501, "x@example.org", ANN, "Ann", None, "Hi", "moderated", NOON_S)
    await home.perform(KEEP, hold)
    columns = "author, subject, reason, state, decided_by, decided_s"
    assert home.rows(f"select {columns} from held") == [
        (ANN, "Hi", "moderated", "waiting", "", None)
    ]
    home.clock.move(60)
    await home.perform(Settle(502, "rejected", BOB))
    await home.perform(Settle(502, "approved", CAT))
    assert home.rows("select state, decided_by, decided_s from held") == [
        ("rejected", BOB, NOON_S + 60)
    ]


async def test_notify_queues_a_letter_and_remembers_it(home: Home) -> None:
    """What the template needs goes along; the answer counts against the day's limit."""
    group_id = await home.found("psc")
    reader = Reader("Ann@Example.org", "nl", name="Ann")
    await home.perform(
        Notify("posts/held", reader, group_id, {"name": "psc"}, "a@x", ("b@x", "a@x"))
    )
    ((kind, address, notice, size),) = home.rows("select kind, address, notice, size from delivery")
    assert (kind, address, size) == ("notice", "Ann@Example.org", 1)
    assert json.loads(notice) == {
        "template": "posts/held",
        "language": "nl",
        "name": "Ann",
        "data": {"name": "psc"},
        "in_reply_to": "a@x",
        "references": ["b@x", "a@x"],
        "automatic": "auto-replied",
        "parts": [],
        "reply_to": "",
        "member_id": None,
        "message_id": "",
    }
    assert home.rows("select folded, group_id, template, at_s from answer") == [
        (ANN, group_id, "posts/held", NOON_S)
    ]


async def test_forward_goes_to_the_groups_own_facilitators(home: Home) -> None:
    """Active ones only, whatever they get of the group's mail."""
    parent = await home.found("school", BOB)
    group_id = await home.found("psc", parent=parent)
    bosses = [
        await home.admit(group_id, ANN, role="facilitator", delivery="none"),
        await home.admit(group_id, CAT, role="facilitator"),
    ]
    await home.admit(group_id, "left@example.org", role="facilitator", status="left")
    await home.admit(group_id, BOB)
    await home.perform(KEEP, Forward(501, group_id, "owner"))
    assert home.rows(
        "select kind, group_id, letter_id, notice, members, address from delivery"
    ) == [("forward", group_id, 501, "owner", f"[{bosses[0]},{bosses[1]}]", None)]


async def test_forward_goes_to_the_parents_where_the_group_has_none(home: Home) -> None:
    """The people in charge of the group above read it."""
    parent = await home.found("school")
    boss = await home.admit(parent, BOB, role="facilitator")
    group_id = await home.found("psc", ANN, parent=parent)
    await home.perform(KEEP, Forward(501, group_id, "owner"))
    assert home.rows("select group_id, members, address from delivery") == [
        (group_id, f"[{boss}]", None)
    ]


async def test_forward_goes_to_the_operator_where_nobody_is_in_charge(home: Home) -> None:
    """No facilitator here or above, or no group at all: whoever runs the site."""
    parent = await home.found("school", ANN)
    group_id = await home.found("psc", parent=parent)
    await home.perform(KEEP, Forward(501, group_id, "owner"), Forward(501, None, "abuse"))
    assert home.rows("select group_id, notice, members, address from delivery") == [
        (group_id, "owner", None, OWNER),
        (None, "abuse", None, OWNER),
    ]


async def test_a_bounce_is_noted_for_a_members_address(home: Home) -> None:
    """The address is the one that member gets mail at; a bounce that names nobody is counted."""
    group_id = await home.found("psc")
    ann = await home.admit(group_id, ANN)
    address_id = home.one("select id from address")
    await home.perform(
        KEEP,
        NoteBounce(501, 502, ann, NOON_S),
        NoteBounce(501, None, None, NOON_S),
        NoteBounce(501, 502, 99_999, NOON_S),
    )
    assert home.rows("select address_id, group_id, post_id, letter_id, at_s from bounce") == [
        (address_id, group_id, 502, 501, NOON_S),
        (None, None, None, 501, NOON_S),
        (None, None, 502, 501, NOON_S),
    ]


async def test_record_and_shunt_and_note(home: Home) -> None:
    """The account of a recipient, a letter set aside, and who did what."""
    await home.perform(
        KEEP,
        Record(501, "psc@lists.example.org", "shunted", "KeyError", None, 502),
        Shunt(502, 501, "psc@lists.example.org", "Traceback …"),
        Note("operator", "group set", "psc", None, {"reply_to": "author"}),
    )
    assert home.rows("select letter_id, outcome, reason, subject_id, at_s from account") == [
        (501, "shunted", "KeyError", 502, NOON_S)
    ]
    assert home.rows("select id, letter_id, recipient, error from shunted") == [
        (502, 501, "psc@lists.example.org", "Traceback …")
    ]
    assert home.rows("select actor, action, object, detail from audit") == [
        ("operator", "group set", "psc", '{"reply_to":"author"}')
    ]


async def test_a_group_is_founded_reshaped_and_dissolved(home: Home) -> None:
    """A group with what belongs to it comes and goes; people stay."""
    await home.perform(Found(601, "psc", "Club", None, "nl", "UTC", {"post": "anyone"}))
    columns = "name, title, language, timezone, settings, archived_s"
    assert home.rows(f"select {columns} from groups") == [
        ("psc", "Club", "nl", "UTC", '{"post":"anyone"}', None)
    ]
    await home.perform(Reshape(601, "Old club", "en", "Europe/Brussels", {}, NOON_S))
    assert home.rows(f"select {columns} from groups") == [
        ("psc", "Old club", "en", "Europe/Brussels", "{}", NOON_S)
    ]
    await home.admit(601, ANN)
    hold = Hold(504, 601, 501, "x@example.org", ANN, "Ann", None, "Hi", "moderated", NOON_S)
    published = Publish(post(601, 503), placed(), has_copy=True)
    await home.perform(KEEP, published, hold, Rename(601, "psc", "club"))
    await home.perform(Dissolve(601))
    for table in ("groups", "alias", "member", "post", "thread", "thread_link", "held", "delivery"):
        assert home.one(f"select count(*) from {table}") == 0, table
    assert home.one("select count(*) from person") == 1


async def test_a_former_name_goes_on_working(home: Home) -> None:
    """Renaming leaves an alias; renaming back takes it away again (DECISIONS 7)."""
    group_id = await home.found("psc")
    await home.perform(Rename(group_id, "psc", "club"))
    assert await home.site.names() == {"club": group_id, "psc": group_id}
    await home.perform(Rename(group_id, "club", "psc"))
    assert await home.site.names() == {"psc": group_id, "club": group_id}
    assert home.rows("select name from alias") == [("club",)]


async def test_people_are_met_admitted_and_changed(home: Home) -> None:
    """A person has an address as written and as matched; a membership keeps what is not changed."""
    group_id = await home.found("psc")
    await home.perform(
        Meet(601, 602, "Ann@Example.ORG", "Ann"),
        Admit(603, group_id, 601, "observer", "active", "weekly", False),
        Call(601, name="Anna"),
        Call(601, language="nl"),
        Change(603, role="member"),
        Change(603, is_moderated=True),
    )
    assert home.rows("select person_id, address, folded from address") == [
        (601, "Ann@Example.ORG", ANN)
    ]
    assert home.rows("select name, address_id, language from person") == [("Anna", 602, "nl")]
    columns = "role, status, delivery, is_moderated, is_exempt, joined_s"
    assert home.rows(f"select {columns} from member") == [
        ("member", "active", "weekly", 1, 0, NOON_S)
    ]
    await home.perform(Change(603, status="left", delivery="none", is_moderated=False))
    assert home.rows(f"select {columns} from member") == [("member", "left", "none", 0, 0, NOON_S)]


async def test_who_was_a_member_is_one_again(home: Home) -> None:
    """Admitting somebody again keeps the membership, its id and when it began."""
    group_id = await home.found("psc")
    ann = await home.admit(group_id, ANN, status="left")
    home.clock.move(3600)
    await home.admit(group_id, ANN, delivery="daily")
    assert home.rows("select id, status, delivery, joined_s from member") == [
        (ann, "active", "daily", NOON_S)
    ]


async def test_a_forgotten_person_leaves_no_trace(home: Home) -> None:
    """Addresses and memberships go, posts lose their author's name (R31)."""
    group_id = await home.found("psc", BOB)
    await home.admit(group_id, ANN)
    person_id = home.one("select person_id from address where folded = ?", ANN)
    letter = post(group_id, 503, author_person_id=person_id)
    await home.perform(KEEP, Publish(letter, placed(), has_copy=True))
    await home.perform(Forget(person_id))
    assert home.rows("select address from address") == [(BOB,)]
    assert home.one("select count(*) from member") == 1
    assert home.rows("select author, author_name, person_id from post") == [("", "", None)]


async def test_all_effects_hold_or_none(home: Home) -> None:
    """An effect that cannot be undoes those before it, and is told."""
    before = home.dump()
    with pytest.raises(sqlite3.IntegrityError):
        await home.perform(KEEP, Note("operator", "x", "y"), Forward(99_999, None, "owner"))
    assert home.dump() == before
