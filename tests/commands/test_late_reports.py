"""Reports that are late, or never come: who is reminded of them, and who is told."""

from __future__ import annotations

import pytest

from tests.commands.reports import (
    ANNA,
    BEA,
    BEN,
    DAY_S,
    REPORT,
    a_subgroup,
    ask,
    posts,
    state,
    tick,
)
from tests.commands.robot import kinds, last, write
from tests.site import Home


@pytest.fixture
async def kenya(home: Home) -> int:
    """A group that Bea facilitates, and a subgroup with two of its members."""
    return await a_subgroup(home)


async def test_who_has_not_answered_is_reminded_once(home: Home, kenya: int) -> None:
    """After four days, and only as long as there is no report; nobody who has said no."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, "no", last(home, ANNA).reply_to)
    for _ in range(3):
        await tick(home, 4 * DAY_S)
    assert kinds(home, BEN) == ["reports/asked", "reports/asked"]
    assert last(home, BEN).data["is_reminder"] is True
    assert kinds(home, ANNA).count("reports/asked") == 1
    await tick(home, 3 * DAY_S)
    assert state(home) == "missing"
    await tick(home, 20 * DAY_S)
    assert state(home) == "closed"
    await write(home, BEN, "Here is our report at last, I hope.", last(home, BEN).reply_to)
    assert last(home, BEN).template == "robot/gone"


async def test_a_late_report_is_posted_all_the_same(home: Home, kenya: int) -> None:
    """After two weeks the group above hears that none came; one that comes after all goes there."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await tick(home, 15 * DAY_S)
    await write(home, BEA, "desk", "psc-request")
    assert [each["title"] for each in last(home, BEA).data["missing"]] == ["Dairy in Kenya"]
    assert last(home, BEA).data["due"] == []
    await write(home, ANNA, REPORT, last(home, ANNA).reply_to)
    assert last(home, ANNA).template == "reports/received"
    await tick(home, 3600)
    assert [author for _, _, author in posts(home)] == [ANNA]
    await write(home, BEA, "desk", "psc-request")
    assert last(home, BEA).data["missing"] == []


async def test_nobody_is_reminded_of_what_has_come(home: Home, kenya: int) -> None:
    """Once a report is on its way, the others hear nothing more."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, REPORT, last(home, ANNA).reply_to)
    await tick(home, 15 * 60)
    await tick(home, 5 * DAY_S)
    assert kinds(home, BEN) == ["reports/asked"]
