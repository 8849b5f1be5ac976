"""Mail to the people in charge: what a post would be refused for, and where exchanges end."""

from __future__ import annotations

from tests.site import Home, outcomes
from tests.writing import DOMAIN, letter

EVE = "eve@elsewhere.example"


async def test_what_cannot_be_passed_on_is_refused(home: Home) -> None:
    """More fields than any person's mail has would be cut short behind a 250."""
    await home.found("psc")
    crowd = b"".join(b"X-%d: x\r\n" % number for number in range(5000)) + letter(sender=EVE)
    assert outcomes(await home.receive(crowd, "psc-owner")) == [("refused", "too_complex")]
    assert home.queued() == []


async def test_a_sealed_part_that_may_not_be_mended_is_refused(home: Home) -> None:
    """A line over 998 octets in a signed mail cannot leave, and the sender hears it at once."""
    await home.found("psc")
    sealed = letter(
        sender=EVE,
        body=f"--b\nContent-Type: text/plain\n\n{'x' * 1500}\n--b\n"
        "Content-Type: application/pgp-signature\n\nx\n--b--\n",
        content_type='multipart/signed; boundary="b"',
        mime_version="1.0",
    )
    assert outcomes(await home.receive(sealed, "psc-owner")) == [("refused", "unfit")]
    assert outcomes(await home.receive(sealed, "psc")) == [("refused", "unfit")]


async def test_a_machine_that_varies_its_words_comes_to_an_end(home: Home) -> None:
    """Fifty mails a day from one sender to the same people; then the sender's own server says no."""
    await home.found("psc")
    seen = []
    for number in range(52):
        mail = letter(
            sender=EVE, to=f"psc-owner@{DOMAIN}", id=f"{number}", body=f"I am away: {number}"
        )
        seen += outcomes(await home.receive(mail, "psc-owner", sender=EVE))
    assert seen == 50 * [("forwarded", "owner")] + 2 * [("refused", "too_many")]


async def test_a_mail_servers_own_mail_is_no_post(home: Home) -> None:
    """What MAILER-DAEMON sends with a member's name in From is a bounce, and is not posted (R6)."""
    await home.found("psc", "ann@example.org")
    mail = letter(subject="Undeliverable: hello")
    replies = await home.receive(mail, "psc", sender="MAILER-DAEMON@example.com")
    assert outcomes(replies) == [("discarded", "automatic")]


async def test_a_post_without_from_is_the_envelope_senders(home: Home) -> None:
    """Whoever counts as the author when a post is judged is its author in lists, too (DECISIONS 2)."""
    await home.found("psc", "ann@example.org")
    await home.receive(letter(sender=""), "psc", sender="ann@example.org")
    assert home.one("select author from post") == "ann@example.org"
