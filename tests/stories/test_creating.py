"""Groups begin, change hands and are found again: what people and the operator see of it."""

from __future__ import annotations

from pathlib import Path

from tests.mail.clients import reply
from tests.outgoing import fields, until
from tests.site import DOMAIN, OWNER, Home
from tests.stories.test_introductions import later, mailbox, subjects, words
from tests.stories.world import World, world
from tests.writing import letter

EVE, ANN, BEA, CAS = "eve@school.example", "ann@example.org", "bea@example.org", "cas@example.org"
DAY_S = 86_400
CREATE = "create cocoa: Growing Cocoa\n\nWe grow cocoa, and tell each other what we have tried.\n"
WRITTEN = iter(range(1, 1000))


async def write(everybody: World, by: str, to: str, body: str, subject: str = "") -> str:
    """Write to an address of the site; return what the server said."""
    everybody.town.home.clock.move(60)
    id_ = f"{next(WRITTEN)}.{by}"
    sender = f"{by.partition('@')[0].title()} <{by}>"
    content = letter(sender, f"{to}@{DOMAIN}", subject=subject, body=body, id=id_)
    said = await everybody.write(content, to, sender=by)
    await everybody.come_to_rest()
    return said


async def answer(
    everybody: World, by: str, subject: str, said: str, *, of: str = "", client: str = "iphone"
) -> None:
    """Reply to the latest mail with that subject in the mailbox of `of` (else one's own)."""
    at = max(i for i, each in enumerate(subjects(everybody, of or by)) if subject in each)
    mail = mailbox(everybody, of or by)[at]
    everybody.town.home.clock.move(60)
    content = reply(client, "en", said, mail.content, sender=f"<{by}>")
    to = [*fields(mail, "Reply-To"), *fields(mail, "From")][0].rpartition("<")[2].rstrip(">")
    assert (await everybody.write(content, to, sender=by)).startswith("2.")
    await everybody.come_to_rest()


def groups(home: Home) -> list[str]:
    """The names of all groups but the facilitators' own."""
    rows = home.rows("select name from groups where name <> 'dgroup-facilitators' order by name")
    return [row[0] for row in rows]


def roles(home: Home, group: str) -> dict[str, str]:
    """What everybody is in a group, of those who take part."""
    return dict(
        home.rows(
            "select address, role from member join address using (person_id)"
            " join groups on groups.id = group_id where groups.name = ? and status = 'active'",
            group,
        )
    )


async def test_an_unknown_teacher_starts_a_group(tmp_path: Path) -> None:
    """Eve asks, says yes, the operator says ok: her card comes, and her group takes mail."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        assert roles(home, "dgroup-facilitators") == {OWNER: "facilitator"}
        await write(everybody, EVE, "dgroup", CREATE)
        assert subjects(everybody, EVE) == ["Shall we start the group cocoa?"]
        assert "tell each other" not in words(mailbox(everybody, EVE)[-1])
        await answer(everybody, EVE, "Shall we start", "Yes please!\n\nEve")
        assert subjects(everybody, EVE)[1:] == ["Your group Growing Cocoa waits for an answer"]
        assert subjects(everybody, OWNER) == ["A new group? Growing Cocoa"]
        assert "We grow cocoa" in words(mailbox(everybody, OWNER)[-1])
        assert groups(home) == []
        # Whoever else has the operator's letter, or Eve's once more, changes nothing.
        await answer(everybody, EVE, "A new group?", "ok", of=OWNER)
        await answer(everybody, EVE, "Shall we start", "yes")
        assert groups(home) == []
        await answer(everybody, OWNER, "A new group?", "ok", client="outlook")
        assert groups(home) == ["cocoa"]
        assert roles(home, "cocoa") == {EVE: "facilitator"}
        assert subjects(everybody, OWNER)[1:] == ["The group Growing Cocoa"]
        card, invitation = mailbox(everybody, EVE)[-2:]
        assert fields(card, "Subject") == [
            "Growing Cocoa is ready: its addresses, and your first week"
        ]
        assert fields(card, "From") == ["Growing Cocoa <cocoa-request@lists.example.org>"]
        assert "cocoa@lists.example.org" in words(card)
        assert "Day 7. Reply with" in words(card)
        assert fields(invitation, "Subject") == [
            "You are invited to join Facilitators learn together"
        ]
        await until(lambda: home.site._names is None or "cocoa" in home.site._names)
        assert (await write(everybody, EVE, "cocoa", "Hello!", "First words")).startswith("2.")
        assert subjects(everybody, EVE)[-1] == "[cocoa] First words"
        await answer(everybody, EVE, "You are invited", "")
        assert roles(home, "dgroup-facilitators")[EVE] == "member"
        await answer(everybody, OWNER, "A new group?", "no: changed my mind")
        assert groups(home) == ["cocoa"]


async def test_a_facilitator_is_invited_once(tmp_path: Path) -> None:
    """Eve starts two groups, and says no to the invitation: there is no second one."""
    async with world(tmp_path, site__create="allowed", site__creators='["school.example"]') as all_:
        await write(all_, EVE, "dgroup", CREATE)
        await answer(all_, EVE, "Shall we start", "yes")
        await answer(all_, EVE, "You are invited", "no thanks")
        await write(all_, EVE, "dgroup", CREATE.replace("cocoa:", "cacao:"))
        await answer(all_, EVE, "Shall we start the group cacao", "yes")
        assert groups(all_.town.home) == ["cacao", "cocoa"]
        assert sum("invited" in each for each in subjects(all_, EVE)) == 1
        assert subjects(all_, OWNER) == []
        await write(all_, ANN, "dgroup", CREATE)
        assert subjects(all_, ANN) == ["Starting a group here"]
        await write(all_, EVE, "dgroup", CREATE)
        assert subjects(all_, EVE)[-1] == "Which name for your new group?"
        await answer(all_, EVE, "Which name", "cocoa-group")
        assert groups(all_.town.home) == ["cacao", "cocoa", "cocoa-group"]


async def test_where_groups_are_the_operators(tmp_path: Path) -> None:
    """One kind answer says whom to ask, and that address leads there."""
    async with world(tmp_path, site__create="off") as everybody:
        await write(everybody, EVE, "dgroup", CREATE)
        (answered,) = mailbox(everybody, EVE)
        assert fields(answered, "Subject") == ["Starting a group here"]
        assert f"postmaster@{DOMAIN}" in words(answered)
        assert groups(everybody.town.home) == []
        await write(everybody, EVE, "postmaster", "May I have a group?", "A group")
        assert subjects(everybody, OWNER) == ["A group"]


async def test_bea_hands_her_group_over_for_the_holidays(tmp_path: Path) -> None:
    """Ann says yes, looks after it, and on 3 January it is Bea's again; both are told."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("cocoa", ANN, CAS, title="Cocoa")
        await home.admit(group_id, BEA, role="facilitator")
        await write(everybody, BEA, "cocoa-request", f"handover {ANN} until 3 January")
        assert subjects(everybody, ANN) == []
        await answer(everybody, BEA, "Shall we do this", "yes")
        assert subjects(everybody, BEA)[-1] == "We have asked Ann to look after Cocoa"
        assert subjects(everybody, ANN) == ["Bea asks you to look after Cocoa"]
        await answer(everybody, CAS, "Bea asks you", "yes", of=ANN)
        assert roles(home, "cocoa") == {ANN: "member", BEA: "facilitator", CAS: "member"}
        await answer(everybody, ANN, "Bea asks you", "Yes, gladly")
        assert roles(home, "cocoa") == {ANN: "facilitator", BEA: "member", CAS: "member"}
        assert subjects(everybody, ANN)[1:3] == [
            "You are now a facilitator of Cocoa",
            "You are invited to join Facilitators learn together",
        ]
        assert subjects(everybody, BEA)[-1] == "Ann now looks after Cocoa"
        await later(everybody, 30 * DAY_S)
        assert roles(home, "cocoa")[ANN] == "facilitator"
        await answer(everybody, ANN, "Bea asks you", "yes")
        await later(everybody, 20 * DAY_S)
        assert roles(home, "cocoa") == {ANN: "member", BEA: "facilitator", CAS: "member"}
        assert "Cocoa is yours again" in subjects(everybody, BEA)
        assert "Thank you for looking after Cocoa" in subjects(everybody, ANN)


async def test_a_group_that_was_left_finds_somebody(tmp_path: Path) -> None:
    """Bea leaves; a week later all are asked, Cas says yes, the operator ok, and Cas is told."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("cocoa", ANN, CAS, "dan@example.org", title="Cocoa")
        await home.admit(group_id, BEA, role="facilitator")
        await later(everybody, 30 * DAY_S)
        await write(everybody, BEA, "cocoa-leave", "")
        await later(everybody, 6 * DAY_S)
        assert subjects(everybody, CAS) == []
        await later(everybody, 2 * DAY_S)
        await later(everybody, 60)
        assert subjects(everybody, CAS) == ["Who will look after Cocoa?"]
        assert "Cocoa has no facilitator" in subjects(everybody, OWNER)
        await answer(everybody, ANN, "Who will look", "no")
        await answer(everybody, CAS, "Who will look", "Yes, I would like to try.")
        assert roles(home, "cocoa")[CAS] == "member"
        await answer(everybody, CAS, "Cas would like to look after Cocoa", "ok", of=OWNER)
        assert roles(home, "cocoa")[CAS] == "member"
        await answer(everybody, OWNER, "Cas would like to look after Cocoa", "ok")
        assert roles(home, "cocoa")[CAS] == "facilitator"
        assert "You are now a facilitator of Cocoa" in subjects(everybody, CAS)
        await answer(everybody, "dan@example.org", "Who will look", "yes")
        assert "Somebody else now does it" in words(mailbox(everybody, "dan@example.org")[-1])
        for _ in range(20):
            await later(everybody, DAY_S)
        assert subjects(everybody, OWNER).count("Cocoa has no facilitator") == 1
