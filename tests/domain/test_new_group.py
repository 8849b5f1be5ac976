"""What people write who would like a group, and the names that are offered to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.domain import naming
from dgroup.domain.new_group import LONGEST_PURPOSE, LONGEST_TITLE, Wanted, free_names, read_wanted

WORDS = "We share.\n\nTwo lines."
SAID = [
    ("psc: Private Sector Cooperation", WORDS, Wanted("psc", "Private Sector Cooperation", WORDS)),
    ("psc", "", Wanted("psc", "psc")),
    ("psc:", "", Wanted("psc", "psc")),
    ("PSC Private Sector Cooperation", "", Wanted("psc", "Private Sector Cooperation")),
    ("Private Sector Cooperation", "", Wanted("", "Private Sector Cooperation")),
    ('"psc@lists.example.org": T', "", Wanted("psc", "T")),
    ("", "naam: psc\ntitel: Privé\ndoel: we\nleren", Wanted("psc", "Privé", "we\nleren")),
    ("", "Nom : psc\nTitre : Le privé\nBut : apprendre", Wanted("psc", "Le privé", "apprendre")),
    ("nombre: psc", "título: A: b", Wanted("psc", "A: b")),
    ("psc: One", "title: Two\nname: other\n- purpose: why", Wanted("psc", "One", "why")),
    (
        "psc: T",
        "We meet: every day.\n\nKind regards,\nEve",
        Wanted("psc", "T", "We meet: every day."),
    ),
    ("psc: A\r\nBcc: x", "", Wanted("psc", "A Bcc: x")),
    ("", "", Wanted("", "")),
]


@pytest.mark.parametrize(("argument", "text", "wanted"), SAID)
def test_a_wish_is_read_in_many_forms(argument: str, text: str, wanted: Wanted) -> None:
    """On one line, in labelled lines of four languages, with or without a title."""
    assert read_wanted(argument, text) == wanted


def test_a_wish_has_a_measure() -> None:
    """A title is one line of a setting's length, a purpose no book."""
    wanted = read_wanted(f"psc: {'t' * 500}", "word " * 1000)
    assert len(wanted.title) == LONGEST_TITLE
    assert len(wanted.purpose) <= LONGEST_PURPOSE


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_can_be_answered(argument: str, text: str) -> None:
    """Nothing raises; what is offered could be founded, and no line ends are in name and title."""
    wanted = read_wanted(argument, text)
    assert (wanted.name + wanted.title).isprintable()
    taken = {wanted.name: wanted.name, "psc": "psc"}
    for name in free_names(wanted, taken):
        assert naming.obstacle(name, taken) is None


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted("psc", "Private Sector Cooperation"), ("private-sector", "psc-group", "psc-2")),
        (Wanted("psc-join", "Joining"), ("joining", "psc-join-group", "psc-join-2")),
        (Wanted("été 2027", "Été"), ("ete-2027", "ete", "ete-2027-group")),
        (Wanted("", ""), ()),
        (Wanted("日本", "日本"), ()),
    ],
)
def test_names_are_near_what_was_wanted(wanted: Wanted, names: tuple[str, ...]) -> None:
    """The name itself where it only has to be spelled, then the title, then others."""
    assert free_names(wanted, {"psc": "psc"}) == names
