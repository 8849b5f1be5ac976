"""`invite`, `invited` and `add`: what is sorted how, and what a list may hold."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from dgroup.commands.desk import Done
from dgroup.commands.registry import COMMANDS
from dgroup.domain.effects import Meet, Notify
from dgroup.mail.render import Letters
from dgroup.reading.line import Order
from tests.commands.desks import desk_for, tickets
from tests.commands.robot import kinds, last, sent, standing, write
from tests.mail.test_render import TEMPLATES
from tests.site import Home

BEA, EVE, DAN = "bea@example.org", "eve@example.net", "dan@example.org"
DAY_S = 86_400


async def a_group(home: Home) -> int:
    """A group that Bea leads."""
    group_id = await home.found("psc", DAN, title="Cocoa")
    await home.admit(group_id, BEA, role="facilitator")
    return group_id


async def do(home: Home, verb: str, argument: str = "", text: str = "") -> Done:
    """Carry out a task as Bea, with all that it does."""
    desk = await desk_for(home, BEA, "psc", name="Bea")
    ids = itertools.count(desk.new_id())
    desk = replace(desk, new_id=lambda: next(ids))  # of which there are enough
    done = await COMMANDS[verb].act(Order(verb, None, argument, text=text), desk)
    await home.perform(*done.effects)
    return done


def count(done: Done, key: str) -> int:
    """How many people an answer counts under a word."""
    assert done.part is not None
    found = done.part.data[key]
    number = found["count"] if isinstance(found, dict) else len(found)  # type: ignore[arg-type]
    return int(number)


async def test_addresses_may_stand_on_the_line(home: Home) -> None:
    """Words below are then the note; addresses below are more people, with their note."""
    await a_group(home)
    done = await do(home, "invite", f"{EVE}, fay@example.net", "Do come!\n\nWe meet on Monday.")
    assert count(done, "invited") == 2
    assert last(home).data["note"] == "Do come!\n\nWe meet on Monday."
    done = await do(home, "invite", "gus@example.net", "Do come!\n\nHal <hal@example.net>")
    assert done.part is not None
    assert done.part.data["invited"]["names"] == ["gus@example.net", "Hal"]  # type: ignore[index, call-overload]
    assert last(home).data["note"] == "Do come!"


async def test_more_than_five_hundred_come_in_several_mails(home: Home) -> None:
    """What was left out is said, with the line to begin at."""
    await a_group(home)
    lines = [f"P{n} <p{n}@example.net>" for n in range(503)]
    done = await do(home, "invite", text="\n".join(lines))
    assert done.part is not None
    assert count(done, "invited") == 500
    assert (done.part.data["left_out"], done.part.data["left_from"]) == (3, lines[500])
    assert home.one("select count(*) from member where status = 'invited'") == 500


async def test_nobody_named_is_said_with_how_to_do_it(home: Home) -> None:
    """Lines that cannot be read are shown; nothing waits for a yes."""
    await a_group(home)
    done = await do(home, "invite", text="eve at example dot net")
    assert (done.reason, done.plan, done.effects) == ("nobody", None, ())
    assert done.part is not None
    assert done.part.data["unreadable"] == ["eve at example dot net"]


@pytest.mark.parametrize("verb", ["invite", "add"])
async def test_the_servers_own_addresses_are_nobody(home: Home, verb: str) -> None:
    """No letter goes round in a circle."""
    await a_group(home)
    done = await do(home, verb, "psc@lists.example.org", "psc-request@lists.example.org")
    assert (done.reason, sent(home)) == ("nobody", [])


async def test_who_was_asked_is_left_in_peace_for_a_month(home: Home) -> None:
    """Then another letter may ask, if a facilitator wants it."""
    await a_group(home)
    await do(home, "invite", EVE)
    assert count(await do(home, "invite", EVE), "before") == 1
    home.clock.move(31 * DAY_S)
    assert count(await do(home, "invite", EVE), "invited") == 1
    assert kinds(home, EVE) == ["join/invitation"] * 2


async def test_a_no_is_heard_for_three_months(home: Home) -> None:
    """And shown to whoever asks again."""
    await a_group(home)
    await do(home, "invite", EVE)
    await write(home, EVE, "no thanks", to=last(home).reply_to)
    home.clock.move(60 * DAY_S)
    assert count(await do(home, "invite", EVE), "declined") == 1
    home.clock.move(31 * DAY_S)
    assert count(await do(home, "invite", EVE), "invited") == 1


async def test_a_note_is_data(home: Home) -> None:
    """Whatever marks stand in it, they come out as they went in (R18)."""
    await a_group(home)
    note = "{{ 7 * 7 }} {% for x in y %} <b>Do come!</b>"
    await do(home, "invite", text=f"{note}\n\n{EVE}")
    letter = last(home)
    told = Letters([TEMPLATES]).render(letter.template, "en", letter.data)
    assert note in told.plain


@pytest.mark.parametrize(("verb", "key"), [("invite", "invited"), ("add", "added")])
async def test_names_of_others_of_the_site_are_not_told(home: Home, verb: str, key: str) -> None:
    """Whom the group does not know is shown as they were named (R13)."""
    await a_group(home)
    await home.found("other", EVE)
    done = await do(home, verb, EVE)
    assert done.part is not None
    assert done.part.data[key]["names"] == [EVE]  # type: ignore[index, call-overload]


async def test_the_tally_counts_who_left_again_as_a_yes(home: Home) -> None:
    """They had said it; whoever is put out before they answered is not counted."""
    await a_group(home)
    await do(home, "invite", f"{EVE}, fay@example.net")
    await write(home, EVE, "yes", to=sent(home, EVE)[0].reply_to)
    await write(home, EVE, to="psc-leave")
    await do(home, "ban", "fay@example.net")
    done = await do(home, "invited")
    assert done.part is not None
    assert (done.part.data["people"], done.part.data["yes"], count(done, "no")) == (1, 1, 0)


async def test_adding_issues_a_way_out(home: Home) -> None:
    """One ticket each, for them alone; the plan alone does nothing."""
    await a_group(home)
    done = await do(home, "add", EVE, "gone@example.net")
    assert [each.action for each in tickets(done.effects)] == ["added", "added"]
    assert sum(isinstance(each, Meet) for each in done.effects) == 2
    letters = [each for each in done.effects if isinstance(each, Notify)]
    assert {each.parts[0].template for each in letters} == {"members/welcome"}
    assert done.plan is not None
    await home.admit(home.one("select id from groups where name = 'psc'"), "x@example.net")
    taken = await write(home, "x@example.net", "no thanks", to=sent(home, EVE)[0].reply_to)
    assert (taken.reason, standing(home, EVE)) == ("not_yours", "active")
    done = await do(home, "add", EVE)
    assert (count(done, "already"), done.plan) == (1, None)


async def test_nobody_is_asked_by_many_groups_in_a_day(home: Home) -> None:
    """After three letters that somebody did not ask for the next ones wait for another day."""
    await a_group(home)
    for number in range(5):
        group_id = await home.found(f"g{number}")
        await home.admit(group_id, BEA, role="facilitator")
        desk = await desk_for(home, BEA, f"g{number}", name="Bea")
        ids = itertools.count(desk.new_id())
        desk = replace(desk, new_id=lambda ids=ids: next(ids))  # type: ignore[misc]
        verb = "add" if number == 1 else "invite"
        done = await COMMANDS[verb].act(Order(verb, None, EVE), desk)
        await home.perform(*done.effects)
    assert kinds(home, EVE) == ["join/invitation", "managing/added", "join/invitation"]
    assert done.part is not None
    assert len(done.part.data["before"]) == 1  # type: ignore[arg-type]
    done = await do(home, "add", EVE)
    assert (done.effects, count(done, "banned")) == ((), 1)
    home.clock.move(DAY_S)
    assert count(await do(home, "add", EVE), "added") == 1


async def test_who_was_removed_is_not_put_back(home: Home) -> None:
    """Like those who have left they are to be invited, and to say yes themselves."""
    await a_group(home)
    home.write("update member set status = 'removed' where role = 'member'")
    done = await do(home, "add", DAN)
    assert (count(done, "added"), count(done, "left")) == (0, 1)


async def test_the_address_of_who_invites_is_nobodys_to_read(home: Home) -> None:
    """Without a name the invitation says who invites by no word at all (R13)."""
    await a_group(home)
    home.write("update person set name = ''")
    desk = await desk_for(home, BEA, "psc")
    ids = itertools.count(desk.new_id())
    desk = replace(desk, new_id=lambda: next(ids))
    for verb, address in (("invite", EVE), ("add", "fay@example.net")):
        done = await COMMANDS[verb].act(Order(verb, None, address), desk)
        letters = [each for each in done.effects if isinstance(each, Notify)]
        assert len(letters) == 1
        assert "bea" not in str(letters[0].data).casefold()
