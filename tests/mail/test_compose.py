"""The copy that every member gets: the author's mail, with the group's headers, and clean."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dgroup.errors import Refused
from dgroup.mail import wire
from dgroup.mail.address import Mailbox
from dgroup.mail.compose import ListHead, list_copy
from dgroup.mail.fields import split_header
from dgroup.mail.parse import parse
from tests.mail.mails import BODY, HEAD, NOW, PIECES, PLAIN, addresses, copied, names, raw, sent


def test_a_plain_post_keeps_all_that_is_the_authors() -> None:
    """Order, bytes and body stay; the prefix, Reply-To and the group's fields are all that is new."""
    letter = copied(PLAIN + BODY)
    assert letter.content.startswith(
        b"From: Ann Lee <ann@example.org>\r\nTo: psc@lists.example.org\r\nSubject: [psc] Hello\r\n"
        b"Date: Tue, 14 Nov 2023 22:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
        b"Reply-To: Private Sector <psc@lists.example.org>\r\n"
    )
    assert letter.content[letter.body_offset :] == BODY[2:]
    assert raw(letter, b"list-id") == b"Private Sector <psc.lists.example.org>"
    assert raw(letter, b"precedence") == b"list"
    for name, local in {
        b"list-post": b"psc",
        b"list-help": b"psc-help",
        b"list-subscribe": b"psc-join",
        b"list-unsubscribe": b"psc-leave",
        b"list-owner": b"psc-owner",
    }.items():
        assert raw(letter, name) == b"<mailto:" + local + b"@lists.example.org>"


def test_a_copy_is_ready_for_the_wire() -> None:
    """Its dots are doubled, its size is that of the mail, and it is cut where a link may come in."""
    copy = list_copy(parse(PLAIN + BODY), HEAD, received_s=NOW)
    whole = b"".join(copy.content)
    assert b"\r\n..a dot\r\n" in whole
    assert copy.size == len(whole) - 1
    assert (copy.is_8bit, copy.is_smtputf8) == (False, False)
    linked = b", <https://lists.example.org/leave>".join(copy.content)
    assert raw(parse(linked), b"list-unsubscribe") == (
        b"<mailto:psc-leave@lists.example.org>, <https://lists.example.org/leave>"
    )


@pytest.mark.parametrize(
    "subject", [b"=?UTF-8?Q?x=0D=0ABcc:_v@x?=", b"x\rBcc: v@x", b"x\xe9 =?utf-8?q?=0D=0ABcc:_v@x?="]
)
@pytest.mark.parametrize("policy", ["author", "group"])
def test_no_value_becomes_a_header(subject: bytes, policy: str) -> None:
    """The CPython injection (fact 4) gives no Bcc, neither in the bytes nor when parsed again."""
    content = PLAIN.replace(b"Hello", subject).replace(b"Ann Lee", subject) + BODY
    head = replace(HEAD, from_policy=policy)  # type: ignore[arg-type]
    letter = copied(content, head)
    assert names(letter)["bcc"] == 0
    parsed = email.message_from_bytes(letter.content, policy=email.policy.default)
    assert "bcc" not in parsed


@pytest.mark.parametrize(
    ("from_policy", "reply_to", "own", "reply", "cc"),
    [
        ("author", "group", b"", ["psc"], []),
        ("author", "group", b"bob@example.org", ["psc", "bob"], []),
        ("author", "group", b"PSC@lists.example.org", ["psc"], []),
        ("author", "author", b"", [], []),
        ("author", "author", b"bob@example.org", ["bob"], []),
        ("author", "author", b"psc@lists.example.org", [], []),
        ("author", "both", b"", ["ann", "psc"], []),
        ("author", "both", b"bob@example.org", ["bob", "psc"], []),
        ("group", "group", b"", ["psc"], ["ann"]),
        ("group", "group", b"bob@example.org", ["psc", "bob"], ["ann"]),
        ("group", "group", b"ann@example.org", ["psc", "ann"], []),
        ("group", "author", b"", ["ann"], []),
        ("group", "author", b"bob@example.org", ["bob"], []),
        ("group", "author", b"psc@lists.example.org", ["ann"], []),
        ("group", "both", b"", ["ann", "psc"], []),
    ],
)
def test_replies_go_where_the_group_wants(
    from_policy: str, reply_to: str, own: bytes, reply: list[str], cc: list[str]
) -> None:
    """By policy, with the author's own wish kept beside, and the author always within reach."""
    header = PLAIN + (b"Reply-To: " + own + b"\r\n" if own else b"")
    head = replace(HEAD, from_policy=from_policy, reply_to=reply_to)  # type: ignore[arg-type]
    letter = copied(header + BODY, head)
    assert [each.partition("@")[0] for each in addresses(letter, b"reply-to")] == reply
    assert [each.partition("@")[0] for each in addresses(letter, b"cc")] == cc
    assert names(letter)["reply-to"] == bool(reply)


def test_the_authors_own_reply_to_stays_as_written() -> None:
    """Where the policy leaves replies to the author, the field is not touched."""
    head = replace(HEAD, reply_to="author")
    letter = copied(PLAIN + b"Reply-To: (my\r\n other) <bob@example.org>\r\n" + BODY, head)
    assert b"Reply-To: (my\r\n other) <bob@example.org>\r\n" in letter.content


@pytest.mark.parametrize(
    ("author", "name"),
    [
        (b"Ann Lee <ann@example.org>", "Ann Lee via Private Sector"),
        (b"ann@example.org", "ann via Private Sector"),
        (b"=?utf-8?q?Zo=C3=AB?= <ann@example.org>", "Zoë via Private Sector"),
        (b"Ann via Private Sector <ann@example.org>", "Ann via Private Sector"),
    ],
)
def test_the_group_may_be_the_sender(author: bytes, name: str) -> None:
    """From names the author by name and the group by address; a Cc of the author's is kept."""
    content = (
        PLAIN.replace(b"Ann Lee <ann@example.org>", author) + b"Cc: bob@example.org\r\n" + BODY
    )
    letter = copied(content, replace(HEAD, from_policy="group"))
    assert letter.sender == Mailbox(name, "psc@lists.example.org")
    assert addresses(letter, b"cc") == ["bob@example.org", "ann@example.org"]


REMOVED = [
    b"Return-Path: <x@example.net>",
    b"Delivered-To: psc@lists.example.org",
    b"Return-Receipt-To: ann@example.org",
    b"Disposition-Notification-To: ann@example.org",
    b"X-Confirm-Reading-To: ann@example.org",
    b"List-Id: Other <other.example.net>",
    b"List-Unsubscribe: <https://example.net/u>",
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    b"LIST-ARCHIVE: <https://example.net>",
    b"Precedence: bulk",
    b"Archived-At: <https://example.net/1>",
    b"Bcc: boss@example.org",
    b"Approved: secret",
    b"Sender: other-bounces@example.net",
    b"Authentication-Results: mx.lists.example.org 1; spf=pass",
    b"Authentication-Results: MX.LISTS.example.org; dkim=pass",
    b'Authentication-Results: (a=b) "mx.lists.example.org"; dkim=pass',
    b"Authentication-Results: mx.lists.example.org; dkim=pass (",
    b"Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org",
]


def test_what_belongs_to_one_delivery_or_another_list_goes() -> None:
    """Traces, receipts, other lists' fields and forged results are gone; the rest stays."""
    kept = [
        b"Received: from a by b; Tue, 14 Nov 2023 22:00:00 +0000",
        b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; b=abc",
        b"Authentication-Results: mx.example.com; spf=fail",
        b"In-Reply-To: <0@example.org>",
        b"References: <00@example.org>\r\n\t<0@example.org>",
        b"X-Mailer: a reader",
    ]
    header = b"".join(line + b"\r\n" for line in [*kept, *REMOVED])
    letter = copied(header + PLAIN + BODY, drop_authserv=frozenset(["mx.lists.example.org", "-"]))
    for line in kept:
        assert line + b"\r\n" in letter.content
    for line in REMOVED:
        assert line not in letter.content
    assert all(
        count == 1 for name, count in names(letter).items() if name.startswith(("list-", "prec"))
    )


def test_a_secretary_stays_the_sender() -> None:
    """Sender is only wrong under another From, or when another list has written it."""
    content = PLAIN + b"Sender: secretary@example.org\r\n" + BODY
    assert names(copied(content))["sender"] == 1
    assert names(copied(content, replace(HEAD, from_policy="group")))["sender"] == 0


def test_what_a_mail_must_have_is_made() -> None:
    """A mail without Message-ID, Date and From gets them, the id always the same."""
    bare = b"Subject: x\r\n\r\nbody\r\n"
    letter = copied(bare, author=Mailbox("", "env@example.org"))
    assert letter.message_id == parse(bare).message_id
    assert letter.has_message_id
    assert letter.sender == Mailbox("", "env@example.org")
    assert letter.sent_s == NOW
    assert copied(bare).sender == Mailbox("Private Sector", "psc@lists.example.org")


@pytest.mark.parametrize(
    "author",
    [
        b"From: \r\n",
        b"From: nobody\r\n",
        b"From: ann at example.org (Ann)\r\n",
        b"From: \xff\r\n",
        b"From: <a b@c d>\r\n",
        b"From: undisclosed:;\r\n",
    ],
)
@pytest.mark.parametrize("policy", ["author", "group"])
def test_an_unreadable_from_is_made_readable(author: bytes, policy: str) -> None:
    """Every copy has one From with an address, whatever the author's program wrote."""
    head = replace(HEAD, from_policy=policy)  # type: ignore[arg-type]
    letter = copied(author + b"Message-ID: <1@x.org>\r\n\r\nbody\r\n", head)
    assert names(letter)["from"] == 1
    assert letter.sender is not None
    assert b"@" in raw(letter, b"from")


def test_single_fields_stand_once() -> None:
    """Of two the first one stays; several To become one, with everybody in it."""
    double = b"To: bob@example.org\r\nDate: x\r\nMessage-ID: <2@x>\r\nSubject: two\r\nMIME-Version: 1.0\r\n"
    letter = copied(PLAIN + double + b"MIME-Version: 1.0\r\nCc: c@x.org\r\nCC: d@x.org\r\n" + BODY)
    assert {names(letter)[name] for name in ("to", "cc", "date", "message-id", "subject")} == {1}
    assert names(letter)["mime-version"] == 1
    assert addresses(letter, b"to") == ["psc@lists.example.org", "bob@example.org"]
    assert addresses(letter, b"cc") == ["c@x.org", "d@x.org"]
    assert letter.message_id == "1@example.org"


SIGNED = (
    b'Content-Type: multipart/signed; boundary="s"; protocol="application/pgp-signature"\r\n'
    b"\r\n--s\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\nTrailing  \r\ncaf\xe9\r\n.\r\n--s\r\n"
    b"Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--s--\r\n"
)


def test_signed_mail_stays_valid() -> None:
    """Not one octet of a signed body changes, footer or not."""
    head = replace(HEAD, footer="To leave, write to psc-leave", from_policy="group")
    copy = list_copy(parse(PLAIN + SIGNED), head, received_s=NOW)
    assert sent(copy).endswith(SIGNED.partition(b"\r\n\r\n")[2])
    assert (copy.is_8bit, copy.is_smtputf8) == (True, False)


def test_signed_mail_that_cannot_leave_is_refused() -> None:
    """A long line inside a signature can neither be sent nor changed."""
    letter = parse(PLAIN + SIGNED.replace(b"Trailing", b"x" * 1200))
    with pytest.raises(Refused):
        list_copy(letter, HEAD, received_s=NOW)


def test_a_long_line_is_encoded_in_the_copy() -> None:
    """The words of a newsletter with endless lines arrive unchanged."""
    text = b"word " * 500
    content = PLAIN + b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + text + b"</p>\r\n"
    letter = copied(content)
    parsed = email.message_from_bytes(letter.content)
    assert parsed.get_payload(decode=True) == b"<p>" + text + b"</p>\r\n"
    assert names(letter)["content-transfer-encoding"] == 1


def test_an_address_beyond_ascii_needs_smtputf8() -> None:
    """Names are encoded; only an address that cannot be makes a mail need SMTPUTF8."""
    name = PLAIN.replace(b"Ann Lee", "Zoë".encode())
    address = PLAIN.replace(b"ann@", "zoë@".encode())
    assert not list_copy(parse(name + BODY), HEAD, received_s=NOW).is_smtputf8
    assert list_copy(parse(address + BODY), HEAD, received_s=NOW).is_smtputf8


def test_a_footer_stands_below_a_plain_text() -> None:
    """It is set apart as a signature is, and only where it was asked for."""
    head = replace(HEAD, footer="To leave, write to\npsc-leave@lists.example.org\n")
    letter = copied(PLAIN + BODY, head)
    assert letter.content.endswith(
        b"One line\r\n.a dot\r\n\r\n-- \r\nTo leave, write to\r\npsc-leave@lists.example.org\r\n"
    )
    assert copied(PLAIN + BODY).content.endswith(b"One line\r\n.a dot\r\n")


def test_a_footer_beyond_ascii_changes_the_encoding_with_it() -> None:
    """Seven-bit text with an accented footer goes as quoted-printable, declared once."""
    head = replace(HEAD, footer="Zoë's group")
    content = PLAIN + b"Content-Type: text/plain; charset=utf-8\r\n" + BODY
    letter = copied(content, head)
    parsed = email.message_from_bytes(letter.content)
    text = parsed.get_payload(decode=True)
    assert text == "One line\r\n.a dot\r\n\r\n-- \r\nZoë's group\r\n".encode()
    assert (names(letter)["content-transfer-encoding"], names(letter)["mime-version"]) == (1, 1)
    assert not list_copy(parse(content), head, received_s=NOW).is_8bit


@given(
    PIECES,
    st.sampled_from(["author", "group"]),
    st.sampled_from(["group", "author", "both"]),
    st.sampled_from(["", "Leave: psc-leave", "Zoë"]),
)
@settings(max_examples=400)
def test_any_mail_has_a_clean_copy(content: bytes, policy: str, reply_to: str, footer: str) -> None:
    """Arbitrary bytes become one well-formed mail with the group's fields once each, or are refused."""
    head = ListHead("psc", "lists.example.org", "Zoë's", True, reply_to, policy, footer)  # type: ignore[arg-type]
    letter = copied(content, head)
    count = names(letter)
    for name in ("from", "subject", "date", "message-id", "list-id", "list-post", "list-help"):
        assert count[name] == 1, name
    for name in ("list-owner", "list-unsubscribe", "list-subscribe", "precedence"):
        assert count[name] == 1, name
    assert count["bcc"] == 0
    assert "[psc]" in letter.subject.casefold()


@given(PIECES)
def test_a_body_is_never_touched(body: bytes) -> None:
    """Where nothing is wrong with a body it stands, byte for byte, at the end of the copy."""
    content = wire.normalise(PLAIN + b"\r\n" + body.replace(b"\0", b"").replace(b"x" * 1200, b"x"))
    letter = copied(content)
    assert letter.content[letter.body_offset :] == content[len(PLAIN) + 2 :]
    assert letter.body_sha256 == parse(content).body_sha256


def test_the_header_of_a_copy_is_what_it_says() -> None:
    """Python's own parser sees the same fields as ours, so no line hides another."""
    letter = copied(PLAIN + b"X-Odd: a\xe9b\x00c\r\n" + BODY, replace(HEAD, from_policy="group"))
    parsed = email.message_from_bytes(letter.content)
    fields, _ = split_header(letter.content)
    assert [name.lower().encode() for name in parsed] == [each.name for each in fields]
