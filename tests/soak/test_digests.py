"""Sixty days of real lists under clock control: each post once to each reader of digests (R28)."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.soak import archive
from tests.soak.conftest import Tell
from tests.soak.mortal import Mortal
from tests.soak.pace import paced
from tests.soak.sixty_days import SixtyDays

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

# Whichever: in one the clocks of the north go forward and those of the south back, in the other the
# other way round; the hour is the one that is skipped and doubled, or that of most groups.
SPRING_S = int(datetime(2027, 3, 1, tzinfo=UTC).timestamp())
AUTUMN_S = int(datetime(2026, 9, 20, tzinfo=UTC).timestamp())
SEASONS = [(SPRING_S, 2), (AUTUMN_S, 7)]


def _archives() -> list[tuple[str, int, int]]:
    names = ["made", *archive.real()]
    return [(name, *SEASONS[number % 2]) for number, name in enumerate(names)]


@pytest.mark.parametrize(("name", "began_s", "hour"), _archives())
def test_each_post_is_in_one_digest(
    name: str, began_s: int, hour: int, tell: Tell, tmp_path: Path
) -> None:
    """The union of digests is what each reader is owed, in time and once, through 60 days of kills."""
    luck = random.Random(f"{name} {began_s}")
    with Mortal(tmp_path / "site") as site:
        days = SixtyDays(site, luck, list(paced(name, began_s)), began_s, hour)
        ledger = days.run()
        left = site.ask("waiting")
    waiting = {
        reader.address: sorted(reader.owed.keys() - reader.excused)
        for reader in ledger.inside()
        if reader.is_awake(site.now_s) and reader.delivery != "none"
    }
    tell(
        f"sixty days of {name}",
        **{key.replace(" ", "_"): value for key, value in sorted(ledger.counts.items())},
        readers=len(ledger.readers),
        kills=site.deaths.total(),
        at=dict(site.deaths.most_common(5)),
        flaws=len(ledger.flaws),
    )
    assert ledger.flaws[:5] == []
    assert {address: owed for address, owed in waiting.items() if owed} == {}
    assert left["shunted"] == []
    assert ledger.counts["posts"] >= 200
    assert site.deaths.total() >= 50
