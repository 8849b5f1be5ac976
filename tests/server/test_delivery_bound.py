"""How much a crash may repeat, whatever the pace (R3)."""

from __future__ import annotations

from dgroup.server.delivery import NOTED_WITHIN, Delivering
from tests.site import Home


async def test_no_more_is_begun_than_a_crash_may_repeat(home: Home) -> None:
    """What is on the wire and what is answered but not noted stay within the promise together."""
    delivering = Delivering(home.site)
    most = NOTED_WITHIN + home.site.config.delivery.connections
    assert delivering.may_begin(10_000)  # all is noted: the wire alone is bounded by connections
    delivering._unnoted = 60
    assert delivering.may_begin(most - 60)
    assert not delivering._news.is_set()
    assert not delivering.may_begin(most - 59)
    assert delivering._news.is_set()  # a note is asked for, and lets the rest go on
