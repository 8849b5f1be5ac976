"""`dgroup member`: added by hand and from files, shown, changed, removed, forgotten."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.place import Place

FIELDS = ["address", "name", "role", "delivery", "status", "moderated", "joined_at"]
FIELDS += ["introduced_at"]


def members(place: Place, *more: str) -> dict[str, dict[str, object]]:
    """Return the members of psc by address."""
    return {one["address"]: one for one in place.json("member", "list", "psc", *more)}


def test_list_has_the_promised_fields(psc: Place) -> None:
    """`member list` has the fields of the contract; nobody has introduced themselves yet."""
    bob = members(psc)["bob@example.org"]
    assert list(bob) == FIELDS
    assert str(bob.pop("joined_at")).endswith("Z")
    assert bob == {
        "address": "bob@example.org",
        "name": "Bob Bee",
        "role": "member",
        "delivery": "each",
        "status": "active",
        "moderated": False,
        "introduced_at": None,
    }


def test_who_is_a_member_is_not_added_again(psc: Place) -> None:
    """People are known by any spelling of an address, and keep what they have."""
    words = (
        "member",
        "add",
        "psc",
        "BOB@Example.ORG",
        "dora@example.org",
        "Dora <DORA@example.org>",
    )
    said = psc.json(*words, "--role", "observer")
    assert said == {
        "group": "psc",
        "added": 1,
        "again": 0,
        "already": 2,
        "bad": [],
        "dry_run": False,
    }
    assert (members(psc)["bob@example.org"]["role"], len(members(psc))) == ("member", 4)
    assert psc.rows("select count(*) from person") == [(5,)]  # the operator is one, too


def test_people_of_other_groups_are_the_same_people(psc: Place) -> None:
    """Whoever is known from elsewhere is not met twice; a name is kept once it is there."""
    psc.run("group", "create", "garden", "--title", "G")
    psc.run("member", "add", "garden", "Robert <bob@example.org>", "Cas C <cas@example.org>")
    names = psc.rows("select name from person order by name")
    assert names == [("",), ("",), ("Bob Bee",), ("Cas C",)]
    groups = psc.json("member", "show", "bob@example.org")["groups"]
    assert [one["group"] for one in groups] == ["garden", "psc"]


def test_a_file_is_read_line_by_line(psc: Place) -> None:
    """Bad lines leave with 1 and are named with their number; the others are added."""
    file = psc.folder / "people.csv"
    file.write_bytes("naam;e-mail;rol\nZoë;zoe@example.org;resource\nx;y;\n".encode("cp1252"))
    result = psc.run("member", "add", "psc", "--file", file, code=1)
    assert result.stdout == "psc: 1 added, 1 bad\n"
    assert result.stderr.startswith("line 3: 'y' is not a mail address")
    assert members(psc)["zoe@example.org"]["name"] == "Zoë"
    (bad,) = psc.json("member", "add", "psc", "--file", file, code=1)["bad"]
    assert (bad["line"], bad["text"]) == (3, "y")


def test_standard_input_is_a_file_too(psc: Place) -> None:
    """--file - reads what another program writes."""
    said = psc.run("member", "add", "psc", "--file", "-", stdin=b"dora@example.org\n")
    assert said.stdout == "psc: 1 added\n"


def test_a_rehearsal_adds_nobody(psc: Place) -> None:
    """--dry-run says what would be done."""
    before = psc.dump()
    result = psc.run("member", "add", "psc", "d@example.org", "d@example.org", "--dry-run")
    assert result.stdout == "psc: 1 would be added, 1 members already\n"
    assert psc.dump() == before


def test_welcome_is_a_letter_in_their_language(psc: Place) -> None:
    """--welcome queues one letter for each who is added, and for nobody else."""
    psc.run("member", "set", "psc", "cas@example.org", "language=nl")
    psc.run("group", "create", "garden", "--title", "The Garden")
    people = ("bob@example.org", "cas@example.org")
    psc.run("member", "add", "garden", *people, "--welcome")
    psc.run("member", "add", "garden", *people, "--welcome")
    assert [one["to"] for one in psc.json("queue", "list")] == list(people)
    psc.run("queue", "run")
    english, dutch = psc.outbox()
    assert b"Subject: Welcome to The Garden\n" in english
    assert b"garden@lists.example.org" in english
    assert b"Auto-Submitted: auto-generated\n" in english
    assert b"Welkom" in dutch


def test_ten_thousand_are_added_in_a_few_seconds(psc: Place) -> None:
    """A long list goes in by thousands, each known once, also over the edges of a transaction."""
    lines = [f"P {number},p{number % 9000}@example.org" for number in range(10_000)]
    file = psc.folder / "many.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    said = psc.json("member", "add", "psc", "--file", file)
    assert (said["added"], said["already"]) == (9000, 1000)
    assert psc.json("group", "show", "psc")["members"] == 9003
    assert psc.rows("select count(*) from audit where action = 'member add'") == [(6,)]


def test_members_are_changed(psc: Place) -> None:
    """`set` changes the member and the person, all or nothing."""
    words = ["role=observer", "delivery=none", "moderated=yes", "status=disabled", "name=C\x1bD"]
    psc.run("member", "set", "psc", "cas@example.org", *words, "digest=mime")
    assert (1,) in psc.rows("select has_mime_digest from member")
    cas = members(psc)["cas@example.org"]
    keys = ("role", "delivery", "moderated", "status", "name")
    assert [cas[key] for key in keys] == ["observer", "none", True, "disabled", "C D"]
    before = psc.dump()
    wrong = psc.run("member", "set", "psc", "cas@example.org", "role=member", "status=here", code=1)
    assert "status cannot be 'here': expected one of active" in wrong.stderr
    wrong = psc.run("member", "set", "psc", "cas@example.org", "colour=red", code=1)
    assert "a member has role, delivery, digest, status, moderated, name, language" in wrong.stderr
    assert psc.dump() == before


def test_where_a_member_lives_is_set(psc: Place) -> None:
    """A zone or a city sets it, an empty value forgets it, and what is near a mistake is named."""
    for words, zone in (("lima", "America/Lima"), ("Africa/Nairobi", "Africa/Nairobi"), ("", None)):
        psc.run("member", "set", "psc", "cas@example.org", f"timezone={words}")
        assert psc.json("member", "show", "cas@example.org")["timezone"] == zone
    wrong = psc.run("member", "set", "psc", "cas@example.org", "timezone=Narobi", code=1)
    assert "timezone cannot be 'Narobi'" in wrong.stderr
    assert "is it Africa/Nairobi?" in wrong.stderr


def test_who_was_removed_can_come_again(psc: Place) -> None:
    """A removed member is listed with --all only; adding them makes them one again."""
    assert (
        "would remove 1 member"
        in psc.run("member", "remove", "psc", "bob@example.org", "--dry-run").stdout
    )
    psc.run("member", "remove", "psc", "bob@example.org", "--yes")
    assert "bob@example.org" not in members(psc)
    assert members(psc, "--all")["bob@example.org"]["status"] == "removed"
    assert psc.json("member", "add", "psc", "bob@example.org")["again"] == 1
    assert members(psc)["bob@example.org"]["status"] == "active"


def test_the_banned_stay_outside(psc: Place) -> None:
    """Adding does not lift a ban; it is named, and leaves with 1."""
    psc.run("member", "set", "psc", "bob@example.org", "status=banned")
    said = psc.json("member", "add", "psc", "bob@example.org", "d@example.org", code=1)
    assert said["added"] == 1
    assert [one["reason"] for one in said["bad"]] == ["banned from this group"]


def test_people_are_found_by_a_part(psc: Place) -> None:
    """`find` looks into names and addresses, whatever the case; nobody is an empty list."""
    assert [one["address"] for one in psc.json("member", "find", "BEE")] == ["bob@example.org"]
    assert len(psc.json("member", "find", "example.org")) == 3
    assert psc.json("member", "find", "nobody") == []


def test_show_tells_all_of_a_person(psc: Place) -> None:
    """Addresses and groups; an unknown address is said to be one."""
    shown = psc.json("member", "show", "Bob@example.org")
    assert (shown["address"], shown["addresses"]) == ("bob@example.org", ["bob@example.org"])
    assert [*shown["groups"][0]] == ["group", *FIELDS]
    text = psc.run("member", "show", "bob@example.org").stdout
    assert "Bob Bee" in text
    assert (
        "nobody here has the address" in psc.run("member", "show", "x@example.org", code=1).stderr
    )
    unknown = psc.run("member", "remove", "psc", "x@example.org", "--yes", code=1)
    assert "nobody here has the address" in unknown.stderr


def test_nothing_of_the_erased_is_left(psc: Place) -> None:
    """After `erase` only the mails of their posts know them (R31): they are kept as they came in."""
    psc.run("group", "set", "psc", "post=moderated")
    held = psc.inject(psc.mail("Bob <bob@example.org>", "held words of his"))
    assert held["outcome"] == "held"
    psc.run("group", "set", "psc", "post=members")
    assert psc.inject(psc.mail("Bob <bob@example.org>", "posted words"))["outcome"] == "posted"
    assert psc.json("queue", "list", "--json")
    assert "would forget" in psc.run("member", "erase", "bob@example.org", "--dry-run").stdout
    assert psc.run("member", "erase", "bob@example.org", code=1, stdin="n\n").stdout == ""

    said = psc.run("member", "erase", "BOB@example.org", "--yes")
    assert "kept are posts" in said.stdout
    assert "nobody here has" in psc.run("member", "show", "bob@example.org", code=1).stderr
    assert psc.json("held", "list") == []
    assert "bob@example.org" not in {one["to"] for one in psc.json("queue", "list")}
    (post,) = psc.json("post", "list", "psc")
    assert (post["author"], post["author_name"]) == ("", "")
    with closing(sqlite3.connect(psc.database)) as db:
        db.execute("update letter set content = x'', sender = ''")
        db.commit()
        db.execute("vacuum")
        db.execute("pragma wal_checkpoint(truncate)")
    files = [file.read_bytes() for file in psc.folder.glob("dgroup.db*")]
    assert not [content for content in files if b"bob@" in content.lower()]
    assert not [content for content in files if b"Bob Bee" in content]
    assert psc.rows("select count(*) from letter") == [(1,)]


def test_a_stranger_can_be_erased_after_they_are_known(psc: Place) -> None:
    """Posts that came before somebody was known by the address lose their author as well."""
    psc.run("group", "set", "psc", "post=anyone")
    psc.inject(psc.mail("Dora <Dora@example.org>"))
    psc.run("member", "add", "psc", "dora@example.org")
    psc.run("member", "erase", "dora@example.org", "--yes")
    assert [one["author"] for one in psc.json("post", "list", "psc")] == [""]


WRONG_USAGE = [
    ["member", "add", "psc"],
    ["member", "add", "psc", "a@example.org", "--role", "boss"],
    ["member", "add", "psc", "a@example.org", "--delivery", "hourly"],
    ["member", "add", "psc", "--file", "missing.csv"],
    ["member", "set", "psc", "bob@example.org"],
    ["member", "set", "psc", "bob@example.org", "role"],
    ["member", "remove", "psc"],
    ["member", "erase"],
    ["member", "list"],
    ["member", "find"],
]


@pytest.mark.parametrize("words", WRONG_USAGE)
def test_wrong_usage_leaves_with_2(psc: Place, words: list[str]) -> None:
    """What is missing or not among the choices is wrong usage, and changes nothing."""
    before = psc.dump()
    assert psc.run(*words, code=2).stdout == ""
    assert psc.dump() == before


def test_output_is_one_document_whoever_reads(psc: Place) -> None:
    """In a process of its own, standard output holds the JSON and nothing else."""
    done = psc.dgroup("member", "list", "psc", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(json.loads(done.stdout)) == 3
    done = psc.dgroup("member", "list", "pcs", "--json")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
