"""What the queue and its record know of a person who was erased (R31)."""

from __future__ import annotations

from dgroup.domain.effects import Forget
from dgroup.store import queue
from tests.site import Home

ANN, BOB = "ann@example.org", "bob@example.org"


async def test_the_queue_forgets_a_person(home: Home) -> None:
    """Out of rows that others share, with rows of their own, and out of what a relay said (R31)."""
    group_id = await home.found("psc")
    bob, ann = await home.admit(group_id, BOB), await home.admit(group_id, ANN)
    person_id = home.one("select person_id from address where folded = ?", ANN)
    said = f"550 5.1.1 <{ANN.upper()}> unknown"
    for members, state, error in (
        (f"[{ann},{bob}]", "waiting", "450 4.2.0 later"),
        (f"[{ann}]", "failed", said),
        (f"[{bob}]", "failed", said),
        (f"[{bob}]", "failed", "550 5.1.1 unknown"),
    ):
        home.write(
            "insert into delivery (kind, state, members, size, last_error, due_s, turn_ms,"
            " created_s) values ('post', ?, ?, json_array_length(?2), ?, 1, 1, 1)",
            state,
            members,
            error,
        )
    for reply in (said, "queued as 7"):
        home.write(
            "insert into delivery_result (delivery_id, kind, size, result, reply, at_s)"
            " values (1, 'post', 1, 'failed', ?, 1)",
            reply,
        )
    await home.perform(Forget(person_id))
    assert home.rows("select members, size, last_error from delivery order by id") == [
        (f"[{bob}]", 1, "450 4.2.0 later"),
        (f"[{bob}]", 1, ""),
        (f"[{bob}]", 1, "550 5.1.1 unknown"),
    ]
    assert home.rows("select reply from delivery_result order by id") == [("",), ("queued as 7",)]
    counts = await queue.counts(home.site.db)
    assert (counts.waiting, counts.failed) == (1, 2)
    assert "ann@" not in "".join(home.dump()).lower()
