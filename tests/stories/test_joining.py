"""People come in by mail: strangers at first, then members who look further."""

from __future__ import annotations

from pathlib import Path

from tests.mail.clients import reply
from tests.outgoing import fields
from tests.peers import Mail
from tests.site import Home, letter
from tests.stories.world import World, world

ANN, BEA, EVE = "ann@example.org", "bea@example.org", "eve@example.net"


class Mailbox:
    """Somebody with a mail program of theirs, who answers the latest mail they have got."""

    def __init__(self, everybody: World, name: str, address: str, client: str = "gmail"):
        self.everybody, self.client = everybody, client
        self.address, self.sender = address, f"{name} <{address}>"
        self.written = 0

    @property
    def mails(self) -> list[Mail]:
        """All that they have got."""
        return [mail for mail in self.everybody.peer.mails if self.address in mail.recipients]

    @property
    def subjects(self) -> list[str]:
        """The same by subject."""
        return [fields(mail, "Subject")[0] for mail in self.mails]

    async def write(self, to: str, subject: str = "", body: str = "") -> None:
        """Write to an address of the site."""
        self.written += 1
        name = f"{self.written}.{self.address}"
        await self._send(letter(self.sender, subject=subject, body=body, id=name), to)

    async def answer(self, words: str, language: str = "en") -> None:
        """Answer the latest mail."""
        quoted = self.mails[-1].content
        content = reply(self.client, language, words, quoted, sender=self.sender)
        to = [*fields(self.mails[-1], "Reply-To"), *fields(self.mails[-1], "From")][0]
        await self._send(content, to.rpartition("<")[2].rstrip(">"))

    async def _send(self, content: bytes, to: str) -> None:
        self.everybody.town.home.clock.move(60)
        assert (await self.everybody.write(content, to, sender=self.address)).startswith("2.")
        await self.everybody.come_to_rest()


def members(home: Home, group: str) -> dict[str, str]:
    """What everybody is in a group."""
    return dict(
        home.rows(
            "select address, status from member join address using (person_id)"
            " join groups on groups.id = member.group_id where groups.name = ?",
            group,
        )
    )


async def test_a_stranger_comes_in_looks_around_and_leaves(tmp_path: Path) -> None:
    """Eve joins by an empty reply from her phone, finds a subgroup, leaves, and regrets it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        psc = await home.found("psc", ANN, title="Cocoa")
        await home.found("psc-kenya", ANN, title="Cocoa in Kenya", parent=psc)
        eve = Mailbox(everybody, "Eve", EVE, "iphone")
        await eve.write("psc-join", "I would like to join")
        assert eve.subjects == ["Would you like to join Cocoa?"]
        await eve.answer("")
        assert eve.subjects[1:] == ["Welcome to Cocoa"]
        await eve.write("psc-request", "subgroups")
        assert eve.subjects[2:] == ["The subgroups of Cocoa"]
        await eve.answer("join psc-kenya")
        assert members(home, "psc-kenya") == {ANN: "active", EVE: "active"}
        await eve.write("psc-leave")
        assert eve.subjects[-1] == "You have left Cocoa"
        await eve.answer("leave psc-kenya")
        assert members(home, "psc-kenya")[EVE] == "left"
        await eve.answer("undo")
        assert members(home, "psc-kenya")[EVE] == "active"
        assert members(home, "psc")[EVE] == "left"


async def test_a_facilitator_decides_who_comes_in(tmp_path: Path) -> None:
    """Eve asks in Dutch, and answers; Bea says ok, in Outlook; Eve is welcomed in Dutch."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        psc = await home.found("psc", ANN, title="Cacao", language="nl", join="approve")
        await home.admit(psc, BEA, role="facilitator")
        eve = Mailbox(everybody, "Eve Evers", EVE, "apple_mail")
        bea = Mailbox(everybody, "Bea", BEA, "outlook")
        await eve.write("psc-request", "aanmelden")
        await eve.answer("Ja. Ik werk in Gent met boeren uit Kenia.", "nl")
        assert eve.subjects == [
            "Wil je lid worden van Cacao?",
            "Je aanvraag voor Cacao is aangekomen",
        ]
        assert bea.subjects == ["Eve Evers wil graag lid worden van Cacao"]
        assert b"boeren uit Kenia" in bea.mails[-1].content
        await bea.answer("ok", "nl")
        assert eve.subjects[-1] == "Welkom bij Cacao"
        assert members(home, "psc")[EVE] == "active"


async def test_a_vacation_program_does_not_come_in(tmp_path: Path) -> None:
    """Somebody joined in Eve's name while she is away: her program's answers do nothing."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", ANN)
        eve = Mailbox(everybody, "Eve", EVE)
        await eve.write("psc-join")
        await eve.answer("I am out of the office until 3 January and will answer after that.")
        assert members(home, "psc") == {ANN: "active"}
        assert len(eve.mails) == 1
