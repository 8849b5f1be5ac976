"""Leaving by the link in a list mail: as a mail program does it, and as a person who regrets it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from tests.outgoing import fields
from tests.peers import Mail
from tests.server.asking import ask
from tests.site import DOMAIN, OWNER, letter
from tests.stories.world import World, world

ANN, BOB = "ann@example.org", "bob@example.org"
WEB = {"web__enabled": "true", "web__listen": "127.0.0.1:0"}


def link_in(mail: Mail) -> str:
    """The https link of a list mail, which a mail program shows as a button (RFC 8058 §3.1)."""
    assert fields(mail, "List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    (found,) = fields(mail, "List-Unsubscribe")
    (link,) = re.findall(r"<(https:[^>]+)>", found)
    assert urlsplit(link).netloc == DOMAIN
    return str(link)


def statuses(everybody: World) -> dict[str, str]:
    """What each member of the group is."""
    question = (
        "select address, status from member join address using (person_id) where address <> ?"
    )
    return dict(everybody.town.home.rows(question, OWNER))


async def one_click(everybody: World, link: str) -> int:
    """Press the button, as a mail program does; return the status of the answer."""
    (port,) = everybody.town.server.web.ports
    path = urlsplit(link).path
    return (await ask(port, path, "POST", b"List-Unsubscribe=One-Click")).status


async def test_one_click_leaves_and_a_reply_comes_back(tmp_path: Path) -> None:
    """Bob's mail program leaves for him; the letter about it says how to come back, and he does."""
    async with world(tmp_path, **WEB) as everybody:
        home, peer = everybody.town.home, everybody.peer
        await home.found("psc", ANN, BOB, title="Public Speaking Club")
        await everybody.write(letter())
        await everybody.come_to_rest()
        (copy,) = [mail for mail in peer.mails if mail.recipients == (BOB,)]
        link = link_in(copy)
        assert await one_click(everybody, link) == 200
        assert statuses(everybody) == {ANN: "active", BOB: "left"}
        await everybody.come_to_rest()
        told = peer.mails[-1]
        assert told.recipients == (BOB,)
        assert fields(told, "Subject") == ["You have left Public Speaking Club"]
        assert await one_click(everybody, link) == 200
        await everybody.write(letter(id="second@example.org", body="More."))
        await everybody.come_to_rest()
        assert everybody.got() == {ANN: 2, BOB: 2}  # Bob: the post before, and the letter
        (back,) = fields(told, "Reply-To")
        reply = letter(BOB, subject="Re: You have left", id="b@example.org", body="undo\n")
        await everybody.write(reply, back, sender=BOB)
        await everybody.come_to_rest()
        assert statuses(everybody) == {ANN: "active", BOB: "active"}


async def test_each_has_a_link_of_their_own(tmp_path: Path) -> None:
    """The link in Ann's copy is Ann's, the same in every mail, and in nobody else's."""
    async with world(tmp_path, **WEB) as everybody:
        await everybody.town.home.found("psc", ANN, BOB)
        for number in range(2):
            await everybody.write(letter(id=f"{number}@example.org", body=f"{number}\n"))
            await everybody.come_to_rest()
        links = {(mail.recipients[0], link_in(mail)) for mail in everybody.peer.mails}
        assert len(links) == len({link for _, link in links}) == 2
        await one_click(everybody, dict(links)[ANN])
        assert statuses(everybody) == {ANN: "left", BOB: "active"}
