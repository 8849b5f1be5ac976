"""`dgroup digest preview`: the next digest as it stands, for one member or for most; nothing is sent."""

from __future__ import annotations

import pytest

from tests.cli.place import Place

NOON, LATER = "2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z"


@pytest.fixture
def read(psc: Place) -> Place:
    """The group psc, in which Bob reads digests daily and Cas each message, with two posts."""
    psc.run("member", "set", "psc", "bob@example.org", "delivery=daily")
    for number, subject in enumerate(("Wells", "Pumps")):
        at = f"2026-11-21T12:0{number}:00Z"
        mail = psc.mail("Cas <cas@example.org>", f"About {subject}.", subject=subject)
        psc.inject(mail, "psc@lists.example.org", "--at", at)
    return psc


def test_most_readers_are_shown_what_waits_for_them(read: Place) -> None:
    """The posts, how often, when next; subject and text as they would be sent."""
    found = read.json("digest", "preview", "psc", "--at", LATER)
    ids = [row[0] for row in read.rows("select id from post order by id")]
    assert {key: found[key] for key in ("group", "for", "period", "form", "language", "posts")} == {
        "group": "psc",
        "for": None,
        "period": "daily",
        "form": "plain",
        "language": "en",
        "posts": ids,
    }
    assert found["due_at"] == "2026-11-23T06:00:00Z"  # 07:00 in Brussels
    assert "About Wells." in found["text"]
    assert "Wells" in found["subject"]


def test_a_person_is_shown_the_letter(read: Place) -> None:
    """What it is, then the letter itself."""
    shown = read.run("digest", "preview", "psc", "--at", LATER).stdout
    assert "period    daily" in shown
    assert "Subject: " in shown
    assert "About Pumps." in shown


def test_one_member_is_shown_their_own(read: Place) -> None:
    """In their form and language; without what they had by itself."""
    read.write("update member set is_text_only = 1, has_mime_digest = 1")
    read.write("update person set language = 'nl', timezone = 'Asia/Manila' where name = 'Bob Bee'")
    first = read.rows("select min(id) from post")[0][0]
    read.write(
        f"insert into had select member.id, {first} from member join person"
        " on person.id = member.person_id where person.name = 'Bob Bee'"
    )
    found = read.json("digest", "preview", "psc", "--for", "Bob@example.org", "--at", LATER)
    assert (found["for"], found["form"], found["language"]) == ("bob@example.org", "small", "nl")
    assert found["due_at"] == "2026-11-22T23:00:00Z"
    assert "About Pumps." in found["text"]
    assert "About Wells." not in found["text"]


def test_what_is_still_to_come_is_shown_of_whoever_has_each_message_now(read: Place) -> None:
    """It comes at once."""
    read.run("member", "set", "psc", "bob@example.org", "delivery=each")
    found = read.json("digest", "preview", "psc", "--for", "bob@example.org", "--at", LATER)
    assert (found["period"], len(found["posts"]), found["due_at"]) == ("rest", 2, LATER)


def test_only_what_came_until_then_is_in_it(read: Place) -> None:
    """At a time before the second post, there is one."""
    found = read.json("digest", "preview", "psc", "--at", NOON)
    assert len(found["posts"]) == 1


def test_a_week_is_shown_where_nobody_reads_digests(read: Place) -> None:
    """So that a facilitator sees what they would be."""
    read.run("member", "set", "psc", "bob@example.org", "delivery=none")
    read.write("delete from watermark")
    found = read.json("digest", "preview", "psc", "--at", LATER)
    assert (found["period"], len(found["posts"])) == ("weekly", 2)
    assert read.json("digest", "preview", "psc", "--at", "2026-12-01T12:00:00Z")["posts"] == []


def test_nothing_new_is_said(psc: Place) -> None:
    """There is no letter, and the command succeeds."""
    psc.run("member", "set", "psc", "bob@example.org", "delivery=daily")
    found = psc.json("digest", "preview", "psc", "--for", "bob@example.org")
    assert (found["posts"], found["subject"], found["text"]) == ([], None, None)
    assert "nothing new: no mail" in psc.run("digest", "preview", "psc").stdout


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("cas@example.org", "has each message by itself"),
        ("dee@example.org", "is no member of psc"),
    ],
)
def test_who_reads_no_digests_has_none(read: Place, address: str, why: str) -> None:
    """The line says why, and what to do."""
    assert why in read.run("digest", "preview", "psc", "--for", address, code=1).output


def test_a_preview_sends_and_moves_nothing(read: Place) -> None:
    """Nothing is queued, and nobody has read further; what is due afterwards is all of it."""
    before = read.rows("select * from watermark"), read.rows("select count(*) from delivery")
    read.run("digest", "preview", "psc", "--at", LATER)
    read.run("digest", "preview", "psc", "--for", "bob@example.org", "--at", LATER)
    after = read.rows("select * from watermark"), read.rows("select count(*) from delivery")
    assert after == before
    assert read.rows("select count(*) from digest") == [(0,)]
