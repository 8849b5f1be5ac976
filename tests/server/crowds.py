"""Many members at once, for tests of what grows with them."""

from __future__ import annotations

from dgroup.domain.effects import Admit, Effect, Meet
from tests.site import Home


async def crowd(home: Home, group_id: int, count: int) -> None:
    """Admit `m0@example.org` and so on, whose member ids begin at 300,000."""
    met: list[Effect] = []
    for n in range(count):
        met.append(Meet(100_000 + n, 200_000 + n, f"m{n}@example.org", ""))
        met.append(Admit(300_000 + n, group_id, 100_000 + n, "member", "active", "each", True))
    await home.perform(*met)
