"""Somebody looks at what there is, arranges it, sees what is kept of them, and goes for good."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.outgoing import fields
from tests.peers import Mail
from tests.site import OWNER, letter
from tests.stories.world import World, world

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@elsewhere.example"


def words(mail: Mail) -> str:
    """The text of a mail."""
    read = message_from_bytes(mail.content, policy=policy.SMTP)
    assert isinstance(read, EmailMessage)
    text = read.get_body(("plain",))
    assert text is not None
    return str(text.get_content()).replace("\r\n", "\n").replace(" \n", " ")


async def ask(everybody: World, said: str, to: str = "dgroup", who: str = ANN) -> Mail:
    """Write a line to the robot; return the one letter that comes back."""
    before = len(everybody.peer.mails)
    content = letter(
        f"<{who}>", subject=said, body="", id=f"{before}.{said.split()[0]}@example.org"
    )
    await everybody.write(content, to, sender=who)
    await everybody.come_to_rest()
    (answer,) = everybody.peer.mails[before:]
    assert answer.recipients == (who,)
    return answer


async def test_a_stranger_looks_around(tmp_path: Path) -> None:
    """Eve knows one address only; each letter tells her what to say next."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", BOB, title="Cocoa", purpose="We grow cocoa.")
        await home.found("secret", BOB, hidden=True)
        first = words(await ask(everybody, "help", who=EVE))
        assert "    groups " in first
        listed = words(await ask(everybody, "groups", who=EVE))
        assert "psc: Cocoa (1 member) We grow cocoa." in " ".join(listed.split())
        assert "secret" not in listed
        (offer,) = re.findall(r'"(info [a-z]+)"', listed)
        about = words(await ask(everybody, offer, who=EVE))
        assert about.startswith("Cocoa is a group of people who talk with each other by email")
        assert '- "join psc" to join' in about


async def test_all_is_arranged_by_one_word_at_a_time(tmp_path: Path) -> None:
    """Ann sees her groups, has less mail of all of them, and takes it back by a word."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", ANN, title="Cocoa")
        await home.found("tea", ANN, title="Tea")
        before = home.rows("select * from member order by id")
        shown = words(await ask(everybody, "which"))
        assert shown.startswith("You are in 2 groups at lists.example.org.")
        told = await ask(everybody, "no mail")
        assert words(told).startswith("You no longer get mail from your groups.")
        mine = "select distinct delivery from member join address using (person_id)"
        assert home.rows(f"{mine} where folded = ?", ANN) == [("none",)]
        (back,) = fields(told, "Reply-To")
        assert words(await ask(everybody, "undo", to=back)).startswith("Everything is as it was")
        assert home.rows("select * from member order by id") == before


async def test_in_ones_own_language(tmp_path: Path) -> None:
    """Whoever asks in Dutch is answered in Dutch, and may choose French for good."""
    async with world(tmp_path) as everybody:
        await everybody.town.home.found("psc", ANN, title="Cocoa")
        assert words(await ask(everybody, "mijn groepen")).startswith("Je bent lid van 1 groep")
        chosen = words(await ask(everybody, "taal Frans"))
        assert chosen.startswith("Nous vous écrivons désormais en français.")
        assert words(await ask(everybody, "daily")).startswith("Vous recevez désormais un courriel")


async def test_what_is_kept_is_told_and_erased(tmp_path: Path) -> None:
    """Ann reads all that is kept of her, then has it erased; her post stays, without her."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", ANN, BOB, title="Cocoa")
        await everybody.write(letter(subject="Beans"))
        await everybody.come_to_rest()
        question = await ask(everybody, "my data")
        (back,) = fields(question, "Reply-To")
        kept = words(await ask(everybody, "yes", to=back))
        assert kept.startswith("You asked for everything that lists.example.org keeps about you.")
        assert "21 November 2026, Cocoa: Beans (number" in kept
        question = await ask(everybody, "forget me")
        (back,) = fields(question, "Reply-To")
        content = letter(f"<{ANN}>", subject="Re: ", body="yes", id="yes@example.org")
        await everybody.write(content, back)
        await everybody.come_to_rest()
        farewell = everybody.peer.mails[-1]
        assert (farewell.recipients, words(farewell)[:27]) == (
            (ANN,),
            "You are no longer known at ",
        )
        assert home.rows("select address from address") == [(OWNER,), (BOB,)]
        assert home.rows("select author, author_name, subject from post") == [("", "", "Beans")]
        assert home.rows("select address from delivery_result order by id desc limit 1") == [("",)]
