"""Seven days of digests in a process that is killed now and then; the long tests live through sixty."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from tests.soak import archive
from tests.soak.mortal import Mortal
from tests.soak.sixty_days import SixtyDays

DAYS = 7
BEGAN_S = int(datetime(2027, 3, 24, tzinfo=UTC).timestamp())  # clocks go forward on the 28th


def test_each_post_is_in_one_digest(tmp_path: Path) -> None:
    """All readers get what they are owed, once and in time, whatever they choose and what is killed."""
    luck = random.Random(10)
    mails = archive.made(count=20)
    moments = sorted(luck.randrange(DAYS * 86_400) for _ in mails)
    paced = [(BEGAN_S + at_s, mail) for at_s, mail in zip(moments, mails, strict=True)]
    with Mortal(tmp_path / "site") as site:
        ledger = SixtyDays(site, luck, paced, BEGAN_S, 2, days=DAYS).run()
    assert ledger.flaws == []
    assert not any(
        reader.owed.keys() - reader.excused
        for reader in ledger.inside()
        if reader.is_awake(site.now_s) and reader.delivery != "none"
    )
    assert ledger.counts["posts"] >= 25
    assert ledger.counts["posts in digests"] >= 200
    assert site.deaths.total() >= 10
