"""`dgroup member invite`: people are asked, and nobody is a member before they say yes."""

from __future__ import annotations

import json

from tests.cli.place import Place


def invited(place: Place) -> list[tuple[str, str]]:
    """Everybody in psc who has not been a member yet, with their names."""
    return [
        (one["address"], one["name"])
        for one in place.json("member", "list", "psc")
        if one["status"] == "invited"
    ]


def test_people_are_invited_by_letter(psc: Place) -> None:
    """One letter each, with the words of the operator; members get none."""
    words = ("member", "invite", "psc", "Dora Dee <dora@example.org>", "bob@example.org")
    said = psc.json(*words, "--note", "We met in Rome.", "--yes")
    counts = {"invited": 1, "again": 0, "already": 1}
    assert said == {"group": "psc", **counts, "bad": [], "dry_run": False}
    assert invited(psc) == [("dora@example.org", "Dora Dee")]
    psc.run("queue", "run")
    (mail,) = psc.outbox()
    assert b"To: Dora Dee <dora@example.org>" in mail
    assert b"We met in Rome." in mail
    assert b"Reply-To: confirm+" in mail


def test_a_file_of_people_is_invited(psc: Place) -> None:
    """Bad lines are named, the others invited; who was invited before gets another letter."""
    file = psc.folder / "people.csv"
    file.write_text("address,name\ndora@example.org,Dora\nnobody,X\neve@example.org,Eve\n")
    said = psc.json("member", "invite", "psc", "--file", file, "--yes", code=1)
    assert (said["invited"], [one["line"] for one in said["bad"]]) == (2, [3])
    result = psc.run("member", "invite", "psc", "dora@example.org", "--yes")
    assert result.stdout == "psc: 0 invited, 1 invited again\n"
    assert [name for _, name in invited(psc)] == ["Dora", "Eve"]


def test_a_rehearsal_writes_to_nobody(psc: Place) -> None:
    """Nothing is changed, and nothing is asked."""
    before = psc.dump()
    result = psc.run("member", "invite", "psc", "dora@example.org", "--dry-run")
    assert result.stdout == "psc: 1 would be invited\n"
    assert psc.dump() == before


def test_letters_to_many_are_agreed_to_first(psc: Place) -> None:
    """Without --yes it asks; who says no has written to nobody."""
    before = psc.dump()
    psc.run("member", "invite", "psc", "dora@example.org", stdin="n\n", code=1)
    assert psc.dump() == before
    psc.run("member", "invite", "psc", "dora@example.org", stdin="y\n")
    assert len(invited(psc)) == 1


def test_who_cannot_be_invited_is_named(psc: Place) -> None:
    """The banned, a group that has closed, and nobody at all."""
    psc.run("member", "set", "psc", "bob@example.org", "status=banned")
    said = psc.run("member", "invite", "psc", "bob@example.org", "--yes", code=1)
    assert "bob@example.org: banned from this group" in said.stderr
    psc.run("member", "invite", "psc", code=2)
    psc.run("member", "invite", "psc", "x@example.org", "--note", "x" * 5000, "--yes", code=1)
    psc.run("group", "archive", "psc", "--yes")
    said = psc.run("member", "invite", "psc", "dora@example.org", "--yes", code=1)
    assert "archived" in said.stderr


def test_a_yes_with_friendly_words_is_enough(psc: Place) -> None:
    """The whole way: a letter from the operator, a reply, a member."""
    psc.run("member", "invite", "psc", "Eve <eve@example.org>", "--note", "Do come!", "--yes")
    ((notice,),) = psc.rows("select notice from delivery")
    ticket = json.loads(notice)["reply_to"]
    words = "Yes, happy to. I am Eve, and I teach in Ghent."
    mail = psc.mail("Eve <eve@example.org>", words, subject="Re: An invitation")
    assert psc.inject(mail, f"{ticket}@lists.example.org")["outcome"] == "confirmed"
    assert invited(psc) == []
    found = {one["address"]: one["status"] for one in psc.json("member", "list", "psc")}
    assert found["eve@example.org"] == "active"
