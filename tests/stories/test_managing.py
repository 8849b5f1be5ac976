"""A facilitator takes somebody out, keeps somebody out, and says who is what in the group."""

from __future__ import annotations

from pathlib import Path

from tests.outgoing import fields
from tests.site import Home
from tests.stories.mailboxes import answer, mailbox, subjects, words, write
from tests.stories.world import World, world

ANN, BEA, CAT, DAN, EVA = (f"{name}@example.org" for name in ("ann", "bea", "cat", "dan", "eva"))


async def a_group(home: Home, *leaders: str) -> int:
    """A group with some members, led by Bea and others."""
    group_id = await home.found("psc", ANN, DAN, EVA, title="Cocoa")
    for each in (BEA, *leaders):
        await home.admit(group_id, each, role="facilitator")
    return group_id


async def ask(everybody: World, by: str, command: str, yes: str = "yes") -> str:
    """Ask the robot for something, confirm it, and return what the last answer says."""
    await write(everybody, by, "", command, "psc-request")
    if fields(mailbox(everybody, by)[-1], "Reply-To"):
        await answer(everybody, by, yes, mailbox(everybody, by)[-1])
    return words(mailbox(everybody, by)[-1])


def standing(home: Home) -> dict[str, tuple[str, str, int]]:
    """What everybody is in the group: role, status, and whether moderated."""
    rows = home.rows(
        "select address, role, member.status, is_moderated from member"
        " join address using (person_id) join groups on groups.id = member.group_id"
        " where groups.name = 'psc'"
    )
    return {address: (role, status, moderated) for address, role, status, moderated in rows}


async def test_a_member_is_taken_out(tmp_path: Path) -> None:
    """They are told kindly, and where to ask; nothing happens before the yes."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await write(everybody, BEA, f"remove {DAN}", "", "psc-request")
        assert "Remove Dan <dan@example.org> from Cocoa" in words(mailbox(everybody, BEA)[-1])
        assert standing(home)[DAN][1] == "active"
        await answer(everybody, BEA, "yes", mailbox(everybody, BEA)[-1])
        assert standing(home)[DAN][1] == "removed"
        assert subjects(everybody, DAN) == ["You are no longer a member of Cocoa"]
        assert "psc-owner@lists.example.org" in words(mailbox(everybody, DAN)[-1])
        assert home.rows("select actor, action from audit where actor = ?", BEA) == [
            (BEA, "removed")
        ]


async def test_the_banned_hear_nothing(tmp_path: Path) -> None:
    """Neither when they are banned, nor when they write, nor when they may come back."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        said = await ask(everybody, BEA, f"ban {DAN}, spam@example.com")
        assert "You have banned these people from Cocoa" in said
        before = home.one("select count(*) from post")
        await write(everybody, DAN, "Hello, are you there?")
        await write(everybody, DAN, "", "join", "psc-request")
        assert home.one("select count(*) from post") == before
        assert standing(home)["spam@example.com"][1] == "banned"
        assert mailbox(everybody, DAN) == []

        said = await ask(everybody, BEA, f"unban {DAN}\n{ANN}")
        assert "You have lifted the ban on Dan" in said
        assert "Not banned: Ann <ann@example.org>" in said
        assert standing(home)[DAN][1] == "left"
        assert mailbox(everybody, DAN) == []


async def test_roles_are_given_and_explained(tmp_path: Path) -> None:
    """Each is told what the new role means; a facilitator gets the letter of facilitators."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await ask(everybody, BEA, f"role {DAN} observer")
        await ask(everybody, BEA, f"role {EVA} resource person")
        await ask(everybody, BEA, f"role {ANN} facilitator")
        assert subjects(everybody, DAN) == ["You are now an observer in Cocoa"]
        assert subjects(everybody, EVA) == ["You are now a resource person in Cocoa"]
        assert subjects(everybody, ANN)[0] == "You are now a facilitator of Cocoa"
        await ask(everybody, ANN, f"role {BEA} member")
        assert subjects(everybody, BEA)[-1] == "You are now an ordinary member of Cocoa"
        assert {who: role for who, (role, _, _) in standing(home).items()} == {
            ANN: "facilitator",
            BEA: "member",
            DAN: "observer",
            EVA: "resource",
        }


async def test_a_group_keeps_its_last_facilitator(tmp_path: Path) -> None:
    """Nobody takes away the last one, and nobody does anything to themselves."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        operator = home.site.config.site.owner
        for command in (f"remove {BEA}", f"ban {BEA}", f"role {BEA} member"):
            said = await ask(everybody, operator, command)
            assert "is the last facilitator of Cocoa" in said, command
            assert "handover anna@example.org" in said
            said = await ask(everybody, BEA, command)
            assert "You cannot do that to yourself" in said, command
        assert standing(home)[BEA] == ("facilitator", "active", 0)


async def test_two_may_do_what_one_may_not(tmp_path: Path) -> None:
    """Of two facilitators one can be taken out; not both at once."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, CAT)
        operator = home.site.config.site.owner
        assert "the last facilitator" in await ask(everybody, operator, f"remove {BEA}\n{CAT}")
        await ask(everybody, BEA, f"remove {CAT}")
        assert standing(home)[CAT][1] == "removed"


async def test_a_member_is_read_first(tmp_path: Path) -> None:
    """What they write waits, until a facilitator says otherwise; and trust ends with it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        home.write("update member set is_trusted = 1")
        await ask(everybody, BEA, f"moderate {DAN} on")
        assert home.one("select is_trusted from member where is_moderated = 1") == 0
        await write(everybody, DAN, "Hello everybody")
        assert home.one("select count(*) from held") == 1
        said = await ask(everybody, BEA, f"moderate {DAN} off")
        assert "goes out at once again" in said
        assert standing(home)[DAN][2] == 0


async def test_strangers_and_namesakes_are_said_back(tmp_path: Path) -> None:
    """An address nobody here has, a name that two have; others go ahead."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home)
        for each in ("dan.one@example.net", "dan.two@example.net"):
            await home.admit(group_id, each)
        home.write("update person set name = 'Dan Diaz' where name like 'Dan.%'")
        home.write("update person set name = 'Ann Ames' where name = 'Ann'")
        command = "remove nobody@example.com\nDan Diaz\nAnn Ames"
        said = await ask(everybody, BEA, command)
        assert "You have removed Ann Ames <ann@example.org> from" in said
        assert "Not in the group: nobody@example.com" in said
        assert "Please write the address: Dan Diaz" in said


async def test_a_name_beside_addresses_is_not_passed_over(tmp_path: Path) -> None:
    """One of a member is enough; one of nobody is said back."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        home.write("update person set name = 'Dan Diaz' where name = 'Dan'")
        said = await ask(everybody, BEA, f"remove {CAT}, {EVA} and Dan")
        assert standing(home)[DAN][1] == "removed", said
        assert standing(home)[EVA][1] == "removed"
        said = await ask(everybody, BEA, f"remove Zoe and {ANN}")
        assert "Please write the address: Zoe" in said


async def test_a_yes_comes_too_late_for_who_is_no_facilitator_any_more(tmp_path: Path) -> None:
    """What was asked is asked again when the yes comes, and is not theirs to ask any more."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, CAT)
        await write(everybody, CAT, f"remove {DAN}", "", "psc-request")
        await ask(everybody, BEA, f"role {CAT} member")
        question = next(m for m in mailbox(everybody, CAT) if fields(m, "Reply-To"))
        await answer(everybody, CAT, "yes", question)
        assert standing(home)[DAN][1] == "active"
