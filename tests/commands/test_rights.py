"""What is kept is told to whom it is about, and erased when they say yes; to nobody else's word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dgroup.commands import rights
from dgroup.commands.desk import Done
from dgroup.domain.effects import Introduce, Notify
from dgroup.domain.model import Introduction, Ticket
from dgroup.mail.render import Letters
from tests.commands.desks import desk_for, do, letters_to, redeem, tickets
from tests.site import Home
from tests.writing import letter

ANN, BOB = "ann@example.org", "bob@example.org"
TEMPLATES = Path(__file__).parents[2] / "templates"


def told(done: Done) -> dict[str, Any]:
    """What the letter of an answer is told, or the one of its own that asks whether it is they."""
    if done.part is not None:
        return {"template": done.part.template, **done.part.data}
    (letter,) = [each for each in done.effects if isinstance(each, Notify)]
    return {"template": letter.template, **letter.data}


async def lived(home: Home) -> int:
    """Ann has done all that one can do; return who she is."""
    psc = await home.found("psc", ANN, BOB)
    tea = await home.found("tea", ANN, post="facilitators")
    person_id: int = home.one("select person_id from address where folded = ?", ANN)
    await home.receive(letter(subject="A post"), "psc")
    await home.receive(letter(subject="For tea", id="tea@example.org"), "tea")
    about = Introduction(
        900, psc, person_id, None, "I am Ann.", {}, "waiting", home.clock() + 900, home.clock()
    )
    await home.perform(Introduce(about))
    member, thread = home.one("select min(id) from member"), home.one("select id from thread")
    home.write("insert into wish values (?, ?, 'mute')", thread, member)
    await do(home, await desk_for(home, ANN), "name", "Ann Lee")
    assert tea
    return person_id


async def test_all_that_is_kept_is_told(home: Home) -> None:
    """Authentic mail gets it at once: every table that knows somebody has its place in the letter."""
    await lived(home)
    done = await do(home, await desk_for(home, ANN, is_vouched=True), "data")
    found = told(done)
    assert (found["called"], found["preferred"]) == ("Ann Lee", ANN)
    assert [each["called"] for each in found["groups"]] == ["Psc", "Tea"]
    assert [each["about"] for each in found["posts"]] == ["A post"]
    assert [each["about"] for each in found["held"]] == ["For tea"]
    assert [each["words"] for each in found["introductions"]] == ["I am Ann."]
    assert [each["kind"] for each in found["wishes"]] == ["mute"]
    assert [each["action"] for each in found["notes"]] == ["describe"]
    assert (found["mails"], found["letters"]) == (2, 1)
    for language in ("en", "nl", "fr", "es"):
        text = Letters([TEMPLATES]).render("rights/data", language, found).plain
        assert all(words in text for words in ("Ann Lee", ANN, "A post", "For tea", "I am Ann."))


async def test_others_are_not_in_it(home: Home) -> None:
    """What is told of one person names no other."""
    await lived(home)
    await do(home, await desk_for(home, BOB), "name", "Bobby")
    done = await do(home, await desk_for(home, ANN, is_vouched=True), "data")
    assert "ob@" not in json.dumps(told(done))
    assert len(told(done)["notes"]) == 1


async def test_any_other_mail_asks_the_address_on_file(home: Home) -> None:
    """A forged mail gets nothing: the letter with a ticket goes to the address on file (R9)."""
    await lived(home)
    done = await do(home, await desk_for(home, ANN), "data")
    (ticket,) = tickets(done.effects)
    assert (told(done)["template"], ticket.address) == ("rights/data_sure", ANN)
    assert "A post" not in json.dumps(told(done))
    sent = await redeem(home, await desk_for(home, ANN), ticket, "empty")
    assert told(sent)["template"] == "rights/data"
    assert home.one("select used_s from ticket where id = ?", ticket.id)


async def test_it_goes_to_nobody_else(home: Home) -> None:
    """Whoever else replies to that letter makes it go to the person, at the address on file."""
    await lived(home)
    (ticket,) = tickets((await do(home, await desk_for(home, ANN), "data")).effects)
    done = await redeem(home, await desk_for(home, "eve@example.net"), ticket, "yes")
    assert done.part is None
    assert letters_to(home, ANN)[-1] == "rights/data"


async def test_a_long_life_fits_a_letter(home: Home) -> None:
    """Of very many posts the latest are listed; the letter stays under a megabyte."""
    person_id = await lived(home)
    home.write(
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000)"
        " insert into post (id, group_id, thread_id, letter_id, message_id, subject, author,"
        " author_name, person_id, body_sha256, sent_s, received_s)"
        " select 10000 + i, group_id, thread_id, letter_id, 'm' || i, printf('%.1000c', 'x'), '',"
        " '', ?, '', sent_s, received_s from n, post where post.id < 10000",
        person_id,
    )
    done = await do(home, await desk_for(home, ANN, is_vouched=True), "data")
    text = Letters([TEMPLATES]).render("rights/data", "en", told(done)).plain
    assert len(told(done)["posts"]) == rights.MOST_LINES
    assert f"Only the latest {rights.MOST_LINES} are listed." in text
    assert len(text.encode()) < 1 << 20


@pytest.mark.parametrize("is_vouched", [True, False])
async def test_erasing_always_asks_first(home: Home, is_vouched: bool) -> None:
    """It cannot be undone, so that even authentic mail is asked for a yes."""
    person_id = await lived(home)
    done = await do(home, await desk_for(home, ANN, is_vouched=is_vouched), "forget")
    (ticket,) = tickets(done.effects)
    assert (told(done)["template"], told(done)["groups"]) == ("rights/forget_sure", ["Psc", "Tea"])
    for kind in ("empty", "other", "drop"):
        done = await redeem(home, await desk_for(home, ANN), ticket, kind)
        assert (done.reason, done.effects) == ("unclear", ())
    assert home.one("select count(*) from person where id = ?", person_id) == 1


async def test_a_no_keeps_everything(home: Home) -> None:
    """Who does not want it says so, and all stays."""
    await lived(home)
    for verb in ("data", "forget"):
        (ticket,) = tickets((await do(home, await desk_for(home, ANN), verb)).effects)
        done = await redeem(home, await desk_for(home, ANN), ticket, "no")
        assert (done.reason, told(done)["template"]) == ("kept", "addresses/kept")
        assert home.one("select count(*) from person") == 2


async def test_a_yes_erases(home: Home) -> None:
    """All that is a person's goes; posts stay without their name, and one letter says goodbye."""
    person_id = await lived(home)
    (ticket,) = tickets((await do(home, await desk_for(home, ANN), "forget")).effects)
    done = await redeem(home, await desk_for(home, ANN), ticket, "yes")
    assert (done.part, done.outcome) == (None, "confirmed")
    for table in ("person", "address", "member", "introduction", "ticket"):
        column = "id" if table == "person" else "person_id"
        found = home.one(f"select count(*) from {table} where {column} = ?", person_id)
        assert found == 0, table
    assert home.one("select count(*) from wish") == home.one("select count(*) from held") == 0
    assert home.rows("select author, author_name from post") == [("", "")]
    assert [each[:2] for each in home.queued() if each[1] == ANN] == [("notice", ANN)]
    assert letters_to(home, ANN) == []  # nor is it written down where the farewell goes
    assert home.rows("select actor, object from audit where action = 'forget'") == [
        ("", f"person {person_id}")
    ]


async def test_questions_have_a_measure(home: Home) -> None:
    """However often somebody's name is used, three letters a day come of it (R12)."""
    await home.found("psc", ANN)
    for _ in range(3):
        home.write(
            "insert into answer (folded, template, at_s) values (?, 'rights/data_sure', ?)",
            ANN,
            home.clock(),
        )
    for verb in ("data", "forget"):
        done = await do(home, await desk_for(home, ANN), verb)
        assert (done.part, done.effects, done.reason) == (None, (), "too_many")


async def test_who_is_gone_gets_nothing(home: Home) -> None:
    """A ticket of somebody who was forgotten does nothing; nor does a stranger's word."""
    await home.found("psc", BOB)
    for action in ("data", "forget"):
        ticket = Ticket(9, b"x", action, {}, 77, None, ANN, 2**40)
        done = await redeem(home, await desk_for(home, BOB), ticket, "yes")
        assert (done.reason, done.effects) == ("gone", ())
        done = await do(home, await desk_for(home, ANN), action)
        assert (done.effects, told(done)["template"]) == ((), "choices/not_member")
