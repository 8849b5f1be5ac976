"""What a group may be called."""

from __future__ import annotations

import pytest

from dgroup.domain.naming import Obstacle, in_english, obstacle, proposal
from dgroup.domain.routing import RESERVED_NAMES, VERBS

GOOD = ["psc", "a", "7", "peer-support", "x" * 40, "join-us", "dgroup-facilitators", "request-line"]


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_names_are_free(name: str) -> None:
    """Letters, digits and hyphens, also with a verb in front, and the operator's own group."""
    assert obstacle(name, {"garden": "garden"}) is None


BAD = ["", "-a", "A", "a_b", "a.b", "a b", "é", "a\n", "x" * 41, "a+b"]


@pytest.mark.parametrize("name", [*BAD, *sorted(RESERVED_NAMES)])
def test_other_names_are_not(name: str) -> None:
    """What the rule or the frozen list forbids is answered with one line that says what to do."""
    said = obstacle(name, {})
    assert said is not None
    assert in_english(said, name).isprintable()


@pytest.mark.parametrize("word", sorted(VERBS))
def test_no_name_shares_an_address_with_another(word: str) -> None:
    """A name and a verb are a command: neither may come beside the other, whichever was first."""
    assert obstacle(f"psc-{word}", {"psc": "psc"}) == Obstacle("ambiguous", "psc")
    outer = obstacle("psc", {f"psc-{word}": f"psc-{word}"})
    assert outer == Obstacle("ambiguous", f"psc-{word}")
    assert in_english(outer, "psc").startswith(f"psc-{word}@ would be an address of psc as well")


def test_former_names_are_taken_too() -> None:
    """An alias says whose it is."""
    said = obstacle("old", {"old": "new", "new": "new"})
    assert said == Obstacle("once", "new")
    assert in_english(said, "old").startswith("new was once called old")
    assert obstacle("old-join", {"old": "new", "new": "new"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PSC", "psc"),
        ("Private Sector", "private-sector"),
        ("Café 2.0!", "cafe-2-0"),
        ("tea@lists.example.org", "tea-2"),
        ("help", "help-2"),
        ("x" * 50, "x" * 40),
        ("咖啡", ""),
        ("--", ""),
    ],
)
def test_a_name_like_it_is_proposed(text: str, name: str) -> None:
    """Whatever somebody writes, a name that is free and near to it is found, where there is one."""
    assert proposal(text, {"tea": "tea"}) == name
    assert not name or obstacle(name, {"tea": "tea"}) is None


def test_names_run_out() -> None:
    """Where even numbers do not help, none is proposed."""
    taken = {"tea": "tea", **{f"tea-{number}": f"tea-{number}" for number in range(2, 10)}}
    assert proposal("Tea", taken) == ""
