"""Groups that people ask for by mail: who has to agree, what they get, and what nobody can forge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dgroup.commands.desk import Desk, Done, Founding
from dgroup.commands.registry import COMMANDS
from dgroup.domain.model import Ticket
from dgroup.reading.line import Order
from dgroup.server.own_group import make_own_group
from tests.commands.desks import desk_for, letters_to, redeem, tickets
from tests.commands.robot import last, sent, standing, write
from tests.site import OWNER, Home

EVE, ANN = "eve@elsewhere.example", "ann@example.org"
PURPOSE = "We grow cocoa, and tell each other what we have tried."


async def ask(
    home: Home,
    argument: str = "cocoa: Growing Cocoa",
    text: str = PURPOSE,
    *,
    address: str = EVE,
    founding: Founding | None = None,
    **more: Any,
) -> tuple[Done, Desk]:
    """Ask for a group; return what came of it, and the desk."""
    desk = await desk_for(home, address, name="Eve Evers", **more)
    desk = replace(desk, founding=founding or Founding(timezone="Europe/Brussels"))
    order = Order("create", None, argument, line=f"create {argument}", text=text)
    done = await COMMANDS["create"].act(order, desk)
    await home.perform(*done.effects)
    return done, desk


async def answer(
    home: Home, ticket: Ticket, kind: str, rest: str = "", *, address: str = EVE, **more: Any
) -> Done:
    """Answer a ticket by a mail of `address`."""
    founding = more.pop("founding", Founding(timezone="Europe/Brussels"))
    desk = replace(await desk_for(home, address, **more), founding=founding)
    return await redeem(home, desk, ticket, kind, rest)


def groups(home: Home) -> list[str]:
    """The names of all groups."""
    return [row[0] for row in home.rows("select name from groups order by name")]


async def test_a_stranger_starts_a_group_that_the_operator_approves(home: Home) -> None:
    """One letter asks Eve, one the operator; then the group is there, and Eve in charge of it."""
    await make_own_group(home.site)
    done, _ = await ask(home)
    (asked,) = tickets(done.effects)
    assert letters_to(home, EVE) == ["creating/confirm"]
    done = await answer(home, asked, "yes")
    assert done.part is not None
    assert (done.outcome, done.part.template) == ("confirmed", "creating/waits")
    (request,) = tickets(done.effects)
    assert (request.address, letters_to(home, OWNER)) == (OWNER, ["creating/request"])
    assert groups(home) == ["dgroup-facilitators"]
    home.clock.move(3600)
    done = await answer(home, request, "yes", address=OWNER)
    assert done.part is not None
    assert done.part.data["decision"] == "founded"
    assert groups(home) == ["cocoa", "dgroup-facilitators"]
    assert letters_to(home, EVE)[1:] == ["creating/card", "join/invitation"]
    assert home.rows(
        "select person.name, role, status, is_exempt from member join groups"
        " on groups.id = group_id join person on person.id = person_id where groups.name = 'cocoa'"
    ) == [("Eve Evers", "facilitator", "active", 1)]
    assert home.rows("select title, timezone, settings from groups where name = 'cocoa'") == [
        ("Growing Cocoa", "Europe/Brussels", f'{{"purpose":"{PURPOSE}"}}')
    ]
    assert standing(home, EVE, "dgroup-facilitators") == "invited"
    assert ("group create", "cocoa") in home.rows("select action, object from audit")


async def test_what_a_stranger_wrote_is_not_repeated(home: Home) -> None:
    """The sender may be forged: of title and purpose nothing reaches whoever has that address."""
    await ask(home, "cocoa: Cheap Watches", "Buy watches at http://spam.example")
    shown = str(last(home, EVE).raw)
    assert "cocoa@lists.example.org" in shown
    assert "atches" not in shown
    assert "Eve" not in shown


async def test_nobody_reads_of_us_what_others_wrote_in_their_name(home: Home) -> None:
    """Nothing vouches for the mail: neither title nor purpose comes back, to members either."""
    await home.found("psc", ANN)
    await ask(home, address=ANN)
    data = last(home, ANN).data
    assert (data["wanted_title"], data["purpose"]) == ("", "")


async def test_authentic_mail_spares_the_question(home: Home) -> None:
    """Where the front MTA vouches for Eve, the operator is asked at once."""
    await ask(home, is_vouched=True)
    assert (letters_to(home, EVE), letters_to(home, OWNER)) == ([], ["creating/request"])


async def test_the_operator_needs_nobodys_leave(home: Home) -> None:
    """A yes from the operator's own address is enough."""
    done, _ = await ask(home, address=OWNER)
    (asked,) = tickets(done.effects)
    await answer(home, asked, "yes", address=OWNER)
    assert groups(home) == ["cocoa"]


ALLOWED = Founding("allowed", ("school.example", "Ann@example.org"))


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        (ANN, True),
        ("ANN@EXAMPLE.ORG", True),
        ("eve@school.example", True),
        ("eve@myschool.example", False),
        ("eve@school.example.com", False),
        ("bob@example.org", False),
    ],
)
async def test_some_need_no_leave_and_others_cannot(
    home: Home, address: str, is_allowed: bool
) -> None:
    """With a list of creators, whoever is on it starts a group alone; others hear whom to ask."""
    done, _ = await ask(home, address=address, founding=ALLOWED)
    if not is_allowed:
        assert done.part is not None
        assert done.part.template == "creating/off"
        assert (done.part.data["is_off"], done.effects) == (False, ())
        return
    (asked,) = tickets(done.effects)
    await answer(home, asked, "yes", address=address, founding=ALLOWED)
    assert groups(home) == ["cocoa"]
    assert letters_to(home, OWNER) == []


async def test_where_it_is_off_one_answer_says_whom_to_ask(home: Home) -> None:
    """Neither strangers nor members start groups; and what was asked before it was off is off."""
    done, _ = await ask(home, founding=Founding("off"))
    assert done.part is not None
    assert (done.part.template, done.effects) == ("creating/off", ())
    earlier, _ = await ask(home)
    (asked,) = tickets(earlier.effects)
    late = await answer(home, asked, "yes", founding=Founding("off"))
    assert (late.part and late.part.template, groups(home)) == ("creating/off", [])


TAKEN = [
    ("psc: Private Sector Cooperation", True, ["private-sector", "psc-group", "psc-2"]),
    ("psc-join: Joining", True, ["joining", "psc-join-group", "psc-join-2"]),
    ("postmaster: Post", True, ["postmaster-2", "post", "postmaster-2-group"]),
    ("dgroup-facilitators: Us", True, ["us", "dgroup-facilitators-group", "dgroup-facilitators-2"]),
    ("Café du Coin: Café", False, ["cafe-du-coin", "cafe", "cafe-du-coin-group"]),
    ("title: Growing Cocoa", False, ["growing-cocoa", "growing-cocoa-group", "growing-cocoa-2"]),
]


@pytest.mark.parametrize(("argument", "has_shape", "names"), TAKEN)
async def test_a_name_that_cannot_be_gets_others_to_choose_from(
    home: Home, argument: str, has_shape: bool, names: list[str]
) -> None:
    """Taken, ambiguous, the site's own or no name at all: the answer has free ones."""
    await home.found("psc", ANN)
    await ask(home, argument, address=ANN)
    letter = last(home, ANN)
    assert letter.template == "creating/name"
    assert (letter.data["names"], letter.data["has_shape"]) == (names, has_shape)


@pytest.mark.parametrize(
    ("kind", "rest", "name"),
    [
        ("yes", "psc-2", "psc-2"),
        ("yes", "«psc-group», please", "psc-group"),
        ("yes", "", "private-sector"),
        ("yes", "please", "private-sector"),
        ("other", "psc-2@lists.example.org", "psc-2"),
        ("other", "what about psc?", None),
        ("empty", "", None),
        ("no", "psc-2", None),
    ],
)
async def test_another_name_is_taken_by_a_reply(
    home: Home, kind: str, rest: str, name: str | None
) -> None:
    """The reply names one of them, and proves the address as well; nothing is written twice."""
    await home.found("psc", ANN)
    done, _ = await ask(
        home, "psc: Private Sector Cooperation", founding=Founding("allowed", ("*",))
    )
    assert done.part is not None  # "*" is no domain
    done, _ = await ask(home, "psc: Private Sector Cooperation", founding=_EVERYBODY)
    (asked,) = tickets(done.effects)
    await answer(home, asked, kind, rest, founding=_EVERYBODY)
    assert groups(home) == sorted(["psc", name] if name else ["psc"])


_EVERYBODY = Founding("allowed", ("elsewhere.example",))


async def test_a_name_that_was_taken_meanwhile_is_asked_for_again(home: Home) -> None:
    """Of two who want the same name the second chooses another, and the operator decides again."""
    requests = []
    for address in (EVE, "fay@elsewhere.example"):
        done, _ = await ask(home, address=address)
        (asked,) = tickets(done.effects)
        done = await answer(home, asked, "yes", address=address)
        requests += tickets(done.effects)
    first, second = requests
    await answer(home, first, "yes", address=OWNER)
    done = await answer(home, second, "yes", address=OWNER)
    assert done.part is not None
    assert done.part.data["decision"] == "taken"
    assert last(home, "fay@elsewhere.example").template == "creating/name"
    (again,) = tickets(done.effects)
    done = await answer(home, again, "yes", address="fay@elsewhere.example")
    (third,) = tickets(done.effects)
    await answer(home, third, "yes", address=OWNER)
    assert groups(home) == ["cocoa", "growing-cocoa"]


async def test_the_operator_says_why_not(home: Home) -> None:
    """Eve reads the reason and keeps her words; of what is dropped she hears nothing."""
    done, _ = await ask(home, is_vouched=True)
    (request,) = tickets(done.effects)
    await answer(home, request, "no", "There is one already.", address=OWNER)
    letter = last(home, EVE)
    assert (letter.template, letter.data["reason"]) == (
        "creating/declined",
        "There is one already.",
    )
    done, _ = await ask(home, is_vouched=True)
    (request,) = tickets(done.effects)
    await answer(home, request, "drop", address=OWNER)
    assert letters_to(home, EVE) == ["creating/declined"]
    assert groups(home) == []


@pytest.mark.parametrize("address", [EVE, ANN, "operator@example.com"])
async def test_only_the_operator_decides(home: Home, address: str) -> None:
    """Whoever else has got hold of that letter changes nothing with it (R11)."""
    await home.found("psc", ANN)
    done, _ = await ask(home, is_vouched=True)
    (request,) = tickets(done.effects)
    desk = await desk_for(home, address)
    before = home.dump()
    done = await redeem(home, desk, request, "yes")
    assert (done.reason, home.dump()) == ("not_yours", before)


async def test_one_address_is_asked_three_times_a_day(home: Home) -> None:
    """However often somebody asks in the name of another (R12)."""
    for number in range(10):
        await ask(home, f"cocoa{number}: Cocoa")
    assert letters_to(home, EVE) == ["creating/confirm"] * 3


async def test_the_operator_is_not_flooded(home: Home) -> None:
    """After twenty requests in a day the next one waits for tomorrow, and its ticket is not burnt."""
    for number in range(25):
        await ask(home, f"cocoa{number}: Cocoa", address=f"eve{number}@x.example", is_vouched=True)
    assert letters_to(home, OWNER) == ["creating/request"] * 20
    done, _ = await ask(home)
    (asked,) = tickets(done.effects)
    done = await answer(home, asked, "yes")
    assert (done.reason, done.effects) == ("enough", ())


async def test_a_forged_sender_gets_no_answer(home: Home) -> None:
    """Where envelope and From differ and nobody vouches, a stranger's wish is not even answered."""
    done, _ = await ask(home, is_sender=False)
    assert done == Done()


async def test_somebody_is_invited_to_the_facilitators_once(home: Home) -> None:
    """Two groups are two cards, and one invitation, whatever was said to it."""
    await make_own_group(home.site)
    for name in ("cocoa", "coffee"):
        await ask(home, f"{name}: T", is_vouched=True, founding=_EVERYBODY)
    assert letters_to(home, EVE) == ["creating/card", "join/invitation", "creating/card"]
    home.write("update member set status = 'left' where status = 'invited'")
    await ask(home, "tea: T", is_vouched=True, founding=_EVERYBODY)
    assert letters_to(home, EVE).count("join/invitation") == 1


async def test_who_asks_for_nothing_hears_how(home: Home) -> None:
    """The word alone is answered with an example."""
    done, _ = await ask(home, "", "")
    assert done.part is not None
    assert (done.part.template, done.effects) == ("creating/how", ())


async def test_whoever_changes_their_mind_says_no(home: Home) -> None:
    """Nothing is founded, and nobody else hears of it."""
    done, _ = await ask(home)
    (asked,) = tickets(done.effects)
    done = await answer(home, asked, "no")
    assert done.part is not None
    assert done.part.template == "creating/dropped"
    assert (groups(home), letters_to(home, OWNER)) == ([], [])


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("I am out of the office until Monday.", {}),
        ("yes", {"auto_submitted": "auto-replied"}),
        ("What is this?", {}),
    ],
)
async def test_nothing_else_confirms(home: Home, said: str, marks: dict[str, str]) -> None:
    """A vacation program and a question found nothing, and burn nothing (R8)."""
    await write(home, f"Eve <{EVE}>", f"create cocoa: Cocoa\n\n{PURPOSE}", to="dgroup")
    reply_to = last(home, EVE).reply_to
    await write(home, EVE, said, to=reply_to, **marks)
    assert "creating/request" not in [each.template for each in sent(home, OWNER)]
    await write(home, EVE, "yes", to=reply_to)
    assert last(home, OWNER).template == "creating/request"
    await write(home, EVE, "yes", to=reply_to)
    assert [each.template for each in sent(home, OWNER)] == ["creating/request"]
