"""Mail that comes back dies: lists on each other, a list on itself, and forwarders that meddle (R7)."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from tests.site import DOMAIN, letter
from tests.stories.world import World, world

ANN, BOB = "ann@example.org", "bob@example.org"
MIRROR = "mirror@example.org"


async def posts_of(everybody: World) -> int:
    """How many posts there are in all towns."""
    return sum(town.home.one("select count(*) from post") for town in everybody.towns.values())


@pytest.mark.parametrize("footer", ["", "-- the club"], ids=["plain", "footers"])
async def test_two_groups_on_each_other_die_out(tmp_path: Path, footer: str) -> None:
    """One post makes one post in each group, and one copy per group for everybody."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", ANN, BOB, f"garden@{DOMAIN}", footer=footer)
        await home.found("garden", ANN, BOB, f"psc@{DOMAIN}", footer=footer)
        await everybody.write(letter())
        await everybody.come_to_rest()
        assert await posts_of(everybody) == 2
        assert everybody.got() == {ANN: 2, BOB: 2}


async def test_a_group_on_itself_dies_out(tmp_path: Path) -> None:
    """Its own copy is known by its List-Id and goes no further."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", ANN, f"psc@{DOMAIN}")
        await everybody.write(letter())
        await everybody.come_to_rest()
        assert everybody.got() == {ANN: 1}
        assert [each[1:] for each in home.accounts()] == [("posted", ""), ("discarded", "loop")]


async def test_two_servers_on_each_other_die_out(tmp_path: Path) -> None:
    """The same between two sites that know nothing of each other."""
    other = "groups.example.net"
    async with world(tmp_path, DOMAIN, other) as everybody:
        here, there = (town.home for town in everybody.towns.values())
        await here.found("psc", ANN, BOB, f"club@{other}")
        await there.found("club", ANN, BOB, f"psc@{DOMAIN}")
        await everybody.write(letter())
        await everybody.come_to_rest()
        assert await posts_of(everybody) == 2
        assert everybody.got() == {ANN: 2, BOB: 2}


async def test_three_groups_in_a_ring_die_out(tmp_path: Path) -> None:
    """Each group has the post once, however it came."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        for name, following in (("a1", "b2"), ("b2", "c3"), ("c3", "a1")):
            await home.found(name, ANN, f"{following}@{DOMAIN}")
        await everybody.write(letter(), "a1")
        await everybody.come_to_rest()
        assert await posts_of(everybody) == 3
        assert everybody.got() == {ANN: 3}


async def test_a_forwarder_that_rewrites_the_id_dies_out(tmp_path: Path) -> None:
    """Whatever id a mail comes back with, our own List-Id tells where it has been."""
    numbers = itertools.count()

    def rewrite(content: bytes) -> bytes:
        return re.sub(rb"Message-ID: <[^>]*>", b"Message-ID: <new%d@x>" % next(numbers), content)

    async with world(tmp_path) as everybody:
        await everybody.town.home.found("psc", ANN, MIRROR)
        everybody.forwarders[MIRROR] = (rewrite, f"psc@{DOMAIN}")
        await everybody.write(letter())
        await everybody.come_to_rest()
        assert await posts_of(everybody) == 1
        assert everybody.got() == {ANN: 1, MIRROR: 1}


async def test_a_forwarder_that_hides_where_mail_has_been_is_stopped(tmp_path: Path) -> None:
    """Without List-* and with a new id each time, the count of hops ends it (RFC 5321 §6.3)."""
    numbers = itertools.count()

    def disguise(content: bytes) -> bytes:
        head, mark, body = content.partition(b"\r\n\r\n")
        lines = re.split(rb"\r\n(?![ \t])", head)
        kept = [each for each in lines if not each.startswith((b"List-", b"X-Loop", b"Message-ID"))]
        kept.append(b"Message-ID: <new%d@x>" % next(numbers))
        return b"\r\n".join(kept) + mark + body

    async with world(tmp_path, smtp__max_received="12") as everybody:
        await everybody.town.home.found("psc", ANN, MIRROR)
        everybody.forwarders[MIRROR] = (disguise, f"psc@{DOMAIN}")
        await everybody.write(letter())
        await everybody.come_to_rest()
        assert 1 < await posts_of(everybody) < 12


async def test_a_facilitator_who_forwards_to_the_owners_address_is_stopped(tmp_path: Path) -> None:
    """Mail for the people in charge that they send back to themselves goes round once."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("psc")
        await home.admit(group_id, MIRROR, role="facilitator")
        everybody.forwarders[MIRROR] = (lambda content: content, f"admin.psc@{DOMAIN}")
        await everybody.write(letter(sender=f"Bob <{BOB}>"), "psc-owner", sender=BOB)
        await everybody.come_to_rest()
        assert everybody.got() == {MIRROR: 1}


async def test_an_answering_machine_gets_no_answer(tmp_path: Path) -> None:
    """A vacation program answers each copy, to the group and to the return path: nothing follows."""

    def vacation(content: bytes) -> bytes:
        return letter(
            sender=f"Bob <{BOB}>",
            subject="Out of office",
            id=f"away{len(content)}",
            auto_submitted="auto-replied",
            body="I am away.",
        )

    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("psc", ANN, BOB, post="moderated")
        await home.admit(group_id, "boss@example.org", role="facilitator")
        for address, target in (
            (BOB, "psc"),
            ("boss@example.org", "psc-owner"),
            (ANN, "psc-request"),
        ):
            everybody.forwarders[address] = (vacation, f"{target}@{DOMAIN}")
        await everybody.write(letter(sender="Boss <boss@example.org>"))
        await everybody.write(letter(id="moderated"))
        await everybody.come_to_rest()
        # The copy; and of the held one Ann the news, the boss the question.
        assert everybody.got() == {ANN: 2, BOB: 1, "boss@example.org": 2}
