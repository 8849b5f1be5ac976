"""A person's addresses: nothing is done before the mailbox that it is about has answered."""

from __future__ import annotations

from typing import Any

import pytest

from dgroup.commands.desk import Done
from dgroup.domain.effects import Notify
from dgroup.domain.model import Ticket
from tests.commands.desks import desk_for, do, letters_to, redeem, tickets
from tests.site import Home

ANN, BOB, NEW = "ann@example.org", "bob@example.org", "ann@new.example"


def told(done: Done) -> dict[str, Any]:
    """What the letter of an answer is told, or the one of its own that asks whether it is they."""
    if done.part is not None:
        return {"template": done.part.template, **done.part.data}
    (letter,) = [each for each in done.effects if isinstance(each, Notify)]
    return {"template": letter.template, **letter.data}


def owned(home: Home, member: int) -> list[str]:
    """The addresses of a member, the preferred one first."""
    rows = home.rows(
        "select address from address join person on person.id = address.person_id"
        " where person.id = (select person_id from member where id = ?)"
        " order by address.id <> person.address_id, address.id",
        member,
    )
    return [row[0] for row in rows]


async def ask(home: Home, words: str, *, is_vouched: bool = False, who: str = ANN) -> Done:
    """Ask for something about one's addresses."""
    return await do(home, await desk_for(home, who, is_vouched=is_vouched), "address", words)


async def prove(home: Home, done: Done, kind: str = "yes", who: str = ANN) -> Done:
    """Reply to the letter that came of something."""
    (ticket,) = tickets(done.effects)
    return await redeem(home, await desk_for(home, who), ticket, kind)


async def test_a_new_address_is_added_by_two_replies(home: Home) -> None:
    """The address on file says yes, then the new one; both are told, and it can write now."""
    member = await home.admit(await home.found("psc"), ANN)
    asked = await ask(home, f"add {NEW}")
    assert (told(asked)["template"], asked.part) == ("addresses/sure", None)
    assert tickets(asked.effects)[0].address == ANN
    sure = await prove(home, asked)
    assert owned(home, member) == [ANN]
    assert tickets(sure.effects)[0].address == NEW
    assert letters_to(home, NEW) == ["addresses/prove"]
    done = await prove(home, sure, "empty", who=NEW)
    assert owned(home, member) == [ANN, NEW]
    assert home.one("select proven_s is not null from address where address = ?", NEW) == 1
    assert letters_to(home, ANN)[-1] == told(done)["template"] == "addresses/done"


async def test_authentic_mail_spares_the_first_question(home: Home) -> None:
    """Mail that the front MTA vouches for needs no yes from the address on file, but from the new."""
    member = await home.admit(await home.found("psc"), ANN)
    asked = await ask(home, f"add {NEW}", is_vouched=True)
    assert told(asked)["template"] == "addresses/asked"
    assert owned(home, member) == [ANN]
    await prove(home, asked, who=NEW)
    assert owned(home, member) == [ANN, NEW]


async def test_two_persons_become_one(home: Home) -> None:
    """An address that is somebody's makes both one: the stronger role and all groups stay."""
    psc, tea = await home.found("psc"), await home.found("tea")
    member = await home.admit(psc, ANN)
    await home.admit(psc, NEW, role="facilitator")
    await home.admit(tea, NEW)
    await prove(home, await ask(home, f"add {NEW}", is_vouched=True), who=NEW)
    assert owned(home, member) == [ANN, NEW]
    assert home.one("select count(*) from person") == 1
    assert home.rows("select group_id, role from member order by group_id") == [
        (psc, "facilitator"),
        (tea, "member"),
    ]


@pytest.mark.parametrize("kind", ["no", "undo", "drop", "other"])
async def test_no_and_nonsense_change_nothing(home: Home, kind: str) -> None:
    """At either step, only a clear yes goes on."""
    member = await home.admit(await home.found("psc"), ANN)
    for is_vouched, who in ((False, ANN), (True, NEW)):
        asked = await ask(home, f"add {NEW}", is_vouched=is_vouched)
        done = await prove(home, asked, kind, who)
        assert (done.reason == "kept") is (kind in ("no", "undo"))
        assert owned(home, member) == [ANN]


async def test_what_a_new_address_reads(home: Home) -> None:
    """The letter there repeats nothing that came with the request (R12)."""
    await home.admit(await home.found("psc"), ANN)
    done = await ask(home, f"add {NEW}", is_vouched=True)
    (letter,) = [each for each in done.effects if isinstance(each, Notify)]
    assert (letter.reader.name, letter.automatic) == ("", "auto-generated")
    assert set(letter.data.values()) == {"", home.site.domain}


async def test_questions_have_a_measure(home: Home) -> None:
    """A thousand requests give three letters to each, and the answer does not tell (R12, R13)."""
    await home.admit(await home.found("psc"), ANN)
    await home.admit(await home.found("tea"), BOB)
    for who in (ANN, BOB):
        for _ in range(5):
            asked = await ask(home, f"add {NEW}", who=who, is_vouched=True)
            assert told(asked)["template"] == "addresses/asked"
    assert letters_to(home, NEW) == ["addresses/prove"] * 3
    for _ in range(3):
        home.write(
            "insert into answer values (null, ?, null, 'addresses/sure', ?)", ANN, home.clock()
        )
    asked = await ask(home, f"add {NEW}")
    assert (asked.part, asked.effects) == (None, ())


async def test_an_address_is_dropped_and_preferred(home: Home) -> None:
    """Each after a yes from the address on file, or at once for authentic mail."""
    member = await home.admit(await home.found("psc"), ANN)
    await prove(home, await ask(home, f"add {NEW}", is_vouched=True), who=NEW)
    asked = await ask(home, f"prefer {NEW.upper()}")
    assert owned(home, member) == [ANN, NEW]
    done = await prove(home, asked)
    assert (told(done)["step"], told(done)["preferred"]) == ("prefer", NEW)
    assert owned(home, member) == [NEW, ANN]
    await ask(home, f"drop {ANN}", is_vouched=True)
    assert owned(home, member) == [NEW]


@pytest.mark.parametrize(
    ("words", "obstacle"),
    [
        ("", ""),
        ("add nonsense", "no_address"),
        ("add psc@lists.example.org", "no_address"),
        (f"add {ANN.upper()}", "already"),
        (f"drop {BOB}", "not_yours"),
        (f"prefer {BOB}", "not_yours"),
        (f"drop {ANN}", "preferred"),
        (f"prefer {ANN}", "preferred"),
    ],
)
async def test_what_cannot_be_done_is_said(home: Home, words: str, obstacle: str) -> None:
    """The letter says why, and which addresses there are; the last and preferred one stays."""
    await home.found("psc", ANN, BOB)
    for is_vouched in (True, False):
        done = await ask(home, words, is_vouched=is_vouched)
        assert done.effects == ()
        assert (told(done)["obstacle"], told(done)["preferred"]) == (obstacle, ANN)


async def test_what_has_changed_since_is_looked_at_again(home: Home) -> None:
    """A yes that comes late does nothing that would not be possible now."""
    member = await home.admit(await home.found("psc"), ANN)
    await prove(home, await ask(home, f"add {NEW}", is_vouched=True), who=NEW)
    asked = await ask(home, f"drop {NEW}")
    await ask(home, f"prefer {NEW}", is_vouched=True)
    done = await prove(home, asked)
    assert told(done)["obstacle"] == "preferred"
    assert owned(home, member) == [NEW, ANN]


async def test_a_yes_from_elsewhere_tells_the_one_on_file(home: Home) -> None:
    """Whoever holds the letter may say yes; what is told of a person goes to that person."""
    await home.admit(await home.found("psc"), ANN)
    done = await prove(home, await ask(home, f"add {NEW}"), who="phone@example.net")
    assert done.part is None
    assert "addresses/asked" in letters_to(home, ANN)


async def test_who_is_gone_gets_nothing(home: Home) -> None:
    """A ticket of somebody who was forgotten does nothing."""
    await home.found("psc", BOB)
    for action in ("address", "address-prove"):
        ticket = Ticket(9, b"x", action, {"step": "add", "address": NEW}, 77, None, ANN, 2**40)
        done = await redeem(home, await desk_for(home, BOB), ticket, "yes")
        assert (done.reason, done.effects) == ("gone", ())


async def test_strangers_have_no_addresses(home: Home) -> None:
    """Of somebody we do not know nothing is kept."""
    done = await ask(home, f"add {NEW}")
    assert (done.effects, told(done)["template"]) == ((), "choices/not_member")
