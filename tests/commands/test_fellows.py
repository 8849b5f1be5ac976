"""Which members of a group somebody names, in whatever way they write them down."""

from __future__ import annotations

import pytest

from dgroup.commands.fellows import read_named
from dgroup.domain.model import Arrangement, Person
from dgroup.mail.address import fold
from dgroup.store.subgroups import Company, Fellow

PEOPLE = {
    "anna@example.org": "Anna Ruiz",
    "ben@example.org": "Ben Otieno",
    "cleo@example.org": "Cleo Visser",
    "jan.v@example.org": "Jan Visser",
    "jose@example.org": "José Luis García",
    "bare@example.org": "",
}


def company() -> Company:
    """A group of six, of whom one has no name, and Anna two addresses."""
    fellows = tuple(
        Fellow(number, Person(number, name, address, None), "member", Arrangement("active", "each"))
        for number, (address, name) in enumerate(PEOPLE.items(), 1)
    )
    by_address = {fold(each.person.address): each for each in fellows}
    return Company(fellows, {**by_address, "anna@home.example": fellows[0]})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("anna@example.org\nben@example.org", ["anna", "ben"]),
        ("ANNA@Example.org", ["anna"]),
        ("anna@home.example", ["anna"]),
        ("Anna Ruiz <anna@example.org>, Ben <ben@example.org>;", ["anna", "ben"]),
        ("<mailto:ben@example.org>", ["ben"]),
        ("- Anna\n* Ben Otieno\n1. cleo visser", ["anna", "ben", "cleo"]),
        ("Anna, Ben and Cleo", ["anna", "ben", "cleo"]),
        ("Anna en Ben", ["anna", "ben"]),
        ("Anna et Ben", ["anna", "ben"]),
        ("Anna y José Luis", ["anna", "jose"]),
        ("anna ben", ["anna", "ben"]),
        ("Jan Visser", ["jan.v"]),
        ("jose luis garcia", ["jose"]),
        ("anna@example.org\nAnna\nanna@home.example", ["anna"]),
        ("Members: Anna, Ben", ["anna", "ben"]),
        ("leden: Anna, Ben", ["anna", "ben"]),
        ("", []),
    ],
)
def test_members_are_found(text: str, named: list[str]) -> None:
    """By any address of theirs, by name, or by the part of it that is nobody else's; once each."""
    found = read_named(text, company())
    assert [each.person.address.partition("@")[0] for each in found.people] == named
    assert (found.strangers, found.unclear, found.purpose) == ([], [], "")


@pytest.mark.parametrize(
    ("text", "strangers", "unclear"),
    [
        ("dora@example.net", ["dora@example.net"], []),
        ("Dora <dora@example.net>, anna@example.org", ["dora@example.net"], []),
        ("Visser", [], ["Visser"]),
        ("Dora", [], ["Dora"]),
        ("Anna, Dora", [], ["Anna, Dora"]),
        ("facilitator: the two of us there", [], ["the two of us there"]),
    ],
)
def test_others_are_said_back(text: str, strangers: list[str], unclear: list[str]) -> None:
    """Addresses of nobody here, and names of nobody or of several, are never guessed at."""
    found = read_named(text, company())
    assert (found.strangers, found.unclear, found.purpose) == (strangers, unclear, "")


@pytest.mark.parametrize(
    "text",
    [
        "facilitator: anna@example.org\nben@example.org",
        "Ben\nAnna + facilitator",
        "Ben\nanna@example.org +facilitator",
        "Begeleider: Anna\nBen",
        "Animatrice : Anna\nBen",
        "Facilitadora: Anna\nBen",
    ],
)
def test_facilitators_are_marked(text: str) -> None:
    """By a label before them or a plus behind, in four languages; they are members, too."""
    found = read_named(text, company())
    assert found.facilitators == {1}
    assert {each.person.id for each in found.people} == {1, 2}


@pytest.mark.parametrize(
    "text",
    [
        "What milk costs\nAnna",
        "Purpose: What milk costs\nAnna",
        "Anna\nbeschrijving: What milk costs",
        "Objet : What milk costs\nAnna",
        "propósito: What milk costs\nAnna",
    ],
)
def test_what_it_is_for_is_no_name(text: str) -> None:
    """Prose above the names, or behind a label, is what the group is for."""
    found = read_named(text, company())
    assert (found.purpose, found.unclear) == ("What milk costs", [])
    assert [each.person.id for each in found.people] == [1]


def test_prose_below_names_is_longer() -> None:
    """Below names a few words are a name that nobody has; a sentence is what it is for."""
    found = read_named("Anna\nJan de Vries\nThey meet every second week on Monday.", company())
    assert (found.unclear, found.purpose) == (
        ["Jan de Vries"],
        "They meet every second week on Monday.",
    )
