"""Looking at subgroups: which there are, for whom, and how to get in."""

from __future__ import annotations

from typing import Any

from tests.commands.robot import last, write
from tests.site import Home

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@elsewhere.example"


async def listed(home: Home, who: str) -> dict[str, Any]:
    """What somebody is told of the subgroups of psc."""
    await write(home, who, "subgroups")
    assert last(home, who).template == "join/subgroups"
    return last(home, who).data


async def test_subgroups_are_shown_with_a_line_and_their_size(home: Home) -> None:
    """By name; who is gone does not count, and which ones the asker is in is said."""
    psc = await home.found("psc", ANN)
    kenya = await home.found(
        "psc-kenya", ANN, title="Kenya", parent=psc, purpose="Cases from Kenya.\nAll of them."
    )
    await home.admit(kenya, BOB, status="disabled")
    await home.admit(kenya, EVE, status="left")
    await home.found("psc-rome", title="Rome", parent=psc, join="invite")
    await home.found("other", parent=None)
    found = await listed(home, ANN)
    common = {"by_invitation": False, "is_in": False, "purpose": ""}
    assert found["subgroups"] == [
        {
            **common,
            "name": "psc-kenya",
            "title": "Kenya",
            "purpose": "Cases from Kenya.",
            "members": 2,
            "is_in": True,
        },
        {**common, "name": "psc-rome", "title": "Rome", "members": 0, "by_invitation": True},
    ]
    assert found["can_join"] == []
    assert [each["name"] for each in (await listed(home, EVE))["can_join"]] == ["psc-kenya"]


async def test_hidden_subgroups_are_shown_to_their_members(home: Home) -> None:
    """To nobody else, and closed ones to nobody (R13)."""
    psc = await home.found("psc", ANN, BOB)
    await home.found("psc-secret", ANN, parent=psc, hidden=True)
    await home.found("psc-old", ANN, parent=psc)
    home.write("update groups set archived_s = 1 where name = 'psc-old'")
    shown = {
        who: [each["name"] for each in (await listed(home, who))["subgroups"]]
        for who in (ANN, BOB, EVE)
    }
    assert shown == {ANN: ["psc-secret"], BOB: [], EVE: []}


async def test_a_group_without_subgroups_says_so(home: Home) -> None:
    """There is always an answer."""
    await home.found("psc", ANN)
    assert (await listed(home, ANN))["subgroups"] == []
