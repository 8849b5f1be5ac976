"""People have more than one address: they write from the other, and one reply makes it theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.outgoing import fields
from tests.peers import Mail
from tests.site import DOMAIN, letter
from tests.stories.world import World, world

ANN, PHONE, BOB, EVE = "ann@example.org", "ann@phone.example", "bob@example.org", "eve@evil.example"
FRONT = "mx.example.org"


class Club:
    """Ann and Bob in a group behind a front MTA that says who really wrote."""

    def __init__(self, everybody: World) -> None:
        self.world = everybody
        self.home = everybody.town.home
        self._seen = 0
        self._written = 0

    async def write(
        self, body: str, to: str = "psc", who: str = ANN, *, is_real: bool = True, subject: str = ""
    ) -> None:
        """Somebody writes from an address; `is_real` where the front MTA vouches for that."""
        self._written += 1
        domain = who.partition("@")[2]
        said = f"{FRONT}; dmarc={'pass' if is_real else 'fail'} header.from={domain}"
        content = letter(
            f"<{who}>",
            f"{to}@{DOMAIN}",
            subject=subject,
            body=body,
            id=f"{self._written}.{who}",
            authentication_results=said,
        )
        await self.world.write(content, to, sender=who if is_real else EVE)
        await self.world.come_to_rest()

    def new(self) -> dict[str, Mail]:
        """The last mail that came to each since last time."""
        mails = self.world.peer.mails[self._seen :]
        self._seen += len(mails)
        return {to: mail for mail in mails for to in mail.recipients}

    def addresses(self) -> list[str]:
        """Those of Ann, as she knows them."""
        rows = self.home.rows(
            "select address from address where person_id ="
            " (select person_id from address where folded = ?) order by id",
            ANN,
        )
        return [row[0] for row in rows]


@pytest.fixture
async def club(tmp_path: Path) -> AsyncIterator[Club]:
    """The group, with a server that runs."""
    front = {"smtp__trusted_authserv_ids": FRONT, "smtp__trusted_below_received": "true"}
    async with world(tmp_path, **front) as everybody:
        opened = Club(everybody)
        await opened.home.found("psc", ANN, BOB, title="Club")
        yield opened


def reply_to(mail: Mail) -> str:
    """Where a reply to a mail goes."""
    (address,) = fields(mail, "Reply-To")
    return address.partition("@")[0]


def words(mail: Mail) -> str:
    """The text of a mail, paragraphs on one line."""
    read = message_from_bytes(mail.content, policy=policy.SMTP)
    assert isinstance(read, EmailMessage)
    text = read.get_body(("plain",))
    assert text is not None
    return " ".join(str(text.get_content()).split())


async def test_a_post_from_the_phone_goes_on_by_one_reply(club: Club) -> None:
    """Ann writes from her phone; she is asked, replies from home, and the post goes out."""
    await club.write("Hello from the train.", who=PHONE, subject="Train")
    ((to, question),) = club.new().items()
    assert to == PHONE
    assert words(question).startswith("Your message to Club waits, because we do not know")
    await club.write("Yes, that is me.", to=reply_to(question))
    got = club.new()
    assert set(got) == {ANN, BOB}
    assert "Hello from the train." in words(got[BOB])
    assert club.addresses() == [ANN, PHONE]
    await club.write("And again.", who=PHONE, subject="Train again")
    assert set(club.new()) == {ANN, BOB}


async def test_a_post_from_the_phone_goes_on_by_naming_the_other_address(club: Club) -> None:
    """On her phone Ann only knows her address by heart; the mailbox at home says yes."""
    await club.write("Hello from the train.", who=PHONE, subject="Train")
    question = club.new()[PHONE]
    await club.write(f"{ANN}", to=reply_to(question), who=PHONE)
    asked = club.new()
    assert words(asked[PHONE]).startswith("If that address is a member's, we have now written")
    assert words(asked[ANN]).startswith("Somebody wrote to Club from this address")
    await club.write("Yes", to=reply_to(asked[ANN]), is_real=False)
    assert "Hello from the train." in words(club.new()[BOB])
    assert club.addresses() == [ANN, PHONE]


async def test_nobody_takes_over_a_member(club: Club) -> None:
    """Eve has a real mailbox, and says she is Ann in every way she can: Ann's mailbox is asked."""
    await club.write("Buy this.", who=EVE, subject="Offer")
    question = club.new()[EVE]
    await club.write("yes", to=reply_to(question), who=ANN, is_real=False)
    ((to, asked),) = club.new().items()
    assert to == ANN
    assert EVE in words(asked)
    await club.write("yes", to=reply_to(question), who=ANN, is_real=False)
    await club.write("I am away until Monday.", to=reply_to(asked))
    await club.write("no", to=reply_to(asked))
    assert club.addresses() == [ANN]
    assert set(club.new()) == {ANN}
    assert club.home.one("select state from held") == "waiting"


async def test_an_address_is_added_where_mail_then_goes(club: Club) -> None:
    """A line and a yes from home, one empty reply from the phone, and mail goes to the phone."""
    await club.write(f"address add {PHONE}", to="psc-request")
    await club.write("Yes", to=reply_to(club.new()[ANN]))
    came = club.new()
    assert words(came[PHONE]).startswith("Somebody who is in discussion groups at lists.example")
    await club.write("", to=reply_to(came[PHONE]), who=PHONE)
    assert club.addresses() == [ANN, PHONE]
    assert set(club.new()) == {ANN, PHONE}
    await club.write(f"address prefer {PHONE}", to="psc-request")
    await club.write("", to=reply_to(club.new()[ANN]))
    club.new()
    await club.write("Where am I?", who=BOB, subject="Where")
    assert set(club.new()) == {PHONE, BOB}


async def test_a_forged_wish_for_an_address_asks_at_home(club: Club) -> None:
    """Eve asks for an address of hers in Ann's name: Ann hears of it, and says nothing."""
    await club.write(f"address add {EVE}", to="psc-request", is_real=False)
    ((to, asked),) = club.new().items()
    assert to == ANN
    assert words(asked).startswith("You, or somebody in your name, asked us to add this address")
    assert club.addresses() == [ANN]
