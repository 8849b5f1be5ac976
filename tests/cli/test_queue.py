"""`dgroup queue`: listed by recipient, delivered, tried again, dropped."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.cli.place import SETTINGS, Place

FIELDS = ["id", "to", "from", "kind", "subject", "attempts", "due_at", "last_error"]


@pytest.fixture
def stuck(tmp_path: Path) -> Place:
    """A site with the group psc and one post to three members, whose relay nobody is."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    relay = f'host = "127.0.0.1"\nport = {port}\nretry = ["1m"]\n'
    place = Place(tmp_path, SETTINGS.replace('method = "maildir"\n', relay))
    place.run("db", "migrate")
    place.run("group", "create", "psc", "--title", "P")
    people = [f"{name}@example.org" for name in ("ann", "bob", "cas")]
    place.run("member", "add", "psc", *people)
    assert place.inject(place.mail())["outcome"] == "posted"
    return place


def by_address(place: Place) -> dict[str, Any]:
    """Return the queue by recipient."""
    return {one["to"]: one for one in place.json("queue", "list")}


def test_list_has_an_element_for_each_recipient(stuck: Place) -> None:
    """`queue list` has the fields of the contract, and an id for every recipient."""
    ann, bob, cas = stuck.json("queue", "list")
    assert set(FIELDS) <= ann.keys()
    assert [one["to"] for one in (ann, bob, cas)] == [
        "ann@example.org",
        "bob@example.org",
        "cas@example.org",
    ]
    assert len({one["id"] for one in (ann, bob, cas)}) == 3
    assert len({one["id"].partition(".")[0] for one in (ann, bob, cas)}) == 1
    assert (ann["from"], ann["kind"], ann["subject"]) == ("bob@example.org", "post", "A subject")
    assert (ann["attempts"], ann["last_error"], ann["state"]) == (0, "", "waiting")


def test_notices_and_forwards_say_who_speaks(psc: Place) -> None:
    """A notice is from the group's robot, a forwarded mail from its sender."""
    psc.run("member", "add", "psc", "dora@example.org", "--welcome")
    psc.inject(psc.mail("Cas <cas@example.org>"), "psc-owner@lists.example.org")
    notice, forward = sorted(psc.json("queue", "list"), key=lambda one: one["kind"] != "notice")
    assert (notice["from"], notice["to"]) == ("psc-request@lists.example.org", "dora@example.org")
    assert (forward["from"], forward["kind"]) == ("cas@example.org", "forward")


def test_status_counts_recipients(stuck: Place) -> None:
    """`status --json` has exactly the fields of the contract; it counts recipients, not rows."""
    shown = stuck.json("status")
    assert shown.pop("version")
    assert isinstance(shown.pop("oldest_waiting_s"), int)
    assert shown == {
        "groups": 2,  # with the facilitators' own
        "members": 4,
        "posts": 1,
        "queue": {"waiting": 3, "retrying": 0, "failed": 0},
        "held": 0,
        "shunted": 0,
        "orphans": [],
    }
    assert "queue: 3 waiting" in stuck.run("status").stdout


def test_run_delivers_what_is_due(psc: Place) -> None:
    """`queue run` sends all that is due, says how many, and exits."""
    psc.inject(psc.mail())
    assert psc.json("queue", "run") == {"sent": 3, "failed": 0, "left": 0, "trouble": ""}
    assert len(psc.outbox()) == 3
    assert psc.json("queue", "list") == []
    assert psc.json("queue", "stats") == {
        "waiting": 0,
        "retrying": 0,
        "failed": 0,
        "oldest_waiting_s": 0,
        "last_24h": {"sent": 3, "failed": 0, "dropped": 0},
    }
    assert psc.json("queue", "run")["sent"] == 0


def test_run_delivers_what_will_be_due(psc: Place) -> None:
    """What is due later waits; with --at it is later."""
    psc.inject(psc.mail(), "psc@lists.example.org", "--at", "2040-01-01T00:00:00Z")
    assert psc.json("queue", "run")["sent"] == 0
    assert psc.json("queue", "run", "--at", "2040-01-01T00:00:01Z")["sent"] == 3


def test_a_relay_in_trouble_is_said(stuck: Place) -> None:
    """Nothing can be delivered: one line says why, it leaves with 1, and nobody is blamed."""
    result = stuck.dgroup("queue", "run")
    assert result.returncode == 1
    assert result.stderr.count(b"\n") == 1
    assert b"cannot connect" in result.stderr
    assert b"3 recipients wait" in result.stderr
    assert {one["attempts"] for one in stuck.json("queue", "list")} == {0}


def test_retry_makes_everything_due(stuck: Place) -> None:
    """Without an ID all waiting and failed deliveries are due now."""
    stuck.inject(stuck.mail(), "psc@lists.example.org", "--at", "2040-01-01T00:00:00Z")
    assert [one for one in stuck.json("queue", "list") if one["due_at"] > "2040"]
    assert stuck.run("queue", "retry").stdout == "6 recipients waiting\n"
    assert all(one["due_at"] < "2040" for one in stuck.json("queue", "list"))


def test_one_recipient_can_be_tried_alone(stuck: Place) -> None:
    """An ID with a member makes that recipient due, and nobody else of the same row."""
    stuck.inject(stuck.mail(), "psc@lists.example.org", "--at", "2040-01-01T00:00:00Z")
    late = {one["to"]: one for one in stuck.json("queue", "list") if one["due_at"] > "2040"}
    stuck.run("queue", "retry", late["bob@example.org"]["id"])
    still = [one["to"] for one in stuck.json("queue", "list") if one["due_at"] > "2040"]
    assert sorted(still) == ["ann@example.org", "cas@example.org"]
    assert stuck.json("status")["queue"]["waiting"] == 6


def test_one_recipient_can_be_dropped(stuck: Place) -> None:
    """The others of the row stay, and what was dropped is known."""
    bob = by_address(stuck)["bob@example.org"]["id"]
    assert (
        "would drop what waits for 1 recipient"
        in stuck.run("queue", "drop", bob, "--dry-run").stdout
    )
    assert stuck.run("queue", "drop", bob, "--yes").stdout == "dropped 1 recipient\n"
    assert sorted(by_address(stuck)) == ["ann@example.org", "cas@example.org"]
    assert stuck.json("queue", "stats")["last_24h"]["dropped"] == 1
    ann = by_address(stuck)["ann@example.org"]["id"]
    stuck.run("queue", "drop", ann, "--yes")
    cas = by_address(stuck)["cas@example.org"]["id"]
    stuck.run("queue", "drop", cas, "--yes")
    assert stuck.json("queue", "list") == []
    assert stuck.rows("select count(*) from delivery") == [(0,)]


def test_a_row_is_dropped_with_all_its_recipients(stuck: Place) -> None:
    """The first part of an ID means all who wait together."""
    row = by_address(stuck)["bob@example.org"]["id"].partition(".")[0]
    assert stuck.run("queue", "drop", row, "--yes").stdout == "dropped 3 recipients\n"
    assert stuck.json("status")["queue"] == {"waiting": 0, "retrying": 0, "failed": 0}


def test_what_is_being_delivered_is_left_alone(stuck: Place) -> None:
    """A row that somebody works on is not cut in two under their hands."""
    bob = by_address(stuck)["bob@example.org"]["id"]
    stuck.write("update delivery set lease_until_s = unixepoch() + 600")
    for words in (["retry"], ["drop", "--yes"]):
        assert "is being delivered just now" in stuck.run("queue", *words, bob, code=1).stderr


@pytest.mark.parametrize("deed", [["retry"], ["drop", "--yes"], ["drop", "--dry-run"]])
def test_an_unknown_id_changes_nothing(stuck: Place, deed: list[str]) -> None:
    """A row or a member that is not there is named, and the others are left alone as well."""
    known = by_address(stuck)["bob@example.org"]["id"]
    before = stuck.dump()
    for unknown in ("999", "999.1", known.partition(".")[0] + ".999"):
        assert (
            f"no {unknown} in the queue" in stuck.run("queue", *deed, known, unknown, code=1).stderr
        )
        assert stuck.dump() == before


WRONG_USAGE = [
    ["queue", "drop"],
    ["queue", "drop", "x"],
    ["queue", "retry", "1."],
    ["queue", "retry", "1.2.3"],
    ["queue", "retry", "²"],
    ["queue", "run", "--at", "soon"],
]


@pytest.mark.parametrize("words", WRONG_USAGE)
def test_wrong_usage_leaves_with_2(stuck: Place, words: list[str]) -> None:
    """What is no id or no time is wrong usage."""
    assert stuck.run(*words, code=2).stdout == ""
