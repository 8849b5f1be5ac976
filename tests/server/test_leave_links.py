"""The link by which a member leaves in one click: in copies that are for that member alone (R23)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dgroup.mail import sign
from tests.outgoing import fields, peer, received, relayed, send
from tests.peers import Mail, Peer
from tests.site import DOMAIN, Home, letter

__all__ = ["peer"]

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"
MAILTO = f"<mailto:psc-leave@{DOMAIN}>"
ONE_CLICK = "List-Unsubscribe=One-Click"


def leaver(home: Home, mail: Mail, base: str = f"https://{DOMAIN}") -> int | None:
    """The member who would leave by the link of a mail."""
    (value,) = fields(mail, "List-Unsubscribe")
    hit = re.fullmatch(rf"{re.escape(MAILTO)},\s+<{re.escape(base)}/leave/([a-z2-7]+)>", value)
    assert hit, value
    assert fields(mail, "List-Unsubscribe-Post") == [ONE_CLICK]
    return sign.leaver(home.site.keys, hit[1])


async def test_each_copy_has_the_link_of_its_reader(
    blank: Path, tmp_path: Path, peer: Peer
) -> None:
    """A token for that member alone, in the field beside the address that one may write to."""
    async with relayed(blank, tmp_path, peer, web__enabled="true") as home:
        group_id = await home.found("psc")
        members = {address: await home.admit(group_id, address) for address in (ANN, BOB, CAT)}
        home.write("update member set is_text_only = 1 where id = ?", members[CAT])
        await home.receive(letter(body=".A line with a dot.\n..Two."))
        await send(home)
        assert {mail.recipients[0]: leaver(home, mail) for mail in peer.mails} == members
        for mail in peer.mails:
            assert mail.content.endswith(b"\r\n\r\n.A line with a dot.\r\n..Two.\r\n")
            assert max(map(len, mail.content.split(b"\r\n"))) < 200
            assert fields(mail, "List-Owner") == [f"<mailto:psc-owner@{DOMAIN}>"]


async def test_the_size_that_is_told_counts_the_link(
    blank: Path, tmp_path: Path, peer: Peer
) -> None:
    """SIZE in MAIL is what is sent (RFC 1870)."""
    async with relayed(blank, tmp_path, peer, web__enabled="true") as home:
        await home.found("psc", ANN)
        await home.receive()
        await send(home)
        (mail,) = peer.mails
        assert f"SIZE={len(mail.content)}" in mail.parameters


@pytest.mark.parametrize(
    "settings",
    [
        {"web__enabled": "false"},
        {"web__enabled": "true", "delivery__mode": "batch"},
        {"web__enabled": "true", "delivery__batch_above": "1 KiB"},
    ],
    ids=["no web", "batch", "turned to batch"],
)
async def test_no_link_where_it_would_be_somebody_elses(
    blank: Path, tmp_path: Path, peer: Peer, settings: dict[str, str]
) -> None:
    """Neither without a web server nor in an envelope for several; the mail is whole otherwise."""
    async with relayed(blank, tmp_path, peer, **settings) as home:
        await home.found("psc", ANN, BOB)
        await home.receive()
        await send(home)
        assert received(peer) == {ANN: 1, BOB: 1}
        for mail in peer.mails:
            assert fields(mail, "List-Unsubscribe") == [MAILTO]
            assert fields(mail, "List-Unsubscribe-Post") == []
            assert mail.content.endswith(b"\r\n\r\nHello all of you.\r\n")


@pytest.mark.parametrize(
    ("base_url", "base"),
    [
        ("https://lists.example.org/club/", "https://lists.example.org/club"),
        ("http://[::1]:2580", "http://[::1]:2580"),
        ("https://lists.example.org/a>b", "https://lists.example.org/a%3Eb"),
        ("https://lists.example.org/é%C3", "https://lists.example.org/%C3%A9%C3"),
    ],
)
async def test_where_the_link_leads(
    blank: Path, tmp_path: Path, peer: Peer, base_url: str, base: str
) -> None:
    """To the site's base_url, written so that it cannot end the field it stands in."""
    settings = {"web__enabled": "true", "site__base_url": base_url}
    async with relayed(blank, tmp_path, peer, **settings) as home:
        group_id = await home.found("psc")
        member_id = await home.admit(group_id, ANN)
        await home.receive()
        await send(home)
        (mail,) = peer.mails
        assert leaver(home, mail, base) == member_id
