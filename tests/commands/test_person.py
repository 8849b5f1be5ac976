"""Language, time zone, name and being shown: what changes, what is said of it, and how it is undone."""

from __future__ import annotations

from typing import Any

import pytest

from dgroup.commands.desk import Done, Undo
from dgroup.commands.person import LONGEST_NAME, clean_name
from dgroup.domain.model import Profile
from tests.commands.desks import desk_for, do
from tests.site import Home

ANN = "ann@example.org"


def told(done: Done) -> dict[str, Any]:
    """What the letter of an answer is told."""
    assert done.part is not None
    return {"template": done.part.template, **done.part.data}


def profile(home: Home) -> tuple[Any, ...]:
    """What the one person says of themselves."""
    (row,) = home.rows("select name, language, is_concealed from person")
    return row


async def test_a_language_is_chosen(home: Home) -> None:
    """Letters come in the language that somebody asks for, and the answer can take that back."""
    await home.found("psc", ANN)
    done = await do(home, await desk_for(home, ANN), "language", "nl")
    assert profile(home) == ("Ann", "nl", 0)
    assert done.undo == Undo(
        {}, home.one("select id from person"), Profile("Ann", None, None, False)
    )
    assert (told(done)["spoken"], told(done)["is_changed"]) == ("nl", True)
    again = await do(home, await desk_for(home, ANN), "language", "nl")
    assert (again.effects, again.undo, told(again)["is_changed"]) == ((), None, False)


@pytest.mark.parametrize("words", ["", "pt", "../en", "Klingon"])
async def test_an_unknown_language_changes_nothing(home: Home, words: str) -> None:
    """Where there are no letters in a language, those that there are get named."""
    await home.found("psc", ANN)
    done = await do(home, await desk_for(home, ANN), "language", words)
    assert (done.effects, told(done)["is_unknown"]) == ((), bool(words))


async def test_a_time_zone_is_chosen(home: Home) -> None:
    """A city says where somebody lives, the answer can take that back, and "off" forgets it."""
    await home.found("psc", ANN)
    done = await do(home, await desk_for(home, ANN), "timezone", "nairobi")
    assert home.rows("select name, timezone from person") == [("Ann", "Africa/Nairobi")]
    assert done.undo == Undo(
        {}, home.one("select id from person"), Profile("Ann", None, None, False)
    )
    found = told(done)
    assert (found["zone"], found["timezone"]) == ("Africa/Nairobi", "Africa/Nairobi")
    assert (found["is_changed"], found["is_unknown"]) == (True, False)
    for words in ("", "Africa/Nairobi", "Kenya"):
        again = await do(home, await desk_for(home, ANN), "timezone", words)
        assert (again.effects, told(again)["zone"]) == ((), "Africa/Nairobi")
    shown = told(await do(home, await desk_for(home, ANN), "which"))
    assert shown["zone"] == "Africa/Nairobi"
    await do(home, await desk_for(home, ANN), "timezone", "off")
    assert home.one("select timezone from person") is None


@pytest.mark.parametrize(
    ("words", "near"), [("Narobi", ("Africa/Nairobi",)), ("Gondor", ()), ("../etc", ())]
)
async def test_an_unknown_time_zone_changes_nothing(
    home: Home, words: str, near: tuple[str, ...]
) -> None:
    """What may have been meant is named."""
    await home.found("psc", ANN)
    done = await do(home, await desk_for(home, ANN), "timezone", words)
    assert (done.effects, done.undo, told(done)["is_unknown"]) == ((), None, True)
    assert told(done)["near"] == near


async def test_a_name_is_chosen(home: Home) -> None:
    """A name is what letters and lists call somebody; without one, the present one is told."""
    await home.found("psc", ANN)
    done = await do(home, await desk_for(home, ANN), "name", "Anna  Jansen")
    assert profile(home)[0] == "Anna Jansen"
    assert told(done)["called"] == "Anna Jansen"
    for words in ("", "Anna Jansen", "123"):
        done = await do(home, await desk_for(home, ANN), "name", words)
        assert (done.effects, told(done)["called"]) == ((), "Anna Jansen")


async def test_being_shown_or_not(home: Home) -> None:
    """Hidden and shown again, each said once as a change."""
    await home.found("psc", ANN)
    for verb, is_concealed in (("conceal", True), ("reveal", False)):
        for is_changed in (True, False):
            done = await do(home, await desk_for(home, ANN), verb)
            assert profile(home)[2] == is_concealed
            assert told(done)["is_changed"] is is_changed
            assert (done.undo is not None) is is_changed


async def test_each_change_is_noted(home: Home) -> None:
    """The audit says what was changed, by whom, and not what it is now."""
    await home.found("psc", ANN)
    await do(home, await desk_for(home, ANN), "name", "Bea")
    assert home.rows("select actor, action, detail from audit") == [
        (ANN, "describe", '{"keys":"name"}')
    ]


@pytest.mark.parametrize("verb", ["language", "timezone", "name", "conceal", "reveal"])
async def test_strangers_have_no_settings(home: Home, verb: str) -> None:
    """Of somebody we do not know nothing is changed."""
    done = await do(home, await desk_for(home, ANN), verb, "nl")
    assert (done.effects, told(done)["template"]) == ((), "choices/not_member")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"Anna Jansen"', "Anna Jansen"),
        ("Anna\r\nBcc: eve@example.net", "Anna Bcc: eve@example.net"),
        ("\u202eAnna\u200d J\x00", "Anna J"),
        ("<>", ""),
        ("42", ""),
        ("x" * 500, "x" * LONGEST_NAME),
        ("Ngũgĩ wa Thiong’o", "Ngũgĩ wa Thiong’o"),
        ("王小明", "王小明"),
    ],
)
def test_names_are_cleaned(text: str, name: str) -> None:
    """A name is one line of letters, whatever was typed (R18)."""
    assert clean_name(text) == name
