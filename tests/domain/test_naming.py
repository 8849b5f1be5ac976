"""What a group may be called."""

from __future__ import annotations

import pytest

from dgroup.domain.naming import objection
from dgroup.domain.routing import RESERVED_NAMES, VERBS

GOOD = ["psc", "a", "7", "peer-support", "x" * 40, "join-us", "dgroup-facilitators", "request-line"]


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_names_are_free(name: str) -> None:
    """Letters, digits and hyphens, also with a verb in front, and the operator's own group."""
    assert objection(name, {"garden": "garden"}) == ""


BAD = ["", "-a", "A", "a_b", "a.b", "a b", "é", "a\n", "x" * 41, "a+b"]


@pytest.mark.parametrize("name", [*BAD, *sorted(RESERVED_NAMES)])
def test_other_names_are_not(name: str) -> None:
    """What the rule or the frozen list forbids is answered with one line that says what to do."""
    said = objection(name, {})
    assert said
    assert said.isprintable()


@pytest.mark.parametrize("word", sorted(VERBS))
def test_no_name_shares_an_address_with_another(word: str) -> None:
    """A name and a verb are a command: neither may come beside the other, whichever was first."""
    assert "would be an address of psc" in objection(f"psc-{word}", {"psc": "psc"})
    assert "would be an address of psc" in objection("psc", {f"psc-{word}": f"psc-{word}"})


def test_former_names_are_taken_too() -> None:
    """An alias says whose it is."""
    assert objection("old", {"old": "new", "new": "new"}).startswith("new was once called old")
    assert objection("old-join", {"old": "new", "new": "new"})
