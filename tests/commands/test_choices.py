"""How mail comes: what each choice changes, what the letter is told, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from dgroup.commands import choices, way_back
from dgroup.commands.desk import Done, Undo
from dgroup.domain.model import Arrangement, Profile, Ticket
from dgroup.reading.answers import read_answer
from tests.commands.desks import desk_for, do, redeem
from tests.site import NOON_S, Home
from tests.writing import letter

ANN, BOB = "ann@example.org", "bob@example.org"
JANUARY_S = 1_798_930_800  # 3 January 2027, 00:00 in Brussels


async def two_groups(home: Home) -> tuple[int, int]:
    """Ann in two groups; return her memberships."""
    psc, coffee = await home.found("psc", BOB), await home.found("coffee", BOB)
    return await home.admit(psc, ANN), await home.admit(coffee, ANN, delivery="weekly")


def stands(home: Home, member: int) -> tuple[Any, ...]:
    """How a membership stands in the file."""
    (row,) = home.rows(
        "select status, delivery, former_delivery, paused_until_s, has_copy, is_text_only"
        " from member where id = ?",
        member,
    )
    return row


def told(done: Done) -> dict[str, Any]:
    """What the letter of an answer is told."""
    assert done.part is not None
    return dict(done.part.data)


@pytest.mark.parametrize("choice", ["daily", "weekly", "monthly", "none"])
async def test_a_choice_is_made_at_once(home: Home, choice: str) -> None:
    """How mail comes changes in the group at hand only, and the answer can take it back."""
    psc, coffee = await two_groups(home)
    done = await do(home, await desk_for(home, ANN, "psc"), choice)
    assert stands(home, psc)[1] == choice
    assert stands(home, coffee)[1] == "weekly"
    assert told(done)["is_changed"] is True
    assert told(done)["groups"][0]["delivery"] == choice
    assert done.undo == Undo({psc: Arrangement("active", "each")})


@pytest.mark.parametrize(
    ("own", "shown"),
    [(None, "Europe/Brussels"), ("Asia/Manila", "Asia/Manila"), ("No/Where", "Europe/Brussels")],
)
async def test_one_is_told_when_mail_comes(home: Home, own: str | None, shown: str) -> None:
    """One mail a day comes at the group's hour in one's own time zone, or else in the group's."""
    psc = await home.found("psc", BOB, digest_hour=18)
    await home.admit(psc, ANN)
    home.write("update person set timezone = ?", own)
    for choice, zone in (("weekly", shown), ("each", "")):
        found = told(await do(home, await desk_for(home, ANN, "psc"), choice))
        assert (found["groups"][0]["hour"], found["groups"][0]["zone"]) == (18, zone)
        assert found["has_zone"] is bool(own)


async def test_what_was_waiting_is_announced(home: Home) -> None:
    """Whoever gets each message from now on hears of the last digest, if there will be one."""
    psc = await home.found("psc", BOB)
    await home.admit(psc, ANN, delivery="weekly")

    async def is_told(verb: str) -> bool:
        is_so: bool = told(await do(home, await desk_for(home, ANN, "psc"), verb))["has_rest"]
        return is_so

    assert not await is_told("each")
    assert not await is_told("weekly")
    await home.receive(letter(BOB, to="psc@lists.example.org"), "psc@lists.example.org")
    assert not await is_told("daily")
    assert await is_told("each")
    assert not await is_told("each")  # said once


@pytest.mark.parametrize("group", [None, "*"])
async def test_without_a_group_all_are_meant(home: Home, group: str | None) -> None:
    """A choice for no group in particular holds for all groups in which somebody is active."""
    psc, coffee = await two_groups(home)
    tea = await home.admit(await home.found("tea"), ANN, status="left")
    done = await do(home, await desk_for(home, ANN), "daily", group=group)
    assert [stands(home, each)[1] for each in (psc, coffee, tea)] == ["daily", "daily", "each"]
    assert [each["called"] for each in told(done)["groups"]] == ["Coffee", "Psc"]
    assert told(done)["title"] == ""
    assert done.undo is not None
    assert set(done.undo.members) == {psc, coffee}


async def test_the_only_group_is_named(home: Home) -> None:
    """Whoever is in one group is told its name, though they did not name it."""
    await home.found("psc", ANN)
    assert told(await do(home, await desk_for(home, ANN), "daily"))["title"] == "Psc"


async def test_nothing_is_done_twice(home: Home) -> None:
    """What is so already is said, changes nothing and has no way back."""
    await two_groups(home)
    done = await do(home, await desk_for(home, ANN, "psc"), "each")
    assert (done.effects, done.undo) == ((), None)
    assert told(done)["is_changed"] is False


async def test_a_rest_remembers_how_mail_came(home: Home) -> None:
    """No mail, twice asked, then mail again: it comes as it did before."""
    _, coffee = await two_groups(home)
    for _ in range(2):
        await do(home, await desk_for(home, ANN, "coffee"), "none")
        assert stands(home, coffee)[1:3] == ("none", "weekly")
    await do(home, await desk_for(home, ANN, "coffee"), "resume")
    assert stands(home, coffee)[1:3] == ("weekly", None)


async def test_mail_again_wakes_an_address_that_was_given_up(home: Home) -> None:
    """Whoever asks for mail can be mailed again; one who asks for less stays as they were."""
    member = await home.admit(await home.found("psc"), ANN, status="disabled")
    await do(home, await desk_for(home, ANN, "psc"), "daily")
    assert stands(home, member)[0] == "disabled"
    await do(home, await desk_for(home, ANN, "psc"), "resume")
    assert stands(home, member)[:2] == ("active", "daily")


async def test_a_pause_ends_on_its_day(home: Home) -> None:
    """A pause lasts to the beginning of its day in the group's time zone, and says that day."""
    psc, _ = await two_groups(home)
    done = await do(home, await desk_for(home, ANN, "psc"), "pause", "until 3 January")
    assert stands(home, psc)[1:4] == ("each", None, JANUARY_S)
    assert told(done)["groups"][0]["until_s"] == JANUARY_S + 13 * 3600  # noon, as letters count
    done = await do(home, await desk_for(home, ANN, "psc"), "weekly")
    assert stands(home, psc)[1:4] == ("weekly", None, JANUARY_S)
    for verb in ("each", "resume"):
        await do(home, await desk_for(home, ANN, "psc"), "pause", "until 3 January")
        await do(home, await desk_for(home, ANN, "psc"), verb)
        assert stands(home, psc)[3] is None


async def test_a_pause_without_a_day_is_a_rest(home: Home) -> None:
    """Pausing has always meant no mail until further notice, where no day is named."""
    psc, _ = await two_groups(home)
    await do(home, await desk_for(home, ANN, "psc"), "pause")
    assert stands(home, psc)[1:4] == ("none", "each", None)


async def test_after_a_pause_mail_comes(home: Home) -> None:
    """A pause of somebody at rest ends in mail as it came before the rest."""
    _, coffee = await two_groups(home)
    await do(home, await desk_for(home, ANN, "coffee"), "none")
    await do(home, await desk_for(home, ANN, "coffee"), "pause", "until 3 January")
    assert stands(home, coffee)[1:4] == ("weekly", None, JANUARY_S)


@pytest.mark.parametrize("when", ["until the cows come home", "2040", "yesterday", "1/1/2030", "x"])
async def test_a_day_that_is_none_changes_nothing(home: Home, when: str) -> None:
    """What is no day, is past or is years away is asked for again."""
    await two_groups(home)
    before = home.dump()
    done = await do(home, await desk_for(home, ANN, "psc"), "pause", when)
    assert done.part is not None
    assert done.part.template == "choices/no_date"
    assert (done.effects, done.undo) == ((), None)
    assert [row for row in home.dump() if "sequence" not in row] == [
        row for row in before if "sequence" not in row
    ]


@pytest.mark.parametrize(
    ("words", "is_so"),
    [("off", 0), ("uit", 0), ("non", 0), ("on", 1), ("oui", 1), ("Sí", 1)],
)
async def test_copies_of_own_messages(home: Home, words: str, is_so: int) -> None:
    """Own messages come back or not, as somebody says in any language; "off" is not the default."""
    psc, _ = await two_groups(home)
    home.write("update member set has_copy = ? where id = ?", 1 - is_so, psc)
    done = await do(home, await desk_for(home, ANN, "psc"), "copy", words)
    assert stands(home, psc)[4] == is_so
    assert told(done)["groups"] == [{"called": "Psc", "is_on": bool(is_so)}]


async def test_a_copy_that_comes_anyway_is_no_change(home: Home) -> None:
    """Where the group gives copies already, nothing has to be written down; nor by a riddle."""
    await two_groups(home)
    for words in ("on", "", "perhaps"):
        done = await do(home, await desk_for(home, ANN, "psc"), "copy", words)
        assert (done.effects, told(done)["is_changed"]) == ((), False)


@pytest.mark.parametrize(
    ("delivery", "after"),
    [("each", "daily"), ("none", "daily"), ("daily", "daily"), ("weekly", "weekly")],
)
async def test_digests_with_their_messages_whole(home: Home, delivery: Any, after: str) -> None:
    """Whoever says how a digest should be gets one; with whole messages, it is more than text."""
    member = await home.admit(await home.found("psc"), ANN, delivery=delivery)
    home.write("update member set is_text_only = 1")
    before = (await desk_for(home, ANN, "psc")).member
    assert before is not None
    done = await do(home, await desk_for(home, ANN, "psc"), "whole")
    assert stands(home, member)[1] == after
    assert home.rows("select has_mime_digest, is_text_only from member") == [(1, 0)]
    assert done.undo == Undo({member: before.arrangement})
    (shown,) = told(done)["groups"]
    assert (shown["called"], shown["delivery"]) == ("Psc", after)
    # Who got no overviews before has not been told when they come.
    assert shown["zone"] == ("" if delivery == after else "Europe/Brussels")
    assert (await do(home, await desk_for(home, ANN, "psc"), "whole")).effects == ()
    await do(home, await desk_for(home, ANN, "psc"), "plain")
    assert home.rows("select has_mime_digest, is_text_only from member") == [(0, 0)]
    assert stands(home, member)[1] == after


async def test_text_only(home: Home) -> None:
    """The bare word asks for text only; "off" brings attachments back."""
    psc, _ = await two_groups(home)
    for words, is_so in (("", 1), ("off", 0), ("on", 1), ("uit", 0)):
        await do(home, await desk_for(home, ANN, "psc"), "text", words)
        assert stands(home, psc)[5] == is_so


@pytest.mark.parametrize("status", ["left", "removed", "banned", "pending", "invited", None])
async def test_only_members_have_choices(home: Home, status: Any) -> None:
    """Whoever is not in the group is told so, the same whatever they were, and nothing changes."""
    psc = await home.found("psc", BOB)
    await home.found("coffee", ANN)
    if status:
        await home.admit(psc, ANN, status=status)
    for verb in ("each", "none", "pause", "resume", "copy", "text", "whole", "plain"):
        done = await do(home, await desk_for(home, ANN, "psc"), verb, "")
        assert done.part is not None
        assert (done.part.template, done.effects, done.undo) == ("choices/not_member", (), None)


async def test_whoever_is_in_no_group_is_told(home: Home) -> None:
    """A choice for all groups of somebody who is in none has nothing to change."""
    await home.admit(await home.found("psc"), ANN, status="left")
    assert told(await do(home, await desk_for(home, ANN), "none"))["title"] == ""


def ticket(undo: Undo, person_id: int | None = None) -> Ticket:
    """The ticket that the robot makes of a way back."""
    return Ticket(1, b"x", "restore", way_back.pack(undo), person_id, None, ANN, NOON_S)


def test_what_is_packed_is_unpacked() -> None:
    """A way back survives its ticket whole."""
    undo = Undo(
        {
            7: Arrangement("active", "none", "weekly", 12, False, True),
            8: Arrangement("left", "each"),
        },
        3,
        Profile("Ann", None, "Europe/Paris", True),
    )
    assert way_back.unpack(way_back.pack(undo)) == undo
    assert way_back.unpack({}) == Undo({})


@pytest.mark.parametrize("kind", ["yes", "undo", "empty"])
async def test_the_way_back_restores_exactly(home: Home, kind: str) -> None:
    """One reply puts everything back as it stood, and is told as it stands."""
    psc, coffee = await two_groups(home)
    home.write("update member set has_copy = 0, paused_until_s = ? where id = ?", JANUARY_S, psc)
    before = stands(home, psc), stands(home, coffee)
    done = await do(home, await desk_for(home, ANN), "none")
    assert done.undo is not None
    assert (stands(home, psc), stands(home, coffee)) != before
    person_id = home.one("select person_id from member where id = ?", psc)
    back = await redeem(home, await desk_for(home, ANN), ticket(done.undo, person_id), kind)
    assert (stands(home, psc), stands(home, coffee)) == before
    assert back.outcome == "confirmed"
    assert [each["called"] for each in told(back)["groups"]] == ["Coffee", "Psc"]


@pytest.mark.parametrize(("kind", "reason"), [("no", "kept"), ("other", "unclear")])
async def test_any_other_answer_restores_nothing(home: Home, kind: str, reason: str) -> None:
    """Only a clear reply takes something back, and what was not understood spends no ticket."""
    psc, _ = await two_groups(home)
    undo = Undo({psc: Arrangement("active", "weekly")})
    done = await redeem(home, await desk_for(home, ANN), ticket(undo), kind)
    assert (done.reason, done.effects) == (reason, ())


@pytest.mark.parametrize("words", ["undo", "Ongedaan", "annuler", "deshacer", "Cancel that"])
async def test_undoing_has_a_word_in_each_language(home: Home, words: str) -> None:
    """The word that letters offer takes a change back, though it refuses elsewhere."""
    psc, _ = await two_groups(home)
    desk = await desk_for(home, ANN, words=words)
    undo = Undo({psc: Arrangement("active", "monthly")})
    await redeem(home, desk, ticket(undo), read_answer(desk.words).kind)
    assert stands(home, psc)[1] == "monthly"


@pytest.mark.parametrize("status", ["removed", "banned"])
async def test_nobody_undoes_what_a_facilitator_did(home: Home, status: str) -> None:
    """A membership that was ended by others since stays ended, and its former member is told."""
    psc, _ = await two_groups(home)
    done = await do(home, await desk_for(home, ANN, "psc"), "none")
    home.write("update member set status = ? where id = ?", status, psc)
    assert done.undo is not None
    back = await redeem(home, await desk_for(home, ANN), ticket(done.undo), "undo")
    assert stands(home, psc)[:2] == (status, "none")
    assert (told(back)["groups"], told(back)["missing"]) == ([], 1)


async def test_the_one_whom_it_concerns_is_told(home: Home) -> None:
    """A reply from an address that we do not know restores, and the answer goes to the one on file."""
    psc, _ = await two_groups(home)
    person_id = home.one("select person_id from member where id = ?", psc)
    undo = Undo({psc: Arrangement("active", "weekly")})
    desk = await desk_for(home, "phone@example.net")
    done = await redeem(home, desk, ticket(undo, person_id), "undo")
    assert (done.part, stands(home, psc)[1]) == (None, "weekly")
    assert home.queued()[-1][:2] == ("notice", ANN)


def test_switches_are_read_in_every_language() -> None:
    """On and off are words of four languages, and nothing else is."""
    assert {choices.read_switch(each) for each in ("on", "AAN", " oui ", "sí")} == {True}
    assert {choices.read_switch(each) for each in ("off", "uit", "non", "No")} == {False}
    assert choices.read_switch("maybe") is None
