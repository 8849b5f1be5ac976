"""A group gets another name: asked first, then done; what cannot be is said with what could."""

from __future__ import annotations

import pytest

from tests.commands.robot import kinds, last, sent, write
from tests.commands.test_settings import ANN, BOB, a_group, say_yes
from tests.site import Home


async def test_a_group_goes_on_under_another_name(home: Home) -> None:
    """After a yes; the old name stays an address, and only who asked is told."""
    await a_group(home)
    await write(home, ANN, "rename psc to cocoa")
    assert last(home).pieces == ("facilitating/confirm", "settings/name")
    assert home.rows("select name from groups") == [("psc",)]
    await say_yes(home)
    assert home.rows("select name from groups") == [("cocoa",)]
    told = last(home, ANN)
    assert (told.data["form"], told.data["new"]) == ("changed", "cocoa@lists.example.org")
    assert (told.data["name"], told.data["before"]) == ("cocoa", "psc")
    assert kinds(home, BOB) == []
    assert home.rows("select actor, action, object, detail from audit") == [
        (ANN, "group rename", "psc", '{"to":"cocoa"}')
    ]
    for to in ("psc", "cocoa"):
        (reply,) = await home.receive(
            (f"From: {BOB}\r\nSubject: {to}\r\nMessage-ID: <{to}@x>\r\n\r\nHi {to}.\r\n").encode(),
            to,
            sender=BOB,
        )
        assert (reply.outcome, reply.group) == ("posted", "cocoa")


async def test_the_old_name_can_be_taken_back(home: Home) -> None:
    """By the line that the answer offers."""
    await a_group(home)
    await write(home, ANN, "rename cocoa")
    await say_yes(home)
    await write(home, ANN, f"rename {last(home).data['before']}")
    await say_yes(home)
    assert home.rows("select name from groups") == [("psc",)]


IMPOSSIBLE = [
    ("p_s_c", "shape", "p-s-c"),
    ("Café", "shape", "cafe"),
    ("x" * 41, "long", "x" * 40),
    ("help", "reserved", "help-2"),
    ("dgroup-facilitators", "reserved", "dgroup-facilitators-2"),
    ("tea", "taken", "tea-2"),
    ("thee", "once", "thee-2"),
    ("tea-join", "ambiguous", "tea-join-2"),
]


@pytest.mark.parametrize(("name", "form", "free"), IMPOSSIBLE)
async def test_what_cannot_be_is_told_with_what_could(
    home: Home, name: str, form: str, free: str
) -> None:
    """Each reason has its own words in each language; a name like it that is free is offered."""
    await a_group(home, language="nl")
    tea = await home.found("tea", title="Tea")
    home.write("insert into alias (name, group_id) values ('thee', ?)", tea)
    home.site.forget_names()
    await write(home, ANN, f"rename {name}", "psc-request")
    (letter,) = sent(home, ANN)
    assert (letter.template, letter.data["form"], letter.data["free"]) == (
        "settings/name",
        form,
        free,
    )
    assert home.rows("select name from groups order by id") == [("psc",), ("tea",)]


async def test_without_a_name_it_is_told_how(home: Home) -> None:
    """And a name that it has already changes nothing."""
    await a_group(home)
    await write(home, ANN, "rename")
    assert last(home).data["form"] == "asked"
    await write(home, ANN, "rename psc")
    assert last(home).data["form"] == "same"


async def test_nobody_else_renames_a_group(home: Home) -> None:
    """Neither a member, nor a stranger."""
    await a_group(home)
    for who in (BOB, "eve@elsewhere.example"):
        await write(home, who, "rename psc to mine")
    assert home.rows("select name from groups") == [("psc",)]
    assert "facilitating/confirm" not in kinds(home)
