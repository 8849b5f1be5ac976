"""A footer stands only where it breaks nothing."""

from __future__ import annotations

import email
import email.policy

import pytest

from dgroup.mail.fields import split_header
from dgroup.mail.footer import add_footer
from dgroup.mail.mime import skeleton

BLOCK = b"\r\n-- \r\nTo leave: psc-leave\r\n"


def footed(
    header: bytes, body: bytes, footer: str = "To leave: psc-leave"
) -> tuple[bytes, str] | None:
    """Return what `add_footer` makes of a mail."""
    content = header + b"\r\n" + body
    fields, offset = split_header(content)
    return add_footer(content[offset:], footer, fields, skeleton(content, offset, fields))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"Subject: x\r\n",
        b"Content-Type: text/plain\r\n",
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
        b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 7bit\r\n",
        b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n",
    ],
)
def test_plain_text_gets_it(header: bytes) -> None:
    """The text stays byte for byte, and the footer stands below it as a signature does."""
    assert footed(header, b"Hello  \r\n") == (b"Hello  \r\n" + BLOCK, "")


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/html\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: multipart/signed; boundary=b\r\n",
        b"Content-Type: application/pkcs7-mime\r\n",
        b"Content-Type: text/plain; charset=utf-16\r\n",
        b"Content-Type: text/plain; charset=no-such\r\n",
        b"Content-Type: text/plain; charset=rot13\r\n",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n",
        b"Content-Type: text/plain\r\nContent-Disposition: attachment\r\n",
    ],
)
def test_other_mails_stay_as_they_are(header: bytes) -> None:
    """No footer rather than a broken mail."""
    body = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n"
        if b"boundary" in header
        else b"x\r\n"
    )
    assert footed(header, body) is None


def test_signed_text_stays_as_it_is() -> None:
    """PGP inside plain text counts as signed."""
    assert footed(b"", b"-----BEGIN PGP SIGNED MESSAGE-----\r\nx\r\n") is None


def test_no_footer_is_no_footer() -> None:
    """White space is nothing to say."""
    assert footed(b"", b"x\r\n", " \n") is None


@pytest.mark.parametrize(
    ("charset", "is_held"),
    [("utf-8", True), ("iso-8859-1", True), ("us-ascii", False), ("", False)],
)
def test_the_charset_must_hold_it(charset: str, is_held: bool) -> None:
    """An accented footer goes only where the mail's own charset has the letters."""
    header = f"Content-Type: text/plain; charset={charset}\r\n" if charset else ""
    header += "Content-Transfer-Encoding: 8bit\r\n"
    out = footed(header.encode(), b"x\r\n", "Zoë")
    assert (out is not None) is is_held
    if out:
        assert out[0].decode(charset) == "x\r\n\r\n-- \r\nZoë\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"caf=C3=A9\r\n",
        b"caf=C3=A9=\r\n",
        b"caf=C3=A9 =\r\n=\r\n",
        b"caf=C3=A9=  \r\n",
        b"a=20\r\n",
    ],
)
def test_quoted_printable_stays_quoted_printable(body: bytes) -> None:
    """The footer is encoded as the text is, and a soft break at the end does not swallow it."""
    header = b"Content-Type: text/plain; charset=utf-8\r\n"
    header += b"Content-Transfer-Encoding: quoted-printable\r\n"
    out = footed(header, body, "Zoë = ann")
    assert out is not None
    assert out[1] == ""
    read = email.message_from_bytes(header + b"\r\n" + out[0], policy=email.policy.default)
    text = read.get_content().replace("\r\n", "\n")
    assert text.endswith("\n\n-- \nZoë = ann\n")
    assert text.startswith(("café", "a "))


def test_flowed_text_keeps_its_lines() -> None:
    """In format=flowed, lines of the footer neither join nor become quotes."""
    out = footed(b"Content-Type: text/plain; format=flowed\r\n", b"x \r\n", "one  \n> two\nFrom us")
    assert out == (b"x \r\n\r\n-- \r\none\r\n > two\r\n From us\r\n", "")
