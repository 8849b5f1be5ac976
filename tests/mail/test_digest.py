"""One mail to many as bytes: marked, answerable, and with whole posts in it that any reader opens."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest

from dgroup.mail import wire
from dgroup.mail.compose import Copy, list_copy
from dgroup.mail.digest import digest_copy
from dgroup.mail.entries import in_entry
from dgroup.mail.parse import parse
from dgroup.mail.render import Text
from tests.mail.mails import BODY, HEAD, NOW, PLAIN

WORDS = Text("[psc] 2 messages: Rain", f"Hello.\n\n{in_entry('One line, ' * 20)}\n")


def made(*mails: Copy, text: Text = WORDS) -> Copy:
    """Return a digest with the usual headers."""
    return digest_copy(
        text,
        HEAD,
        date_s=NOW,
        message_id="digest.7@lists.example.org",
        reply_to="digest+7@lists.example.org",
        mails=mails,
    )


def content(copy: Copy) -> bytes:
    """Return a mail as a reader gets it."""
    return wire.dot_unstuff(b"".join(copy.content))


def opened(copy: Copy) -> EmailMessage:
    """Read a mail as other people's software does."""
    message = email.message_from_bytes(content(copy), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def post(head: bytes = b"", body: bytes = BODY) -> Copy:
    """Return the list copy of a post."""
    return list_copy(parse(PLAIN + head + body), HEAD, received_s=NOW, trace=b"Received: x\r\n")


def test_the_header_of_a_digest() -> None:
    """From the robot to the group, answered at its own address, marked as list and as automatic."""
    found = opened(made())
    once = {
        "From": "Private Sector <psc-request@lists.example.org>",
        "To": "Private Sector <psc@lists.example.org>",
        "Subject": "[psc] 2 messages: Rain",
        "Date": "Tue, 14 Nov 2023 22:13:20 +0000",
        "Message-ID": "<digest.7@lists.example.org>",
        "Reply-To": "digest+7@lists.example.org",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "list",
        "List-Id": "Private Sector <psc.lists.example.org>",
        "List-Post": "<mailto:psc@lists.example.org>",
        "List-Help": "<mailto:psc-help@lists.example.org>",
        "List-Owner": "<mailto:psc-owner@lists.example.org>",
        "List-Unsubscribe": "<mailto:psc-leave@lists.example.org>",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"; format="flowed"; delsp="yes"',
    }
    assert {name: found.get_all(name) for name in once} == {
        name: [value] for name, value in once.items()
    }
    assert not made().is_8bit


def test_the_links_for_leaving_fit_between_the_pieces() -> None:
    """It is cut behind List-Unsubscribe, as a list copy is."""
    head, body = made(post()).content
    assert head.endswith(b"List-Unsubscribe: <mailto:psc-leave@lists.example.org>")
    assert body.startswith(b"\r\n\r\n")


def test_posts_come_whole_below_the_text() -> None:
    """The text first, then a digest of mails, each as the copies for the list are."""
    second = post(b"Content-Type: text/html\r\n", b"\r\n<p>.dot</p>\r\n.\r\nend\r\n")
    found = opened(made(post(), second))
    text, digest = found.iter_parts()
    assert found.get_content_type() == "multipart/mixed"
    assert text["Content-Type"].params["delsp"] == "yes"
    assert digest.get_content_type() == "multipart/digest"
    assert [each.get_content_type() for each in digest.iter_parts()] == ["message/rfc822"] * 2
    inner = [each.get_content() for each in digest.iter_parts()]
    assert [each["Subject"] for each in inner] == ["[psc] Hello", "[psc] Hello"]
    assert [each["Message-ID"] for each in inner] == ["<1@example.org>"] * 2
    assert inner[0].get_content().splitlines() == ["One line", ".a dot"]
    assert inner[1].get_content().splitlines() == ["<p>.dot</p>", ".", "end"]
    assert inner[0]["List-Id"] == "Private Sector <psc.lists.example.org>"


def test_what_is_for_one_delivery_only_is_in_no_post() -> None:
    """As in a list copy: no return path, blind copies, receipts, or claims of trusted servers."""
    letter = parse(
        b"Return-Path: <ann@example.org>\r\nBcc: secret@example.org\r\n"
        b"Disposition-Notification-To: ann@example.org\r\n"
        b"Authentication-Results: mx.lists.example.org; spf=pass\r\n" + PLAIN + BODY
    )
    copy = list_copy(
        letter, HEAD, received_s=NOW, drop_authserv=frozenset({"mx.lists.example.org"})
    )
    written = content(made(copy)).lower()
    for word in (b"return-path", b"secret@", b"disposition", b"authentication-results"):
        assert word not in written


def test_what_is_not_ascii_is_said_on_the_outside() -> None:
    """A part in 8 bits makes the whole 8bit, and a header in UTF-8 has a type of its own."""
    eight = post(b"Content-Type: text/plain; charset=utf-8\r\n", "\r\nÉté\r\n".encode())
    copy = made(post(), eight)
    assert copy.is_8bit
    assert not copy.is_smtputf8
    found = opened(copy)
    _, digest = found.iter_parts()
    assert found["Content-Transfer-Encoding"] == "8bit"
    assert digest["Content-Transfer-Encoding"] == "8bit"
    assert [each["Content-Transfer-Encoding"] for each in digest.iter_parts()] == [None, "8bit"]
    head = PLAIN.replace(b"ann@", "éva@".encode())
    named = list_copy(parse(head + BODY), HEAD, received_s=NOW)
    copy = made(named)
    assert b"Content-Type: message/global\r\n" in content(copy)
    assert copy.is_8bit
    assert not copy.is_smtputf8


@pytest.mark.parametrize(
    "body",
    [
        b"\r\n" + b"x" * 5000 + b"\r\n",
        b"\r\na\x00b\rc\nd\r\n",
        b"\r\n" + b"long \xe9" * 400 + b"\r\n",
        b"\r\n--b\r\n.\r\n..\r\nFrom x\r\n",
    ],
)
def test_whatever_a_post_holds_the_mail_is_fit_for_the_wire(body: bytes) -> None:
    """No long line, no bare line end, no NUL; dots doubled; the size is that of the octets."""
    copy = made(post(body=body), post(b"Content-Type: image/png\r\n", body))
    written = content(copy)
    assert wire.is_fit(written)
    assert not wire.flaws(written)
    assert len(written) == copy.size
    assert b"\r\n.\r\n" not in b"".join(copy.content)
    assert len(list(opened(copy).iter_parts())) == 2


def test_a_post_cannot_close_the_digest() -> None:
    """The boundary is made of what is between; a post that copies one is another text already."""
    first = made(post())
    boundaries = [
        each["boundary"]
        for each in (
            part["Content-Type"].params
            for part in opened(first).walk()
            if "boundary" in str(part["Content-Type"])
        )
    ]
    assert len(set(boundaries)) == 2
    again = post(body="".join(f"\r\n--{each}--\r\n" for each in boundaries).encode())
    _, digest = opened(made(again, post())).iter_parts()
    assert len(list(digest.iter_parts())) == 2


def test_a_subject_cannot_begin_a_header() -> None:
    """What is put into the letter stays in its field (R18)."""
    found = opened(made(text=Text("x\r\nBcc: v@example.org", "Hello.\n")))
    assert found["Bcc"] is None
