"""Effects on digests become the rows they say; the store itself keeps who has read how far."""

from __future__ import annotations

import json

import pytest

from dgroup.domain.effects import Arrange, Change, Circulate, Keep, Mark, Publish, Unmark, Want
from dgroup.domain.model import Arrangement, Digest
from dgroup.domain.threads import Placement
from dgroup.store import digests
from dgroup.store.database import Value
from tests.server import test_perform
from tests.site import NOON_S, Home

TRIED = (Circulate, Mark, Unmark)
ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"


async def post(home: Home, group_id: int, post_id: int, *, reach: str = "each") -> None:
    """A post of somebody's, all in one conversation."""
    letter_id = post_id + 1000
    message_id = f"{post_id}@example.org"
    is_first = not home.rows("select 1 from thread")
    keep = Keep(letter_id, test_perform.ARRIVAL, message_id, str(post_id))
    written = test_perform.post(
        group_id, 90, id=post_id, letter_id=letter_id, message_id=message_id
    )
    placement = Placement(90, is_first, (), None, (message_id,), ())
    await home.perform(
        keep,
        Publish(written, placement, has_copy=True, reach=reach),  # type: ignore[arg-type]
    )


def watermarks(home: Home) -> list[tuple[Value, ...]]:
    """Whose digests go on behind which post, and up to which."""
    return home.rows("select member_id, after_id, until_id from watermark order by 1, 2")


async def test_a_digest_goes_to_its_members_in_rows_of_500(home: Home) -> None:
    """It can be found again as it was, and each recipient has a place in a row."""
    group_id = await home.found("psc")
    digest = Digest(70, group_id, "digest", "plain", "nl", {"posts": [1, 2]}, NOON_S)
    await home.perform(Circulate(digest, tuple(range(1, 1202))))
    assert await digests.find(home.site.db, 70) == digest
    assert await digests.find(home.site.db, 71) is None
    rows = home.rows("select kind, digest_id, members, size from delivery order by turn_ms")
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("digest", 70, 500),
        ("digest", 70, 500),
        ("digest", 70, 201),
    ]
    assert [each for row in rows for each in json.loads(str(row[2]))] == list(range(1, 1202))


async def test_digests_begin_with_what_is_posted_after_the_choice(home: Home) -> None:
    """Whoever reads each message has no watermark; it begins when they choose a digest."""
    group_id = await home.found("psc")
    await post(home, group_id, 20)
    member_id = await home.admit(group_id, ANN, delivery="daily")
    other_id = await home.admit(group_id, BOB)
    assert watermarks(home) == [(member_id, 20, None)]
    await post(home, group_id, 21)
    await home.perform(Change(other_id, delivery="weekly"))
    assert watermarks(home) == [(member_id, 20, None), (other_id, 21, None)]
    await home.perform(Change(member_id, delivery="monthly"))
    assert watermarks(home)[0] == (member_id, 20, None)


@pytest.mark.parametrize(
    ("standing", "left"),
    [
        (Arrangement("active", "each"), [(20, 21)]),
        (Arrangement("active", "none", "daily"), [(20, 21)]),
        (Arrangement("left", "daily"), [(20, 21)]),
        (Arrangement("removed", "daily"), [(20, 21)]),
        (Arrangement("banned", "daily"), [(20, 21)]),
        (Arrangement("disabled", "daily"), [(20, None)]),
        (Arrangement("active", "daily", None, NOON_S + 60), [(20, None)]),
    ],
)
async def test_what_is_still_to_come_goes_with_the_choice(
    home: Home, standing: Arrangement, left: list[tuple[int, int | None]]
) -> None:
    """The stretch ends when somebody wants mail otherwise or leaves; a pause leaves it open."""
    group_id = await home.found("psc")
    await post(home, group_id, 20)
    member_id = await home.admit(group_id, ANN, delivery="daily")
    await post(home, group_id, 21)
    await home.perform(Arrange(member_id, standing))
    assert watermarks(home) == [(member_id, *each) for each in left]


async def test_to_and_fro_leaves_no_gap_and_no_overlap(home: Home) -> None:
    """Daily, each and daily again: the rest of the first, and all after the last."""
    group_id = await home.found("psc")
    await post(home, group_id, 20)
    member_id = await home.admit(group_id, ANN, delivery="daily")
    await post(home, group_id, 21)
    await home.perform(Change(member_id, delivery="each"))
    await post(home, group_id, 22)
    await home.perform(Change(member_id, delivery="daily"))
    assert watermarks(home) == [(member_id, 20, 21), (member_id, 22, None)]
    await home.perform(Unmark(((member_id, 20),)), Mark((member_id,), 23))
    assert watermarks(home) == [(member_id, 23, None)]


@pytest.mark.parametrize("standing", [Arrangement("active", "each"), Arrangement("left", "daily")])
async def test_a_way_back_restores_how_far_somebody_has_read(
    home: Home, standing: Arrangement
) -> None:
    """With nothing posted meanwhile all is as it was (R9); else what was to come is still to come."""
    group_id = await home.found("psc")
    await post(home, group_id, 20)
    member_id = await home.admit(group_id, ANN, delivery="daily")
    await post(home, group_id, 21)
    before = home.rows("select * from watermark")
    await home.perform(Arrange(member_id, standing))
    await home.perform(Arrange(member_id, Arrangement("active", "daily")))
    assert home.rows("select * from watermark") == before
    await home.perform(Arrange(member_id, standing))
    await post(home, group_id, 22)
    await home.perform(Arrange(member_id, Arrangement("active", "daily")))
    assert watermarks(home) == [(member_id, 20, 21), (member_id, 22, None)]


async def test_whoever_joins_again_begins_anew(home: Home) -> None:
    """What was still to come when they left is not sent after a new joining."""
    group_id = await home.found("psc")
    member_id = await home.admit(group_id, ANN, delivery="daily")
    await post(home, group_id, 21)
    await home.perform(Change(member_id, status="left"))
    await home.admit(group_id, ANN, delivery="daily")
    assert watermarks(home) == [(member_id, 21, None)]


async def test_what_came_by_itself_is_noted_until_it_is_passed(home: Home) -> None:
    """Followed conversations and announcements are known for readers of digests, and only them."""
    group_id = await home.found("psc")
    await post(home, group_id, 20)
    ann = await home.admit(group_id, ANN, delivery="daily")
    bob = await home.admit(group_id, BOB, delivery="weekly")
    cat = await home.admit(group_id, CAT)
    await home.perform(Want(ann, 90, "follow"), Want(cat, 90, "follow"))
    await post(home, group_id, 21)
    assert home.rows("select member_id, post_id from had") == [(ann, 21)]
    await post(home, group_id, 22, reach="digests")
    assert home.rows("select member_id from had where post_id = 22 order by 1") == [(ann,), (bob,)]
    await home.perform(Mark((ann, bob), 21))
    assert home.rows("select member_id, post_id from had order by 1") == [(ann, 22), (bob, 22)]
