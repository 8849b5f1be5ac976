"""People who do not know each other say who they are: the round of introductions, as they see it."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

from dgroup.commands.newcomers import Newcomer, admit, effects_of
from dgroup.domain.effects import Effect
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.server.scheduler import plan, run_due
from dgroup.store import groups
from tests.mail.clients import CLIENTS, reply
from tests.outgoing import fields, path_of
from tests.peers import Mail
from tests.site import Home
from tests.stories.world import World, world
from tests.writing import letter

BEA = "bea@example.org"
DAY_S = 86_400


async def a_group(everybody: World, *people: str, **settings: str) -> None:
    """Bea's group about cocoa, in which these people are welcomed."""
    home = everybody.town.home
    await plan(home.site)
    group_id = await home.found("cocoa", title="Cocoa", **settings)
    await home.admit(group_id, BEA, role="facilitator")
    effects: list[Effect] = []
    async with home.site.db.transaction() as tx:
        group = await groups.find(tx, "cocoa", home.site.defaults)
        assert group is not None
        newcomers = [Newcomer(each, each.partition("@")[0].title()) for each in people]
        admissions = await admit(tx, group, newcomers, tx.new_id, welcomed_s=home.clock.now_s)
        effects += effects_of(admissions)
    await home.perform(*effects)
    home.site.outbox_filled.set()
    await everybody.come_to_rest()


async def later(everybody: World, seconds: int) -> None:
    """Let time pass for everybody."""
    home: Home = everybody.town.home
    home.clock.move(seconds)
    await run_due(home.site, home.clock.now_s)
    home.site.outbox_filled.set()
    await everybody.come_to_rest()


def mailbox(everybody: World, address: str) -> list[Mail]:
    """What somebody has got, the latest last."""
    return [mail for mail in everybody.peer.mails if address in mail.recipients]


def subjects(everybody: World, address: str) -> list[str]:
    """The same by subject."""
    return [parse(mail.content).subject for mail in mailbox(everybody, address)]


def words(mail: Mail) -> str:
    """What a mail says, on one line."""
    return " ".join(read_body(parse(mail.content)).full_text.split())


async def answer(everybody: World, by: str, said: str, mail: Mail, client: str = "iphone") -> None:
    """Reply to a mail by some mail program."""
    content = reply(client, "en", said, mail.content, sender=f"<{by}>")
    to = parse(content).to[0].address
    assert (await everybody.write(content, to, sender=by)).startswith("2.")
    await everybody.come_to_rest()


async def test_anna_says_who_she_is(tmp_path: Path) -> None:
    """She answers the welcome, thinks better of a line, and a quarter of an hour later all know her."""
    anna, carl = "anna@example.org", "carl@example.org"
    async with world(tmp_path) as everybody:
        await a_group(everybody, anna, carl)
        (welcome,) = mailbox(everybody, anna)
        assert fields(welcome, "Subject") == ["Welcome to Cocoa"]
        assert fields(welcome, "Reply-To") == ["cocoa-introduce@lists.example.org"]
        assert "Your reply to this mail is shown to the whole group." in words(welcome)

        await answer(everybody, anna, "I am Anna and my boss is a fool.", welcome, "gmail")
        receipt = mailbox(everybody, anna)[-1]
        assert fields(receipt, "Subject") == ["We have your introduction to Cocoa"]
        assert "goes to everybody in Cocoa in 15 minutes" in words(receipt)
        assert "my boss is a fool" in words(receipt)
        assert subjects(everybody, carl) == ["Welcome to Cocoa"]

        await answer(everybody, anna, "I am Anna.\n\nI have grown cocoa for ten years.", receipt)
        assert "takes the place of the one you sent before" in words(mailbox(everybody, anna)[-1])
        await later(everybody, 900)
        assert subjects(everybody, carl)[1:] == ["[cocoa] Introduction: Anna"]
        assert subjects(everybody, anna)[3:] == ["[cocoa] Introduction: Anna"]
        shown = mailbox(everybody, carl)[-1]
        assert fields(shown, "From") == ["Anna via Cocoa <cocoa@lists.example.org>"]
        assert "I have grown cocoa for ten years." in words(shown)
        assert not any(b"fool" in mail.content for mail in mailbox(everybody, carl))

        await answer(everybody, carl, "I am Carl, and I buy what you grow.", welcome)
        receipt = mailbox(everybody, carl)[-1]
        assert "Anna I have grown cocoa for ten years." in words(receipt)
        await later(everybody, 900)
        first, second = (mailbox(everybody, BEA)[at] for at in (0, 1))
        assert fields(first, "References") == fields(second, "References")


async def test_carl_would_rather_not(tmp_path: Path) -> None:
    """He is reminded once, says no, and is left in peace."""
    carl = "carl@example.org"
    async with world(tmp_path) as everybody:
        await a_group(everybody, carl)
        for _ in range(4):
            await later(everybody, DAY_S)
        (_, reminder) = mailbox(everybody, carl)
        assert fields(reminder, "Subject") == [
            "Who are you? The others in Cocoa would like to know"
        ]
        assert path_of(everybody.town.home, reminder) is not None
        welcome = mailbox(everybody, carl)[0]
        assert fields(reminder, "In-Reply-To") == fields(welcome, "Message-ID")
        await answer(everybody, carl, "No", reminder, "outlook")
        assert "We will not ask you again" in words(mailbox(everybody, carl)[-1])
        for _ in range(20):
            await later(everybody, DAY_S)
        assert len(mailbox(everybody, carl)) == 3
        assert everybody.town.home.one("select count(*) from post") == 0


async def test_a_first_post_follows_its_introduction(tmp_path: Path) -> None:
    """Where the group asks for it, Anna's question waits, is not lost, and comes after she has."""
    anna, carl = "anna@example.org", "carl@example.org"
    async with world(tmp_path) as everybody:
        await a_group(everybody, anna, carl, introductions="require")
        everybody.town.home.write("update member set is_exempt = 0")
        for number in (1, 2):
            await everybody.write(
                letter(f"<{anna}>", subject=f"Question {number}", id=f"q{number}@example.org"),
                "cocoa",
                sender=anna,
            )
            await everybody.come_to_rest()
        asked = mailbox(everybody, anna)[1:]
        assert [parse(mail.content).subject for mail in asked] == [
            "Who are you? Your message to Cocoa waits: Question 1"
        ]
        await answer(everybody, anna, "I am Anna, and I grow cocoa.", asked[0], "thunderbird")
        await later(everybody, 900)
        assert subjects(everybody, carl)[1:] == [
            "[cocoa] Introduction: Anna",
            "[cocoa] Question 1",
            "[cocoa] Question 2",
        ]


async def test_twenty_seven_are_invited(tmp_path: Path) -> None:
    """Nineteen say who they are, each with another mail program; eight are reminded, and only they."""
    people = [f"member{number:02}@example.org" for number in range(26)]
    async with world(tmp_path) as everybody:
        await a_group(everybody, *people)
        told, silent = people[:18], people[18:]
        for address, client in zip(told, cycle(CLIENTS), strict=False):
            said = f"I am {address.partition('@')[0]}, and I have grown cocoa for years."
            await answer(everybody, address, said, mailbox(everybody, address)[0], client)
        mail = letter(f"<{BEA}>", body="I am Bea, and I look after all of you.", id="b@example.org")
        await everybody.write(mail, "cocoa-introduce", sender=BEA)
        await later(everybody, 900)
        before = len(everybody.peer.mails)
        await later(everybody, 3 * DAY_S)
        reminded = everybody.peer.mails[before:]
        assert sorted(each for mail in reminded for each in mail.recipients) == silent
        assert "19 of the 27 members of Cocoa have introduced themselves" in words(reminded[0])
        who = letter(f"<{people[0]}>", subject="who", body="", id="who@example.org")
        await everybody.write(who, "cocoa-request", sender=people[0])
        await everybody.come_to_rest()
        listed = words(mailbox(everybody, people[0])[-1])
        assert "Cocoa has 27 members. 19 have introduced themselves. Bea (facilitator)," in listed
        assert "Not introduced yet: Member18, Member19," in listed
