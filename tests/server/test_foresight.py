"""What a mail's way needs is read beforehand, and the front MTA is believed only where it may be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dgroup.domain.model import Arrival
from dgroup.server.intake import receive
from tests.site import DOMAIN, Home, open_home
from tests.writing import letter

ANN, EVE = "ann@example.org", "eve@elsewhere.example"
FRONT = "mx.example.org"


@pytest.fixture
async def fronted(blank: Path, tmp_path: Path) -> AsyncIterator[Home]:
    """A site behind a front MTA that checks who writes."""
    async with open_home(blank, tmp_path / "fronted", smtp__trusted_authserv_ids=FRONT) as opened:
        yield opened


def vouched(domain: str, *, by: str = FRONT) -> str:
    """The field in which a front MTA says that it knows who wrote."""
    return f"{by}; dmarc=pass header.from={domain}"


async def arrive(home: Home, content: bytes, to: str, peer: str = "127.0.0.1") -> str:
    """Take in a mail from a peer; return what became of it."""
    arrival = Arrival(content, ANN, (f"{to}@{DOMAIN}",), peer, "mx.example.org", home.clock.now_s)
    (reply,) = await receive(arrival, home.site)
    return reply.outcome


async def test_a_known_person_who_is_vouched_for_joins_by_one_mail(fronted: Home) -> None:
    """The mail itself is the proof: no ticket is sent (DECISIONS 11)."""
    await fronted.found("coffee", ANN)
    group_id = await fronted.found("psc")
    content = letter(subject="join", body="", authentication_results=vouched("example.org"))
    assert await arrive(fronted, content, "psc-join") == "command"
    assert fronted.rows("select status from member where group_id = ?", group_id) == [("active",)]
    assert fronted.one("select authenticated from letter") == "example.org"


@pytest.mark.parametrize(
    ("field", "peer"),
    [
        (vouched("example.org"), "192.0.2.1"),
        (vouched("example.org", by="mx.evil.example"), "127.0.0.1"),
        (vouched("elsewhere.example"), "127.0.0.1"),
        (f"{FRONT}; dmarc=fail header.from=example.org", "127.0.0.1"),
    ],
    ids=["not from a trusted peer", "of another server", "of another domain", "failed"],
)
async def test_nobody_else_is_believed(fronted: Home, field: str, peer: str) -> None:
    """Then joining takes a reply, as ever (DECISIONS 3)."""
    await fronted.found("coffee", ANN)
    group_id = await fronted.found("psc")
    content = letter(subject="join", body="", authentication_results=field)
    await arrive(fronted, content, "psc-join", peer)
    assert fronted.rows("select * from member where group_id = ?", group_id) == []
    assert fronted.rows("select action from ticket") == [("join",)]
    assert fronted.one("select authenticated from letter") == ""


async def test_a_site_without_a_front_believes_nobody(home: Home) -> None:
    """What stands in a mail that came straight from the world may be written by anybody."""
    await home.found("coffee", ANN)
    group_id = await home.found("psc")
    content = letter(subject="join", body="", authentication_results=vouched("example.org"))
    await arrive(home, content, "psc-join")
    assert home.rows("select * from member where group_id = ?", group_id) == []


async def test_an_ordinary_post_is_not_read_for_its_words(home: Home) -> None:
    """Cutting quotes costs more than all else; only a word for the robot is looked at."""
    group_id = await home.found("psc", ANN)
    await home.receive(letter(body="Mute the radio, they said, and follow the river to the sea."))
    await home.receive(letter(body="unsubscribe", id="lone@x"), "psc")
    assert home.rows("select outcome, reason from account") == [
        ("posted", ""),
        ("command", "leave"),
    ]
    assert home.rows("select status from member where group_id = ?", group_id) == [("left",)]
