"""Somebody writes in another's name: nothing comes of it that one reply does not take back (R9)."""

from __future__ import annotations

import json

import pytest

from dgroup.commands.leaves import LEAVES
from dgroup.commands.registry import COMMANDS
from tests.site import Home
from tests.writing import letter

ANN, BOB = "ann@example.org", "bob@example.org"
EVE = "eve@evil.example"

# What each command is given here; the forger asks for as much as can be asked.
ARGUMENTS = {
    "pause": "2027-01-03",
    "get": "1",
    "search": "cocoa",
    "copy": "off",
    "text": "on",
    "language": "nl",
    "name": "Mallory",
    "address": "add eve@evil.example",
    "who": "cocoa",
}
# Of people in charge some words mean something else, for which they are asked first.
ON_FILE = {
    verb
    for verb, command in COMMANDS.items()
    if COMMANDS[command.otherwise or verb].proof == "on file"
}
STATE = ("person", "address", "member", "wish", "introduction", "thread", "held", "groups")


def state(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """All that people would notice; not what waits for a reply, nor when a membership last ended."""
    found = {table: home.rows(f"select * from {table} order by 1, 2") for table in STATE}
    (at,) = (n for n, name in enumerate(columns(home, "member")) if name == "ended_s")
    found["member"] = [row[:at] + row[at + 1 :] for row in found["member"]]
    return found


def columns(home: Home, table: str) -> list[str]:
    """The columns of a table, in their order."""
    return [row[0] for row in home.rows("select name from pragma_table_info(?)", table)]


async def community(home: Home) -> None:
    """Ann is in two groups and a subgroup, gets them daily, and there is something to read."""
    psc = await home.found("psc", BOB, title="Cocoa")
    await home.found("coffee", ANN)
    await home.found("psc-kenya", BOB, parent=psc)
    await home.admit(psc, ANN, delivery="daily")
    await home.receive(letter(sender=f"Bob <{BOB}>", id="first@example.org"), "psc", sender=BOB)


def test_all_leaves_are_tried() -> None:
    """The registry is full when this is run, so that a new command is in this test by itself."""
    assert len(LEAVES) >= 10
    assert len(COMMANDS) >= 25


@pytest.mark.parametrize("verb", sorted(COMMANDS))
async def test_a_forger_changes_nothing_that_a_reply_does_not_restore(
    home: Home, verb: str
) -> None:
    """Whatever is asked in Ann's name by somebody else: she is told, and can put it back."""
    await community(home)
    before = state(home)
    line = f"{'my data' if verb == 'data' else 'forget me' if verb == 'forget' else verb}"
    content = letter(
        sender=f"Ann <{ANN}>",
        subject=f"{line} {ARGUMENTS.get(verb, '')}".strip(),
        body="",
        id="forged@evil.example",
        in_reply_to="first@example.org",
    )
    await home.receive(content, "psc-request", sender=EVE)
    told = [
        (json.loads(notice), address)
        for notice, address in home.rows(
            "select notice, address from delivery where kind = 'notice'"
        )
    ]
    assert EVE not in {address for _, address in told}
    if verb not in ON_FILE:
        assert state(home) == before
        return
    if state(home) != before:
        ((notice, address),) = told
        assert address == ANN
        content = letter(subject="Re: x", body="undo", id="restored@example.org")
        (reply,) = await home.receive(content, notice["reply_to"])
        assert reply.is_taken
        assert state(home) == before


async def test_what_a_forger_learns_is_nothing(home: Home) -> None:
    """The server's word at the door is one for all: members, strangers, the banned (R13)."""
    await community(home)
    banned = home.one("select id from groups where name = 'psc'")
    await home.admit(banned, "ban@example.org", status="banned")
    for verb in ("join", "leave", "which", "who", "info", "help"):
        said = set()
        for index, name in enumerate((ANN, "ban@example.org", "nobody@elsewhere.example")):
            content = letter(
                sender=f"<{name}>", subject=verb, body="", id=f"{verb}{index}@evil.example"
            )
            (reply,) = await home.receive(content, "psc-request", sender=EVE)
            said.add(reply.is_taken)
        assert said == {True}
    to = {address for (address,) in home.rows("select address from delivery")}
    assert EVE not in to
