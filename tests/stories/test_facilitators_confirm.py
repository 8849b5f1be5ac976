"""What is asked in a facilitator's name is done after one yes from their address, and not before.

A test over the registry: every task, each in one mail, from a forger, with and without the yes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dgroup.commands.desk import CONFIRM_S
from dgroup.commands.registry import COMMANDS
from dgroup.domain.words.tasks import TASK_VERBS
from tests.commands.robot import last, sent, write
from tests.site import Home, open_home
from tests.writing import letter

ANN, BOB, CARA, DAN = (f"{each}@example.org" for each in ("ann", "bob", "cara", "dan"))
EVE = "eve@evil.example"

# Each task that changes something: the line, and what stands below it.
ASKED = {
    "invite": ("invite", "Zoë <zoe@example.net>\nyan@example.net"),
    "add": ("add:", "zoe@example.net"),
    "remove": (f"remove {CARA}", ""),
    "ban": (f"ban {CARA}", ""),
    "unban": ("unban banned@example.org", ""),
    "role": (f"role {CARA} observer", ""),
    "moderate": (f"moderate {CARA}", ""),
    "rename": ("rename psc2", ""),
    "set": ("set join invite", ""),
    "welcome": ("welcome", "Good that you are here."),
    "questions": ("questions", "Who are you?\nWhat do you grow?"),
    "description": ("description", "For all who grow cocoa."),
    "cases": ("cases", "Dairy in Kenya\nCoffee in Peru"),
    "subgroup": ("subgroup create psc-dairy: Dairy", CARA),
    "report": ("report psc-kenya 12 December", ""),
    "nudge": ("nudge introductions", ""),
    "note": (f"note {CARA}", "How are you doing?"),
    "announce": ("announce: We meet on Monday", "At nine, at the school."),
    "handover": (f"handover {CARA}", ""),
}
# Tasks that only show something, or that have nothing to do here.
SHOWN = {"invited", "settings", "desk", "log", "held", "split"}
FRONT = {
    "smtp__trusted_authserv_ids": "mx.example.net",
    "smtp__trusted_peers": "192.0.2.0/24",
}
STATE = (
    *("person", "address", "member", "wish", "introduction", "thread", "held", "groups", "post"),
    *("alias", "activity", "activity_answer", "asked"),
)


@pytest.fixture
async def fronted(blank: Path, tmp_path: Path) -> AsyncIterator[Home]:
    """A site behind a front MTA that checks who writes."""
    async with open_home(blank, tmp_path / "fronted", **FRONT) as opened:
        yield opened


def state(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """All that people would notice; not what waits for a reply."""
    return {table: home.rows(f"select * from {table} order by 1, 2") for table in STATE}


async def community(home: Home) -> None:
    """Ann leads psc and its subgroup; Cara and Dan are members, and one is banned."""
    psc = await home.found("psc", title="Cocoa")
    await home.admit(psc, ANN, role="facilitator")
    await home.admit(psc, BOB, role="facilitator")
    for each in (CARA, DAN, "flo@example.org"):
        await home.admit(psc, each)
    await home.admit(psc, "banned@example.org", status="banned")
    below = await home.found("psc-kenya", title="Kenya", parent=psc)
    await home.admit(below, CARA)
    home.write("update member set is_exempt = 0, welcomed_s = 1, joined_s = 1")


def test_every_task_is_here() -> None:
    """One that is added has to be tried here, or only shows something."""
    assert set(ASKED) | SHOWN | {"create"} == set(TASK_VERBS)
    assert set(TASK_VERBS) <= COMMANDS.keys()
    for verb in ASKED:
        assert COMMANDS[verb].right is not None, verb
        assert COMMANDS[verb].proof == "ticket", verb


@pytest.mark.parametrize("verb", ASKED)
async def test_a_forger_gets_nothing_done(home: Home, verb: str) -> None:
    """Ann is asked, once, by a letter to her; whatever the forger replies to it, nothing moves."""
    await community(home)
    before = state(home)
    subject, body = ASKED[verb]
    await write(home, ANN, body, subject=subject, envelope=EVE)
    assert state(home) == before
    (asked,) = sent(home)
    assert (asked.to, asked.template) == (ANN, "facilitating/confirm")
    assert len(asked.pieces) == 2, "the letter says what would be done"
    for forger in (EVE, DAN, BOB):
        await write(home, forger, "yes", to=asked.reply_to)
    assert state(home) == before
    told = {each.to for each in sent(home) if each.template != "robot/not_yours"}
    assert told == {ANN}


@pytest.mark.parametrize("verb", ASKED)
async def test_one_yes_and_it_is_done_once(home: Home, verb: str) -> None:
    """Ann's yes does it; a second yes is told that it was done."""
    await community(home)
    before = state(home)
    subject, body = ASKED[verb]
    await write(home, ANN, body, subject=subject)
    asked = last(home)
    await write(home, ANN, "yes", to=asked.reply_to)
    done = state(home)
    letters = [each for each in sent(home, ANN) if each.template != "facilitating/confirm"]
    assert letters, "Ann hears what was done"
    if verb not in ("note", "handover"):  # which are but letters to others
        assert done != before
    await write(home, ANN, "Yes!", to=asked.reply_to)
    assert state(home) == done
    assert last(home, ANN).template == "robot/done_already"


@pytest.mark.parametrize("verb", ASKED)
async def test_a_no_and_it_is_not_done(home: Home, verb: str) -> None:
    """Nor by a yes that comes after it."""
    await community(home)
    before = state(home)
    subject, body = ASKED[verb]
    await write(home, ANN, body, subject=subject)
    asked = last(home)
    await write(home, ANN, "No, wait.", to=asked.reply_to)
    assert last(home, ANN).template == "facilitating/not_done"
    await write(home, ANN, "yes", to=asked.reply_to)
    assert state(home) == before


@pytest.mark.parametrize("verb", sorted(ASKED | {each: (each, "") for each in SHOWN}))
async def test_others_than_facilitators_get_nothing(home: Home, verb: str) -> None:
    """Neither a member nor a stranger nor who led the group before."""
    await community(home)
    home.write(
        "update member set status = 'removed' where role = 'facilitator' and person_id ="
        " (select person_id from address where folded = ?)",
        BOB,
    )
    before = state(home)
    subject, body = ASKED.get(verb, (verb, ""))
    for somebody in (CARA, BOB, "stranger@example.net"):
        await write(home, somebody, body, subject=subject)
    unlike = ("facilitating/confirm", "inviting/", "settings/", "desk/", "log/", "moderation/")
    assert not [each for each in sent(home) if each.template.startswith(unlike)]
    after = state(home)
    if verb == "remove":  # means leave, to whoever is no facilitator; of others it is not done
        return
    assert after == before


async def test_several_tasks_wait_for_one_yes(home: Home) -> None:
    """A mail with three of them, and a member's own command: one letter lists them all."""
    await community(home)
    await write(home, ANN, f"remove {DAN}\nset join invite\nmoderate {CARA}\ndaily\n\nThanks, Ann")
    confirm = next(each for each in sent(home, ANN) if each.template == "facilitating/confirm")
    assert len(confirm.pieces) == 4
    assert home.one("select count(*) from member where delivery = 'daily'") == 1
    await write(home, ANN, "ok", to=confirm.reply_to)
    assert home.rows(
        "select member.status, is_moderated from member join address using (person_id)"
        " where folded in (?, ?) and group_id = (select id from groups where name = 'psc')"
        " order by folded",
        CARA,
        DAN,
    ) == [("active", 1), ("removed", 0)]
    assert "invite" in home.one("select settings from groups where name = 'psc'")


async def test_a_yes_that_comes_too_late(home: Home) -> None:
    """After a week nothing is done, and Ann is told how to ask again."""
    await community(home)
    await write(home, ANN, subject=f"remove {CARA}")
    asked, before = last(home), state(home)
    home.clock.move(CONFIRM_S + 1)
    await write(home, ANN, "yes", to=asked.reply_to)
    assert state(home) == before
    assert last(home, ANN).template == "robot/gone"


async def test_a_facilitator_who_was_removed_meanwhile(home: Home) -> None:
    """Their yes does nothing any more."""
    await community(home)
    await write(home, ANN, subject=f"remove {CARA}")
    asked = last(home)
    home.write(
        "update member set role = 'member' where person_id ="
        " (select person_id from address where folded = ?)",
        ANN,
    )
    before = state(home)
    await write(home, ANN, "yes", to=asked.reply_to)
    assert state(home) == before


async def test_two_yeses_at_once(home: Home) -> None:
    """One of them does it."""
    await community(home)
    await write(home, ANN, subject="announce: We meet on Monday", body="At nine.")
    asked = last(home)
    await asyncio.gather(*(write(home, ANN, word, to=asked.reply_to) for word in ("yes", "ja")))
    assert home.one("select count(*) from post") == 1


async def test_a_mail_that_is_vouched_for_needs_no_yes(fronted: Home) -> None:
    """The front MTA says that it is Ann's: it is done at once."""
    await community(fronted)
    says = "mx.example.net; dmarc=pass header.from=example.org"
    await write(fronted, ANN, subject=f"remove {CARA}", authentication_results=says)
    assert "facilitating/confirm" not in {each.template for each in sent(fronted)}
    assert fronted.rows(
        "select status from member join address using (person_id) where folded = ?"
        " and group_id = (select id from groups where name = 'psc')",
        CARA,
    ) == [("removed",)]


async def test_who_leads_the_group_above_leads_this_one(home: Home) -> None:
    """And the operator may, too; both are asked first."""
    await community(home)
    for somebody in (ANN, "operator@example.net"):
        await write(home, somebody, subject="set join open", to="psc-kenya-request")
        asked = last(home)
        assert (asked.to, asked.template) == (somebody, "facilitating/confirm")
        await write(home, somebody, "yes", to=asked.reply_to)
        assert "open" in home.one("select settings from groups where name = 'psc-kenya'")
        home.write("update groups set settings = '{}'")


async def test_a_mail_to_all_spellings_is_done_once(fronted: Home) -> None:
    """The same mail again, to another spelling of the address or long after, does nothing."""
    home = fronted
    await community(home)
    says = "mx.example.net; dmarc=pass header.from=example.org"
    mail = letter(
        f"Ann <{ANN}>",
        subject=f"note {CARA}",
        body="How are you?",
        id="once@example.org",
        authentication_results=says,
    )
    await home.receive(mail, "psc-request", "dgroup", "psc+request", sender=ANN)
    for again in ("PSC-Request", "request.psc", "psc-request@LISTS.example.org"):
        await home.receive(mail, again, sender=ANN)
    assert len(sent(home, CARA)) == 1
    home.clock.move(30 * 86_400)
    late = letter(
        f"Ann <{ANN}>",
        subject=f"note {CARA}",
        body="How are you now?",
        id="late@example.org",
        authentication_results=says,
    )
    await home.receive(late, "psc-request", sender=ANN)
    assert len(sent(home, CARA)) == 1
    assert last(home, ANN).template == "facilitating/confirm"


async def test_a_flood_of_forged_mails_leaves_room_for_her_own(fronted: Home) -> None:
    """Thirty letters a day at most; what is vouched for is answered all the same."""
    home = fronted
    await community(home)
    for word in ("held", "desk", "settings", "nudge") * 20:
        await write(home, ANN, subject=word, envelope=EVE)
    assert len(sent(home, ANN)) <= 30
    says = "mx.example.net; dmarc=pass header.from=example.org"
    before = len(sent(home, ANN))
    await write(home, ANN, subject="log", authentication_results=says)
    assert len(sent(home, ANN)) == before + 1


async def test_what_was_agreed_is_done_and_nothing_else(home: Home) -> None:
    """A day of the week means what it meant; a name that is somebody else's by now is asked about;
    a count that differs changes nothing.
    """
    await community(home)
    await write(home, ANN, subject=f"handover {CARA} until Friday")
    asked = last(home, ANN)
    home.clock.move(2 * 86_400)
    await write(home, ANN, "yes", to=asked.reply_to)
    assert sent(home, CARA)[-1].data["until_s"] - home.clock.now_s < 5 * 86_400
    home.write(
        "update person set name = 'Jan Smit' where id = (select person_id from address"
        " where folded = ?)",
        DAN,
    )
    await write(home, ANN, "Jan Smit", subject=f"remove {CARA}")
    asked = last(home, ANN)
    home.write("update person set name = 'Dan' where name = 'Jan Smit'")
    home.write(
        "update person set name = 'Jan Smit' where id = (select person_id from address"
        " where folded = 'flo@example.org')"
    )
    before = state(home)
    await write(home, ANN, "yes", to=asked.reply_to)
    again = last(home, ANN)
    assert (again.template, again.data["is_again"]) == ("facilitating/confirm", True)
    assert state(home) == before
    await write(home, ANN, "no", to=again.reply_to)
    await write(home, ANN, "At nine.", subject="announce: We meet on Monday")
    asked = last(home, ANN)
    await home.admit(home.one("select id from groups where name = 'psc'"), "zoe@example.net")
    await write(home, ANN, "yes", to=asked.reply_to)
    assert home.one("select count(*) from post") == 1


@pytest.mark.parametrize(
    "said",
    [
        "",
        "> yes",
        "Yes, but not before Monday, Cara should hear it from me first.",
        "OK Fine Foods Ltd. has received your message and will answer soon.",
        "Oui, votre message est bien arrivé.",
        "Ja, ik ben met vakantie tot 3 januari.",
    ],
)
async def test_only_a_plain_yes_counts(home: Home, said: str) -> None:
    """An empty reply, a receipt and a yes with a condition do nothing, and are asked about once."""
    await community(home)
    await write(home, ANN, subject=f"remove {CARA}")
    asked, before = last(home, ANN), state(home)
    await write(home, ANN, said, to=asked.reply_to)
    assert state(home) == before
    await write(home, ANN, "Yes please, thank you.\n\nAnn", to=asked.reply_to)
    assert state(home) != before
