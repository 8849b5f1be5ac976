"""`dgroup shunted`: what a fault of ours stopped is shown, tried again, dropped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dgroup.domain.model import Arrival
from dgroup.server.intake import receive
from dgroup.server.reading import Reader
from dgroup.server.site import open_site
from tests.cli.place import Place

FIELDS = ["id", "to", "from", "message_id", "error", "received_at"]
LARGE = "x" * 70 + "\n"


def shunt(place: Place, *to: str) -> list[dict[str, object]]:
    """Let a mail come in while nothing large can be parsed in time; return the shunted list."""
    mail = place.mail(text=LARGE * 5000)

    async def come_in() -> None:
        content = mail.read_bytes().replace(b"\n", b"\r\n")
        arrival = Arrival(content, "bob@example.org", to, "192.0.2.1", "client", 1_700_000_000)
        async with open_site(place.config) as site:
            site.reader = Reader(limit_s=0.0)
            replies = await receive(arrival, site)
        assert {reply.outcome for reply in replies} == {"shunted"}

    asyncio.run(come_in())
    found: list[dict[str, object]] = place.json("shunted", "list")
    return found


def test_list_and_show_tell_of_the_fault(psc: Place) -> None:
    """The list names it, `show` has the traceback, and --raw the mail."""
    (one,) = shunt(psc, "psc@lists.example.org")
    assert list(one) == FIELDS
    assert (one["to"], one["from"]) == ("psc@lists.example.org", "bob@example.org")
    assert "TooHard" in str(one["error"])
    shown = psc.json("shunted", "show", one["id"])
    assert {key: shown[key] for key in FIELDS} == one
    assert "Traceback" in shown["traceback"] or "TooHard" in shown["traceback"]
    assert "TooHard" in psc.run("shunted", "show", one["id"]).stdout
    raw = psc.run("shunted", "show", one["id"], "--raw").stdout_bytes
    assert raw.startswith(b"From: Bob <bob@example.org>\r\n")
    assert psc.json("status")["shunted"] == 1
    assert "1 mail was stopped by a fault of ours" in psc.run("status").stdout


def test_retry_takes_it_in(psc: Place) -> None:
    """Once the fault is gone the mail goes its way, and is set aside no more; twice is once."""
    (one,) = shunt(psc, "psc@lists.example.org")
    assert psc.run("shunted", "retry").stdout == f"{one['id']}: psc@lists.example.org: posted\n"
    assert len(psc.json("post", "list", "psc")) == 1
    assert psc.json("shunted", "list") == []
    assert psc.run("shunted", "retry").stdout == ""
    assert "no mail" in psc.run("shunted", "retry", one["id"], code=1).stderr


def test_retry_is_for_one_recipient(psc: Place) -> None:
    """A mail to several goes on for each alone."""
    first, second = shunt(psc, "psc@lists.example.org", "psc-owner@lists.example.org")
    psc.run("shunted", "retry", second["id"])
    assert [one["id"] for one in psc.json("shunted", "list")] == [first["id"]]
    assert [one["kind"] for one in psc.json("queue", "list")] == ["forward"]


def test_a_retry_that_was_broken_off_does_no_harm(psc: Place) -> None:
    """Where the mail had come through already, it is a duplicate, and dropped."""
    (one,) = shunt(psc, "psc@lists.example.org")
    psc.inject(psc.folder / "1.eml")
    assert psc.run("shunted", "retry").stdout == f"{one['id']}: psc@lists.example.org: duplicate\n"
    assert psc.json("shunted", "list") == []
    assert len(psc.json("post", "list", "psc")) == 1


def test_what_cannot_go_on_stays(psc: Place) -> None:
    """A mail whose group is gone is refused now, and stays until somebody drops it."""
    (one,) = shunt(psc, "psc@lists.example.org")
    psc.run("group", "archive", "psc", "--yes")
    result = psc.run("shunted", "retry", code=1)
    assert "refused" in result.stdout
    assert "1 mail could not go on" in result.stderr
    assert psc.json("shunted", "list") == [one]


def test_drop_asks_first(psc: Place) -> None:
    """Dropping is for good."""
    (one,) = shunt(psc, "psc@lists.example.org")
    before = psc.dump()
    assert psc.run("shunted", "drop", one["id"], "--dry-run").stdout == "would drop 1 mail\n"
    psc.run("shunted", "drop", one["id"], code=1, stdin="n\n")
    psc.run("shunted", "drop", one["id"], 999, "--yes", code=1)
    assert psc.dump() == before
    psc.run("shunted", "drop", one["id"], "--yes")
    assert psc.json("shunted", "list") == []


@pytest.mark.parametrize(
    "words", [["show"], ["drop"], ["retry", "x"], ["show", "1", "--raw", "--json"]]
)
def test_wrong_usage_leaves_with_2(place: Place, words: list[str], tmp_path: Path) -> None:
    """An id is a number."""
    assert place.run("shunted", *words, code=2).stdout == ""
