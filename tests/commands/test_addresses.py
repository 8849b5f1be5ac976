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


async def sure(home: Home, words: str, who: str = ANN) -> Done:
    """Ask for something, and say yes from the address on file."""
    home.write("delete from answer where template = 'addresses/sure'")
    return await prove(home, await ask(home, words, who=who), who=who)


async def test_a_new_address_is_added_by_two_replies(home: Home) -> None:
    """The address on file says yes, then the new one; both are told, and it can write now."""
    member = await home.admit(await home.found("psc"), ANN)
    asked = await ask(home, f"add {NEW}")
    assert (told(asked)["template"], asked.part) == ("addresses/sure", None)
    assert tickets(asked.effects)[0].address == ANN
    confirmed = await prove(home, asked)
    assert owned(home, member) == [ANN]
    assert tickets(confirmed.effects)[0].address == NEW
    assert letters_to(home, NEW) == ["addresses/prove"]
    done = await prove(home, confirmed, "empty", who=NEW)
    assert owned(home, member) == [ANN, NEW]
    assert home.one("select proven_s is not null from address where address = ?", NEW) == 1
    assert letters_to(home, ANN)[-1] == told(done)["template"] == "addresses/done"


async def test_authentic_mail_is_asked_as_well(home: Home) -> None:
    """Whoever may send for a domain is not therefore any of those who have an address there."""
    member = await home.admit(await home.found("psc"), ANN)
    await prove(home, await sure(home, f"add {NEW}"), who=NEW)
    home.write("delete from answer")
    for words in ("add third@example.org", f"prefer {NEW}", f"drop {NEW}"):
        asked = await ask(home, words, is_vouched=True)
        assert told(asked)["template"] == "addresses/sure"
        assert tickets(asked.effects)[0].address == ANN
    assert owned(home, member) == [ANN, NEW]


async def test_an_empty_reply_adds_nobody(home: Home) -> None:
    """Who has the new address can do all that they can: the address on file says so in words."""
    await home.admit(await home.found("psc"), ANN)
    done = await prove(home, await ask(home, f"add {NEW}"), "empty")
    assert (done.reason, done.effects, letters_to(home, NEW)) == ("unclear", (), [])


async def test_an_empty_reply_hands_over_nobody(home: Home) -> None:
    """Whoever is somebody here already is told who asks and what for, and must write a yes."""
    psc = await home.found("psc", title="Club")
    await home.admit(psc, "eve@evil.example")
    member = await home.admit(psc, ANN, role="facilitator")
    asked = await sure(home, f"add {ANN}", who="eve@evil.example")
    (letter,) = [each for each in asked.effects if isinstance(each, Notify)]
    assert (letter.reader.address, letter.data["asker"]) == (ANN, "eve@evil.example")
    assert letter.data["groups"] == [{"called": "Club", "is_facilitator": True}]
    done = await prove(home, asked, "empty")
    assert (done.reason, done.effects) == ("unclear", ())
    assert owned(home, member) == [ANN]


async def test_who_is_somebody_is_asked_where_their_mail_goes(home: Home) -> None:
    """Whoever has but another address of theirs cannot give them away."""
    psc = await home.found("psc", "eve@evil.example")
    member = await home.admit(psc, ANN)
    await prove(home, await sure(home, f"add {NEW}"), who=NEW)
    home.write("delete from answer")
    asked = await sure(home, f"add {NEW}", who="eve@evil.example")
    assert told(asked)["wanted"] == NEW
    assert (letters_to(home, NEW), letters_to(home, ANN)) == ([], ["addresses/prove"])
    assert owned(home, member) == [ANN, NEW]


async def test_who_became_somebody_meanwhile_is_asked_as_such(home: Home) -> None:
    """A yes to the letter for a stranger gives away nothing of a member."""
    psc = await home.found("psc", ANN)
    asked = await sure(home, f"add {NEW}")
    member = await home.admit(psc, NEW, role="facilitator")
    again = await prove(home, asked, who=NEW)
    assert owned(home, member) == [NEW]
    (letter,) = [each for each in again.effects if isinstance(each, Notify)]
    assert (letter.data["is_known"], letter.reader.address) == (True, NEW)
    await prove(home, again, who=NEW)
    assert home.one("select count(*) from person") == 1


async def test_two_persons_become_one(home: Home) -> None:
    """An address that is somebody's makes both one: the stronger role and all groups stay."""
    psc, tea = await home.found("psc"), await home.found("tea")
    member = await home.admit(psc, ANN)
    await home.admit(psc, NEW, role="facilitator")
    await home.admit(tea, NEW)
    await prove(home, await sure(home, f"add {NEW}"), who=NEW)
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
    for act, who in ((ask, ANN), (sure, NEW)):
        asked = await act(home, f"add {NEW}")
        done = await prove(home, asked, kind, who)
        assert (done.reason == "kept") is (kind in ("no", "undo"))
        assert owned(home, member) == [ANN]


async def test_what_a_new_address_reads(home: Home) -> None:
    """The letter there repeats nothing that came with the request, and says who asks (R12)."""
    await home.admit(await home.found("psc"), ANN)
    done = await sure(home, f"add {NEW}")
    (letter,) = [each for each in done.effects if isinstance(each, Notify)]
    assert (letter.reader.name, letter.automatic) == ("", "auto-generated")
    told_there = {key: value for key, value in letter.data.items() if value}
    assert told_there == {"domain": home.site.domain, "asker": ANN, "wanted": NEW}


async def test_questions_have_a_measure(home: Home) -> None:
    """A thousand requests give three letters to each, and the answer does not tell (R12, R13)."""
    await home.admit(await home.found("psc"), ANN)
    await home.admit(await home.found("tea"), BOB)
    for who in (ANN, BOB):
        for _ in range(5):
            asked = await sure(home, f"add {NEW}", who=who)
            assert told(asked)["template"] == "addresses/asked"
    assert letters_to(home, NEW) == ["addresses/prove"] * 3
    for _ in range(3):
        home.write(
            "insert into answer (folded, template, at_s) values (?, 'addresses/sure', ?)",
            ANN,
            home.clock(),
        )
    asked = await ask(home, f"add {NEW}")
    assert (asked.part, asked.effects) == (None, ())


async def test_an_address_is_dropped_and_preferred(home: Home) -> None:
    """Each after a yes from the address on file, be it an empty reply."""
    member = await home.admit(await home.found("psc"), ANN)
    await prove(home, await sure(home, f"add {NEW}"), who=NEW)
    asked = await ask(home, f"prefer {NEW.upper()}")
    assert owned(home, member) == [ANN, NEW]
    done = await prove(home, asked, "empty")
    assert (told(done)["step"], told(done)["preferred"]) == ("prefer", NEW)
    assert owned(home, member) == [NEW, ANN]
    await sure(home, f"drop {ANN}", who=NEW)
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
    await prove(home, await sure(home, f"add {NEW}"), who=NEW)
    asked = await ask(home, f"drop {NEW}")
    await sure(home, f"prefer {NEW}")
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
