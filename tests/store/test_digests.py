"""What is still to come for readers of digests, as the store tells it."""

from __future__ import annotations

from dgroup.domain.digest import Reader, Stretch
from dgroup.domain.effects import Arrange, Change
from dgroup.domain.model import Arrangement, Group
from dgroup.store import digests, groups
from dgroup.store.digests import Due, Rhythm
from tests.server.digesting import BOB, CAS, DEE, Readers, readers
from tests.site import Home

FAR_S = 4_000_000_000


async def group_of(psc: Readers) -> Group:
    """The group, as it stands."""
    group = await groups.one(psc.home.site.db, psc.group_id, psc.home.site.defaults)
    assert group is not None
    return group


async def rhythms(home: Home) -> list[Rhythm]:
    """The rhythms of the one group."""
    found = await digests.rhythms(home.site.db, home.clock.now_s, home.site.defaults)
    return [rhythm for _, theirs in found for rhythm in theirs]


async def test_a_digest_is_found_by_its_id_and_by_no_other_number(home: Home) -> None:
    """An address may name any number, also one that no row can have."""
    for number in (0, -1, 17, 2**63, 10**30):
        assert await digests.find(home.site.db, number) is None


async def test_where_nobody_reads_digests_there_is_nothing_to_look_at(home: Home) -> None:
    """Nor where they only have each message, or no mail."""
    psc = await readers(home)
    await psc.join(BOB, "none")
    assert await digests.rhythms(home.site.db, home.clock.now_s, home.site.defaults) == []


async def test_rhythms_are_counted_by_period_and_zone(home: Home) -> None:
    """With the times between which their readers were looked at, and whether some were not yet."""
    psc = await readers(home)
    for address in (BOB, CAS):
        await psc.join(address, "daily")
    await psc.join(DEE, "weekly")
    home.write("update person set timezone = 'Asia/Manila' where name = 'Dee'")
    home.write("update watermark set looked_s = 7 where member_id = ?", psc.members[CAS])
    assert await rhythms(home) == [
        Rhythm(psc.group_id, "daily", "", 7, 7, is_new=True),
        Rhythm(psc.group_id, "weekly", "Asia/Manila", None, None, is_new=True),
    ]


async def test_who_rests_or_bounces_is_passed_over(home: Home) -> None:
    """A group with nobody else is not looked at."""
    psc = await readers(home)
    bob, cas = await psc.join(BOB), await psc.join(CAS)
    await home.perform(Arrange(bob, Arrangement("active", "daily", None, FAR_S)))
    await home.perform(Change(cas, status="disabled"))
    assert await digests.rhythms(home.site.db, home.clock.now_s, home.site.defaults) == []


async def test_pending_is_who_is_due_and_what_they_have_not_had(home: Home) -> None:
    """Who has nothing to come yet is not due; a stretch that has ended is due at once."""
    psc = await readers(home)
    bob = await psc.join(BOB)
    cas = await psc.join(CAS)
    await psc.post()
    await psc.join(DEE)
    await home.perform(Change(cas, delivery="each"))
    home.write("update watermark set looked_s = 7 where member_id = ?", bob)
    (post_id,) = home.rows("select id from post")[0]
    due = [Due("daily", "", 8, FAR_S)]
    found = await digests.pending(home.site.db, await group_of(psc), due, home.clock.now_s, 10)
    assert found.regular == (Reader(bob, (Stretch(0),), "daily", "plain", "en"),)
    assert found.rest == (Reader(cas, (Stretch(0, post_id),), "rest", "plain", "en"),)
    assert (found.post_ids, found.newest_id) == ((post_id,), post_id)
    assert (found.left_out, found.is_more) == ({}, False)


async def test_as_long_as_there_is_a_rest_nobody_else_is_due(home: Home) -> None:
    """So that what was had in it is known until it has been sent."""
    psc = await readers(home)
    ids = [await psc.join(address) for address in (BOB, CAS, DEE)]
    await psc.post()
    home.write("update watermark set looked_s = 7")
    for member_id in ids[:2]:
        await home.perform(Change(member_id, delivery="each"))
    due = [Due("daily", "", 8, FAR_S)]
    found = await digests.pending(home.site.db, await group_of(psc), due, home.clock.now_s, 2)
    assert ([each.member_id for each in found.rest], found.regular) == (ids[:2], ())
    assert found.is_more


async def test_all_that_was_to_come_for_one_member_is_one_rest(home: Home) -> None:
    """However often they changed their mind."""
    psc = await readers(home)
    bob = await psc.join(BOB)
    for delivery in ("each", "daily", "each"):
        await psc.post()
        await home.perform(Change(bob, delivery=delivery))  # type: ignore[arg-type]
        await psc.post()
    found = await digests.pending(home.site.db, await group_of(psc), [], home.clock.now_s, 10)
    ids = [row[0] for row in home.rows("select id from post order by id")]
    (reader,) = found.rest
    assert reader.stretches == (Stretch(0, ids[0]), Stretch(ids[2], ids[4]))
