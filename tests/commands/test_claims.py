"""A member writes from an address we do not know: one reply makes it theirs, a From line never."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dgroup.commands.claims import ask_if_member
from dgroup.commands.desk import Done
from dgroup.domain.effects import Effect, Hold
from dgroup.domain.model import Ticket
from dgroup.mail.parse import parse
from dgroup.reading.answers import read_answer
from dgroup.store import groups
from tests.commands.desks import LIMITS, desk_for, letters_to, redeem, tickets
from tests.site import Home
from tests.writing import letter

ANN, BOB, NEW, EVE = "ann@example.org", "bob@example.org", "ann@new.example", "eve@example.net"


def told(done: Done) -> dict[str, Any]:
    """What the letter of an answer is told."""
    assert done.part is not None
    return {"template": done.part.template, **done.part.data}


def owned(home: Home) -> list[str]:
    """The addresses of Ann."""
    rows = home.rows(
        "select address from address where person_id ="
        " (select person_id from address where folded = ?) order by id",
        ANN,
    )
    return [row[0] for row in rows]


async def held(home: Home, sender: str = NEW, **more: str) -> tuple[Hold, bytes]:
    """A post of a stranger's that waits; return it and its mail."""
    count = home.one("select count(*) from letter")
    content = letter(sender, id=f"held{count}@example.org", **more)
    await home.receive(content, sender=sender)
    (row,) = home.rows("select * from held order by id desc limit 1")
    hold = Hold(*row[:4], row[4], row[5], row[6], row[7], row[8], row[12])
    return hold, content


async def asked(home: Home, sender: str = NEW, **more: str) -> tuple[Effect, ...]:
    """Ask the writer of a post that waits, whose mail is vouched for."""
    hold, content = await held(home, sender, **more)
    group = await groups.one(home.site.db, hold.group_id, home.site.defaults)
    assert group is not None
    async with home.site.db.transaction() as tx:
        effects = await ask_if_member(
            hold, group, parse(content), tx, tx.new_id, LIMITS, now_s=home.clock()
        )
    await home.perform(*effects)
    return effects


async def reply(
    home: Home, ticket: Ticket, who: str, words: str = "", *, is_vouched: bool = False
) -> Done:
    """Reply to a letter of ours."""
    desk = await desk_for(home, who, "psc", words, is_vouched=is_vouched)
    (row,) = home.rows(
        "select content from letter join held on letter.id = held.letter_id where held.id = ?",
        ticket.object["held"],
    )
    desk = replace(desk, held=parse(row[0]))
    return await redeem(home, desk, ticket, read_answer(desk.words).kind)


@pytest.mark.parametrize("words", ["", "yes", "Ja, dat ben ik"])
async def test_one_authentic_reply_from_the_known_address_is_enough(home: Home, words: str) -> None:
    """The address is theirs at once, and the post that waited goes out."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home))
    assert letters_to(home, NEW) == ["addresses/is_this_you"]
    done = await reply(home, ticket, ANN, words, is_vouched=True)
    assert owned(home) == [ANN, NEW]
    assert (done.release, done.by) == ((ticket.object["held"],), ANN)
    assert told(done)["message"] == "sent"


async def test_a_from_line_claims_nothing(home: Home) -> None:
    """A reply that only says it is from a member makes us ask that member (R9)."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home, EVE))
    done = await reply(home, ticket, ANN, "yes")
    assert (owned(home), done.release, told(done)["template"]) == ([ANN], (), "addresses/yours")
    (proof,) = tickets(done.effects)
    assert (proof.address, proof.action) == (ANN, "claim-prove")
    done = await reply(home, proof, ANN, "no")
    assert (owned(home), done.reason) == ([ANN], "kept")


async def test_the_known_address_answers(home: Home) -> None:
    """Its written yes claims the new address, and the post goes out; an empty reply does not."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home))
    (proof,) = tickets((await reply(home, ticket, ANN, "yes")).effects)
    for is_vouched in (True, False):
        done = await reply(home, proof, ANN, "", is_vouched=is_vouched)
        assert (done.reason, owned(home)) == ("unclear", [ANN])
    done = await reply(home, proof, ANN, "yes")
    assert owned(home) == [ANN, NEW]
    assert done.release == (ticket.object["held"],)


async def test_what_may_be_a_vacation_program_claims_nothing(home: Home) -> None:
    """Authentic or not, words that are no yes only make us ask (R8)."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home))
    done = await reply(home, ticket, ANN, "I am back on Monday, Ann", is_vouched=True)
    assert (owned(home), told(done)["template"]) == ([ANN], "addresses/yours")
    (proof,) = tickets(done.effects)
    done = await reply(home, proof, ANN, "I am back on Monday, Ann", is_vouched=True)
    assert (owned(home), done.reason) == ([ANN], "unclear")


async def test_the_new_address_names_the_known_one(home: Home) -> None:
    """The answer is the same whoever that is (R13); a member is asked, and claims it by a yes."""
    await home.found("psc", ANN)
    answers = []
    for named in (ANN, "nobody@example.net"):
        home.write("delete from answer")
        (ticket,) = tickets(await asked(home))
        done = await reply(home, ticket, NEW, f"Yes, I am {named}.")
        answers.append(told(done))
        if named == ANN:
            (proof,) = tickets(done.effects)
            assert (proof.address, letters_to(home, ANN)) == (ANN, ["addresses/yours"])
        else:
            assert tickets(done.effects) == []
    assert answers[0] == answers[1]
    assert owned(home) == [ANN]
    await reply(home, proof, ANN, "yes")
    assert owned(home) == [ANN, NEW]


async def test_each_question_is_good_for_one_try(home: Home) -> None:
    """Whoever names address after address is stopped: a ticket is spent by the first."""
    await home.found("psc", ANN)
    for who, words in ((NEW, ANN), (NEW, "nobody@example.net"), (ANN, "yes"), (NEW, "no")):
        home.write("delete from answer")
        (ticket,) = tickets(await asked(home))
        await reply(home, ticket, who, words)
        assert home.one("select used_by from ticket where id = ?", ticket.id) == who


async def test_a_reply_without_an_address_is_asked_once_more(home: Home) -> None:
    """Once we say what is missing, then we are silent (R6)."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home))
    done = await reply(home, ticket, NEW, "Yes I am.")
    assert (told(done)["template"], told(done)["is_again"]) == ("addresses/is_this_you", True)
    (again,) = tickets(done.effects)
    done = await reply(home, again, NEW, f"My address is {NEW}, psc@lists.example.org")
    assert (done.part, tickets(done.effects)) == (None, [])


async def test_no_is_an_answer(home: Home) -> None:
    """Who is no member says so, and hears no more of it."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home))
    done = await reply(home, ticket, NEW, "No")
    assert (done.part, owned(home)) == (None, [ANN])


async def test_two_persons_become_one(home: Home) -> None:
    """The new address may have become somebody's meanwhile: they are asked first."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home))
    await home.admit(await home.found("tea"), NEW)
    done = await reply(home, ticket, ANN, "yes", is_vouched=True)
    assert (owned(home), done.release) == ([ANN], ())
    assert letters_to(home, NEW)[-1] == "addresses/prove"
    (proof,) = tickets(done.effects)
    await redeem(home, await desk_for(home, NEW), proof, "empty")
    assert owned(home) == [ANN]
    await redeem(home, await desk_for(home, NEW), proof, "yes")
    assert owned(home) == [ANN, NEW]
    assert home.one("select count(*) from person") == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("update member set is_moderated = 1", "waits"),
        ("update member set status = 'left'", "waits"),
        ("update member set role = 'observer'", "waits"),
        ('update groups set settings = \'{"post":"facilitators"}\'', "waits"),
        ("update held set state = 'discarded'", ""),
        ("update member set delivery = 'none'", "sent"),
    ],
)
async def test_the_post_goes_out_only_where_others_of_theirs_would(
    home: Home, change: str, message: str
) -> None:
    """What the group lets a facilitator look at first, waits for one."""
    await home.found("psc", ANN)
    (ticket,) = tickets(await asked(home))
    home.write(change)
    done = await reply(home, ticket, ANN, "yes", is_vouched=True)
    assert told(done)["message"] == message
    assert bool(done.release) is (message == "sent")


async def test_members_are_asked_only_so_often(home: Home) -> None:
    """However many strangers name a member, three letters a day come of it (R12)."""
    await home.found("psc", ANN)
    for number in range(6):
        (ticket,) = tickets(await asked(home, f"eve{number}@example.net"))
        await reply(home, ticket, f"eve{number}@example.net", ANN)
    assert letters_to(home, ANN) == ["addresses/yours"] * 3
    (ticket,) = tickets(await asked(home))
    done = await reply(home, ticket, ANN, "yes")
    assert (done.part, done.reason, tickets(done.effects)) == (None, "too_many", [])


async def test_who_is_not_asked(home: Home) -> None:
    """Once a day an address; never lists, nor about a group that hides itself."""
    group_id = await home.found("psc", ANN)
    assert await asked(home)
    assert await asked(home) == ()
    assert await asked(home, EVE, precedence="bulk") == ()
    home.clock.move(86_401)
    assert await asked(home)
    home.write("update groups set settings = '{\"hidden\":true}' where id = ?", group_id)
    assert await asked(home, EVE) == ()


async def test_only_strangers_posts_are_asked_about(home: Home) -> None:
    """A post that waits for another reason is its author's without asking."""
    await home.found("psc", ANN, post="facilitators")
    assert await asked(home, ANN) == ()
