"""The server's own mails: marked as automatic, plain, and safe whatever is put into them."""

from __future__ import annotations

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail import wire
from dgroup.mail.address import Mailbox
from dgroup.mail.notice import notice
from dgroup.mail.parse import parse
from dgroup.mail.render import Text

GROUP = Mailbox("Private Sector", "psc-request@lists.example.org")
ANN = Mailbox("", "ann@example.org")


HELLO = Text("Hello", "Hello, Ann.\n")


def made(text: Text = HELLO, **more: object) -> bytes:
    """Return a notice with the usual headers."""
    given: dict[str, object] = {
        "sender": GROUP,
        "to": ANN,
        "date_s": 1_700_000_000,
        "message_id": "n1@lists.example.org",
        "automatic": "auto-replied",
    }
    return notice(text, **{**given, **more})  # type: ignore[arg-type]


def test_a_notice_reads_as_it_should() -> None:
    """All of its headers, in one piece."""
    out = made(reply_to="confirm+abc@lists.example.org", in_reply_to="1@x", references=["0@x"])
    assert out == (
        b"From: Private Sector <psc-request@lists.example.org>\r\n"
        b"To: ann@example.org\r\n"
        b"Subject: Hello\r\n"
        b"Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
        b"Message-ID: <n1@lists.example.org>\r\n"
        b"Reply-To: confirm+abc@lists.example.org\r\n"
        b"In-Reply-To: <1@x>\r\n"
        b"References: <0@x> <1@x>\r\n"
        b"Auto-Submitted: auto-replied\r\n"
        b"X-Auto-Response-Suppress: All\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\nHello, Ann.\r\n"
    )


def test_we_know_our_own_notices() -> None:
    """A notice that comes back is seen as automatic, so that no machine answers another."""
    assert parse(made()).automatic
    assert parse(made(automatic="auto-generated")).automatic


@pytest.mark.parametrize(
    "plain", ["Dag Zoë,\n\nWelkom — fijn!\n", "日本語\n" * 50, "é" * 2000 + "\n"]
)
def test_a_notice_is_seven_bit(plain: str) -> None:
    """Any language goes through any relay, and is read as it was written."""
    out = made(Text("Zoë schrijft", plain))
    assert out.isascii()
    assert wire.is_fit(out)
    message = email.message_from_bytes(out, policy=email.policy.default)
    assert message["subject"] == "Zoë schrijft"
    assert message.get_content().replace("\r\n", "\n") == plain


def test_prose_can_be_joined_again_on_a_narrow_screen() -> None:
    """The lines of a paragraph end in a space (RFC 3676), its last one does not."""
    plain = "word " * 20 + "\n\nnext\n"
    lines = ("word " * 14).strip() + "\n" + ("word " * 6).strip() + "\n\nnext\n"
    assert plain.replace("\n", " ").split() == lines.split()
    body = made(Text("x", lines)).partition(b"\r\n\r\n")[2]
    assert body == b"word " * 14 + b"\r\n" + (b"word " * 6).strip() + b"\r\n\r\nnext\r\n"


def test_references_are_kept_within_bounds() -> None:
    """Of a long thread the root and the nearest are named, and nothing that is no id."""
    ids = [f"{number}@x" for number in range(100)]
    out = parse(
        made(references=[*ids, "a b@x", "é@x", "<c@x>", "", "1" * 1000], in_reply_to="99@x")
    )
    assert out.references == ("0@x", *ids[-19:])
    assert b"In-Reply-To" not in made(in_reply_to="a b@x")


def test_a_notice_may_name_its_group() -> None:
    """With a List-Id, the filters of mail readers put it where the group's mail goes."""
    out = parse(made(list_id="psc.lists.example.org"))
    assert out.list_ids == ("psc.lists.example.org",)


@given(st.text(max_size=100), st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_no_value_becomes_a_header(subject: str, plain: str, name: str, address: str) -> None:
    """Whatever stands in a name, a subject or a text, the header is the same fields."""
    out = made(
        Text(subject, plain.replace("\r", "") + "\n"),
        sender=Mailbox(name, GROUP.address),
        reply_to=address or None,
        in_reply_to=address,
    )
    assert not wire.flaws(wire.normalise(out)) - {"nul"}
    letter = parse(out)
    allowed = {
        b"from",
        b"to",
        b"subject",
        b"date",
        b"message-id",
        b"auto-submitted",
        b"mime-version",
    }
    allowed |= {b"content-type", b"content-transfer-encoding", b"x-auto-response-suppress"}
    optional = {b"reply-to", b"in-reply-to", b"references"}
    found = [each.name for each in letter.fields]
    assert allowed <= set(found) <= allowed | optional
    assert len(found) == len(set(found))
