"""Whatever list of people is pasted, the people in it are found, and nobody else."""

from __future__ import annotations

import time

import pytest

from dgroup.reading.pasted import read_pasted
from tests.reading.pastes import Paste, generated
from tests.reading.pastes_of_programs import BY_HAND, OF_PROGRAMS

PASTES = [*generated(), *OF_PROGRAMS, *BY_HAND]


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste.id)
def test_people_are_found(paste: Paste) -> None:
    """Each by name and address, in order; what could not be read is given back as it stands."""
    found = read_pasted(paste.text)
    people = tuple((each.name, each.address) for each in found.people)
    assert (people, found.unreadable, found.note) == (paste.people, paste.unreadable, paste.note)


def test_there_are_enough_of_them() -> None:
    """At least two hundred ways to write a list, each another one."""
    assert len({paste.text for paste in PASTES}) >= 300


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste.id)
def test_a_note_above_changes_nobody(paste: Paste) -> None:
    """A note in a paragraph of its own is the note, whatever the list below looks like."""
    if not paste.people or paste.note:
        return
    note = "Dear all,\n\nWe begin in March, and would be glad to have you.\nBea Blom"
    found = read_pasted(f"{note}\n\n{paste.text}")
    people = tuple((each.name, each.address) for each in found.people)
    assert (people, found.unreadable, found.note) == (paste.people, paste.unreadable, note)


A, B = "ada@example.org", "ben@example.org"


@pytest.mark.parametrize(
    "ending",
    [
        "Kind regards\nMarie Dubois\nONG Lait | info@ong.example",
        "Kind regards,\nMarie\n\nT +32 2 555 55 55 | marie@ong.example",
        "Thanks!\nMarie <marie@ong.example>",
        "Met vriendelijke groet\n\nMarie\nmarie@ong.example",
        "Bien à vous,\nMarie\nmarie@ong.example",
        "Un saludo,\n\nMarie\nmarie@ong.example",
    ],
)
def test_nobody_is_named_below_an_ending(ending: str) -> None:
    """Neither the writer nor their office; nor is that part of anything unreadable."""
    found = read_pasted(f"Ada <{A}>\n{B}\n\n{ending}")
    assert [each.address for each in found.people] == [A, B]
    assert found.unreadable == ()


@pytest.mark.parametrize(
    "above", ["Dear Zed", "Dear Zed,", "Hello,", "Hi\n\nInvite", "Hi\ninvite:", "Beste allen,"]
)
def test_a_greeting_is_neither_note_nor_name(above: str) -> None:
    """Nor is the word for the robot."""
    for text in (f"{above}\n{A}\n{B}", f"{above}\n\n{A}\n{B}", f"{above}\n{A}"):
        found = read_pasted(text)
        assert (found.people[0].name, found.people[0].address) == ("", A)
        assert (found.note, found.unreadable) == ("", ())


def test_so_many_are_read_and_no_more() -> None:
    """What was left out is counted, and it is said where to go on."""
    lines = [f"Person {n} <p{n}@example.org>" for n in range(507)]
    found = read_pasted("\n".join(lines), most=500)
    assert (len(found.people), found.left_out, found.left_from) == (500, 7, lines[500])


def test_somebody_named_twice_is_one() -> None:
    """The name is taken from wherever there is one, and the repetition counted."""
    found = read_pasted("anna@example.org\nbob@example.org\nAnna <ANNA@EXAMPLE.ORG>")
    assert [(each.name, each.address) for each in found.people] == [
        ("Anna", "anna@example.org"),
        ("", "bob@example.org"),
    ]
    assert found.repeated == 1


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "a@" * 100_000,
        "<" * 100_000 + "@",
        '"' * 99_999 + "a@example.org",
        "(" * 100_000 + "a@example.org",
        "a@example.org, " * 10_000,
        "a at " * 40_000,
        "Name,Email\n" + '"' + "x\n" * 50_000,
        "BEGIN:VCARD\n" * 20_000,
        "dn: x\n" * 20_000,
        "[x](mailto:" * 20_000,
        "mailto:" * 30_000,
        "- " * 100_000,
        "a.b-" * 50_000 + "@example.org",
        "x " * 100_000 + "a@example.org",
        "Anna\n" * 40_000,
        "a <b@example.org>,\nb " * 5_000,
        "a@" * 60_000 + " x",
        "a" + " " * 120_000 + "at b",
        "and " * 30_000 + "a@example.org x b@example.org",
        "[x](" + "a@" * 60_000,
        "<mailto:" + "a" * 120_000,
        "Name,Email\n" * 10_000,
        "BEGIN:VCARD\nx\n" * 8_000,
        "a.b-" * 30_000,
        "<" + " " * 120_000 + "a@example.org",
    ],
    ids=range(26),
)
def test_reading_takes_bounded_time(text: str) -> None:
    """Nothing that anybody sends takes long to read, or raises."""
    start = time.perf_counter()
    read_pasted(text)
    assert time.perf_counter() - start < 4
