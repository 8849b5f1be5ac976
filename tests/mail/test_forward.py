"""Mail that is sent on to the people in charge, and any mail made ready for the wire."""

from __future__ import annotations

import pytest
from hypothesis import given

from dgroup.mail import wire
from dgroup.mail.address import Mailbox
from dgroup.mail.compose import as_copy, date_field, forward, was_forwarded
from dgroup.mail.parse import parse
from tests.mail.mails import BODY, NOW, PIECES, PLAIN, addresses, names, sent

OWNER = Mailbox("psc-owner", "psc-owner@lists.example.org")


def test_a_forwarded_mail_is_from_its_author_by_way_of_us() -> None:
    """Name and Reply-To are the author's, the address is ours, the rest as it was."""
    content = PLAIN + b"Auto-Submitted: no\r\nSender: x@example.org\r\n" + BODY
    letter = parse(forward(parse(content), via=OWNER, received_s=NOW))
    assert letter.sender == Mailbox("Ann Lee via psc-owner", "psc-owner@lists.example.org")
    assert addresses(letter, b"reply-to") == ["ann@example.org"]
    assert letter.subject == "Hello"
    assert letter.content[letter.body_offset :] == BODY[2:]
    assert letter.message_id == "1@example.org"
    assert names(letter)["sender"] == 0
    assert not letter.automatic


def test_a_forwarded_mail_is_known_again() -> None:
    """The mark is read whatever its case; no other mail has it."""
    letter = parse(PLAIN + BODY)
    assert not was_forwarded(letter, OWNER.address)
    again = parse(forward(letter, via=OWNER, received_s=NOW))
    assert was_forwarded(again, "PSC-Owner@Lists.Example.org")
    assert not was_forwarded(again, "other-owner@lists.example.org")


def test_an_anonymous_mail_is_forwarded_as_ours() -> None:
    """Without any author there is nobody to answer, and still a From."""
    letter = parse(forward(parse(b"\r\nhello"), via=OWNER, received_s=NOW))
    assert letter.sender == OWNER
    assert names(letter)["reply-to"] == 0
    assert letter.content.endswith(b"\r\n\r\nhello\r\n")


@given(PIECES)
def test_any_mail_can_be_forwarded(content: bytes) -> None:
    """Arbitrary bytes are sent on clean, with one From and one mark."""
    out = forward(parse(content), via=OWNER, received_s=NOW)
    assert not wire.flaws(out)
    assert wire.longest_line(out) <= 998
    count = names(parse(out))
    assert count["from"] == count["date"] == count["message-id"] == 1
    assert was_forwarded(parse(out), OWNER.address)


@given(PIECES)
def test_any_finished_mail_is_a_copy(content: bytes) -> None:
    """Its pieces give it back, line ends made CRLF and dots doubled, and its size is true."""
    copy = as_copy(content)
    assert sent(copy) == wire.normalise(content)
    assert copy.size == len(wire.normalise(content))
    assert copy.is_8bit is not content.isascii()


@pytest.mark.parametrize(
    ("seconds", "date"),
    [
        (0, b"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n"),
        (NOW, b"Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"),
        (-5, b"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n"),
    ],
)
def test_dates_are_written_in_utc(seconds: int, date: bytes) -> None:
    """English names whatever the machine speaks, and no zone but UTC."""
    assert date_field(seconds) == date
