"""`dgroup held`: shown, approved, rejected, discarded; the first decision wins."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dgroup.commands.settling import Settlement
from dgroup.errors import Refused
from dgroup.server import holding
from dgroup.server.site import open_site
from tests.cli.place import Place

FIELDS = ["id", "group", "author", "author_name", "subject", "reason", "received_at"]
BOB, STRANGER = "Bob <bob@example.org>", "Stranger <s@example.net>"


def hold(place: Place, author: str = STRANGER, **mail: str) -> Any:
    """Let a mail be held, and return it as `held list` shows it."""
    place.run("group", "set", "psc", "post=moderated")
    reply = place.inject(place.mail(author, **mail))
    assert reply["outcome"] == "held"
    return place.json("held", "list")[-1]


def test_list_and_show_have_the_promised_fields(psc: Place) -> None:
    """`held list` has the fields of the contract, for all groups or one; `show` the words as well."""
    held = hold(psc, text="Let me in", subject="Please")
    assert list(held) == FIELDS
    assert (held["group"], held["author"], held["reason"]) == ("psc", "s@example.net", "not_member")
    psc.run("group", "create", "garden", "--title", "G")
    assert psc.json("held", "list", "garden") == []
    assert psc.json("held", "list", "psc") == [held]
    shown = psc.json("held", "show", held["id"])
    assert {key: shown[key] for key in FIELDS} == held
    assert (shown["text"], shown["state"], shown["decided_at"]) == ("Let me in", "waiting", None)
    assert psc.run("held", "show", held["id"], "--raw").stdout_bytes.startswith(b"From: Stranger")


def test_approved_is_posted(psc: Place) -> None:
    """An approved letter becomes a post in its thread, with a copy for everybody."""
    root = psc.inject(psc.mail(BOB, message_id="root@x"))
    held = hold(psc, header="In-Reply-To: <root@x>\n", message_id="held@x")
    said = psc.run("held", "approve", held["id"]).stdout
    first, second = psc.json("post", "list", "psc")
    assert said == f"{held['id']}: approved, post {second['id']}\n"
    assert first["id"] == root["post_id"]
    assert (second["message_id"], second["parent_message_id"]) == ("held@x", "root@x")
    assert second["thread"] == first["thread"]
    copies = [one for one in psc.json("queue", "list") if one["from"] == "s@example.net"]
    assert len(copies) == 3
    assert psc.json("held", "list") == []
    outcomes = "select outcome, reason, subject_id from account order by id desc limit 1"
    assert psc.rows(outcomes) == [("posted", "approved", second["id"])]
    again = psc.inject(psc.folder / "2.eml")
    assert (again["outcome"], again["post_id"]) == ("duplicate", second["id"])


def test_the_second_decision_is_told_of_the_first(psc: Place) -> None:
    """Whatever comes second fails, changes nothing, and says what was decided, by whom and when."""
    held = hold(psc)
    psc.run("held", "approve", held["id"])
    before = psc.dump()
    for deed in (["approve"], ["reject", "--yes"], ["discard", "--yes"], ["reject", "--dry-run"]):
        error = psc.run("held", *deed, held["id"], code=1).stderr
        assert f"Held letter {held['id']} was approved by operator on 20" in error
    assert psc.dump() == before
    shown = psc.json("held", "show", held["id"])
    assert (shown["state"], shown["decided_by"]) == ("approved", "operator")


def test_a_member_is_told_why(psc: Place) -> None:
    """A rejected member gets one letter, at the address on file, with the reason."""
    held = hold(psc, BOB, subject="My post")
    psc.run("queue", "run")
    said = psc.run("held", "reject", held["id"], "--reason", "Too short.\nSay more.", "--yes")
    assert said.stdout == f"{held['id']}: rejected, bob@example.org is told\n"
    psc.run("queue", "run")
    (returned,) = (mail for mail in psc.outbox() if b"Too short." in mail)
    assert b"Delivered-To: bob@example.org\n" in returned
    assert b"Return-Path: <>\n" in returned
    assert b"Subject: Returned by Peer Support: My post" in returned
    assert b"Too short." in returned
    assert b"In-Reply-To: <m1@example.org>\n" in returned
    assert psc.json("post", "list", "psc") == []


def test_a_stranger_is_told_nothing(psc: Place) -> None:
    """Rejecting a stranger's post discards it; the facilitator is told so (R5)."""
    held = hold(psc)
    said = psc.run("held", "reject", held["id"], "--reason", "No.", "--yes")
    assert said.stdout == f"{held['id']}: discarded, nobody is told\n"
    assert psc.json("queue", "list") == []
    assert psc.json("held", "show", held["id"])["state"] == "discarded"


def test_a_machine_is_told_nothing(psc: Place) -> None:
    """A mail that asks for no answers gets none, whoever its author is."""
    held = hold(psc, BOB, header="Precedence: bulk\n")
    psc.run("queue", "run")
    assert "nobody is told" in psc.run("held", "reject", held["id"], "--yes").stdout
    assert psc.json("queue", "list") == []


def test_discarded_is_gone(psc: Place) -> None:
    """Nobody is told; the account keeps what was decided."""
    held = hold(psc, BOB)
    psc.run("queue", "run")
    assert psc.run("held", "discard", held["id"], "--yes").stdout.endswith("nobody is told\n")
    assert (psc.json("held", "list"), psc.json("queue", "list")) == ([], [])
    assert psc.rows("select outcome from account order by id desc limit 1") == [("discarded",)]
    audit = psc.rows("select actor, action, object from audit order by id desc limit 1")
    assert audit == [("operator", "held discarded", f"held {held['id']}")]


def test_several_are_decided_at_once(psc: Place) -> None:
    """Those that can be are; those that cannot be are named, and it leaves with 1."""
    first, second = hold(psc), hold(psc)
    result = psc.run("held", "approve", first["id"], 999, second["id"], code=1)
    assert result.stdout.count("approved") == 2
    assert "No letter 999 is held" in result.stderr
    assert len(psc.json("post", "list", "psc")) == 2


def test_other_words_under_a_known_id_are_a_post_of_their_own(psc: Place) -> None:
    """What was held because its Message-ID is taken can be approved, as an answer to that post."""
    psc.inject(psc.mail(BOB, "first words", message_id="same@x"))
    reply = psc.inject(psc.mail(BOB, "other words", message_id="same@x"))
    assert (reply["outcome"], reply["reason"]) == ("held", "changed")
    (held,) = psc.json("held", "list")
    psc.run("held", "approve", held["id"])
    first, second = psc.json("post", "list", "psc")
    assert (second["parent_message_id"], second["thread"]) == ("same@x", first["thread"])
    psc.run("queue", "run")
    copies = [mail for mail in psc.outbox() if b"\nList-Post:" in mail]
    assert len(copies) == 6
    assert all(b"Message-ID: <same@x>\n" in mail for mail in copies)


def test_what_is_held_does_not_come_twice(psc: Place) -> None:
    """The same mail again is a duplicate while it is held, and after it was posted."""
    held = hold(psc, message_id="same@x")
    again = psc.mail(STRANGER, message_id="same@x")
    psc.run("group", "set", "psc", "post=anyone")
    assert psc.inject(again)["outcome"] == "duplicate"
    psc.run("held", "approve", held["id"])
    assert psc.inject(again)["outcome"] == "duplicate"
    assert len(psc.json("post", "list", "psc")) == 1


def test_nothing_is_posted_to_an_archived_group(psc: Place) -> None:
    """Approving fails where the group has closed meanwhile, and the letter stays held."""
    held = hold(psc)
    psc.run("group", "archive", "psc", "--yes")
    assert "psc is archived" in psc.run("held", "approve", held["id"], code=1).stderr
    assert psc.json("held", "list") == [held]


def test_two_who_decide_at_once_decide_once(psc: Place) -> None:
    """Of decisions made at the same moment one wins, and the others are told so."""
    held_id = hold(psc, BOB)["id"]

    async def decide() -> list[Settlement | BaseException]:
        async with open_site(psc.config) as site:
            deeds = (
                holding.approve(site, held_id, "ann@example.org"),
                holding.approve(site, held_id, "dora@example.org"),
                holding.reject(site, held_id, "ed@example.org", "No."),
                holding.discard(site, held_id, "flo@example.org"),
            )
            return await asyncio.gather(*deeds, return_exceptions=True)

    outcomes = asyncio.run(decide())
    (won,) = [one for one in outcomes if isinstance(one, Settlement)]
    by = psc.json("held", "show", held_id)["decided_by"]
    lost = [str(one) for one in outcomes if isinstance(one, Refused)]
    assert len(lost) == 3
    assert all(f"was {won.decision} by {by} on 20" in one for one in lost)
    assert len(psc.json("post", "list", "psc")) == (won.decision == "approved")


def test_deciding_asks_first(psc: Place) -> None:
    """Reject and discard ask unless --yes, and rehearse with --dry-run."""
    held = hold(psc)
    before = psc.dump()
    for deed in ("reject", "discard"):
        assert psc.run("held", deed, held["id"], code=1, stdin="n\n").stdout == ""
        said = psc.run("held", deed, held["id"], "--dry-run").stdout
        assert said == f"would {deed} {held['id']}: A subject\n"
    psc.run("held", "approve", held["id"], "--dry-run")
    assert psc.dump() == before


WRONG_USAGE = [
    ["held", "approve"],
    ["held", "approve", "x"],
    ["held", "reject", "--yes"],
    ["held", "discard"],
    ["held", "show"],
    ["held", "show", "1", "--raw", "--json"],
]


@pytest.mark.parametrize("words", WRONG_USAGE)
def test_wrong_usage_leaves_with_2(psc: Place, words: list[str]) -> None:
    """An id is needed, and it is a number."""
    assert psc.run(*words, code=2).stdout == ""
