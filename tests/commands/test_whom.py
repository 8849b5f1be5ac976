"""Whom a facilitator means by a name, and that long lists take no long time."""

from __future__ import annotations

import time

from dgroup.commands.whom import MOST, find_whom
from tests.commands.desks import desk_for
from tests.site import Home

ANN, BOB, FAY = "ann@example.org", "bob@example.org", "fay@example.org"


async def a_group(home: Home) -> None:
    """A group of Fay's with two members, of whom one has two names."""
    group_id = await home.found("psc", ANN, BOB)
    await home.admit(group_id, FAY, role="facilitator")
    home.write(
        "update person set name = 'Ann Élise Diaz' where id ="
        " (select person_id from address where folded = ?)",
        ANN,
    )


async def test_a_name_means_one_member(home: Home) -> None:
    """By any words of it, accents and order aside; nobody, or more than one, is unclear."""
    await a_group(home)
    desk = await desk_for(home, FAY, "psc")
    for line in ("Ann Élise Diaz", "diaz ann", "ELISE"):
        found = await find_whom(f"{BOB}\n{line}", desk)
        assert [each.person.address for each in found.known] == [BOB, ANN], line
    found = await find_whom(f"{BOB}\nZoe Smit\nann bob", desk)
    assert (len(found.known), found.unclear) == (1, ("Zoe Smit", "ann bob"))


async def test_a_long_list_is_read_fast(home: Home) -> None:
    """So many names are looked up, and not each of them in each member's name."""
    await a_group(home)
    desk = await desk_for(home, FAY, "psc")
    text = f"{BOB}\n" + "\n".join(f"Nobody {number} Ofmine Or Yours" for number in range(5 * MOST))
    started = time.perf_counter()
    found = await find_whom(text, desk)
    assert len(found.known) == 1
    assert time.perf_counter() - started < 5
