"""`dgroup subgroup`: listed, filled from the group above, and emptied; nobody is mailed."""

from __future__ import annotations

import pytest

from tests.cli.conftest import ANN
from tests.cli.place import Place

BOB, CAS = "bob@example.org", "cas@example.org"


@pytest.fixture
def kenya(psc: Place) -> Place:
    """psc has a subgroup, and there is another group beside it."""
    psc.run("group", "create", "psc-kenya", "--title", "Dairy in Kenya", "--parent", "psc")
    psc.run("group", "create", "garden", "--title", "Garden")
    return psc


def inside(place: Place) -> dict[str, str]:
    """Return who is in the subgroup, with how mail comes to them."""
    return {one["address"]: one["delivery"] for one in place.json("member", "list", "psc-kenya")}


def test_a_list_has_the_fields_of_groups(kenya: Place) -> None:
    """`subgroup list` shows the groups directly below one as `group list` does."""
    (found,) = kenya.json("subgroup", "list", "psc")
    assert found == kenya.json("group", "list")[3]
    assert (found["name"], found["parent"], found["members"]) == ("psc-kenya", "psc", 0)
    assert "Dairy in Kenya" in kenya.run("subgroup", "list", "psc").stdout
    assert kenya.json("subgroup", "list", "garden") == []
    assert kenya.run("subgroup", "list", "garden").stdout == "nothing\n"


def test_members_of_the_group_above_are_put_in(kenya: Place) -> None:
    """Each keeps how mail comes to them; who is in it already is counted, and nobody is mailed."""
    kenya.run("member", "set", "psc", BOB, "delivery=daily")
    said = kenya.json("subgroup", "add", "psc-kenya", "BOB@example.org", CAS, CAS)
    assert said == {"group": "psc-kenya", "added": 2, "already": 1, "bad": [], "dry_run": False}
    assert inside(kenya) == {BOB: "daily", CAS: "each"}
    assert kenya.run("subgroup", "add", "psc-kenya", BOB).stdout == (
        "psc-kenya: 0 added, 1 in it already\n"
    )
    assert kenya.json("queue", "list") == []
    assert ("operator", "subgroup add") in kenya.rows("select actor, action from audit")


def test_others_are_invited_first(kenya: Place) -> None:
    """Who is not in the group above, or banned, is named and leaves with 1; the others are in."""
    kenya.run("subgroup", "add", "psc-kenya", BOB)
    kenya.run("member", "set", "psc-kenya", BOB, "status=banned")
    said = kenya.json("subgroup", "add", "psc-kenya", BOB, CAS, "dora@example.org", code=1)
    assert said["added"] == 1
    assert [(one["text"], one["reason"].partition(";")[0]) for one in said["bad"]] == [
        ("dora@example.org", "no member of psc"),
        (BOB, "banned"),
    ]
    assert list(inside(kenya)) == [CAS]


def test_a_rehearsal_changes_nothing(kenya: Place) -> None:
    """--dry-run says what would be done, for both ways."""
    before = kenya.dump()
    said = kenya.run("subgroup", "add", "psc-kenya", BOB, "--dry-run").stdout
    assert said == "psc-kenya: 1 would be added\n"
    assert kenya.dump() == before
    kenya.run("subgroup", "add", "psc-kenya", BOB)
    said = kenya.run("subgroup", "remove", "psc-kenya", BOB, "--dry-run").stdout
    assert said == "would remove 1 member from psc-kenya\n"
    assert list(inside(kenya)) == [BOB]


def test_people_are_taken_out_and_stay_above(kenya: Place) -> None:
    """`remove` ends the membership of the subgroup only, and can be taken back by `add`."""
    kenya.run("subgroup", "add", "psc-kenya", BOB, CAS)
    kenya.run("subgroup", "remove", "psc-kenya", BOB, "--yes")
    assert list(inside(kenya)) == [CAS]
    assert len(kenya.json("member", "list", "psc")) == 3
    assert kenya.json("subgroup", "add", "psc-kenya", BOB)["added"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "garden", BOB), "garden is no subgroup"),
        (("remove", "garden", BOB, "--yes"), "garden is no subgroup"),
        (("remove", "psc-kenya", ANN, "--yes"), "is not in psc-kenya"),
        (("remove", "psc-kenya", "x@example.org", "--yes"), "nobody here has the address"),
        (("list", "pcs"), "the nearest is psc"),
    ],
)
def test_mistakes_are_said_in_a_line(kenya: Place, words: tuple[str, ...], said: str) -> None:
    """What cannot be done leaves with 1, and says why."""
    assert said in kenya.run("subgroup", *words, code=1).stderr


@pytest.mark.parametrize("words", [[], ["add"], ["add", "psc-kenya"], ["remove", "x"], ["list"]])
def test_wrong_usage_leaves_with_2(kenya: Place, words: list[str]) -> None:
    """What is missing is wrong usage."""
    assert kenya.run("subgroup", *words, code=2).stdout == ""
